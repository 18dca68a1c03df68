package settings

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

// savedSettings has each form in which settings were ever saved. It is never changed; a new form is added.
const savedSettings = "../../tests/saved/settings.json"

// reading is what is read of saved settings; by default, what holds where nothing is said.
type reading struct {
	ScrapeInterval       string `json:"scrapeInterval"`
	QueryTimeout         string `json:"queryTimeout"`
	HTTPMethod           string `json:"httpMethod"`
	LookupLimit          int    `json:"lookupLimit"`
	MaxSeries            int    `json:"maxSeries"`
	MaxResponseMegabytes int64  `json:"maxResponseMegabytes"`
	MaxQueryLength       int    `json:"maxQueryLength"`
	MaxQueryNesting      int    `json:"maxQueryNesting"`
	MaxConcurrentQueries int    `json:"maxConcurrentQueries"`
	Uncompressed         bool   `json:"uncompressed"`
	Parameters           string `json:"parameters"`
	ForwardIdentity      bool   `json:"forwardIdentity"`
	Authorization        bool   `json:"authorization"`
}

func TestSettingsThatWereSavedByAnEarlierVersion(t *testing.T) {
	text, err := os.ReadFile(savedSettings)
	if err != nil {
		t.Fatal(err)
	}
	var forms []struct {
		Says     string          `json:"says"`
		URL      string          `json:"url"`
		JSONData json.RawMessage `json:"jsonData"`
		Secure   []string        `json:"secure"`
		Reads    json.RawMessage `json:"reads"`
	}
	if err := json.Unmarshal(text, &forms); err != nil {
		t.Fatal(err)
	}
	for _, form := range forms {
		t.Run(form.Says, func(t *testing.T) {
			want := reading{
				ScrapeInterval: "1m0s", QueryTimeout: "1m0s", HTTPMethod: "POST", LookupLimit: 1000, MaxSeries: 20_000,
				MaxResponseMegabytes: 256, MaxQueryLength: 500_000, MaxQueryNesting: 200, MaxConcurrentQueries: 20,
			}
			if form.Reads != nil {
				if err := json.Unmarshal(form.Reads, &want); err != nil {
					t.Fatal(err)
				}
			}
			secure := map[string]string{}
			for _, name := range form.Secure {
				secure[name] = "secret"
			}
			s, err := load(form.URL, string(form.JSONData), secure)
			if err != nil {
				t.Fatal(err)
			}
			got := reading{
				s.ScrapeInterval.String(), s.QueryTimeout.String(), s.HTTPMethod, s.LookupLimit, s.MaxSeries,
				s.MaxResponseBytes >> 20, s.MaxQueryLength, s.MaxQueryNesting, s.MaxConcurrent, s.Uncompressed,
				s.CustomQueryParameters.Encode(), s.ForwardIdentity, s.HTTP.Header.Get("Authorization") != "",
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("\n got %+v\nwant %+v", got, want)
			}
		})
	}
	for name := range labels {
		if name != "url" && !strings.Contains(string(text), `"`+name+`"`) {
			t.Errorf("%s has no form with %s: add one as it is saved now", savedSettings, name)
		}
	}
}
