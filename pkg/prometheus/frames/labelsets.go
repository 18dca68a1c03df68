package frames

import (
	"hash/maphash"
	"maps"
	"slices"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// labelSets tells which label sets have been seen, whatever the order of their labels.
type labelSets struct {
	seed maphash.Seed
	sets map[uint64][]decode.Label
	// more holds the sets whose hash another set has already.
	more map[uint64][][]decode.Label
}

func newLabelSets(size int) *labelSets {
	return &labelSets{seed: maphash.MakeSeed(), sets: make(map[uint64][]decode.Label, size)}
}

// add says whether the set is new.
func (l *labelSets) add(labels []decode.Label) bool {
	var sum uint64
	for _, label := range labels {
		// Added up, since the order of labels must not matter.
		sum += maphash.String(l.seed, label.Name)*3 ^ maphash.String(l.seed, label.Value)
	}
	first, known := l.sets[sum]
	if !known {
		l.sets[sum] = labels
		return true
	}
	if same(first, labels) {
		return false
	}
	for _, other := range l.more[sum] {
		if same(other, labels) {
			return false
		}
	}
	if l.more == nil {
		l.more = map[uint64][][]decode.Label{}
	}
	l.more[sum] = append(l.more[sum], labels)
	return true
}

// fewLabels are compared one by one; a series of people has no more. A server may send a million.
const fewLabels = 32

// same compares two sets; names are unique within each.
func same(a, b []decode.Label) bool {
	if len(a) != len(b) {
		return false
	}
	if slices.Equal(a, b) {
		return true
	}
	if len(a) > fewLabels {
		return maps.Equal(labelMap(a), labelMap(b))
	}
	for _, label := range a {
		if !slices.Contains(b, label) {
			return false
		}
	}
	return true
}
