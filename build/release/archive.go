package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"baseten-metrics-datasource/build/backend"
)

// signature is the file by which Grafana knows a signed plugin. A stale one is worse than none: Grafana then calls the
// plugin modified and refuses it, whatever its configuration allows.
const signature = "MANIFEST.txt"

// noticesFile has the licences of what the bundle and the binaries are made of, bomFile the same parts for machines.
const (
	noticesFile = "NOTICES.txt"
	bomFile     = "sbom.cdx.json"
)

// metadata is what a release needs to know from plugin.json.
type metadata struct {
	ID         string `json:"id"`
	Executable string `json:"executable"`
	Info       struct {
		Version string `json:"version"`
	} `json:"info"`
}

func readMetadata(file string) (metadata, error) {
	var read metadata
	text, err := os.ReadFile(file) //nolint:gosec // The caller names the file.
	if err != nil {
		return read, fmt.Errorf("the front end is not built, run npm run package: %w", err)
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return read, fmt.Errorf("%s: %w", file, err)
	}
	if read.ID == "" || read.Executable == "" || strings.Contains(read.Info.Version, "%") {
		return read, fmt.Errorf("%s lacks id, executable or version: run npm run package", file)
	}
	return read, nil
}

// pack writes the plugin folder as an archive whose one folder bears the plugin's id. Binaries are executable in it,
// whatever the file system says that they were built on.
func pack(dist, target string, of metadata) (err error) {
	if err := checkContent(dist, of); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
		return fmt.Errorf("folder of the archive: %w", err)
	}
	file, err := os.Create(target) //nolint:gosec // The caller names the file.
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	archive := zip.NewWriter(file)
	err = filepath.WalkDir(dist, func(name string, entry fs.DirEntry, walkErr error) error {
		if walkErr != nil || entry.IsDir() {
			return walkErr
		}
		return add(archive, dist, name, of)
	})
	if err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

func add(archive *zip.Writer, dist, name string, of metadata) error {
	relative, err := filepath.Rel(dist, name)
	if err != nil {
		return fmt.Errorf("path in the archive: %w", err)
	}
	header := &zip.FileHeader{Name: path.Join(of.ID, filepath.ToSlash(relative)), Method: zip.Deflate}
	header.SetMode(0o644)
	if strings.HasPrefix(relative, of.Executable+"_") {
		header.SetMode(0o755)
	}
	writer, err := archive.CreateHeader(header)
	if err != nil {
		return fmt.Errorf("entry of the archive: %w", err)
	}
	source, err := os.Open(name) //nolint:gosec // A file of the folder that is packed.
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	_, err = io.Copy(writer, source)
	return errors.Join(err, source.Close())
}

// checkContent refuses a folder that Grafana would refuse: a platform without its binary, or a signature that does not
// fit the files.
func checkContent(dist string, of metadata) error {
	binaries := map[string]bool{}
	for _, target := range backend.Targets() {
		name := target.Binary(of.Executable)
		binaries[name] = true
		if _, err := os.Stat(filepath.Join(dist, name)); err != nil {
			return fmt.Errorf("no binary for %s/%s: %w", target.System, target.Arch, err)
		}
	}
	found, err := filepath.Glob(filepath.Join(dist, "gpx_*"))
	if err != nil {
		return fmt.Errorf("looking for binaries: %w", err)
	}
	for _, name := range found {
		if !binaries[filepath.Base(name)] {
			return fmt.Errorf("%s is none of this plugin's binaries: delete it", name)
		}
	}
	for _, needed := range []string{noticesFile, bomFile, goManifest, "README.md", "CHANGELOG.md", "LICENSE", "module.js.map"} {
		if _, err := os.Stat(filepath.Join(dist, needed)); err != nil {
			return fmt.Errorf("%s is missing, run npm run package: %w", needed, err)
		}
	}
	return checkSignature(dist)
}

// checkSignature compares the files with the sums in the signed manifest; an unsigned folder has none, and passes.
func checkSignature(dist string) error {
	text, err := os.ReadFile(filepath.Join(dist, signature)) //nolint:gosec // The folder that is packed.
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", signature, err)
	}
	var signed struct {
		Files map[string]string `json:"files"`
	}
	start, end := strings.Index(string(text), "{"), strings.LastIndex(string(text), "}")
	if start < 0 || end < start || json.Unmarshal(text[start:end+1], &signed) != nil || len(signed.Files) == 0 {
		return fmt.Errorf("%s can't be read: delete it, or sign again", signature)
	}
	for name, sum := range signed.Files {
		content, err := os.ReadFile(filepath.Join(dist, filepath.FromSlash(name))) //nolint:gosec // As above.
		if err != nil {
			return fmt.Errorf("%s lists %s, which is missing: delete it, or sign again: %w", signature, name, err)
		}
		if actual := sha256.Sum256(content); hex.EncodeToString(actual[:]) != sum {
			return fmt.Errorf("%s is older than %s: delete it, or sign again", signature, name)
		}
	}
	return nil
}
