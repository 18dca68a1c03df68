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

// reading is what is read of saved settings, by name.
type reading map[string]any

func readingOf(s *Settings) reading {
	got := reading{
		"httpMethod": s.HTTPMethod, "uncompressed": s.Uncompressed, "parameters": s.CustomQueryParameters.Encode(),
		"forwardIdentity": s.ForwardIdentity, "authorization": s.HTTP.Header.Get("Authorization") != "",
	}
	for _, setting := range countSettings {
		// As JSON gives it.
		got[setting.name] = float64(*setting.in(s))
	}
	for _, setting := range durationSettings {
		got[setting.name] = setting.in(s).String()
	}
	return got
}

// nothingSaid is what holds where nothing is said; the numbers are held to docs/architecture.md.
func nothingSaid() reading {
	said := reading{"httpMethod": "POST", "uncompressed": false, "parameters": "", "forwardIdentity": false, "authorization": false}
	for _, setting := range countSettings {
		said[setting.name] = float64(setting.missing)
	}
	for _, setting := range durationSettings {
		said[setting.name] = setting.missing.String()
	}
	return said
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
			want := nothingSaid()
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
			if got := readingOf(s); !reflect.DeepEqual(got, want) {
				t.Errorf("\n got %+v\nwant %+v", got, want)
			}
		})
	}
	for name := range labels {
		if name != "url" && !strings.Contains(string(text), `"`+name+`"`) {
			t.Errorf("tests/saved/settings.json has no form with %s: add one as it is saved now, with what it reads, then run: go test ./pkg/settings", name)
		}
	}
}
