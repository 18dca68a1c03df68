// Command golang changes one line of the backend at a time and runs the tests: a change that no test notices is a test that
// is missing, or a line that isn't needed. `npm run mutate -- go` runs it.
//
// All mutants of a package stand in one build, each behind its number, so that each costs the time of the tests alone; and
// of those only the ones run that reach the mutant. Nothing is written into the working tree but the results.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const module = "baseten-metrics-datasource"

// targets are the packages that are mutated, with those whose tests count.
var targets = []struct {
	path  string
	tests []string
}{
	{"pkg/prometheus/steps", []string{"pkg/prometheus/steps"}},
	{"pkg/internal/lru", []string{"pkg/internal/lru"}},
	{"pkg/plugin/asked", []string{"pkg/plugin/asked"}},
	{"pkg/plugin/whyempty", []string{"pkg/plugin/whyempty", "pkg/plugin"}},
	{"pkg/plugin", []string{"pkg/plugin"}},
}

func main() {
	only := flag.String("only", "", "mutate this package alone, such as pkg/plugin/asked")
	at := flag.String("at", "", "run the mutants whose name holds this text alone")
	workers := flag.Int("workers", 2, "how many run at one time")
	flag.Parse()
	if err := run(*only, *at, *workers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(only, at string, workers int) error {
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	reasons, err := readReasons(filepath.Join(root, reasonsFile))
	if err != nil {
		return err
	}
	report := &report{}
	for _, target := range targets {
		if only != "" && target.path != only {
			continue
		}
		outcome, err := try(root, target.path, target.tests, at, workers)
		if err != nil {
			return fmt.Errorf("%s: %w", target.path, err)
		}
		report.packages = append(report.packages, outcome)
	}
	report.reasons = reasons
	report.print(os.Stdout)
	if only == "" && at == "" {
		if err := report.write(filepath.Join(root, resultsFile)); err != nil {
			return err
		}
	}
	if n := report.unexplained(); n > 0 {
		return fmt.Errorf("%d mutants survive without a reason: write a test that fails with them, or a reason into %s", n, reasonsFile)
	}
	return nil
}

// outcome of one package's mutants.
type outcome struct {
	path      string
	mutants   int
	survivors []mutant
	// unreached are the survivors that no test runs through.
	unreached map[int]bool
	took      time.Duration
}

// try makes the mutants of a package and runs the tests with each.
func try(root, path string, testPaths []string, at string, workers int) (*outcome, error) {
	began := time.Now()
	work, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	mutants, overlay, err := mutate(root, path, work)
	if err != nil {
		return nil, err
	}
	var tests []test
	for i, testPath := range testPaths {
		binary := filepath.Join(work, fmt.Sprintf("tests%d", i))
		if err := compile(root, testPath, overlay, binary); err != nil {
			return nil, err
		}
		found, err := survey(root, testPath, binary, work)
		if err != nil {
			return nil, err
		}
		tests = append(tests, found...)
	}
	// The fast ones first, since the first that fails ends it.
	slices.SortFunc(tests, func(a, b test) int { return int(a.took - b.took) })

	result := &outcome{path: path, unreached: map[int]bool{}}
	var (
		mu      sync.Mutex
		running sync.WaitGroup
		queue   = make(chan mutant)
	)
	for range workers {
		running.Go(func() {
			for m := range queue {
				reached, killed := kill(m, tests)
				mu.Lock()
				if !killed {
					result.survivors = append(result.survivors, m)
					result.unreached[m.id] = !reached
					// At once, so that a run that is ended early has told something.
					fmt.Printf("survives: line %d, %s\n", m.line, m.name)
				}
				mu.Unlock()
			}
		})
	}
	for _, m := range mutants {
		if strings.Contains(m.name, at) {
			result.mutants++
			queue <- m
		}
	}
	close(queue)
	running.Wait()
	slices.SortFunc(result.survivors, func(a, b mutant) int { return a.id - b.id })
	result.took = time.Since(began)
	return result, nil
}
