package situations

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/timestamp"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/template"
)

// said is an annotation of a rule as Prometheus expands it for an alert of a model.
func said(t *testing.T, text, model string, value float64, query template.QueryFunc) string {
	t.Helper()
	// As AlertingRule.Eval has it.
	head := "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}"
	data := template.AlertTemplateData(map[string]string{"model_name": model}, nil, "", promql.Sample{F: value})
	expander := template.NewTemplateExpander(context.Background(), head+text, "rule", data, timestampOf(130), query, nil, nil)
	got, err := expander.Expand()
	if err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return got
}

func timestampOf(minute float64) model.Time {
	return model.Time(timestamp.FromTime(time.Unix(int64(minute*60), 0)))
}

// Every text of the shipped file is whole where the queries in it have data and where they have none.
func TestTextsSayCodeAndDeployment(t *testing.T) {
	const name = `chat "7B"\v2`
	w := beside(
		deployment{model: name, id: "d1", sync: rates{"200": always(60)}},
		deployment{model: name, id: "d2", sync: rates{"200": always(30), "500": always(2), "502": always(28)}, restarts: func(m float64) float64 { return m / 10 }},
		deployment{model: "other", id: "d3", sync: rates{"503": always(600)}})
	asked := rules.EngineQueryFunc(newEngine(t), w.series())
	nothing := func(context.Context, string, time.Time) (promql.Vector, error) { return nil, nil }
	found := map[string]string{}
	for _, group := range shippedGroups(t) {
		for _, rule := range group.Rules {
			if ofOthers.MatchString(rule.Expr) {
				continue
			}
			for key, text := range rule.Annotations {
				full := said(t, text, name, 0.25, template.QueryFunc(asked))
				for _, got := range []string{full, said(t, text, name, 0.25, nothing)} {
					for _, wrong := range []string{"<no value>", "%!", "<nil>", "  ", ": ,"} {
						if strings.Contains(got, wrong) {
							t.Errorf("%s, %s: %q in %q", rule.Alert, key, wrong, got)
						}
					}
				}
				found[rule.Labels["rule"]+" "+key] = full
			}
		}
	}
	for key, want := range map[string]string{
		"availability-burn summary": `%s: 25%% of its requests fail, most of them with 502 on the deployment d2`,
		"high-error-ratio summary":  `%s: 25%% of its requests fail, most of them with 502 on the deployment d2`,
		"deployment-fails summary":  `%s: 0 of its deployments fail at least half of their requests, while others serve, above all d2`,
		"restarts summary":          `%s: 0 container restarts in 15 minutes, above all on the deployment d2`,
		// No code that nobody knows.
		"unknown-codes summary": `%s: 25%% of its answers have a status code of no protocol`,
	} {
		if got := found[key]; got != fmt.Sprintf(want, name) {
			t.Errorf("%s: %q", key, got)
		}
	}
}
