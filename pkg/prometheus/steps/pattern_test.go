package steps

import "testing"

func TestVariableInPattern(t *testing.T) {
	for pattern, want := range map[string]string{
		"":                "",
		"a|b$":            "",
		"$model":          "$model",
		"^$model-.*":      "$model",
		"a|${env:regex}b": "${env:regex}",
		"5..|$x":          "$x",
		`US\$model`:       "",
		"[$model]":        "",
		"[]$model]":       "",
		"[^]$a]$model":    "$model",
		`[\]$a]`:          "",
		"[[:alpha:]$a]":   "",
		`\Q$model\E`:      "",
		`\Q$a\E$model`:    "$model",
		`\Q$model`:        "",
		"$5":              "",
		"(a$)|b":          "",
		"[$model":         "",
		`$\`:              "",
	} {
		if got := VariableInPattern(pattern); got != want {
			t.Errorf("%s: got %q, want %q", pattern, got, want)
		}
	}
}
