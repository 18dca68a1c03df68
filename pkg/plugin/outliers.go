package plugin

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
	"baseten-metrics-datasource/pkg/prometheus/steps"
)

// outliersRange is how far back samples are looked for that were left out: all of a month would take longer than the
// answer itself.
const outliersRange = 24 * time.Hour

// outliers tells of samples that are left out since they lie outside of what their gauge is documented to lie in.
func (ds *Datasource) outliers(ctx context.Context, j *job, plan steps.Plan) []data.Notice {
	t := j.translation
	if t.Outliers == "" || j.origin.strict() {
		return nil
	}
	request, err := ds.request(j)
	if err != nil {
		return nil
	}
	request.To = plan.End
	if !request.To.After(request.From) {
		request.From = request.To.Add(-time.Minute)
	}
	cut := request.To.Sub(request.From) > outliersRange
	if cut {
		request.From = request.To.Add(-outliersRange)
	}
	request.Instant, request.RankWindows, request.StepAtLeast, request.Window = true, nil, steps.Length{}, steps.Length{}
	look, err := steps.Resolve(t.Outliers, request)
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	result, err := j.person.QueryInstant(ctx, prometheus.InstantRequest{Expr: look.Expr, Time: look.End})
	if err != nil {
		return nil
	}
	when := "in this time range"
	if cut {
		when = "in the last day of this time range"
	}
	return outlierNotice(result, when)
}

// outlierNotice words the answer: a count without labels, and the series with the highest sample.
func outlierNotice(result *decode.Result, when string) []data.Notice {
	count, highest, whose := 0.0, 0.0, ""
	for i := range result.Series {
		series := &result.Series[i]
		if len(series.Values) == 0 {
			continue
		}
		value := series.Values[len(series.Values)-1]
		if names := outlierLabels(series); names != "" {
			highest, whose = value, names
		} else {
			count = value
		}
	}
	if count < 1 {
		return nil
	}
	who := strconv.FormatFloat(count, 'f', 0, 64) + " series"
	if count == 1 {
		who = "One series"
	}
	example := ""
	if whose != "" {
		example = ", such as " + strconv.FormatFloat(highest, 'f', -1, 64) + " of " + whose
	}
	return []data.Notice{warning("%s had samples %s that lie outside of what the metric is documented to lie in%s. "+
		"They are no measurements and are left out; GPU drivers report such values now and then.", who, when, example)}
}

// outlierLabels name a series by what tells GPUs apart.
func outlierLabels(series *decode.Series) string {
	var names []string
	for _, label := range []string{"model_name", "deployment_id", "replica", "gpu"} {
		if value := series.Label(label); value != "" {
			names = append(names, label+" "+value)
		}
	}
	return strings.Join(names, ", ")
}
