package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	// reasonsFile has a line for each mutant that may survive: its name, " — ", why.
	reasonsFile = "tests/mutation/survivors-go.txt"
	resultsFile = "tests/mutation/RESULTS-go.md"
	separator   = " — "
)

func readReasons(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	reasons := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, reason, ok := strings.Cut(strings.TrimSpace(line), separator)
		if ok && !strings.HasPrefix(line, "#") {
			reasons[name] = reason
		}
	}
	return reasons, nil
}

// report of a whole run.
type report struct {
	packages []*outcome
	reasons  map[string]string
}

func (r *report) unexplained() (n int) {
	for _, p := range r.packages {
		for _, m := range p.survivors {
			if r.reasons[m.name] == "" {
				n++
			}
		}
	}
	return n
}

func (r *report) print(out io.Writer) {
	for _, p := range r.packages {
		_, _ = fmt.Fprintf(out, "%s: %d mutants, %d survive\n", p.path, p.mutants, len(p.survivors))
		for _, m := range p.survivors {
			note := ""
			if p.unreached[m.id] {
				note = " [no test runs through it]"
			}
			if reason := r.reasons[m.name]; reason != "" {
				note += separator + reason
			}
			_, _ = fmt.Fprintf(out, "  line %d, %s%s\n", m.line, m.name, note)
		}
	}
}

func (r *report) write(path string) error {
	var text, open strings.Builder
	text.WriteString("# Single-line mutations of the backend\n\nMade by `npm run mutate -- go`, which says how it works in `tests/mutation/golang/main.go`. " +
		"A survivor is a change\nthat no test notices; each stands in `survivors-go.txt` with the reason why it may, or below, where a test is missing.\n\n" +
		"| package | mutants | noticed | survive | without a reason |\n| --- | --- | --- | --- | --- |\n")
	for _, p := range r.packages {
		missing := 0
		for _, m := range p.survivors {
			if r.reasons[m.name] == "" {
				missing++
				_, _ = fmt.Fprintln(&open, m.name)
			}
		}
		_, _ = fmt.Fprintf(&text, "| `%s` | %d | %.1f %% | %d | %d |\n", p.path, p.mutants,
			100*float64(p.mutants-len(p.survivors))/float64(max(p.mutants, 1)), len(p.survivors), missing)
	}
	if open.Len() > 0 {
		_, _ = fmt.Fprintf(&text, "\n## Without a test\n\n```\n%s```\n", open.String())
	}
	return os.WriteFile(path, []byte(text.String()), 0o600)
}
