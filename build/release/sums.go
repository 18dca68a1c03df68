package main

import (
	"crypto/sha1" //nolint:gosec // The catalog's form asks for it; what protects is the other.
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// writeSums writes the sums of an archive beside it, each as a file that sha1sum and sha256sum check. The catalog's form for
// a new version asks for the first.
func writeSums(archive string) ([]string, error) {
	content, err := os.ReadFile(archive) //nolint:gosec // What was just written.
	if err != nil {
		return nil, fmt.Errorf("reading the archive: %w", err)
	}
	one, two := sha1.Sum(content), sha256.Sum256(content) //nolint:gosec // As above.
	var written []string
	for _, sum := range []struct {
		ending string
		bytes  []byte
	}{{"sha1", one[:]}, {"sha256", two[:]}} {
		line := fmt.Sprintf("%s  %s\n", hex.EncodeToString(sum.bytes), filepath.Base(archive))
		name := archive + "." + sum.ending
		if err := os.WriteFile(name, []byte(line), 0o644); err != nil { //nolint:gosec // Everybody may read it.
			return nil, fmt.Errorf("writing a sum: %w", err)
		}
		written = append(written, name)
	}
	return written, nil
}
