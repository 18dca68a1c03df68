package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"regexp"
)

var toolchainLine = regexp.MustCompile(`(?m)^toolchain\s+(go\S+)`)

// checkToolchain refuses a binary that another Go has built than go.mod's toolchain line names: an older one has known
// faults in its standard library, and any other makes other bytes of the same source.
func checkToolchain(goMod, binary string) error {
	text, err := os.ReadFile(goMod) //nolint:gosec // The project's own go.mod.
	if err != nil {
		return fmt.Errorf("reading the toolchain that a package needs: %w", err)
	}
	line := toolchainLine.FindSubmatch(text)
	if line == nil {
		return fmt.Errorf("%s has no toolchain line", goMod)
	}
	wanted := string(line[1])
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return fmt.Errorf("reading which Go built %s: %w", binary, err)
	}
	if info.GoVersion != wanted {
		return fmt.Errorf("%s was built with %s and not with %s, the Go whose standard library has no known fault that the plugin "+
			"reaches: start it by npm run package, which sets GOTOOLCHAIN=%s", binary, info.GoVersion, wanted, wanted)
	}
	return nil
}
