package settings

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// stated is what the table of limits in docs/architecture.md says of each setting: its default, and the bounds in brackets.
func stated(t *testing.T) map[string][2]string {
	t.Helper()
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][2]string{}
	for _, row := range regexp.MustCompile("(?m)^\\|[^|]+\\| ([^|(]+) \\(([^|)]+)\\) \\| `(\\w+)` \\|$").FindAllStringSubmatch(string(text), -1) {
		rows[row[3]] = [2]string{row[1], row[2]}
	}
	return rows
}

func number(text string) int {
	count, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSuffix(text, " MB"), ",", ""))
	if err != nil {
		return 0
	}
	return count
}

func TestTheDocumentStatesEachLimit(t *testing.T) {
	const hint = "pkg/settings/settings.go and the table of limits in docs/architecture.md differ on %s: %q (%q) is stated. Mend one of them, then run: go test ./pkg/settings"
	rows := stated(t)
	for _, setting := range countSettings {
		row := rows[setting.name]
		if number(row[0]) != setting.missing || number(strings.TrimPrefix(row[1], "up to ")) != setting.most {
			t.Errorf(hint, setting.name, row[0], row[1])
		}
	}
	for _, setting := range durationSettings {
		row := rows[setting.name]
		least, most, _ := strings.Cut(row[1], " to ")
		for text, want := range map[string]time.Duration{row[0]: setting.missing, least: setting.least, most: setting.most} {
			short := strings.NewReplacer(" min", "m", " ", "").Replace(text)
			if got, err := time.ParseDuration(short); err != nil || got != want {
				t.Errorf(hint, setting.name, row[0], row[1])
			}
		}
	}
}

// A setting that is read and that nothing heeds is worse than none: somebody believes that it holds.
func TestSomethingHeedsEachSetting(t *testing.T) {
	files, err := filepath.Glob("../plugin/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Settings]()) {
		if !regexp.MustCompile(`(?:loaded|settings)\.` + field.Name + `\b`).MatchString(code.String()) {
			t.Errorf("nothing in pkg/plugin heeds Settings.%s: hand it to what it is for, such as newClient in pkg/plugin/datasource.go, then run: go test ./pkg/settings", field.Name)
		}
	}
}
