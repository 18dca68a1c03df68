package plugin

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"baseten-metrics-datasource/pkg/internal/faults"
)

const faultIntroduction = `# Faults and what becomes of them

Made by ` + "`pkg/plugin/faults_test.go`" + `, which tries each fault of ` + "`pkg/internal/faults`" + ` on a panel's query, a rule's query, the
look-up of a label's values and the health check; a number is the status that Grafana gets. Each error is the server's or
the network's (` + "`downstream`" + `), holds no credentials, leaves the other queries of a panel alone and no goroutine behind. A
server that can't be reached is tried again for some seconds, a connection that breaks once more; an answer, whatever it
says, is not. A look-up answers 401 with 502, since
Grafana would take it for the end of the person's session. Data that no look-up expects is an error there.
` + "`pkg/prometheus/faults_test.go`" + ` tries the same on each call of the client.

| fault | panel | rule | look-up | health | what the error says | requests of a query |
|---|---|---|---|---|---|---|
`

// checkFaultTable compares docs/faults.md with what has just become of the faults.
func checkFaultTable(t *testing.T, rows []string) {
	t.Helper()
	path := filepath.Join("..", "..", "docs", "faults.md")
	want := faultIntroduction + strings.Join(rows, "")
	if os.Getenv("WRITE_FAULTS") != "" {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("docs/faults.md is out of date (%v); WRITE_FAULTS=1 go test -run TestFaults ./pkg/plugin writes it", err)
	}
}

func faultRow(f faults.Fault, outcomes []outcome) string {
	cells := []string{f.Name}
	for i, o := range outcomes {
		text := o.String()
		if faultCalls[i].name == "health" && text != "healthy" {
			text = "unhealthy"
		}
		cells = append(cells, text)
	}
	said, requests := "–", "–"
	if f.Message != "" {
		said = "… " + f.Message + " …"
	}
	if f.InRules != "" {
		said = "in a rule: … " + f.InRules + " …"
	}
	if f.Requests > 0 {
		requests = strconv.Itoa(int(f.Requests))
	}
	row := strings.Join(append(cells, said, requests), "\x00")
	row = strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ", "\x00", " | ").Replace(row)
	return fmt.Sprintf("| %s |\n", row)
}
