package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/prometheus/common/model"

	"baseten-metrics-datasource/pkg/plugin/whyempty"
	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/frames"
	"baseten-metrics-datasource/pkg/prometheus/steps"
	"baseten-metrics-datasource/pkg/translator"
)

// unsorted is the feature toggle that makes Grafana's expressions leave numbers in their data source's order.
const unsorted = "disableNumericMetricsSortingInExpressions"

// ranking is found in PromQL and MetricsQL that puts series in an order. Where it is a part of a label's value the server's order
// stays, which harms nobody.
var ranking = regexp.MustCompile(`(?i)sort|topk|bottomk|limit|outlier`)

// run sends one translated query to the server and makes its frames.
func (ds *Datasource) run(ctx context.Context, j *job) (data.Frames, error) {
	t := j.translation
	if t.Format == translator.FormatHeatmap && j.origin.strict() {
		return nil, &userError{"format is heatmap, which an alert rule or expression can't use; choose the format time_series"}
	}
	request, err := ds.request(j)
	if err != nil {
		return nil, err
	}
	plan, err := steps.Resolve(t.Expr, request)
	if err != nil {
		return nil, err
	}
	if plan.Expr, err = ds.checked(ctx, j, plan.Expr); err != nil {
		return nil, err
	}
	result, err := ds.sendAll(ctx, j, plan, request)
	if err != nil {
		return nil, err
	}

	prefixes, err := ds.translator.LabelPrefixes(ctx)
	if err != nil {
		return nil, err
	}
	notices, why := ds.notices(ctx, j, plan, result)
	var words data.ValueMappings
	if top := ds.topBucket(ctx, j, plan, result); top != nil {
		notices, words = append(notices, top.notice()), top.words()
	}
	built, err := frames.Build(ctx, result, frames.Options{
		Format:         frames.Format(t.Format),
		FromAlert:      j.origin.fromAlert,
		FromExpression: j.origin.fromExpression,
		KeepOrder:      j.keepsOrder(ctx, plan.Expr),
		ForBrowser:     j.takesRows(),
		Title:          t.Title,
		Asked:          askedBy(t),
		Qualifier:      j.qualifier,
		Titled:         j.titled,
		Column:         j.column,
		LegendFormat:   t.LegendFormat,
		Labels:         nameLabels(t),
		LabelPrefixes:  prefixes,
		Words:          words,
		Unit:           t.Unit,
		Decimals:       t.Decimals,
		Min:            t.Min,
		Max:            t.Max,
		Ranged:         t.QueryType == translator.QueryTypeRange,
		ExecutedQuery:  executedQuery(j, plan),
		Notices:        notices,
	})
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, &userError{err.Error()}
	}
	for _, frame := range built {
		frame.RefID = j.refID
	}
	// The memory of the answer counts until Grafana has been sent what was made of it.
	runtime.AddCleanup(built[0], func(*decode.Result) {}, result)
	if why != nil {
		// Frames may have said something there already.
		custom, ok := built[0].Meta.Custom.(map[string]any)
		if !ok {
			custom = map[string]any{}
			built[0].Meta.Custom = custom
		}
		custom["whyEmpty"] = why
	}
	return built, nil
}

// keepsOrder says whether numbers stay in the order of the server: in rules and expressions where Grafana leaves them so, in panels
// where the query ranks them.
func (j *job) keepsOrder(ctx context.Context, expr string) bool {
	if j.origin.strict() {
		return config.GrafanaConfigFromContext(ctx).FeatureToggles().IsEnabled(unsorted)
	}
	return j.translation.QueryType != translator.QueryTypeRange && ranking.MatchString(expr)
}

// checked is a resolved PromQL text with the dashboard's filters, within the limits.
func (ds *Datasource) checked(ctx context.Context, j *job, expr string) (string, error) {
	t := j.translation
	// Before filters are added, which takes a parser.
	if err := ds.withinLimits(expr); err != nil || t.Kind != translator.KindCode {
		return expr, err
	}
	if err := ds.refuseUnresolved(ctx, expr); err != nil {
		return "", err
	}
	added, err := addMatchers(expr, t.Matchers, ds.settings.MaxQueryLength)
	var unread *unreadError
	if errors.As(err, &unread) {
		j.filter, err = ds.filterBeside(ctx, j, unread)
		return expr, err
	}
	if err != nil {
		return "", err
	}
	// What is sent counts, not what was saved.
	return added, ds.withinLimits(added)
}

