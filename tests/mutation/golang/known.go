package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// fate of a mutant: the test that noticed it, if one did, and the build that it was tried with.
type fate struct {
	Name    string `json:"name"`
	Build   string `json:"build"`
	Reached bool   `json:"reached"`
	By      string `json:"by,omitempty"`
}

// known is what earlier runs found out of a package's mutants. A build with other sources or other tests is another one.
type known struct {
	build  string
	work   string
	suites map[string]suite
	fates  map[string]fate
	file   *os.File
}

func readKnown(work string, suites map[string]suite) (*known, error) {
	sum := sha256.New()
	paths := make([]string, 0, len(suites))
	for path := range suites {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		binary, err := os.Open(suites[path].binary)
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(sum, binary)
		if err := errors.Join(err, binary.Close()); err != nil {
			return nil, err
		}
	}
	k := &known{build: hex.EncodeToString(sum.Sum(nil)[:8]), work: work, suites: suites, fates: map[string]fate{}}
	file, err := os.OpenFile(filepath.Join(work, "fates.jsonl"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	k.file = file
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var f fate
		// The last line may have been cut short.
		if json.Unmarshal(lines.Bytes(), &f) == nil {
			k.fates[f.Name] = f
		}
	}
	return k, nil
}

func (k *known) close() { _ = k.file.Close() }

// isKnown says whether a mutant needs no other try.
func (k *known) isKnown(m mutant, isKept bool) bool {
	f, ok := k.fates[m.name]
	return ok && (f.Build == k.build || isKept && f.By != "")
}

func (k *known) add(f fate) error {
	f.Build = k.build
	k.fates[f.Name] = f
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = k.file.Write(append(line, '\n'))
	return err
}

// tests are those of all suites, the fast ones first, since the first that fails ends it.
func (k *known) tests(paths []string) ([]test, error) {
	name := filepath.Join(k.work, "tests-"+k.build+".json")
	var tests []test
	text, err := os.ReadFile(name)
	if err == nil {
		return tests, json.Unmarshal(text, &tests)
	}
	for _, path := range paths {
		found, err := k.suites[path].survey()
		if err != nil {
			return nil, err
		}
		tests = append(tests, found...)
	}
	slices.SortFunc(tests, func(a, b test) int { return int(a.Took - b.Took) })
	if text, err = json.Marshal(tests); err != nil {
		return nil, err
	}
	return tests, os.WriteFile(name, text, 0o600)
}
