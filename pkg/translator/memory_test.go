package translator

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
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

func TestRememberedTranslationsAreBounded(t *testing.T) {
	translator, err := newFrom(fmt.Sprintf(bundleOf, `return '{"result":{"expr":"x"}}';`))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 * remembered.Entries {
		query := fmt.Sprintf(`{"a":%d,"b":"%s"}`, i, strings.Repeat("x", int(remembered.Largest)-200))
		if i == 0 {
			query = `{"b":"` + strings.Repeat("x", int(remembered.Largest)) + `"}`
		}
		if _, err := translator.Translate(context.Background(), json.RawMessage(query), Context{}); err != nil {
			t.Fatal(err)
		}
		if entries, _ := translator.remembered.Size(); i == 0 && entries != 0 {
			t.Error("a query that is longer than any of a person is remembered")
		}
	}
	entries, bytes := translator.remembered.Size()
	if entries == 0 || entries > remembered.Entries || bytes > remembered.Bytes || remembered.Bytes > 8<<20 {
		t.Errorf("%d translations of %d bytes are remembered", entries, bytes)
	}
}

// TestACopyOfATranslationSharesNothing goes through every field, so that one that is added can't be forgotten in clone.
func TestACopyOfATranslationSharesNothing(t *testing.T) {
	original := &Translation{}
	filled(reflect.ValueOf(original).Elem())
	written := func(translation *Translation) string {
		t.Helper()
		text, err := json.Marshal(translation)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	before := written(original)
	copied := original.clone()
	if got := written(copied); got != before {
		t.Errorf("the copy is %s, the original %s", got, before)
	}
	changed(reflect.ValueOf(copied).Elem())
	if after := written(original); after != before {
		t.Errorf("a change of the copy made %s of %s", after, before)
	}
	if got := written((&Translation{Labels: []string{}}).clone()); !strings.Contains(got, `"labels":[]`) {
		t.Errorf("an empty list is gone: %s", got)
	}
}

// filled puts something into every field, and one element into every list.
func filled(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			filled(v.Field(i))
		}
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint16:
		v.SetUint(1)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1)
	default:
		panic("a field of the kind " + v.Kind().String())
	}
}

// changed empties what is reached through pointers and lists.
func changed(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		changed(v.Elem())
	case reflect.Slice:
		changed(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			changed(v.Field(i))
		}
	default:
		v.SetZero()
	}
}
