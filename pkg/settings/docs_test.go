package settings

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whoever writes a provisioned file finds each setting by its name.
func TestEachSettingIsDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "troubleshooting.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "## What a provisioned data source may set\n")
	text, _, _ = strings.Cut(text, "\n## ")
	names := []string{
		"basicAuthPassword", "bearerToken", "httpHeaderName1", "httpHeaderValue1", "keepCookies", "oauthPassThru", "objectives",
		"tlsAuth", "tlsAuthWithCACert", "tlsSkipVerify", "serverName", "tlsCACert", "tlsClientCert", "tlsClientKey",
	}
	for name := range labels {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("docs/troubleshooting.md doesn't tell of %s", name)
		}
	}
}
