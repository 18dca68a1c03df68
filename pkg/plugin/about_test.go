package plugin

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestIdsAreToldApart(t *testing.T) {
	f := newFake(t)
	f.on("values", func(form url.Values) (int, string) {
		if strings.Contains(form.Get("match[]"), "(?i)") {
			return http.StatusOK, success(`["wx4"]`)
		}
		return http.StatusOK, success(`["wx4","wx5","wx6"]`)
	})
	f.on("series", func(form url.Values) (int, string) {
		if strings.Contains(form.Get("match[]"), `=""`) {
			return http.StatusOK, success(`[]`)
		}
		return http.StatusOK, success(`[
			{"__name__":"x","deployment_id":"wx4","model_name":"Llama","environment":"staging"},
			{"__name__":"x","deployment_id":"wx4","model_name":"Llama","environment":"production"},
			{"__name__":"x","deployment_id":"wx5","model_name":"Whisper"},
			{"__name__":"x","model_name":"Idle"}
		]`)
	})
	ds := f.datasource(t, "")
	const scope = `"metric":"baseten_replicas_active","from":1700000040000,"to":1700000160000`
	for _, test := range []struct{ name, body, want string }{
		{"with model and environments", `{"label":"deployment_id",` + scope + `}`, `{"values":["wx4","wx5","wx6"],"truncated":false,
			"hasEmpty":false,"about":{"wx4":"Llama, production / staging","wx5":"Whisper"}}`},
		{"found by the model's name", `{"label":"deployment_id","search":"whisp",` + scope + `}`,
			`{"values":["wx5"],"truncated":false,"hasEmpty":false,"about":{"wx5":"Whisper"}}`},
		{"without a metric", `{"label":"deployment_id","from":1700000040000,"to":1700000160000}`, `{"values":["wx4","wx5","wx6"],
			"truncated":false,"hasEmpty":false,"about":{"wx4":"Llama, production / staging","wx5":"Whisper"}}`},
		{"as they are where the label speaks for itself", `{"label":"environment",` + scope + `}`,
			`{"values":["wx4","wx5","wx6"],"truncated":false,"hasEmpty":false}`},
	} {
		t.Run(test.name, func(t *testing.T) { wantJSON(t, call(t, ds, "POST", "label-values", test.body), test.want) })
	}
	f.on("series", func(url.Values) (int, string) { return http.StatusInternalServerError, "no" })
	t.Run("alone where the server doesn't say", func(t *testing.T) {
		wantJSON(t, call(t, ds, "POST", "label-values", `{"label":"deployment_id","from":1700003040000,"to":1700003160000}`),
			`{"values":["wx4","wx5","wx6"],"truncated":false,"hasEmpty":false}`)
	})
}
