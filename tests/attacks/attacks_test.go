//go:build attacks

// Package attacks tries what a hostile server, a hostile viewer or a careless setting can do, on the plugin's own binary over gRPC,
// with a real nginx and a real Prometheus where they matter. `npm test -- attacks` runs it; docs/attacks.md is its table.
//
// All of it stays on the loopback interface.
package attacks

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// binary of the plugin, built for this run.
var binary string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "attacks-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	binary = filepath.Join(folder, "plugin")
	build := exec.Command("go", "build", "-o", binary, "./pkg")
	build.Dir = filepath.Join("..", "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the plugin: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// attack is a row of the table.
type attack struct {
	// who: a hostile server, a hostile viewer, a careless setting, a bad day.
	who string
	// what was tried.
	what string
	// outcome where it holds.
	outcome string
	try     func(t *testing.T)
}

func table() []attack {
	var all []attack
	for _, group := range [][]attack{memoryAttacks(), processorAttacks(), patternAttacks(), protocolAttacks(), pathAttacks(), secretAttacks(), headerAttacks(), settingAttacks(), restartAttacks()} {
		all = append(all, group...)
	}
	return all
}

const introduction = `# Attacks and what becomes of them

Made by ` + "`tests/attacks`" + ` (` + "`npm test -- attacks`" + `), which tries each on the plugin's own binary, started fresh and asked over gRPC as Grafana
does. "MB" are of the whole process at its peak (VmHWM), which is below 40 before the first question.

| who | what was tried | outcome |
|---|---|---|
`

// TestAttacks tries them all and compares docs/attacks.md with what has become of them.
func TestAttacks(t *testing.T) {
	var rows strings.Builder
	for _, a := range table() {
		outcome := a.outcome
		if !t.Run(a.what, a.try) {
			outcome = "**got through**"
		}
		row := strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(strings.Join([]string{a.who, a.what, outcome}, "\x00"))
		fmt.Fprintf(&rows, "| %s |\n", strings.ReplaceAll(row, "\x00", " | "))
	}
	fmt.Print(rows.String())
	path := filepath.Join("..", "..", "docs", "attacks.md")
	want := introduction + rows.String()
	if os.Getenv("WRITE_ATTACKS") != "" {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("docs/attacks.md is out of date (%v); WRITE_ATTACKS=1 go test -tags attacks ./tests/attacks writes it", err)
	}
}
