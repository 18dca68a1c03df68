package plugin

import (
	"encoding/json"
	"slices"
	"strings"

	"baseten-metrics-datasource/pkg/translator"
)

// longestDifference in characters of a filter's values that names show.
const longestDifference = 40

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

// differences are, for each of several queries of one metric and calculation, the filters that not all of them have.
func differences(jobs []*job) [][]string {
	words := make([][]string, len(jobs))
	if len(jobs) == 1 {
		return words
	}
	times := map[string]int{}
	for i, j := range jobs {
		words[i] = filterWords(j)
		for _, word := range words[i] {
			times[word]++
		}
	}
	for i := range words {
		words[i] = slices.DeleteFunc(words[i], func(word string) bool { return times[word] == len(jobs) })
	}
	return words
}

// filterWords are the filters of a query as names show them: the bare value where one value is asked for. A label that the
// names show anyway is left out.
func filterWords(j *job) []string {
	var read struct {
		Filters []translator.Filter `json:"filters"`
	}
	// The translator has checked the filters already; what can't be read here only makes no name.
	_ = json.Unmarshal(j.query.JSON, &read)
	var words []string
	for _, filter := range read.Filters {
		values := slices.DeleteFunc(slices.Clone(filter.Values), func(value string) bool { return value == "" })
		if filter.Disabled || len(values) == 0 || slices.Contains(j.translation.Labels, filter.Label) {
			continue
		}
		word := strings.Join(values, "|")
		if filter.Operator != "=" && filter.Operator != "" || len(values) > 1 {
			word = filter.Label + filter.Operator + word
		}
		if characters := []rune(word); len(characters) > longestDifference {
			word = string(characters[:longestDifference]) + "…"
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}
