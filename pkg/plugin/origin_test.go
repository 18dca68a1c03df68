package plugin

import (
	"testing"
)

// The headers of a request as Grafana writes them into QueryDataRequest.Headers: its own marks bare, what came over
// HTTP with the prefix `http_` and in canonical case.
func TestOriginByHeader(t *testing.T) {
	for name, test := range map[string]struct {
		headers map[string]string
		want    origin
	}{
		"panel": {map[string]string{"http_X-Panel-Id": "3", "http_X-Dashboard-Uid": "d"}, origin{}},
		"rule of Grafana's alerting": {
			map[string]string{"FromAlert": "true", "X-Cache-Skip": "true", "X-Grafana-Org-Id": "1"}, origin{fromAlert: true},
		},
		"rule whose mark went over HTTP":         {map[string]string{"http_Fromalert": "true"}, origin{fromAlert: true}},
		"rule, in canonical case":                {map[string]string{"Fromalert": "true"}, origin{fromAlert: true}},
		"no rule":                                {map[string]string{"FromAlert": "false"}, origin{}},
		"mark without a value":                   {map[string]string{"FromAlert": ""}, origin{}},
		"expression":                             {map[string]string{"http_X-Grafana-From-Expr": "true"}, origin{fromExpression: true}},
		"expression, bare":                       {map[string]string{"X-Grafana-From-Expr": "true"}, origin{fromExpression: true}},
		"rule with an expression":                {map[string]string{"FromAlert": "true", "http_X-Grafana-From-Expr": "true"}, origin{true, true}},
		"a name that only ends like Grafana's":   {map[string]string{"http_X-FromAlert": "true"}, origin{}},
		"neither header of the request's own":    {nil, origin{}},
		"a mark that another header contradicts": {map[string]string{"FromAlert": "true", "http_Fromalert": "false"}, origin{fromAlert: true}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := originOf(test.headers); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// What a rule asks at once, a panel and a panel's expression ask over their range.
func TestOriginDecidesTheQueryType(t *testing.T) {
	for name, test := range map[string]struct {
		headers map[string]string
		query   string
		want    string
	}{
		"rule":                        {map[string]string{"FromAlert": "true"}, `{"metric":"baseten_replicas_active"}`, "query"},
		"rule that saved a range":     {map[string]string{"FromAlert": "true"}, `{"metric":"baseten_replicas_active","queryType":"range"}`, "query_range"},
		"expression":                  {map[string]string{"http_X-Grafana-From-Expr": "true"}, `{"metric":"baseten_replicas_active"}`, "query_range"},
		"panel":                       {nil, `{"metric":"baseten_replicas_active"}`, "query_range"},
		"panel that saved an instant": {nil, `{"metric":"baseten_replicas_active","queryType":"instant"}`, "query"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.always("query", vector(sample(`{"model_name":"a"}`, "1")))
			f.always("query_range", matrix(series(`{"model_name":"a"}`, "1")))
			one(t, f.datasource(t, ""), test.headers, test.query)
			if len(f.asked) == 0 || len(f.requests(test.want)) != 1 {
				t.Errorf("asked %+v, want one %s", f.asked, test.want)
			}
		})
	}
}
