package plugin

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/translator"
)

// tells are the labels whose values are ids, each with the labels that say what an id stands for.
var tells = map[string][]string{
	"model_id":      {"model_name"},
	"deployment_id": {"model_name", "environment"},
}

const (
	// aboutTimeout bounds the look-up that only says what ids stand for: the list itself doesn't wait longer for it.
	aboutTimeout = 2 * time.Second
	// everyDeployment has a series of each deployment, where a look-up is about no metric.
	everyDeployment = "baseten_replicas_active"
)

// about says what the ids in scope stand for: "Llama 3.1 70B Instruct, production". A deployment that was promoted in the time
// range has both of its environments. Nil for labels that speak for themselves, and where the look-up fails.
func (ds *Datasource) about(ctx context.Context, request lookup, narrow translator.SelectorsRequest, within span) map[string]string {
	telling := tells[request.Label]
	if telling == nil {
		return nil
	}
	if narrow.Metric == "" {
		narrow.Metric = everyDeployment
	}
	ctx, cancel := context.WithTimeout(ctx, aboutTimeout)
	defer cancel()
	selectors, err := ds.selectors(ctx, narrow)
	if err != nil {
		return nil
	}
	found, err := request.person.Series(ctx, prometheus.LookupRequest{
		Matches: selectors, Wider: wider(selectors), Start: within.from, End: within.to, Limit: examinedSeries,
	})
	if err != nil {
		return nil
	}
	values := map[string][][]string{}
	for _, series := range found.Series {
		var id string
		told := make([]string, len(telling))
		for _, l := range series {
			if l.Name == request.Label {
				id = l.Value
			} else if i := slices.Index(telling, l.Name); i >= 0 {
				told[i] = l.Value
			}
		}
		if values[id] == nil {
			values[id] = make([][]string, len(telling))
		}
		for i, value := range told {
			if value != "" && !slices.Contains(values[id][i], value) {
				values[id][i] = append(values[id][i], value)
			}
		}
	}
	about := make(map[string]string, len(values))
	for id, told := range values {
		var words []string
		for _, of := range told {
			if len(of) > 0 {
				slices.Sort(of)
				words = append(words, strings.Join(of, " / "))
			}
		}
		if id != "" && len(words) > 0 {
			about[id] = strings.Join(words, ", ")
		}
	}
	return about
}

// tell puts beside each id what it stands for, and adds the ids that the search finds by that: people know the model, not its
// deployment's id. The values are in order then.
func (answer *valuesAnswer) tell(about map[string]string, search string, limit int) {
	lower := strings.ToLower(search)
	// In order, so that of more than fit the same ones are found each time.
	for _, id := range slices.Sorted(maps.Keys(about)) {
		isFound := search != "" && strings.Contains(strings.ToLower(about[id]), lower) && len(answer.Values) < limit
		if isFound && !slices.Contains(answer.Values, id) {
			answer.Values = append(answer.Values, id)
		}
	}
	slices.Sort(answer.Values)
	for _, id := range answer.Values {
		if words := about[id]; words != "" {
			if answer.About == nil {
				answer.About = map[string]string{}
			}
			answer.About[id] = words
		}
	}
}
