package prometheus

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// filterParameters are the two spellings in which VictoriaMetrics takes selectors that every series of a query has to meet
// one of (https://docs.victoriametrics.com/victoriametrics/#prometheus-querying-api-enhancements).
var filterParameters = []string{"extra_filters", "extra_filters[]"}

// filtered is the parameters of a URL with matchers that every series has to meet as well. Several filters are joined with
// "or", so that one more would open what the first closes: the matchers go into each that is there. extra_label, which
// VictoriaMetrics adds to each filter itself, is left as it is.
//
// They go into the URL, as the data source's own do: a proxy in front of the server that sets filters of its own replaces
// those of a URL, but not those of a body.
func filtered(own url.Values, matchers string) (url.Values, error) {
	if matchers == "" {
		return own, nil
	}
	query := maps.Clone(own)
	if query == nil {
		query = url.Values{}
	}
	var merged []string
	for _, name := range filterParameters {
		for _, selector := range query[name] {
			both, ok := narrowed(selector, matchers)
			if !ok {
				return nil, settingError("The data source's own "+name+" can't be joined with the dashboard's ad-hoc filters, since it is "+
					"no selector that can be read here.", `Write it in the custom query parameters as name="value" pairs in braces, without comments and backslashes outside of quotes.`)
			}
			merged = append(merged, both)
		}
		query.Del(name)
	}
	if len(merged) == 0 {
		merged = []string{"{" + matchers + "}"}
	}
	query["extra_filters[]"] = merged
	return query, nil
}

// narrowed adds matchers to each alternative of a selector of MetricsQL: `{a="b" or c="d"}` has two.
func narrowed(selector, matchers string) (string, bool) {
	name, inside, braces := strings.Cut(strings.TrimSpace(selector), "{")
	if !isName(strings.TrimSpace(name)) || !braces && name == "" {
		return "", false
	}
	if !braces {
		return name + "{" + matchers + "}", true
	}
	inside, closed := strings.CutSuffix(inside, "}")
	alternatives, ok := alternativesOf(inside)
	if !closed || !ok {
		return "", false
	}
	for i, alternative := range alternatives {
		alternative = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(alternative), ","))
		if alternative != "" {
			alternative += ","
		}
		alternatives[i] = alternative + matchers
	}
	return name + "{" + strings.Join(alternatives, " or ") + "}", true
}

func isName(text string) bool {
	for i := range len(text) {
		if !isWord(text[i]) {
			return false
		}
	}
	return true
}

func isWord(c byte) bool {
	return c == '_' || c == ':' || c == '.' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// alternativesOf cuts what stands between the braces of a selector at each `or`. What isn't a list of matchers gives false.
func alternativesOf(text string) ([]string, bool) {
	var found []string
	start := 0
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"' || c == '\'' || c == '`':
			length := quotedLength(text[i:])
			if length == 0 {
				return nil, false
			}
			i += length
		case isWord(c):
			end := i
			for end < len(text) && isWord(text[end]) {
				end++
			}
			rest := strings.TrimLeft(text[end:], " \t\r\n")
			isLabel := strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, "!")
			if strings.EqualFold(text[i:end], "or") && !isLabel {
				found = append(found, text[start:i])
				start = end
			}
			i = end
		case slices.Contains([]byte(" \t\r\n,=!~"), c):
			i++
		default:
			return nil, false
		}
	}
	return append(found, text[start:]), true
}

// quotedLength is how long the quoted text is with which a text begins; 0 where it has no end. A backslash in backticks is
// one of MetricsQL's escapes but none of PromQL's, so that its end can't be told.
func quotedLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == text[0]:
			return i + 1
		case text[i] == '\\' && text[0] == '`':
			return 0
		case text[i] == '\\':
			i++
		}
	}
	return 0
}
