// Package notifications holds the fragments of docs/alerting.md against what Alertmanager reads, and against the labels
// that the shipped rules have.
package notifications

import (
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/config/common"
	"github.com/prometheus/alertmanager/pkg/labels"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v2"
)

const (
	document = "../../../docs/alerting.md"
	shipped  = "../../../provisioning/prometheus/baseten-alerts.yaml"
)

// fragment is the YAML that follows the first of the document's lines that begin with `after`.
func fragment(t *testing.T, after string) string {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?ms)^" + regexp.QuoteMeta(after) + ".*?^```yaml\n(.*?)^```$").FindSubmatch(text)
	if found == nil {
		t.Fatalf("%s has no YAML after %q", document, after)
	}
	return string(found[1])
}

// alerts are the labels that the shipped rules put on their alerts, one for each rule, those about models for one model.
func alerts(t *testing.T) map[string]model.LabelSet {
	t.Helper()
	file, errs := rulefmt.ParseFile(shipped, false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	all := map[string]model.LabelSet{}
	for _, group := range file.Groups {
		for _, rule := range group.Rules {
			set := model.LabelSet{"alertname": model.LabelValue(rule.Alert)}
			for name, value := range rule.Labels {
				set[model.LabelName(name)] = model.LabelValue(value)
			}
			if strings.Contains(rule.Annotations["summary"], "$labels.model_name") {
				set["model_name"] = "checkout"
			}
			all[rule.Labels["rule"]] = set
		}
	}
	return all
}

var receivers = map[string]string{"page": "on-call", "ticket": "tickets", "none": "dead-mans-switch"}

// destination is the receiver of an alert and the labels that it is grouped by, found as Alertmanager does: the first
// child that matches, and what it leaves out is its parent's.
func destination(route *config.Route, set model.LabelSet, receiver string, groupBy []model.LabelName) (string, []model.LabelName) {
	if route.Receiver != "" {
		receiver = route.Receiver
	}
	if route.GroupBy != nil {
		groupBy = route.GroupBy
	}
	for _, child := range route.Routes {
		if labels.Matchers(child.Matchers).Matches(set) {
			return destination(child, set, receiver, groupBy)
		}
	}
	return receiver, groupBy
}

// routed tells where each alert goes and by which labels it is grouped.
func routed(t *testing.T, root *config.Route, grouping ...model.LabelName) {
	t.Helper()
	for name, set := range alerts(t) {
		receiver, by := destination(root, set, "", nil)
		if receiver != receivers[string(set["severity"])] {
			t.Errorf("%s goes to %s", name, receiver)
		}
		want := grouping
		if name == "watchdog" {
			want = []model.LabelName{"rule"}
		}
		if !slices.Equal(by, want) {
			t.Errorf("%s is grouped by %v, not by %v", name, by, want)
		}
	}
	other := model.LabelSet{"alertname": "Disk full", "severity": "ticket"}
	if receiver, by := destination(root, other, "", nil); receiver != root.Receiver || len(by) != 0 {
		t.Errorf("an alert of others goes to %s, grouped by %v", receiver, by)
	}
}

func TestAlertmanagerRoutes(t *testing.T) {
	read, err := config.Load(fragment(t, "**Alertmanager**"))
	if err != nil {
		t.Fatal(err)
	}
	routed(t, read.Route, "model_name")
}

func TestAlertmanagerInhibits(t *testing.T) {
	read, err := config.Load(fragment(t, "**Alertmanager**"))
	if err != nil {
		t.Fatal(err)
	}
	all := alerts(t)
	of := func(rule, name string) model.LabelSet {
		set, there := all[rule]
		if !there {
			t.Fatalf("no rule is called %s", rule)
		}
		set = set.Clone()
		if _, about := set["model_name"]; about {
			set["model_name"] = model.LabelValue(name)
		}
		return set
	}
	heldBack := func(source, target model.LabelSet) bool {
		return slices.ContainsFunc(read.InhibitRules, func(rule common.InhibitRule) bool {
			for _, name := range rule.Equal {
				if source[model.LabelName(name)] != target[model.LabelName(name)] {
					return false
				}
			}
			return labels.Matchers(rule.SourceMatchers).Matches(source) && labels.Matchers(rule.TargetMatchers).Matches(target)
		})
	}
	for _, each := range []struct {
		source, target string
		other          string
		held           bool
	}{
		{source: "availability-burn", target: "high-error-ratio", held: true},
		{source: "availability-burn", target: "high-error-ratio", other: "search"},
		{source: "availability-burn", target: "families-missing"},
		{source: "availability-burn", target: "latency-burn", held: true},
		{source: "availability-burn", target: "latency-burn", other: "search"},
		{source: "latency-burn", target: "availability-burn"},
		{source: "requests-unserved", target: "clients-give-up", held: true},
		{source: "requests-unserved", target: "stuck-starting", held: true},
		{source: "requests-unserved", target: "export-gone"},
		{source: "export-gone", target: "families-missing", held: true},
		{source: "export-gone", target: "saturated", held: true},
		{source: "export-gone", target: "availability-burn"},
		{source: "export-frozen", target: "export-gone"},
		{source: "export-gone", target: "watchdog"},
		{source: "watchdog", target: "saturated"},
		{source: "high-error-ratio", target: "saturated"},
	} {
		model := "checkout"
		if each.other != "" {
			model = each.other
		}
		if got := heldBack(of(each.source, "checkout"), of(each.target, model)); got != each.held {
			t.Errorf("%s of checkout holds %s of %s back: %t", each.source, each.target, model, got)
		}
	}
}

// policy is a notification policy as Grafana's file provisioning reads it.
type policy struct {
	Receiver       string     `yaml:"receiver"`
	ObjectMatchers [][]string `yaml:"object_matchers"`
	GroupBy        []string   `yaml:"group_by"`
	GroupWait      string     `yaml:"group_wait"`
	GroupInterval  string     `yaml:"group_interval"`
	RepeatInterval string     `yaml:"repeat_interval"`
	Routes         []policy   `yaml:"routes"`
}

// asRoute is the policy as Grafana hands it to the Alertmanager that is built into it.
func (p policy) asRoute(t *testing.T) *config.Route {
	t.Helper()
	route := &config.Route{Receiver: p.Receiver, GroupByStr: p.GroupBy}
	for _, name := range p.GroupBy {
		route.GroupBy = append(route.GroupBy, model.LabelName(name))
	}
	for _, text := range []string{p.GroupWait, p.GroupInterval, p.RepeatInterval} {
		if text == "" {
			continue
		}
		if _, err := model.ParseDuration(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, parts := range p.ObjectMatchers {
		if len(parts) != 3 {
			t.Fatalf("%v is no matcher of label, operator and value", parts)
		}
		kind, known := map[string]labels.MatchType{"=": labels.MatchEqual, "!=": labels.MatchNotEqual, "=~": labels.MatchRegexp, "!~": labels.MatchNotRegexp}[parts[1]]
		if !known {
			t.Fatalf("%q is no operator", parts[1])
		}
		matcher, err := labels.NewMatcher(kind, parts[0], parts[2])
		if err != nil {
			t.Fatal(err)
		}
		route.Matchers = append(route.Matchers, matcher)
	}
	for _, child := range p.Routes {
		route.Routes = append(route.Routes, child.asRoute(t))
	}
	return route
}

func TestGrafanaRoutes(t *testing.T) {
	var children []policy
	if err := yaml.UnmarshalStrict([]byte(fragment(t, "**Grafana** groups")), &children); err != nil {
		t.Fatal(err)
	}
	root := policy{Receiver: "grafana-default-email", Routes: children}
	routed(t, root.asRoute(t), "grafana_folder", "model_name")
}
