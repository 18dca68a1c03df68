// Command golang changes one line of the backend at a time and runs the tests: a change that no test notices is a test that
// is missing, or a line that isn't needed. `npm run mutate -- go` runs it.
//
// All mutants of a package stand in one build, each behind its number, and a few processes try them one after the other, so
// that each costs the time of the tests alone; of those only the ones run that reach the mutant. Nothing is written into the working
// tree but the results, and what is known of each mutant into .cache.
package main

import (
	"errors"
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

// cacheFolder keeps the builds and what is known of each mutant, so that a run that is ended early goes on where it was.
const cacheFolder = ".cache/mutation"

// unfinished is the exit code of a run whose time was over before its mutants were.
const unfinished = 75

// options of a run.
type options struct {
	only, at string
	workers  int
	until    time.Time
	isKept   bool
}

func main() {
	var o options
	flag.StringVar(&o.only, "only", "", "mutate this package alone, such as pkg/plugin/asked")
	flag.StringVar(&o.at, "at", "", "run the mutants whose name holds this text alone")
	flag.IntVar(&o.workers, "workers", 4, "how many run at one time; tests that wait leave the processor to others")
	flag.BoolVar(&o.isKept, "kept", false, "take a mutant that was noticed before as noticed, though the source or the tests have changed since")
	slice := flag.Duration("for", 24*time.Hour, "begin no mutant after this time; another run goes on")
	flag.Parse()
	o.until = time.Now().Add(*slice)
	left, err := run(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if left > 0 {
		fmt.Printf("%d mutants are left\n", left)
		os.Exit(unfinished)
	}
}

func run(o options) (left int, err error) {
	root, err := os.Getwd()
	if err != nil {
		return 0, err
	}
	report := &report{}
	if report.reasons, err = readReasons(filepath.Join(root, reasonsFile)); err != nil {
		return 0, err
	}
	for _, target := range targets {
		if o.only != "" && target.path != o.only {
			continue
		}
		outcome, err := try(root, target.path, target.tests, o)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", target.path, err)
		}
		left += outcome.left
		report.packages = append(report.packages, outcome)
	}
	if left > 0 {
		return left, nil
	}
	report.print(os.Stdout)
	if o.only == "" && o.at == "" && !o.isKept {
		if err := report.write(filepath.Join(root, resultsFile)); err != nil {
			return 0, err
		}
	}
	if n := report.unexplained(); n > 0 {
		return 0, fmt.Errorf("%d mutants survive without a reason: write a test that fails with them, or a reason into %s", n, reasonsFile)
	}
	return 0, nil
}

// outcome of one package's mutants.
type outcome struct {
	path      string
	mutants   int
	survivors []mutant
	// unreached are the survivors that no test runs through.
	unreached map[int]bool
	left      int
}

// try makes the mutants of a package and runs the tests with each that isn't known yet.
func try(root, path string, testPaths []string, o options) (*outcome, error) {
	work := filepath.Join(root, cacheFolder, strings.ReplaceAll(path, "/", "_"))
	if err := os.MkdirAll(work, 0o700); err != nil {
		return nil, err
	}
	mutants, overlay, err := mutate(root, path, testPaths, work)
	if err != nil {
		return nil, err
	}
	suites := map[string]suite{}
	for i, testPath := range testPaths {
		one := suite{testPath, filepath.Join(root, testPath), filepath.Join(work, fmt.Sprintf("tests%d", i)), work}
		if err := compile(root, testPath, overlay, one.binary); err != nil {
			return nil, err
		}
		suites[testPath] = one
	}
	known, err := readKnown(work, suites)
	if err != nil {
		return nil, err
	}
	defer known.close()
	tests, err := known.tests(testPaths)
	if err != nil {
		return nil, err
	}

	result := &outcome{path: path, unreached: map[int]bool{}}
	names := map[int]string{}
	var open []mutant
	for _, m := range mutants {
		if !strings.Contains(m.name, o.at) {
			continue
		}
		result.mutants++
		names[m.id] = m.name
		if !known.isKnown(m, o.isKept) {
			open = append(open, m)
		}
	}
	if err := tryRounds(suites, testPaths, tests, open, names, known, o); err != nil {
		return nil, err
	}
	for _, m := range open {
		if !known.isKnown(m, o.isKept) {
			result.left++
		}
	}
	for _, m := range mutants {
		if f, ok := known.fates[m.name]; ok && f.By == "" && strings.Contains(m.name, o.at) {
			result.survivors = append(result.survivors, m)
			result.unreached[m.id] = !f.Reached
		}
	}
	return result, nil
}

// slow tests are tried last, and only with what all others have let through.
const slow = 300 * time.Millisecond

// tryRounds tries mutants with the fast tests of each package, and those that come through with the slow ones.
func tryRounds(suites map[string]suite, paths []string, tests []test, open []mutant, names map[int]string, known *known, o options) error {
	through, reached := map[int]bool{}, map[int]bool{}
	for _, m := range open {
		through[m.id] = true
	}
	var mu sync.Mutex
	round := func(path string, isSlow bool) error {
		var trials []trial
		for _, m := range open {
			one := trial{ID: m.id}
			for _, t := range tests {
				if _, does := slices.BinarySearch(t.Reaches, m.id); does && t.Path == path && t.Took > slow == isSlow {
					one.Tests = append(one.Tests, t.Name)
				}
			}
			if through[m.id] && len(one.Tests) > 0 {
				trials = append(trials, one)
				reached[m.id] = true
			}
		}
		finished := map[int]bool{}
		tell := func(id int, by string) error {
			mu.Lock()
			defer mu.Unlock()
			finished[id] = true
			if by == "" {
				return nil
			}
			delete(through, id)
			return known.add(fate{Name: names[id], Reached: true, By: by})
		}
		if err := inParallel(suites[path], trials, o, tell); err != nil {
			return err
		}
		// What was not begun in time is neither noticed nor through.
		for _, one := range trials {
			if !finished[one.ID] {
				delete(through, one.ID)
			}
		}
		return nil
	}
	for _, isSlow := range []bool{false, true} {
		for _, path := range paths {
			if err := round(path, isSlow); err != nil {
				return err
			}
		}
	}
	for id := range through {
		if err := known.add(fate{Name: names[id], Reached: reached[id]}); err != nil {
			return err
		}
	}
	return nil
}

// inParallel tries mutants in several processes.
func inParallel(s suite, trials []trial, o options, tell func(int, string) error) error {
	parts := make([][]trial, o.workers)
	for i, one := range trials {
		parts[i%o.workers] = append(parts[i%o.workers], one)
	}
	failures := make([]error, o.workers)
	var running sync.WaitGroup
	for i, part := range parts {
		running.Go(func() { failures[i] = s.tryAll(fmt.Sprintf("part%d", i), part, o.until, tell) })
	}
	running.Wait()
	return errors.Join(failures...)
}
