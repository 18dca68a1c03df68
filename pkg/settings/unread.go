package settings

import (
	"regexp"
	"slices"
	"strings"
)

// Unread are names that were saved and that nothing reads, as they are called in a provisioned file.
type Unread struct {
	// Names with the prefix jsonData. or secureJsonData., in order.
	Names []string
	// Headers that aren't sent, since either name or value is missing: the half that is there.
	Headers []string
}

var (
	headerValue = regexp.MustCompile(`^httpHeaderValue([0-9]+)$`)
	secrets     = []string{"basicAuthPassword", "bearerToken", "tlsCACert", "tlsClientCert", "tlsClientKey"}
	// others read these: Grafana, its proxy, the rules that are made of the objectives, and Save & test, which speaks of the
	// logins that aren't supported.
	others = []string{"objectives", "oauthPassThru", "keepCookies", "manageAlerts", "alertmanagerUid", "pdcInjected", "teamHttpHeaders", "password"}
	clouds = []string{"sigV4", "azure", "secureSocksProxy"}
	// instead names the setting that is meant, where data sources of the type prometheus call it otherwise.
	instead = map[string]string{"timeInterval": "scrapeInterval", "seriesLimit": "lookupLimit"}
)

func unread(all fields, secure map[string]string) Unread {
	var result Unread
	known := slices.Concat(sdkTexts, sdkFlags, sdkNumbers, others)
	for name := range labels {
		known = append(known, name)
	}
	for name := range all {
		match := headerName.FindStringSubmatch(name)
		switch {
		case match == nil:
			if !isKnown(name, known) {
				result.Names = append(result.Names, "jsonData."+meant(name, known))
			}
		case all.has(name) && secure["httpHeaderValue"+match[1]] == "":
			result.Headers = append(result.Headers, "jsonData."+name)
		}
	}
	knownSecrets := slices.Concat(secrets, others)
	for name := range secure {
		match := headerValue.FindStringSubmatch(name)
		switch {
		case match == nil:
			if !isKnown(name, knownSecrets) {
				result.Names = append(result.Names, "secureJsonData."+meant(name, secrets))
			}
		case secure[name] != "" && !all.has("httpHeaderName"+match[1]):
			result.Headers = append(result.Headers, "secureJsonData."+name)
		}
	}
	slices.Sort(result.Names)
	slices.Sort(result.Headers)
	return result
}

func isKnown(name string, known []string) bool {
	return slices.Contains(known, name) || slices.ContainsFunc(clouds, func(start string) bool { return strings.HasPrefix(name, start) })
}

// meant is a name with the one that it may stand for.
func meant(name string, known []string) string {
	right := instead[name]
	if at := slices.IndexFunc(known, func(each string) bool { return strings.EqualFold(each, plainName.Replace(name)) }); at >= 0 {
		right = known[at]
	}
	if right == "" {
		return name
	}
	return name + " (" + right + ")"
}

var plainName = strings.NewReplacer("_", "", "-", "")
