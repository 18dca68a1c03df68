package plugin

import (
	"strings"
	"testing"
)

// The order of a server's numbers is another one each time, and that of a ranking is what was asked for.
func TestNumbersKeepTheirPlacesAndRankingsTheirOrder(t *testing.T) {
	builder := `{"metric":"baseten_replicas_active","queryType":"instant","groupBy":["model_name"]`
	code := func(expr string) string { return `{"editorMode":"code","queryType":"instant","expr":"` + expr + `"}` }
	for asked, want := range map[string]string{
		builder + `}`: "a b c",
		builder + `,"top":{"order":"top","n":3}}`:  "c a b",
		code("sum by (model_name) (x)"):            "a b c",
		code("sort_desc(sum by (model_name) (x))"): "c a b",
		code("BottomK(3, x) * 100"):                "c a b",
		code("sort_by_label(x, 'y')"):              "c a b",
		code("outliersk(3, x)"):                    "c a b",
	} {
		f := newFake(t)
		f.always("query", vector(sample(`{"model_name":"c"}`, "2"), sample(`{"model_name":"a"}`, "3"), sample(`{"model_name":"b"}`, "1")))
		answer := ask(t, f.datasource(t, ""), nil, query("A", asked))["A"]
		if answer.Error != nil {
			t.Fatal(asked, answer.Error)
		}
		var got []string
		for _, field := range fields(answer.Frames) {
			got = append(got, field.Labels["model_name"])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %s", asked, got, want)
		}
	}
}