// request is what decides step and range, and the values of the macros.
func (ds *Datasource) request(j *job) (steps.Request, error) {
	t := j.translation
	zone, err := zoneOf(j)
	if err != nil {
		return steps.Request{}, err
	}
	minStep, inMinStep := optionalDuration(t.Interval)
	stepAtLeast, inLeast := steps.ParseLength(t.StepAtLeast)
	window, inWindow := steps.ParseLength(t.Window)
	if err := errors.Join(inMinStep, inLeast, inWindow); err != nil {
		return steps.Request{}, fmt.Errorf("the translator gave a duration that is none: %w", err)
	}
	return steps.Request{
		Zone:           zone,
		From:           j.query.TimeRange.From,
		To:             j.query.TimeRange.To,
		Now:            ds.now(),
		Interval:       j.query.Interval,
		MaxDataPoints:  j.query.MaxDataPoints,
		ScrapeInterval: ds.settings.ScrapeInterval,
		MinStep:        minStep,
		Instant:        t.QueryType == translator.QueryTypeInstant,
		StepAtLeast:    stepAtLeast,
		Window:         window,
		RankWindows:    t.RankWindows,
		Code:           t.Kind == translator.KindCode,
	}, nil
}

// optionalDuration reads a duration that the translator has checked; 0 for "".
func optionalDuration(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := model.ParseDuration(text)
	return time.Duration(d), err
}

// send asks the server.
func send(ctx context.Context, j *job, plan steps.Plan) (*decode.Result, error) {
	if j.translation.QueryType == translator.QueryTypeInstant {
		return j.person.QueryInstant(ctx, prometheus.InstantRequest{Expr: plan.Expr, Time: plan.End, Step: plan.InstantStep, Filter: j.filter})
	}
	return j.person.QueryRange(ctx, prometheus.RangeRequest{
		Expr: plan.Expr, Start: plan.Start, End: plan.End, Step: plan.Step, Filter: j.filter, Background: inBackground(j),
	})
}

// inBackground is whether the browser asks for much that no panel waits for: it writes that into the query when it is sent.
func inBackground(j *job) bool {
	var read struct {
		Background any `json:"background"`
	}
	// The translator has checked that the query is an object.
	_ = json.Unmarshal(j.query.JSON, &read)
	// A rule must not wait behind a preview, whatever its file holds.
	return read.Background == true && !j.origin.strict()
}

// takesRows says whether the query comes from this plugin's own code in a browser, which makes fields of rows. What a rule or
// an expression reads doesn't depend on what its file holds.
func (j *job) takesRows() bool {
	var read struct {
		NumbersAs any `json:"numbersAs"`
	}
	return !j.origin.strict() && json.Unmarshal(j.query.JSON, &read) == nil && read.NumbersAs == "rows"
}

// nameLabels are the labels that names show, in their order. Code queries don't know theirs beforehand.
func nameLabels(t *translator.Translation) []string {
	if t.Kind == translator.KindCode {
		return nil
	}
	if t.Labels == nil {
		return []string{}
	}
	return t.Labels
}

// askedBy is the PromQL of a person; "" for what was built, which has a title.
func askedBy(t *translator.Translation) string {
	if t.Kind == translator.KindCode {
		return t.Expr
	}
	return ""
}

// executedQuery is what the query inspector shows: what was sent, with the step that the window depends on.
func executedQuery(j *job, plan steps.Plan) string {
	expr := plan.Expr
	if j.filter != "" {
		expr += "\nFilter: {" + j.filter + "}"
	}
	if j.translation.QueryType == translator.QueryTypeInstant {
		return "Expr: " + expr + "\nTime: " + plan.End.Format("2006-01-02T15:04:05Z07:00")
	}
	return "Expr: " + expr + "\nStep: " + steps.FormatDuration(plan.Step)
}

// notices are those on one answer, the translator's first, and why it is empty where it is and that is known.
func (ds *Datasource) notices(ctx context.Context, j *job, plan steps.Plan, result *decode.Result) ([]data.Notice, *whyempty.Reason) {
	t := j.translation
	notices := make([]data.Notice, 0, len(t.Notices))
	for _, notice := range t.Notices {
		severity := data.NoticeSeverityInfo
		if notice.Severity == "warning" {
			severity = data.NoticeSeverityWarning
		}
		notices = append(notices, data.Notice{Severity: severity, Text: notice.Text})
	}
	if j.origin.fromAlert {
		return notices, nil
	}
	if t.OutdatedExpr {
		notices = append(notices, data.Notice{Severity: data.NoticeSeverityInfo, Text: "This browser tab is older than the " +
			"plugin on the server: it shows other PromQL than what was run. Reload the page."})
	}
	if notice, raised := raisedNotice(j, plan); raised {
		notices = append(notices, notice)
	}
	if notice, why := ds.shortWindow(t, plan); why != nil {
		notices = append(notices, notice)
		if result.Empty() {
			// That is why; a look-up could only add that the series are there.
			return notices, why
		}
	}
	notices = append(notices, ds.outliers(ctx, j, plan)...)
	if result.Empty() {
		why := ds.whyEmpty(ctx, j, plan)
		if why != nil {
			notices = append(notices, data.Notice{Severity: data.NoticeSeverityInfo, Text: why.Text})
		}
		return notices, why
	}
	return append(notices, ds.missingLabels(ctx, t, result)...), nil
}
