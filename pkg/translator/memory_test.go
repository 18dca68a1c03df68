package translator

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func TestTheSameQueryIsTranslatedOnce(t *testing.T) {
	// This bundle answers with the number of translations it made; one runtime does all, since no two run at once.
	count := `basetenTranslator.made = (basetenTranslator.made || 0) + 1; return '{"result":{"expr":"' + basetenTranslator.made + '"}}';`
	bundle := fmt.Sprintf(bundleOf, count)
	translator, err := newFrom(bundle)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(query string, from Context) string {
		t.Helper()
		got, err := translator.Translate(context.Background(), json.RawMessage(query), from)
		if err != nil {
			t.Fatal(err)
		}
		expr := got.Expr
		got.Expr = "changed by its caller"
		return expr
	}
	for i, step := range []struct {
		query string
		from  Context
		want  string
	}{
		{`{"a":1}`, Context{}, "1"},
		{`{"a":1}`, Context{}, "1"},
		{`{"a":1}`, Context{FromAlert: true}, "2"},
		{`{"a":2}`, Context{}, "3"},
		{`{"a":1}`, Context{}, "1"},
		{`{"a":1}`, Context{FromAlert: true}, "2"},
	} {
		if got := ask(step.query, step.from); got != step.want {
			t.Errorf("step %d: translation %s, want %s", i, got, step.want)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	m := newMemory()
	for i := range 3 * rememberedQueries {
		m.put(strconv.Itoa(i), json.RawMessage("1"))
		if _, ok := m.get("0"); !ok {
			t.Fatalf("what is used all the time is gone after %d others", i)
		}
	}
	m.put(strings.Repeat("k", longestRemembered+1), json.RawMessage("1"))
	m.put("long", json.RawMessage(strings.Repeat("1", longestRemembered+1)))
	if len(m.entries) != rememberedQueries || m.order.Len() != rememberedQueries {
		t.Errorf("%d entries, %d in order, want %d", len(m.entries), m.order.Len(), rememberedQueries)
	}
	if _, ok := m.get("1"); ok {
		t.Error("what was not used is still there")
	}
}
