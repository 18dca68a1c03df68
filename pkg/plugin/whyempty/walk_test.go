package whyempty

import (
	"context"
	"strings"
	"testing"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// known stands in for a server that has only what a case says: which expressions have a value is written out, since the
// walk has to be right whatever the order of its questions. Real servers decide it in tests/integration/reasons.test.ts.
type known struct {
	series map[string][]map[string]string
	last   map[string]time.Time
	// valued are parts of expressions that have a value.
	valued []string
	asked  int
}

func (k *known) Series(_ context.Context, metric string, _, _ time.Time) (*prometheus.SeriesResult, error) {
	found := &prometheus.SeriesResult{}
	for _, set := range k.series[metric] {
		var labels []decode.Label
		for name, value := range set {
			labels = append(labels, decode.Label{Name: name, Value: value})
		}
		found.Series = append(found.Series, labels)
	}
	return found, nil
}

func (k *known) LastSample(_ context.Context, selector string) (time.Time, error) {
	return k.last[selector], nil
}

func (k *known) Bounds(context.Context, string, time.Time, time.Time) ([]float64, error) {
	return []float64{0.5, 1, 2}, nil
}

func (k *known) HasValue(_ context.Context, expr string) (bool, error) {
	k.asked++
	for _, part := range k.valued {
		if expr == part || expr == "("+part+") >= -Inf" {
			return true, nil
		}
	}
	return false, nil
}

func TestExplain(t *testing.T) {
	now := time.Unix(1_700_000_400, 0)
	m := []map[string]string{{"a": "1"}}
	for name, c := range map[string]struct {
		expr   string
		server known
		from   time.Time
		want   Code
		text   string
	}{
		"in a subquery, shifted": {
			`max_over_time(sum(m{a="1"})[10m:1m] offset 1h)`,
			known{series: map[string][]map[string]string{"m": m}, last: map[string]time.Time{`m{a="1"}`: now.Add(-3 * time.Hour)}},
			now.Add(-time.Hour), Ended, "before this time range",
		},
		"the sample lies between the points": {
			`m`, known{series: map[string][]map[string]string{"m": m}, last: map[string]time.Time{`m`: now.Add(-30 * time.Minute)}},
			now.Add(-time.Hour), Between, "1h apart",
		},
		"the samples lie behind the last point of whole windows": {
			`increase(m[1h])`, known{series: map[string][]map[string]string{"m": m}, last: map[string]time.Time{`m`: now.Add(-10 * time.Minute)}},
			now.Add(-time.Hour), Since, "the next one is yet to come",
		},
		"the left side decides where both are empty": {
			`x + y`, known{}, now.Add(-time.Hour), NoMetric, "x is not on this server",
		},
		"the right side where only it is empty": {
			`m + y`, known{valued: []string{"m"}}, now.Add(-time.Hour), NoMetric, "y is not on this server",
		},
		"what zeros are made of has to be there": {
			`x or 0 * y`, known{}, now.Add(-time.Hour), NoMetric, "y is not on this server",
		},
		"unless leaves all out": {
			`m unless n`, known{valued: []string{"m", "n"}}, now.Add(-time.Hour), Excluded, "unless",
		},
		"both sides of a rollout are idle": {
			`(rate(r{rollout_phase="promoting"}[5m]) > 0) - (rate(r{rollout_phase="stable"}[5m]) > 0)`,
			known{valued: []string{`rate(r{rollout_phase="promoting"}[5m])`, `rate(r{rollout_phase="stable"}[5m])`}},
			now.Add(-time.Hour), Idle, "Neither the promoting nor the stable side",
		},
		"a server that writes bounds with a zero": {
			`rate(h_bucket{le=~"1|1\\.0"}[5m])`,
			known{series: map[string][]map[string]string{"h_bucket": {{"le": "+Inf"}}}, valued: []string{`count_over_time(h_bucket{le=~"1|1\\.0"}[5m])`}},
			now.Add(-time.Hour), Window, "never two in the window of 5m",
		},
		"too much to look at": {
			strings.Repeat("m + ", 20) + "m", known{valued: []string{"m"}}, now.Add(-time.Hour), Nothing, "gives no value",
		},
		"buckets that were added up": {
			`histogram_quantile(0.9, sum by (a) (rate(h_bucket[5m])))`, known{valued: []string{`sum by (a) (rate(h_bucket[5m]))`}},
			now.Add(-time.Hour), Unbucketed, "and sum by (a) leaves nothing",
		},
		"buckets that were added up whole": {
			`histogram_quantile(0.9, (sum(rate(h_bucket[5m]))))`, known{valued: []string{`sum(rate(h_bucket[5m]))`}},
			now.Add(-time.Hour), Unbucketed, "and sum leaves nothing",
		},
		"bounds that were taken away": {
			`histogram_quantile(0.9, sum without (le, a) (rate(h_bucket[5m])))`, known{valued: []string{`sum without (le, a) (rate(h_bucket[5m]))`}},
			now.Add(-time.Hour), Unbucketed, "sum without (le, a)",
		},
		"buckets that are there": {
			`histogram_quantile(0.9, sum by (a, le) (rate(h_bucket[5m])))`, known{valued: []string{`sum by (a, le) (rate(h_bucket[5m]))`}},
			now.Add(-time.Hour), Idle, "needs traffic",
		},
		"the past that is compared with has nothing yet": {
			`m offset 1w`, known{last: map[string]time.Time{`m`: now}}, now.Add(-time.Hour), NoSample, "has no sample 7d before this time range",
		},
		"two conditions on one label": {
			`m{a="1",a="2"}`, known{series: map[string][]map[string]string{"m": {{"a": "1"}, {"a": "2"}}}}, now.Add(-time.Hour), NoMatch,
			"two conditions of this query: a is '1', and a is '2'",
		},
		"tomorrow": {`x`, known{}, now.Add(time.Hour), Future, "lies in the future"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Explain(context.Background(), &c.server, Question{
				Expr: c.expr, From: c.from, To: now, Now: now, Step: time.Hour, ScrapeInterval: time.Minute,
			})
			if err != nil || got == nil || got.Reason != c.want || !strings.Contains(got.Text, c.text) {
				t.Fatalf("got %+v, %v; want %s, %s", got, err, c.want, c.text)
			}
			if c.server.asked > mostParts {
				t.Errorf("asked %d times", c.server.asked)
			}
		})
	}
}
