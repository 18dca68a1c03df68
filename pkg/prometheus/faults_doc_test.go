package prometheus

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestFaultTable keeps docs/faults.md in step with the faults that are tried.
func TestFaultTable(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "faults.md")
	want := faultTable()
	if os.Getenv("WRITE_FAULTS") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("docs/faults.md is out of date (%v); WRITE_FAULTS=1 go test -run TestFaultTable ./pkg/prometheus writes it", err)
	}
}

func faultTable() string {
	var out strings.Builder
	out.WriteString(`# Faults and what becomes of them

Made from the table of ` + "`pkg/prometheus/faults_test.go`" + `, which tries each fault on range queries, instant queries and
look-ups (those that are about the data, on range queries only). An error is always the server's or the network's
(` + "`downstream`" + `), holds no credentials, and leaves the other queries of a panel alone. A failed connection is tried once
more; an answer, whatever it says, is not.

| fault | outcome | status for Grafana | requests |
|---|---|---|---|
`)
	for _, f := range faults() {
		outcome, status, requests := "data", 200, "–"
		if f.message != "" {
			outcome, status = "error: … "+f.message+" …", max(f.response, 0)
			if status == 0 {
				status = 502
			}
		}
		if f.requests > 0 {
			requests = strconv.Itoa(int(f.requests))
		}
		fmt.Fprintf(&out, "| %s | %s | %d | %s |\n", cell(f.name), cell(outcome), status, requests)
	}
	return out.String()
}

func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(text)
}
