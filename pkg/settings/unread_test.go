package settings

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func TestUnread(t *testing.T) {
	for name, test := range map[string]struct {
		json   string
		secure map[string]string
		want   Unread
	}{
		"nothing":                        {"", nil, Unread{}},
		"what is read":                   {`{"scrapeInterval":"30s","maxSeries":5,"tlsSkipVerify":true,"timeout":30,"objectives":{"version":1}}`, map[string]string{"bearerToken": "t"}, Unread{}},
		"a slip":                         {`{"scrapInterval":"30s"}`, nil, Unread{Names: []string{"jsonData.scrapInterval"}}},
		"a slip that is null":            {`{"scrapInterval":null}`, nil, Unread{}},
		"another letter case":            {`{"maxseries":5,"HTTPMethod":"GET"}`, nil, Unread{Names: []string{"jsonData.HTTPMethod (httpMethod)", "jsonData.maxseries (maxSeries)"}}},
		"as in YAML files of others":     {`{"scrape_interval":"30s","tls-skip-verify":true}`, nil, Unread{Names: []string{"jsonData.scrape_interval (scrapeInterval)", "jsonData.tls-skip-verify (tlsSkipVerify)"}}},
		"as of the type prometheus":      {`{"timeInterval":"30s","cacheLevel":"Low","manageAlerts":true}`, nil, Unread{Names: []string{"jsonData.cacheLevel", "jsonData.timeInterval (scrapeInterval)"}}},
		"of logins that aren't done":     {`{"sigV4Auth":true,"sigV4Region":"eu","azureCredentials":{}}`, map[string]string{"sigV4SecretKey": "s"}, Unread{}},
		"a secret of another name":       {"", map[string]string{"apiKey": "k", "bearertoken": "t"}, Unread{Names: []string{"secureJsonData.apiKey", "secureJsonData.bearertoken (bearerToken)"}}},
		"a header":                       {`{"httpHeaderName1":"X-Scope-OrgID"}`, map[string]string{"httpHeaderValue1": "a"}, Unread{}},
		"a header without value":         {`{"httpHeaderName1":"X-Scope-OrgID"}`, map[string]string{"httpHeaderValue2": ""}, Unread{Headers: []string{"jsonData.httpHeaderName1"}}},
		"a header's value without name":  {`{"httpHeaderName1":""}`, map[string]string{"httpHeaderValue1": "a"}, Unread{Headers: []string{"secureJsonData.httpHeaderValue1"}}},
		"name and value of other number": {`{"httpHeaderName1":"X"}`, map[string]string{"httpHeaderValue2": "a"}, Unread{Headers: []string{"jsonData.httpHeaderName1", "secureJsonData.httpHeaderValue2"}}},
		"a row of the page left empty":   {`{"httpHeaderName1":""}`, map[string]string{"httpHeaderValue1": ""}, Unread{}},
	} {
		s, err := Load(t.Context(), backend.DataSourceInstanceSettings{URL: "http://p:9090", JSONData: []byte(test.json), DecryptedSecureJSONData: test.secure})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !slices.Equal(s.Unread.Names, test.want.Names) || !slices.Equal(s.Unread.Headers, test.want.Headers) {
			t.Errorf("%s: got %q, want %q", name, s.Unread, test.want)
		}
	}
}

// settingLine is a setting of the provisioned file, also one that stands there as a suggestion.
var settingLine = regexp.MustCompile(`(?m)^ {6}(?:# )?(\w+): .`)

func TestEachSettingOfTheShippedDataSourceIsRead(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("..", "..", "provisioning", "datasources", "baseten.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, both, _ := strings.Cut(string(file), "\n    jsonData:\n")
	jsonData, secureJSONData, _ := strings.Cut(both, "\n    secureJsonData:\n")
	all, secure := fields{}, map[string]string{}
	for _, match := range settingLine.FindAllStringSubmatch(jsonData, -1) {
		all[match[1]] = json.RawMessage(`"set"`)
	}
	for _, match := range settingLine.FindAllStringSubmatch(secureJSONData, -1) {
		secure[match[1]] = "set"
	}
	if len(all) < 3 || len(secure) < 3 {
		t.Fatalf("found %v and %v in\n%s", all, secure, file)
	}
	if got := unread(all, secure); len(got.Names)+len(got.Headers) > 0 {
		t.Errorf("nothing reads %q", got)
	}
}
