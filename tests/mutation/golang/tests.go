package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

//go:embed runtime.go.txt
var runtimeSource []byte

// mutate writes the mutated files of a package into a folder, and an overlay that puts them in the place of the real ones.
func mutate(root, path, work string) ([]mutant, string, error) {
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
	var mutants []mutant
	for i, file := range p.files {
		original, text, found, err := rewrite(p, root, file, len(mutants))
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
	name, binary, dir string
	reaches           map[int]bool
	took              time.Duration
}

var testName = regexp.MustCompile(`(?m)^(Test|Fuzz)\w+$`)

// survey runs each test by itself, without a mutant.
func survey(root, path, binary, work string) ([]test, error) {
	dir := filepath.Join(root, path)
	list := exec.Command(binary, "-test.list", ".*")
	list.Dir = dir
	output, err := list.Output()
	if err != nil {
		return nil, err
	}
	var tests []test
	for i, name := range testName.FindAllString(string(output), -1) {
		seen := filepath.Join(work, fmt.Sprintf("%s.%d.seen", filepath.Base(binary), i))
		began := time.Now()
		command := exec.Command(binary, "-test.run", "^"+name+"$", "-test.count=1")
		command.Dir = dir
		command.Env = append(os.Environ(), "MUTANTS_SEEN="+seen)
		if output, err := command.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s fails without a mutant: %w\n%s", name, err, output)
		}
		one := test{name: name, binary: binary, dir: dir, reaches: map[int]bool{}, took: time.Since(began)}
		text, err := os.ReadFile(seen)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		for line := range strings.FieldsSeq(string(text)) {
			if id, err := strconv.Atoi(line); err == nil {
				one.reaches[id] = true
			}
		}
		tests = append(tests, one)
	}
	return tests, nil
}

// kill runs the tests that reach a mutant until one fails.
func kill(m mutant, tests []test) (reached, killed bool) {
	for _, t := range tests {
		if !t.reaches[m.id] {
			continue
		}
		reached = true
		// One that never ends is noticed, too.
		ctx, cancel := context.WithTimeout(context.Background(), 5*t.took+10*time.Second)
		command := exec.CommandContext(ctx, t.binary, "-test.run", "^"+t.name+"$", "-test.count=1", "-test.failfast")
		command.Dir = t.dir
		command.Env = append(os.Environ(), "MUTANT="+strconv.Itoa(m.id))
		var output bytes.Buffer
		command.Stdout, command.Stderr = &output, &output
		err := command.Run()
		cancel()
		if err != nil {
			return true, true
		}
	}
	return reached, false
}
