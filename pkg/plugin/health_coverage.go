package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"baseten-metrics-datasource/pkg/internal/clipped"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/translator"
)

// What the alert rules hang on as they are shipped; provision/generate.test.ts holds these against provision/objectives.yaml
// and the rows of the rules. Somebody's own objectives are in rules that this check doesn't see.
const (
	// watchedEnvironment is the environment that the rules watch.
	watchedEnvironment = "production"
	// usualLatencySeconds is the bucket bound that their latency rules read, unless a model has another objective.
	usualLatencySeconds = 10
	// floorRequests: with fewer requests in so many hours there can't be enough bad ones for a burn of the budget.
	floorRequests = 10
	floorHours    = 6
	// unknownShare of unknown status codes is where a ticket says that the rules can't judge.
	unknownShare = 0.2
)

// maxNamed is how many names a row lists before it counts the rest.
const maxNamed = 5

// gap is one thing that keeps rules from seeing a model.
type gap struct {
	code string
	// query is a builder query with a row a model.
	query map[string]any
	// blind: whether this keeps rules from a model; absent where the model has no row.
	blind func(value float64, present bool) bool
	// warn: somebody should do something about it.
	warn bool
	// words, with the models in front.
	words string
}

var floorWindow = fmt.Sprintf("%dh", floorHours)

var gaps = []gap{
	{
		code:  "coverage-codes",
		query: map[string]any{"metric": "unknown_code_share", "window": floorWindow},
		blind: func(share float64, present bool) bool { return present && share > unknownShare },
		warn:  true,
		words: fmt.Sprintf("more than %v%% of the answers of %d hours have a code of no protocol, which no rule counts as good or bad. "+
			"Find out what writes it, or say what the models speak in the objectives (protocol).", unknownShare*100, floorHours),
	},
	{
		code:  "coverage-bound",
		query: map[string]any{"metric": "missing_bound", "threshold": usualLatencySeconds},
		blind: func(missing float64, present bool) bool { return present && missing == 1 },
		warn:  true,
		words: fmt.Sprintf("no bucket of the response times ends at %d s, the usual objective: latency rules are blind unless the model's own "+
			"objective (latencySeconds) is one of its bounds.", usualLatencySeconds),
	},
	{
		code:  "coverage-floor",
		query: map[string]any{"metric": "valid_requests", "window": floorWindow},
		blind: func(requests float64, present bool) bool { return !present || requests < floorRequests },
		words: fmt.Sprintf("fewer than %d requests in %d hours, too few for a burn of the error budget. Rules about requests that nobody serves "+
			"or that don't end see it still.", floorRequests, floorHours),
	},
	{
		code:  "coverage-restarts",
		query: map[string]any{"metric": "restarts", "window": "15m"},
		blind: func(_ float64, present bool) bool { return !present },
		words: "container restarts are not exported, which is behind a feature flag on Baseten's side: the rule about them can't fire.",
	},
}

// coverage: which models the alert rules can see, and what keeps them from others. It fails nothing: panels work without.
func (e *examination) coverage(ctx context.Context) error {
	unknown := func(err error) error {
		return e.warn("coverage", "coverage-unknown", params("error", sentence(err)), "Which models the alert rules can see can't be told: %v", sentence(err))
	}
	watched, elsewhere, err := e.byEnvironment(ctx)
	if err != nil {
		return unknown(err)
	}
	if len(watched) == 0 {
		return e.warn("coverage", "coverage-none", params("environment", watchedEnvironment, "models", len(elsewhere)), "No model is in the environment %s, which the alert "+
			"rules watch as shipped: they see none of %d %s. Name your environments in the objectives that the rules are made of.",
			watchedEnvironment, len(elsewhere), plural(len(elsewhere), "model"))
	}
	all := len(watched) + len(elsewhere)
	if len(elsewhere) == 0 {
		_ = e.pass("coverage", "coverage", params("environment", watchedEnvironment, "models", all), "The alert rules as shipped watch all %d %s, those of the environment %s.",
			all, plural(all, "model"), watchedEnvironment)
	} else {
		first, more := some(elsewhere)
		_ = e.pass("coverage", "coverage-part", params("environment", watchedEnvironment, "watched", len(watched), "models", all, "names", first, "more", more),
			"The alert rules as shipped watch %d of %d models, those of the environment %s; not watched: %s.", len(watched), all, watchedEnvironment, enumeration(first, more))
	}
	for _, g := range gaps {
		values, err := e.perModel(ctx, g.query)
		if err != nil {
			return unknown(err)
		}
		var blind []string
		for _, model := range watched {
			if value, present := values[model]; g.blind(value, present) {
				blind = append(blind, model)
			}
		}
		if len(blind) == 0 {
			continue
		}
		say := e.pass
		if g.warn {
			say = e.warn
		}
		first, more := some(blind)
		_ = say("coverage", g.code, params("names", first, "more", more), "%s: %s", enumeration(first, more), g.words)
	}
	return nil
}

// byEnvironment gives the models with a deployment in the watched environment, and those without.
func (e *examination) byEnvironment(ctx context.Context) (watched, elsewhere []string, err error) {
	result, err := e.person.QueryInstant(ctx, prometheus.InstantRequest{
		Expr: `group by (model_name, environment) ({__name__=~"baseten_replicas_active|baseten_inference_requests_total"})`, Time: e.at,
	})
	if err != nil {
		return nil, nil, err
	}
	inside := map[string]bool{}
	for i := range result.Series {
		s := &result.Series[i]
		inside[s.Label("model_name")] = inside[s.Label("model_name")] || s.Label("environment") == watchedEnvironment
	}
	for model, is := range inside {
		if is {
			watched = append(watched, model)
		} else {
			elsewhere = append(elsewhere, model)
		}
	}
	slices.Sort(watched)
	slices.Sort(elsewhere)
	return watched, elsewhere, nil
}

// perModel runs a builder query in the watched environment, as rules do: a value a model.
func (e *examination) perModel(ctx context.Context, query map[string]any) (map[string]float64, error) {
	whole := map[string]any{
		"groupBy": []string{"model_name"}, "queryType": translator.QueryTypeInstant,
		"filters": []map[string]any{{"label": "environment", "operator": "=", "values": []string{watchedEnvironment}}},
	}
	for field, value := range query {
		whole[field] = value
	}
	encoded, err := json.Marshal(whole)
	if err != nil {
		return nil, fmt.Errorf("write the query: %w", err)
	}
	translation, err := e.ds.translator.Translate(ctx, encoded, translator.Context{FromAlert: true, ScrapeIntervalMs: e.ds.settings.ScrapeInterval.Milliseconds()})
	if err != nil {
		return nil, err
	}
	result, err := e.person.QueryInstant(ctx, prometheus.InstantRequest{Expr: translation.Expr, Time: e.at.Truncate(time.Second)})
	if err != nil {
		return nil, err
	}
	values := make(map[string]float64, len(result.Series))
	for i := range result.Series {
		if value, _, ok := result.Series[i].Last(result.Grid); ok {
			values[result.Series[i].Label("model_name")] = value
		}
	}
	return values, nil
}

// some are the first of the names, none longer than fits into a sentence, and how many there are beside them.
func some(names []string) (first []string, more int) {
	for _, name := range names[:min(len(names), maxNamed)] {
		first = append(first, clipped.Value(name))
	}
	return first, len(names) - len(first)
}

func enumeration(names []string, more int) string {
	text := strings.Join(names, ", ")
	if more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
