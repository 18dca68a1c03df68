package frames

import (
	"slices"
	"strconv"
	"testing"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

func TestLabelSetsInAnyOrder(t *testing.T) {
	for _, count := range []int{0, 1, 3, fewLabels, fewLabels + 1, 200_000} {
		labels := make([]decode.Label, count)
		for i := range labels {
			labels[i] = decode.Label{Name: "l" + strconv.Itoa(i), Value: "v"}
		}
		reversed := slices.Clone(labels)
		slices.Reverse(reversed)
		sets := newLabelSets(2)
		if !sets.add(labels) || sets.add(reversed) {
			t.Errorf("%d labels: the same set in another order is not known again", count)
		}
		if count == 0 {
			continue
		}
		other := slices.Clone(reversed)
		other[0].Value = "w"
		if same(labels, other) || !sets.add(other) {
			t.Errorf("%d labels: another set is taken for the first", count)
		}
	}
}
