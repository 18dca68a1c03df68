package semantics

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"go.yaml.in/yaml/v3"
)

const grafanaRules = "../../provisioning/alerting/baseten-rules.yaml"

// value is what Grafana puts into $values for a query: a struct, so that a missing one is no value at all.
type value struct {
	Labels map[string]string
	Value  float64
}

// functions are those of Grafana's annotation templates that the shipped rules may use, as its documentation describes them.
// Like Grafana's, they take whatever comes, and refuse what is no number.
var functions = template.FuncMap{
	"externalURL": func() string { return "https://grafana.example/" },
	"humanizePercentage": func(given any) (string, error) {
		number, err := toFloat(given)
		return fmt.Sprintf("%.4g%%", number*100), err
	},
}

func toFloat(given any) (float64, error) {
	switch typed := given.(type) {
	case float64:
		return typed, nil
	case string:
		return strconv.ParseFloat(typed, 64)
	}
	return 0, fmt.Errorf("can't convert %T to float", given)
}

// expand runs a text as Grafana does: what is missing is no error, but the words "[no value]".
func expandText(text string, labels map[string]string, values map[string]value) (string, error) {
	const head = "{{- $labels := .Labels -}}{{- $values := .Values -}}{{- $value := .Value -}}"
	parsed, err := template.New("text").Option("missingkey=invalid").Funcs(functions).Parse(head + text)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, map[string]any{"Labels": labels, "Values": values, "Value": ""})
	return strings.ReplaceAll(out.String(), "<no value>", "[no value]"), err
}

func TestTextsOfAlerts(t *testing.T) {
	content, err := os.ReadFile(grafanaRules)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Rules []struct {
				UID         string            `yaml:"uid"`
				Annotations map[string]string `yaml:"annotations"`
				Data        []struct {
					RefID string `yaml:"refId"`
				} `yaml:"data"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	if err := yaml.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, group := range file.Groups {
		for _, rule := range group.Rules {
			count++
			full := map[string]value{}
			for i, query := range rule.Data {
				full[query.RefID] = value{Labels: map[string]string{"deployment_id": "d1", "status_code": "502"}, Value: 0.25 + float64(i)}
			}
			model := map[string]string{"model_name": "Llama {{ 3.1 }} \"70B\""}
			noData := map[string]string{"alertname": "DatasourceNoData", "datasource_uid": "baseten-metrics", "ref_id": "A"}
			for name, state := range map[string]struct {
				labels map[string]string
				values map[string]value
			}{
				"it fires":         {model, full},
				"there is no data": {noData, nil},
				"an error":         {map[string]string{}, map[string]value{}},
				"values are gone":  {model, map[string]value{}},
			} {
				for key, text := range rule.Annotations {
					got, err := expandText(text, state.labels, state.values)
					if err != nil {
						t.Errorf("%s, %s, %s: %v", rule.UID, name, key, err)
					}
					for _, wrong := range []string{"[no value]", "%!", "<nil>", "  ", ": ,"} {
						if strings.Contains(got, wrong) {
							t.Errorf("%s, %s, %s: %q in %q", rule.UID, name, key, wrong, got)
						}
					}
				}
			}
		}
	}
	if count < 15 {
		t.Fatalf("only %d rules", count)
	}
}

// The stand-in has to complain as Grafana does, or the test above proves nothing.
func TestTextsWithoutGuard(t *testing.T) {
	if _, err := expandText("{{ humanizePercentage $values.A.Value }}", nil, nil); err == nil {
		t.Error("a share of nothing is an error in Grafana")
	}
	got, err := expandText(`{{ $labels.model_name }}: {{ printf "%.1f" $values.A.Value }}`, nil, map[string]value{})
	if err != nil || got != "[no value]: %!f(<nil>)" {
		t.Errorf("%q, %v", got, err)
	}
}
