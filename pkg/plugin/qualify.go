package plugin

import (
	"slices"
	"strings"

	"baseten-metrics-datasource/pkg/prometheus/frames"
	"baseten-metrics-datasource/pkg/translator"
)

// qualify finds the metrics that several queries of the request ask for: their names say which is which. What stands in
// front is the qualifier ("p95") where it differs, and what only some of the filters ask for ("staging") where it doesn't.
// Queries that say the same of themselves stay as they are, since a word in front of both would tell nothing apart.
func qualify(jobs []*job) {
	byMetric := map[string]map[string][]*job{}
	for _, j := range jobs {
		if t := j.translation; t != nil && t.Kind == translator.KindBuilder && t.Metric != "" {
			if byMetric[t.Metric] == nil {
				byMetric[t.Metric] = map[string][]*job{}
			}
			byMetric[t.Metric][t.Qualifier] = append(byMetric[t.Metric][t.Qualifier], j)
		}
	}
	for _, byQualifier := range byMetric {
		for qualifier, same := range byQualifier {
			for i, words := range differences(same) {
				if len(byQualifier) > 1 && qualifier != "" {
					words = append([]string{qualifier}, words...)
				}
				same[i].qualifier = strings.Join(words, " ")
			}
		}
	}
}

// titleLines has names begin with the title where lines of several metrics would bear one name: those of the same labels, and
// with the same words before them.
func titleLines(jobs []*job) {
	byName := map[string][]*job{}
	for _, j := range jobs {
		t := j.translation
		if t != nil && t.Kind == translator.KindBuilder && t.Format == translator.FormatTimeSeries && t.LegendFormat == "" && len(t.Labels) > 0 {
			name := j.qualifier + "\n" + strings.Join(slices.Sorted(slices.Values(t.Labels)), ",")
			byName[name] = append(byName[name], j)
		}
	}
	for _, same := range byName {
		for _, j := range same {
			j.titled = slices.ContainsFunc(same, func(other *job) bool { return other.translation.Metric != j.translation.Metric })
		}
	}
}

// differences are, for each of several queries of one metric and calculation, the filters that not all of them have.
func differences(jobs []*job) [][]string {
	words := make([][]string, len(jobs))
	if len(jobs) == 1 {
		return words
	}
	times := map[string]int{}
	for i, j := range jobs {
		words[i] = slices.Clone(j.translation.FilterNames)
		for _, word := range words[i] {
			times[word]++
		}
	}
	for i := range words {
		words[i] = slices.DeleteFunc(words[i], func(word string) bool { return times[word] == len(jobs) })
	}
	return words
}

// nameColumns names the value column of each table: its title, with the qualifier that the names of lines have too, and with
// the refId where several would have one name ("Value #A"), as Grafana's own tables have.
func nameColumns(jobs []*job) {
	same := map[string][]*job{}
	for _, j := range jobs {
		if t := j.translation; t != nil && t.Format == translator.FormatTable && t.Kind != translator.KindEmpty {
			title := t.Title
			if title == "" {
				title = "Value"
			}
			j.column = frames.Qualified(j.qualifier, title)
			same[j.column] = append(same[j.column], j)
		}
	}
	for column, several := range same {
		for _, j := range several {
			if len(several) > 1 {
				j.column = column + " #" + j.refID
			}
		}
	}
}
