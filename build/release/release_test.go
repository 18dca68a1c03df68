package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const testID = "baseten-metrics-datasource"

// folder makes a plugin folder with every binary, all of them without the right to be executed.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dist := t.TempDir()
	all := map[string]string{"plugin.json": `{"id":"x"}`, "module.js": "define()", "img/logo.svg": "<svg/>", noticesFile: "licences"}
	for _, on := range platforms() {
		all[binaryName("gpx_baseten_metrics", on)] = "binary"
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

func testManifest() manifest {
	of := manifest{ID: testID, Executable: "gpx_baseten_metrics"}
	of.Info.Version = "1.2.3"
	return of
}

func TestArchiveKeepsBinariesExecutable(t *testing.T) {
	target := filepath.Join(t.TempDir(), "out", "plugin.zip")
	if err := pack(folder(t, nil), target, testManifest()); err != nil {
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
		testID + "/NOTICES.txt":                           "-rw-r--r--",
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
	} {
		t.Run(name, func(t *testing.T) {
			err := pack(folder(t, test.files), filepath.Join(t.TempDir(), "plugin.zip"), testManifest())
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
	if _, err := readManifest(file); err == nil || !strings.Contains(err.Error(), "build the front end again") {
		t.Errorf("got %v", err)
	}
	if _, err := readManifest(filepath.Join(t.TempDir(), "plugin.json")); err == nil || !strings.Contains(err.Error(), "npm run build") {
		t.Errorf("got %v", err)
	}
}

// The running test is a binary of the Go that is installed, whichever that is.
func TestWarnsOfAnOldToolchain(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"toolchain go1.20.1":   "",
		"toolchain go1.9999.1": "set GOTOOLCHAIN=go1.9999.1",
		"":                     "has no toolchain line",
	} {
		file := filepath.Join(t.TempDir(), "go.mod")
		if err := os.WriteFile(file, []byte("module a\n\ngo 1.20\n\n"+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := oldToolchain(file, self)
		if err != nil {
			got = err.Error()
		}
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
	if _, err := oldToolchain("../../go.mod", self); err != nil {
		t.Error(err)
	}
}

// The id is in every file that people have provisioned: it can't change, and no example may name another.
func TestOneIDEverywhere(t *testing.T) {
	text, err := os.ReadFile("../../plugin.json")
	if err != nil {
		t.Fatal(err)
	}
	var of manifest
	if err := json.Unmarshal(text, &of); err != nil {
		t.Fatal(err)
	}
	if of.ID != testID || of.Executable != "gpx_baseten_metrics" {
		t.Fatalf("plugin.json names %s and %s", of.ID, of.Executable)
	}
	for _, file := range []string{
		"../../package.json", "../../README.md", "../../docker-compose.yaml", "../../provisioning/datasources/baseten.yaml",
		"../../provisioning/dashboards/baseten/overview.json", "../steps.mjs", "../../Magefile.go",
	} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(content), testID) && !strings.Contains(string(content), of.Executable) {
			t.Errorf("%s names neither %s nor %s", file, testID, of.Executable)
		}
	}
}
