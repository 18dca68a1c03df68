package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

//go:embed runtime.go.txt
var runtimeSource []byte

// mutate writes the mutated files of a package into a folder, and an overlay that puts them in the place of the real ones,
// with a test in each of the packages `testPaths` that runs the others.
func mutate(root, path string, testPaths []string, work string) ([]mutant, string, error) {
	p, err := load("./" + path)
	if err != nil {
		return nil, "", err
	}
	replace := map[string]string{}
	put := func(original, name string, text []byte) error {
		instead := filepath.Join(work, name)
		replace[original] = instead
		return os.WriteFile(instead, text, 0o600)
	}
	if err := put(filepath.Join(root, "pkg/internal/mutant/mutant.go"), "mutant.go", runtimeSource); err != nil {
		return nil, "", err
	}
	for i, testPath := range testPaths {
		text, err := runner(filepath.Join(root, testPath))
		if err != nil {
			return nil, "", err
		}
		if err := put(filepath.Join(root, testPath, runnerFile), fmt.Sprintf("runner%d.go", i), text); err != nil {
			return nil, "", err
		}
	}
	var mutants []mutant
	for i, file := range p.files {
		// A number of its own for each, and none is 0.
		original, text, found, err := rewrite(p, root, file, len(mutants)+1)
		if err != nil {
			return nil, "", err
		}
		if text == nil {
			continue
		}
		mutants = append(mutants, found...)
		if err := put(original, fmt.Sprintf("%d.go", i), text); err != nil {
			return nil, "", err
		}
	}
	encoded, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, "", err
	}
	overlay := filepath.Join(work, "overlay.json")
	return mutants, overlay, os.WriteFile(overlay, encoded, 0o600)
}

const (
	runnerFile = "mutants_runner_test.go"
	runnerTest = "TestMutantsInOneProcess"
)

var (
	testFunction = regexp.MustCompile(`(?m)^func (Test\w+)\(\w+ \*testing\.T\)`)
	packageName  = regexp.MustCompile(`(?m)^package (\w+)$`)
)

// testNames are the tests of a package's folder, and the package that they are in.
func testNames(dir string) (names []string, of string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return nil, "", err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, "", err
		}
		if found := packageName.FindSubmatch(text); found != nil {
			of = string(found[1])
		}
		for _, found := range testFunction.FindAllSubmatch(text, -1) {
			names = append(names, string(found[1]))
		}
	}
	return names, of, nil
}

// runner is a test that runs the others, each as often as it is told to.
func runner(dir string) ([]byte, error) {
	names, of, err := testNames(dir)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	_, _ = fmt.Fprintf(&text, "package %s\n\nimport (\n\t\"testing\"\n\n\t\"%s/pkg/internal/mutant\"\n)\n\nfunc %s(t *testing.T) {\n\tmutant.Run(t, map[string]func(*testing.T){\n",
		of, module, runnerTest)
	for _, name := range names {
		_, _ = fmt.Fprintf(&text, "\t\t%q: %s,\n", name, name)
	}
	text.WriteString("\t})\n}\n")
	return []byte(text.String()), nil
}

func compile(root, path, overlay, binary string) error {
	command := exec.Command("go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", binary, "./"+path)
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("compile the mutants of %s: %w\n%s", path, err, output)
	}
	return nil
}

// test is one test function, and the mutants that it runs through.
type test struct {
	Name    string        `json:"name"`
	Path    string        `json:"path"`
	Reaches []int         `json:"reaches"`
	Took    time.Duration `json:"took"`
}

// suite is the tests of a package, with all mutants in their build.
type suite struct{ path, dir, binary, work string }

// todo and line are what runtime.go.txt reads and writes.
type (
	todo struct {
		Survey []string
		Try    []trial
		Until  time.Time
		Out    string
	}
	trial struct {
		ID    int
		Tests []string
	}
	line struct {
		Test    string
		Reaches []int
		Took    time.Duration
		Failed  bool
		ID      int
		Begun   bool
		By      string
	}
)

// stuck is how long a process may say nothing before the mutant that it tries is taken for one that never ends.
const stuck = 40 * time.Second

var errStuck = errors.New("it doesn't end")

// run runs a process that does what it is told, and gives all that it said.
func (s suite) run(name string, what todo) ([]line, error) {
	what.Out = filepath.Join(s.work, name+".out")
	if err := os.RemoveAll(what.Out); err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	told := filepath.Join(s.work, name+".json")
	if err := os.WriteFile(told, encoded, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	go watch(ctx, what.Out, func() { cancel(errStuck) })
	command := exec.CommandContext(ctx, s.binary, "-test.run", "^"+runnerTest+"$", "-test.count=1", "-test.timeout=0")
	command.Dir = s.dir
	command.Env = append(os.Environ(), "MUTANTS_TODO="+told)
	_, err = command.CombinedOutput()
	if context.Cause(ctx) != nil {
		err = context.Cause(ctx)
	}
	file, openErr := os.Open(what.Out)
	if openErr != nil {
		return nil, errors.Join(err, openErr)
	}
	defer func() { _ = file.Close() }()
	var said []line
	scanner := bufio.NewScanner(file)
	for scanner.Buffer(nil, 1<<24); scanner.Scan(); {
		var one line
		// The last one may have been cut short.
		if json.Unmarshal(scanner.Bytes(), &one) == nil {
			said = append(said, one)
		}
	}
	return said, err
}

// watch calls `end` when nothing was added to a file for long.
func watch(ctx context.Context, name string, end func()) {
	size, since := int64(-1), time.Now()
	for ticker := time.NewTicker(time.Second); ; {
		select {
		case <-ctx.Done():
			ticker.Stop()
			return
		case <-ticker.C:
		}
		info, err := os.Stat(name)
		if err == nil && info.Size() != size {
			size, since = info.Size(), time.Now()
		}
		if time.Since(since) > stuck {
			end()
		}
	}
}

// survey runs each test without a mutant.
func (s suite) survey() ([]test, error) {
	names, _, err := testNames(s.dir)
	if err != nil {
		return nil, err
	}
	said, err := s.run("survey", todo{Survey: names})
	var tests []test
	for _, one := range said {
		if one.Failed {
			return nil, fmt.Errorf("%s fails without a mutant", one.Test)
		}
		slices.Sort(one.Reaches)
		tests = append(tests, test{Name: one.Test, Path: s.path, Reaches: one.Reaches, Took: one.Took})
	}
	return tests, err
}

// tryAll tries mutants one after the other, with the tests of this package that reach them, and says what became of each. A
// mutant that ends the process, or never ends itself, is noticed; the next one goes on.
func (s suite) tryAll(name string, trials []trial, until time.Time, tell func(id int, by string) error) error {
	for len(trials) > 0 && time.Now().Before(until) {
		said, err := s.run(name, todo{Try: trials, Until: until})
		var begun int
		for _, one := range said {
			if one.Begun {
				begun = one.ID
				continue
			}
			if err := tell(one.ID, one.By); err != nil {
				return err
			}
			begun = 0
		}
		if begun != 0 {
			by := "it ends the process"
			if errors.Is(err, errStuck) {
				by = errStuck.Error()
			}
			if err := tell(begun, by); err != nil {
				return err
			}
		} else if len(said) == 0 {
			return fmt.Errorf("%s tries nothing: %w", s.path, err)
		}
		done := map[int]bool{}
		for _, one := range said {
			done[one.ID] = true
		}
		trials = slices.DeleteFunc(trials, func(t trial) bool { return done[t.ID] })
	}
	return nil
}
