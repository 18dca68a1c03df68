package situations

import (
	"context"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
)

// shipped is the file that Prometheus loads.
const shipped = "../../../provisioning/prometheus/baseten-alerts.yaml"

// alert is one stretch of firing: from the minute in which it began until before the one in which it was over.
type alert struct {
	name, model, severity string
	from, to              float64
	open                  bool
}

func (a alert) String() string {
	model := a.model
	if model == "" {
		model = "no model"
	}
	to := fmt.Sprint(a.to)
	if a.open {
		to = "…"
	}
	return fmt.Sprintf("%s %q [%s] %v–%s", a.severity, a.name, model, a.from, to)
}

func newEngine(t testing.TB) *promql.Engine {
	engine := promql.NewEngine(promql.EngineOpts{
		MaxSamples: 500_000_000, Timeout: 10 * time.Minute, EnableAtModifier: true, EnableNegativeOffset: true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return 60_000 }, Parser: remembering,
	})
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}

// play evaluates the shipped rules over the world: each expression as one range query, then each alert's states by the
// rules of Prometheus's AlertingRule.
func play(t testing.TB, w *world) []alert {
	t.Helper()
	engine, series := newEngine(t), w.series()
	every := orDefault(w.every, 60)
	var all []alert
	for _, group := range shippedGroups(t) {
		for _, rule := range group.Rules {
			if only := os.Getenv("ONLY_RULE"); only != "" && !strings.Contains(rule.Alert, only) {
				continue
			}
			if !w.promised && ofOthers.MatchString(rule.Expr) {
				continue
			}
			for _, line := range evaluated(t, engine, series, w, rule.Expr, every) {
				all = append(all, states(w, rule, line, every)...)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b alert) int {
		if a.from != b.from {
			return int(a.from - b.from)
		}
		return strings.Compare(a.name+a.model, b.name+b.model)
	})
	return all
}

// evaluated is the value of an expression at each evaluation, one line for each alert. Where samples are late each evaluation is a
// query of its own: what it sees is not what is there later.
func evaluated(t testing.TB, engine *promql.Engine, series *store, w *world, expr string, every float64) []promql.Series {
	t.Helper()
	at := func(minute float64) time.Time { return time.Unix(int64(minute*60), 0).UTC() }
	if w.late == 0 {
		query, err := engine.NewRangeQuery(context.Background(), series, nil, expr, at(w.since), at(w.minutes), time.Duration(every)*time.Second)
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		defer query.Close()
		matrix, err := query.Exec(context.Background()).Matrix()
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		// What a query holds is another one's when it is closed.
		lines := make([]promql.Series, len(matrix))
		for i, line := range matrix {
			lines[i] = promql.Series{Metric: line.Metric, Floats: slices.Clone(line.Floats)}
		}
		return lines
	}
	lines := map[string]*promql.Series{}
	for m := w.since; m <= w.minutes; m += every / 60 {
		series.until = int64((m - w.late) * 60_000)
		query, err := engine.NewInstantQuery(context.Background(), series, nil, expr, at(m))
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		vector, err := query.Exec(context.Background()).Vector()
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		for _, sample := range vector {
			key := sample.Metric.String()
			if lines[key] == nil {
				lines[key] = &promql.Series{Metric: sample.Metric}
			}
			lines[key].Floats = append(lines[key].Floats, promql.FPoint{T: int64(m * 60_000), F: sample.F})
		}
		query.Close()
	}
	found := make([]promql.Series, 0, len(lines))
	for _, line := range lines {
		found = append(found, *line)
	}
	return found
}

// ofOthers are rules for the models that the objectives name: few situations have one of them.
var ofOthers = regexp.MustCompile(`model_name=~?"`)

func orDefault(v, other float64) float64 {
	if v == 0 {
		return other
	}
	return v
}

// states are the stretches in which an alert of one label set fires.
func states(w *world, rule rulefmt.Rule, line promql.Series, every float64) []alert {
	hold, keep := time.Duration(rule.For).Minutes(), time.Duration(rule.KeepFiringFor).Minutes()
	var all []alert
	var firing *alert
	since, over, next := math.NaN(), math.NaN(), 0
	for m := w.since; m <= w.minutes; m += every / 60 {
		for next < len(line.Floats) && line.Floats[next].T < int64(m*60_000) {
			next++
		}
		if next < len(line.Floats) && line.Floats[next].T == int64(m*60_000) {
			over = math.NaN()
			if math.IsNaN(since) {
				since = m
			}
			if firing == nil && m-since >= hold {
				all = append(all, alert{name: rule.Alert, model: line.Metric.Get("model_name"), severity: rule.Labels["severity"], from: m})
				firing = &all[len(all)-1]
			}
			continue
		}
		if firing != nil {
			if math.IsNaN(over) {
				over = m
			}
			if m-over < keep {
				continue
			}
			firing.to, firing = m, nil
		}
		since, over = math.NaN(), math.NaN()
	}
	if firing != nil {
		firing.to, firing.open = w.minutes+every/60, true
	}
	return all
}

// want is an alert that has to begin in some minutes.
type want struct {
	// model is a name, or "" for an alert without a model, or "*" for either.
	model    string
	from, to float64
	// orTicket where a ticket is as good as a page.
	orTicket bool
}

func (w want) met(a alert) bool {
	return concerns(a, w) && a.from >= w.from && a.from < w.to
}

func concerns(a alert, w want) bool {
	return (w.model == "*" || a.model == w.model) && (a.severity == "page" || w.orTicket && a.severity == "ticket")
}

// expected is what is right in a situation. Nothing else pages, nobody is paged before the first minute that is named, and
// no other model has a ticket.
type expected struct {
	// any of these begins; none where nobody may be paged.
	any []want
	// silent forbids tickets too.
	silent bool
	// unpaged forbids pages, where a ticket is what has to come.
	unpaged bool
	// pages and alerts are the most that may begin, where above 0.
	pages, alerts int
	// oneAtATime allows two pages ten minutes of overlap.
	oneAtATime bool
	// lasting is a page that fires in every minute of these.
	lasting *want
	// also begins besides the first.
	also []want
}

func (e expected) judge(found []alert) []string {
	var wrong []string
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	var pages, alerts []alert
	for _, a := range found {
		switch a.severity {
		case "page":
			pages, alerts = append(pages, a), append(alerts, a)
		case "ticket":
			alerts = append(alerts, a)
		}
	}
	named := append(slices.Clone(e.any), e.also...)
	isNamed := func(a alert) bool {
		return slices.ContainsFunc(named, func(w want) bool { return concerns(a, w) || w.orTicket && w.model == a.model })
	}
	if len(named) == 0 {
		for _, a := range alerts {
			if a.severity == "page" || e.silent {
				complain("%v fires", a)
			}
		}
	} else {
		first := named[0].from
		for _, w := range named {
			first = min(first, w.from)
		}
		for _, a := range alerts {
			switch {
			case a.severity == "page" && a.from < first:
				complain("%v begins before %v", a, first)
			case a.severity == "page" && !isNamed(a):
				complain("%v is nobody's business", a)
			case a.severity == "ticket" && a.model != "" && !slices.ContainsFunc(named, func(w want) bool { return w.model == a.model || w.model == "*" }):
				complain("%v is another model's", a)
			}
		}
		if len(e.any) > 0 && !slices.ContainsFunc(e.any, func(w want) bool { return slices.ContainsFunc(alerts, w.met) }) {
			complain("none of %v begins", e.any)
		}
		for _, w := range e.also {
			if !slices.ContainsFunc(alerts, w.met) {
				complain("%v does not begin", w)
			}
		}
	}
	if e.unpaged && len(pages) > 0 {
		complain("%v wakes somebody", pages[0])
	}
	if e.pages > 0 && len(pages) > e.pages {
		complain("%d pages, not at most %d", len(pages), e.pages)
	}
	if e.alerts > 0 && len(alerts) > e.alerts {
		complain("%d alerts, not at most %d", len(alerts), e.alerts)
	}
	if e.oneAtATime {
		for i, a := range pages {
			for _, b := range pages[i+1:] {
				if min(a.to, b.to)-max(a.from, b.from) > 10 {
					complain("%v and %v at a time", a, b)
				}
			}
		}
	}
	if e.lasting != nil {
		for m := e.lasting.from; m < e.lasting.to; m++ {
			if !slices.ContainsFunc(pages, func(a alert) bool { return a.model == e.lasting.model && a.from <= m && m < a.to }) {
				complain("no page of %s in minute %v", e.lasting.model, m)
				break
			}
		}
	}
	return wrong
}
