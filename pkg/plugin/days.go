package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	// The plugin's container may have no time zones of its own.
	_ "time/tzdata"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/internal/clipped"
	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/translator"
)

// zoneOf is the dashboard's time zone, which the browser writes into a query when it is sent. Rules and expressions have
// none, whatever their file holds: what fires must not depend on who saved it.
func zoneOf(j *job) (*time.Location, error) {
	if j.origin.strict() {
		return nil, nil //nolint:nilnil // UTC.
	}
	var read struct {
		Timezone any `json:"timezone"`
	}
	// The translator has checked that the query is an object.
	_ = json.Unmarshal(j.query.JSON, &read)
	name, ok := read.Timezone.(string)
	switch {
	case read.Timezone == nil || ok && name == "":
		return nil, nil //nolint:nilnil // UTC.
	case strings.EqualFold(name, "utc"):
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, &userError{fmt.Sprintf("timezone is %s; allowed is the name of a time zone, such as Europe/Berlin or UTC", shown(read.Timezone))}
	}
	return zone, nil
}

func shown(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		return "of a wrong type"
	}
	return clipped.Value(string(encoded))
}

// sendAll asks the server: once, or once for each segment where days are of different lengths.
func (ds *Datasource) sendAll(ctx context.Context, j *job, plan steps.Plan, request steps.Request) (*decode.Result, error) {
	if len(plan.Segments) == 0 {
		return send(ctx, j, plan)
	}
	results := make([]*decode.Result, len(plan.Segments))
	for i, segment := range plan.Segments {
		expr, err := ds.exprOf(ctx, j, plan, segment)
		if err != nil {
			return nil, err
		}
		part, err := plan.Of(segment, expr, request)
		if err != nil {
			return nil, err
		}
		if part.Expr, err = ds.checked(ctx, j, part.Expr); err != nil {
			return nil, err
		}
		if results[i], err = send(ctx, j, part); err != nil {
			return nil, err
		}
	}
	return joined(results, plan.Step), nil
}

// exprOf is the query's text for a segment: a window of whole days that is written out is as long as the day.
func (ds *Datasource) exprOf(ctx context.Context, j *job, plan steps.Plan, segment steps.Segment) (string, error) {
	t := j.translation
	if t.Kind != translator.KindBuilder || plan.Window != plan.Step || segment.Step == plan.Step || t.StepAtLeast == "" || strings.HasPrefix(t.Window, "$") {
		return t.Expr, nil
	}
	query := map[string]json.RawMessage{}
	if err := json.Unmarshal(j.query.JSON, &query); err != nil {
		return "", fmt.Errorf("read the query: %w", err)
	}
	query["window"] = json.RawMessage(`"` + steps.FormatDuration(segment.Step) + `"`)
	changed, err := json.Marshal(query)
	if err != nil {
		return "", fmt.Errorf("write the query: %w", err)
	}
	translation, err := ds.translator.Translate(ctx, changed, ds.context(j))
	if err != nil {
		return "", err
	}
	return translation.Expr, nil
}

// joined puts the answers for the parts of a range behind each other. Its series have times of their own, since their
// distances differ.
func joined(results []*decode.Result, step time.Duration) *decode.Result {
	all := *results[0]
	all.Series, all.Warnings, all.Infos, all.Points = nil, nil, nil, 0
	all.Grid = decode.Grid{StepMs: step.Milliseconds()}
	places := map[string]int{}
	for _, result := range results {
		for i := range result.Series {
			s := &result.Series[i]
			key := labelKey(s.Labels)
			place, known := places[key]
			if !known {
				place = len(all.Series)
				places[key] = place
				all.Series = append(all.Series, decode.Series{Labels: s.Labels, Times: []int64{}})
			}
			whole := &all.Series[place]
			whole.Times = append(whole.Times, s.TimesOn(result.Grid)...)
			whole.Values = append(whole.Values, s.Values...)
		}
		all.Partial = all.Partial || result.Partial
		all.Points += result.Points
		for _, text := range result.Warnings {
			if !slices.Contains(all.Warnings, text) {
				all.Warnings = append(all.Warnings, text)
			}
		}
		for _, text := range result.Infos {
			if !slices.Contains(all.Infos, text) {
				all.Infos = append(all.Infos, text)
			}
		}
	}
	all.OffGrid = len(all.Series)
	return &all
}

func labelKey(labels []decode.Label) string {
	parts := make([]string, len(labels))
	for i, label := range labels {
		parts[i] = label.Name + "\x00" + label.Value
	}
	slices.Sort(parts)
	return strings.Join(parts, "\x01")
}

// raisedNotice says that the step is longer than the min step, and why.
func raisedNotice(j *job, plan steps.Plan) (data.Notice, bool) {
	minStep, step := j.translation.Interval, steps.FormatDuration(plan.Step)
	switch plan.MinStepRaised {
	case steps.RaisedByPoints:
		return data.Notice{Severity: data.NoticeSeverityInfo, Text: fmt.Sprintf("The min step of %s was raised to %s: a range may have "+
			"%d points at most. Choose a shorter range to see finer ones.", minStep, step, steps.MaxPoints)}, true
	case steps.RaisedByWindow:
		if j.translation.StepAtLeast != "$__rate_interval" {
			return data.Notice{Severity: data.NoticeSeverityInfo, Text: fmt.Sprintf("The min step of %s was raised to %s, the length of the "+
				"window: each point counts what happened since the one before. Choose a shorter window to see finer ones.", minStep, step)}, true
		}
		return data.Notice{Severity: data.NoticeSeverityInfo, Text: fmt.Sprintf("The min step of %s was raised to %s: each point counts what "+
			"happened since the one before, which takes four scrapes. Set the window to choose another length.", minStep, step)}, true
	}
	return data.Notice{}, false
}
