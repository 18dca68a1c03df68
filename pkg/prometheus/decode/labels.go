package decode

import "strings"

// block is how much text or how many labels are allocated at once.
const (
	textBlock  = 16 << 10
	labelBlock = 512
)

// labelStore makes label sets with few allocations: texts are cut from blocks, and what the series before had in the same
// place is used again, which is most of it.
type labelStore struct {
	block  strings.Builder
	labels []Label
	before []Label
}

// intern gives the text as a string, the candidate if it is the same.
func (l *labelStore) intern(text []byte, candidate string) string {
	if string(text) == candidate {
		return candidate
	}
	if len(text) > textBlock/4 {
		return string(text)
	}
	if l.block.Len()+len(text) > l.block.Cap() {
		l.block = strings.Builder{}
		l.block.Grow(textBlock)
	}
	from := l.block.Len()
	l.block.Write(text)
	return l.block.String()[from:]
}

// candidate is the label that the series before had at this place.
func (l *labelStore) candidate(i int) Label {
	if i < len(l.before) {
		return l.before[i]
	}
	return Label{}
}

// keep copies a gathered label set into a block.
func (l *labelStore) keep(gathered []Label) []Label {
	if len(gathered) == 0 {
		l.before = nil
		return nil
	}
	if len(gathered) > labelBlock/4 {
		l.before = append([]Label(nil), gathered...)
		return l.before
	}
	if len(l.labels)+len(gathered) > cap(l.labels) {
		l.labels = make([]Label, 0, labelBlock)
	}
	from := len(l.labels)
	l.labels = append(l.labels, gathered...)
	l.before = l.labels[from:len(l.labels):len(l.labels)]
	return l.before
}
