package situations

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
)

// writtenOnce is an expression that is written as text once: a group writes each of its rules three times in each minute, which
// took half as long as evaluating them.
type writtenOnce struct {
	parser.Expr
	text string
}

func (w writtenOnce) String() string { return w.text }

// writtenLoader hands the shipped rules to the groups: those that play evaluates.
type writtenLoader struct{ promised bool }

func (l writtenLoader) Load(string, bool, model.ValidationScheme) (*rulefmt.RuleGroups, []error) {
	file, errs := readShipped()
	if len(errs) > 0 || l.promised {
		return file, errs
	}
	own := *file
	own.Groups = slices.Clone(file.Groups)
	for i := range own.Groups {
		own.Groups[i].Rules = slices.DeleteFunc(slices.Clone(own.Groups[i].Rules), func(r rulefmt.Rule) bool {
			return ofOthers.MatchString(r.Expr)
		})
	}
	return &own, nil
}

func (writtenLoader) Parse(text string) (parser.Expr, error) {
	expr, err := remembering.ParseExpr(text)
	if err != nil {
		return nil, err
	}
	return writtenOnce{expr, expr.String()}, nil
}

// noDependencies leaves out what Prometheus would look for in the expressions, since no rule reads an alert of another.
type noDependencies struct{}

func (noDependencies) AnalyseRules([]rules.Rule) {}

// playExactly evaluates the shipped rules by Prometheus's own rule groups, as promtool does. It takes twenty times as long
// as play, which some situations hold against it.
func playExactly(t testing.TB, w *world) []alert {
	t.Helper()
	engine := newEngine(t)
	series := w.series()
	manager := rules.NewManager(&rules.ManagerOptions{
		QueryFunc: rules.EngineQueryFunc(engine, series), AppendableV2: nowhere{}, Queryable: series,
		Context: context.Background(), Logger: slog.New(slog.DiscardHandler),
		NotifyFunc: func(context.Context, string, ...*rules.Alert) {}, Parser: remembering,
		GroupLoader: writtenLoader{w.promised}, RuleDependencyController: noDependencies{},
	})
	byFile, errs := manager.LoadGroups(time.Minute, labels.EmptyLabels(), "", nil, false, shipped)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	groups := make([]*rules.Group, 0, len(byFile))
	for _, group := range byFile {
		groups = append(groups, group)
		for _, rule := range group.Rules() {
			if alerting, ok := rule.(*rules.AlertingRule); ok {
				alerting.SetRestored(true)
			}
		}
	}
	every := w.every
	if every == 0 {
		every = 60
	}
	open := map[string]*alert{}
	var all []*alert
	for at := w.since * 60; at <= w.minutes*60; at += every {
		now, seen := at/60, map[string]bool{}
		for _, group := range groups {
			group.Eval(context.Background(), time.Unix(int64(at), 0).UTC())
			for _, rule := range group.Rules() {
				if err := rule.LastError(); err != nil {
					t.Fatalf("%s at minute %v: %v", rule.Name(), now, err)
				}
				alerting, ok := rule.(*rules.AlertingRule)
				if !ok {
					continue
				}
				for _, active := range alerting.ActiveAlerts() {
					if active.State != rules.StateFiring {
						continue
					}
					key := active.Labels.String()
					seen[key] = true
					if open[key] == nil {
						open[key] = &alert{name: rule.Name(), model: active.Labels.Get("model_name"), severity: active.Labels.Get("severity"), from: now}
						all = append(all, open[key])
					}
				}
			}
		}
		for key, a := range open {
			if !seen[key] {
				a.to = now
				delete(open, key)
			}
		}
	}
	for _, a := range open {
		a.to, a.open = w.minutes+every/60, true
	}
	slices.SortStableFunc(all, func(a, b *alert) int {
		if a.from != b.from {
			return int(a.from - b.from)
		}
		return strings.Compare(a.name+a.model, b.name+b.model)
	})
	found := make([]alert, len(all))
	for i, a := range all {
		found[i] = *a
	}
	return found
}
