package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// goManifest is the SDK's list of all Go files with their sums, by which Grafana's reviewers compare a package with its source.
const goManifest = "go_plugin_build_manifest"

// checkManifest compares the list with the files that the repository holds. The SDK walks the folder, so that a file that is
// not committed gets into it, which nobody who has the source alone can find.
func checkManifest(root, file string) error {
	text, err := os.ReadFile(file) //nolint:gosec // The folder that is packed.
	if err != nil {
		return fmt.Errorf("the list of Go files is missing, run npm run package: %w", err)
	}
	var listed []string
	for line := range strings.Lines(string(text)) {
		_, name, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found {
			return fmt.Errorf("%s: %q is not a sum and a file", file, strings.TrimSpace(line))
		}
		listed = append(listed, name)
	}
	if _, err := os.Stat(filepath.Join(root, ".git")); errors.Is(err, fs.ErrNotExist) {
		// An unpacked source archive holds nothing else than what the repository held.
		return nil
	}
	command := exec.Command("git", "ls-files", "*.go") //nolint:noctx // It reads an index.
	command.Dir = root
	answer, err := command.Output()
	if err != nil {
		return fmt.Errorf("asking git for the Go files: %w", err)
	}
	committed := strings.Fields(string(answer))
	for _, name := range listed {
		if !slices.Contains(committed, name) {
			return fmt.Errorf("%s lists %s, which is not committed: commit or delete it", goManifest, name)
		}
	}
	for _, name := range committed {
		if !slices.Contains(listed, name) {
			return fmt.Errorf("%s is committed and not in %s: it was deleted here, restore it or commit that", name, goManifest)
		}
	}
	return nil
}
