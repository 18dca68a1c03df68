package main

import (
	"debug/buildinfo"
	"fmt"
	"go/version"
	"os"
	"regexp"
)

var toolchainLine = regexp.MustCompile(`(?m)^toolchain\s+(go\S+)`)

// oldToolchain warns of a binary that an older Go has built than go.mod's toolchain line names. The go command takes that
// version by itself, unless GOTOOLCHAIN forbids it; what is older has known vulnerabilities in its standard library. It
// returns "" where all is well.
func oldToolchain(goMod, binary string) (string, error) {
	text, err := os.ReadFile(goMod) //nolint:gosec // The project's own go.mod.
	if err != nil {
		return "", fmt.Errorf("reading the toolchain that the release needs: %w", err)
	}
	line := toolchainLine.FindSubmatch(text)
	if line == nil {
		return "", fmt.Errorf("%s has no toolchain line", goMod)
	}
	wanted := string(line[1])
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return "", fmt.Errorf("reading which Go built %s: %w", binary, err)
	}
	if version.Compare(info.GoVersion, wanted) >= 0 {
		return "", nil
	}
	return fmt.Sprintf("warning: built with %s, whose standard library has known vulnerabilities that %s mends. For a release "+
		"set GOTOOLCHAIN=%s, or install that version.", info.GoVersion, wanted, wanted), nil
}
