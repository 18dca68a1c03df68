package prometheus

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pathNames are the forms in which the name of a label is asked for in a path, the first one first. A name that isn't a
// plain one goes in Prometheus 3's encoding (`U__…`), and as it is to servers that don't know that, but only where no server
// and no proxy can take it for more than one segment of the path.
func pathNames(label string) []string {
	encoded := encodeLabel(label)
	if encoded == label {
		return []string{label}
	}
	if !isSegment(label) {
		return []string{encoded}
	}
	return []string{encoded, url.PathEscape(label)}
}

// isSegment says whether a text stays one segment of a path, however often it is unescaped and cleaned on its way: proxies
// unescape a path before they choose where it goes, and clean it of dots.
func isSegment(text string) bool {
	if text == "" || !utf8.ValidString(text) || strings.ContainsAny(text, `/\%`) {
		return false
	}
	// Some servers end a segment's name at a semicolon, so that ..;x is a way up.
	for _, part := range strings.Split(text, ";") {
		if slices.Contains([]string{".", ".."}, strings.TrimSpace(part)) {
			return false
		}
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) })
}

// isPlain says whether a character may stand in a plain name at a place.
func isPlain(i int, r rune) bool {
	return r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9'
}

// encodeLabel writes a name as Prometheus 3 takes it in a path (`U__` and `_hex_` for what isn't a plain character,
// https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values).
func encodeLabel(name string) string {
	legacy := true
	for i, r := range name {
		legacy = legacy && isPlain(i, r)
	}
	if legacy {
		return name
	}
	var out strings.Builder
	out.WriteString("U__")
	for i, r := range name {
		switch {
		case r == '_':
			out.WriteString("__")
		case isPlain(i, r):
			out.WriteRune(r)
		default:
			out.WriteString("_" + strconv.FormatInt(int64(r), 16) + "_")
		}
	}
	return out.String()
}
