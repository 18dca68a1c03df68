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
	// plain says of the names before whether they look the same in JSON.
	plain []bool
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

// candidate is a label that the series before had.
type candidate struct {
	Label
	// plain: the name looks the same in JSON.
	plain bool
}

// candidate is the label that the series before had at this place.
func (l *labelStore) candidate(i int) candidate {
	if i < len(l.before) {
		return candidate{l.before[i], i < len(l.plain) && l.plain[i]}
	}
	return candidate{}
}

// isPlain says whether a name looks the same in JSON. Names that do hold no quote, so that a short way that compares bytes
// can't be led astray.
func isPlain(name string) bool {
	for i := range len(name) {
		if special[name[i]] {
			return false
		}
	}
	return true
}

// keep copies a gathered label set into a block.
func (l *labelStore) keep(gathered []Label) []Label {
	if len(gathered) == 0 {
		l.before = nil
		return nil
	}
	if len(gathered) > labelBlock/4 {
		l.before, l.plain = append([]Label(nil), gathered...), nil
		return l.before
	}
	if len(l.labels)+len(gathered) > cap(l.labels) {
		l.labels = make([]Label, 0, labelBlock)
	}
	from := len(l.labels)
	l.labels = append(l.labels, gathered...)
	kept := l.labels[from:len(l.labels):len(l.labels)]
	for i := range kept {
		// Mostly the name is the very one of the series before.
		if i < len(l.plain) && i < len(l.before) && l.before[i].Name == kept[i].Name {
			continue
		}
		l.plain = append(l.plain[:min(i, len(l.plain))], isPlain(kept[i].Name))
	}
	l.before = kept
	return kept
}
