package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/build/utils"

	"baseten-metrics-datasource/build/backend"
)

const testID = "baseten-metrics-datasource"

// folder makes a plugin folder with every binary, all of them without the right to be executed.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dist := t.TempDir()
	all := map[string]string{"plugin.json": `{"id":"x"}`, "module.js": "define()", "img/logo.svg": "<svg/>"}
	for _, needed := range []string{noticesFile, bomFile, goManifest, "README.md", "CHANGELOG.md", "LICENSE", "module.js.map"} {
		all[needed] = "text"
	}
	for _, target := range backend.Targets() {
		all[target.Binary("gpx_baseten_metrics")] = "binary"
	}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		if content == "" {
			continue
		}
		path := filepath.Join(dist, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dist
}

func testMetadata() metadata {
	of := metadata{ID: testID, Executable: "gpx_baseten_metrics"}
	of.Info.Version = "1.2.3"
	return of
}

func TestArchiveKeepsBinariesExecutable(t *testing.T) {
	target := filepath.Join(t.TempDir(), "out", "plugin.zip")
	if err := pack(folder(t, nil), target, testMetadata()); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(target)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	modes := map[string]string{}
	for _, file := range archive.File {
		modes[file.Name] = file.Mode().Perm().String()
	}
	want := map[string]string{
		testID + "/plugin.json":                           "-rw-r--r--",
		testID + "/module.js":                             "-rw-r--r--",
		testID + "/module.js.map":                         "-rw-r--r--",
		testID + "/NOTICES.txt":                           "-rw-r--r--",
		testID + "/sbom.cdx.json":                         "-rw-r--r--",
		testID + "/go_plugin_build_manifest":              "-rw-r--r--",
		testID + "/README.md":                             "-rw-r--r--",
		testID + "/CHANGELOG.md":                          "-rw-r--r--",
		testID + "/LICENSE":                               "-rw-r--r--",
		testID + "/gpx_baseten_metrics_linux_arm":         "-rwxr-xr-x",
		testID + "/img/logo.svg":                          "-rw-r--r--",
		testID + "/gpx_baseten_metrics_linux_amd64":       "-rwxr-xr-x",
		testID + "/gpx_baseten_metrics_linux_arm64":       "-rwxr-xr-x",
		testID + "/gpx_baseten_metrics_darwin_amd64":      "-rwxr-xr-x",
		testID + "/gpx_baseten_metrics_darwin_arm64":      "-rwxr-xr-x",
		testID + "/gpx_baseten_metrics_windows_amd64.exe": "-rwxr-xr-x",
	}
	if len(modes) != len(want) {
		t.Errorf("archive holds %v", modes)
	}
	for name, mode := range want {
		if modes[name] != mode {
			t.Errorf("%s has mode %q, want %q", name, modes[name], mode)
		}
	}
}

func TestFoldersThatGrafanaWouldRefuse(t *testing.T) {
	sum := sha256.Sum256([]byte("define()"))
	signed := "-----BEGIN PGP SIGNED MESSAGE-----\n{\"files\":{\"module.js\":\"" + hex.EncodeToString(sum[:]) + "\"}}\n-----END-----"
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"unsigned":                {nil, ""},
		"signed and unchanged":    {map[string]string{signature: signed}, ""},
		"changed after signing":   {map[string]string{signature: signed, "module.js": "define(1)"}, "older than module.js"},
		"signed file is gone":     {map[string]string{signature: signed, "module.js": ""}, "lists module.js"},
		"signature is not one":    {map[string]string{signature: "hello"}, "can't be read"},
		"a platform has no build": {map[string]string{"gpx_baseten_metrics_linux_arm64": ""}, "no binary for linux/arm64"},
		"a binary of another id":  {map[string]string{"gpx_other_linux_amd64": "binary"}, "none of this plugin's binaries"},
		"no list of Go files":     {map[string]string{goManifest: ""}, "go_plugin_build_manifest is missing"},
		"no parts for machines":   {map[string]string{bomFile: ""}, "sbom.cdx.json is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			err := pack(folder(t, test.files), filepath.Join(t.TempDir(), "plugin.zip"), testMetadata())
			if (err == nil) != (test.want == "") || (err != nil && !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestManifestOfAnUnfinishedBuild(t *testing.T) {
	file := filepath.Join(t.TempDir(), "plugin.json")
	if err := os.WriteFile(file, []byte(`{"id":"a","executable":"b","info":{"version":"%VERSION%"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readMetadata(file); err == nil || !strings.Contains(err.Error(), "run npm run package") {
		t.Errorf("got %v", err)
	}
	if _, err := readMetadata(filepath.Join(t.TempDir(), "plugin.json")); err == nil || !strings.Contains(err.Error(), "npm run package") {
		t.Errorf("got %v", err)
	}
}

// The running test is a binary of the Go that is installed, whichever that is.
func TestRefusesAnotherToolchain(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"toolchain " + runtime.Version(): "",
		"toolchain go1.20.1":             "and not with go1.20.1",
		"toolchain go1.9999.1":           "sets GOTOOLCHAIN=go1.9999.1",
		"":                               "has no toolchain line",
	} {
		file := filepath.Join(t.TempDir(), "go.mod")
		if err := os.WriteFile(file, []byte("module a\n\ngo 1.20\n\n"+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := checkToolchain(file, self); err != nil {
			got = err.Error()
		}
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

// The SDK's own generator makes the list, in a repository of its own.
func TestListOfGoFilesIsTheRepositorys(t *testing.T) {
	root := t.TempDir()
	t.Chdir(root)
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	git := func(args ...string) {
		t.Helper()
		command := exec.Command("git", args...)
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %s", args, output)
		}
	}
	git("init", "-q")
	write("a.go", "package a\n")
	write("b.go", "package a\n")
	git("add", "a.go", "b.go")
	check := func() string {
		t.Helper()
		text, err := utils.GenerateManifest()
		if err != nil {
			t.Fatal(err)
		}
		write(goManifest, text)
		if err := checkManifest(".", goManifest); err != nil {
			return err.Error()
		}
		return ""
	}
	if got := check(); got != "" {
		t.Error(got)
	}
	write("c.go", "package a\n")
	if got := check(); !strings.Contains(got, "lists c.go, which is not committed") {
		t.Errorf("a file that is not committed: %q", got)
	}
	for _, name := range []string{"b.go", "c.go"} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if got := check(); !strings.Contains(got, "b.go is committed and not in") {
		t.Errorf("a file that is missing: %q", got)
	}
}

func TestSumsAreThoseOfTheArchive(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "plugin.zip")
	if err := os.WriteFile(archive, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	written, err := writeSums(archive)
	if err != nil {
		t.Fatal(err)
	}
	// Those of "abc" stand in the standards that define them.
	want := map[string]string{
		archive + ".sha1":   "a9993e364706816aba3e25717850c26c9cd0d89d  plugin.zip\n",
		archive + ".sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  plugin.zip\n",
	}
	for _, name := range written {
		text, err := os.ReadFile(name)
		if err != nil || string(text) != want[name] {
			t.Errorf("%s: %q %v", name, text, err)
		}
	}
	if len(written) != len(want) {
		t.Errorf("wrote %v", written)
	}
}
