package steps

import (
	"strconv"
	"strings"
	"time"
)

// macros knows the values of Grafana's interval macros for one plan. It reads the plan late, since the step may still
// be raised after the window has been settled.
type macros struct {
	plan     *Plan
	from, to time.Time
	zone     *time.Location
}

// value of a macro, without its `$`.
func (m macros) value(name string) (string, bool) {
	switch name {
	case "__interval":
		return FormatDuration(m.plan.Step), true
	case "__interval_ms":
		return strconv.FormatInt(m.plan.Step.Milliseconds(), 10), true
	case "__rate_interval":
		return FormatDuration(m.plan.RateInterval), true
	case "__rate_interval_ms":
		return strconv.FormatInt(m.plan.RateInterval.Milliseconds(), 10), true
	case "__range":
		return strconv.FormatInt(int64(m.plan.Range/time.Second), 10) + "s", true
	case "__range_s":
		return strconv.FormatInt(int64(m.plan.Range/time.Second), 10), true
	case "__range_ms":
		return strconv.FormatInt(m.plan.Range.Milliseconds(), 10), true
	case "__from":
		return strconv.FormatInt(m.from.UnixMilli(), 10), true
	case "__to":
		return strconv.FormatInt(m.to.UnixMilli(), 10), true
	}
	return "", false
}

func unresolved(name string) *Error {
	return fault("expr", name, "The variable %s in expr has no value here: alert rules and queries without a dashboard can't "+
		"use dashboard variables. Write the value itself.", name)
}

// ref is a reference to a variable or macro at the start of a text.
type ref struct {
	name   string
	length int
	// format is what follows the name behind a colon.
	format string
}

// reference reads `$name`, `${name}`, `${name:format}`, `${name.path}`, `[[name]]` or `[[name:format]]` at the start
// of text; length is 0 where there is none. `$name` reaches as far as the identifier does, so that the longest macro
// wins and `$__interval_ms` isn't `$__interval` with a tail.
func reference(text string) ref {
	switch {
	case strings.HasPrefix(text, "${"):
		if end := strings.IndexByte(text, '}'); end > 0 {
			if name := head(text[2:end]); name != "" {
				return ref{name, end + 1, formatIn(text[2+len(name) : end])}
			}
		}
	case strings.HasPrefix(text, "[["):
		if end := strings.Index(text, "]]"); end > 0 {
			if name := head(text[2:end]); name != "" {
				return ref{name, end + 2, formatIn(text[2+len(name) : end])}
			}
		}
	case strings.HasPrefix(text, "$"):
		if n := identifier(text[1:]); n > 0 {
			return ref{name: text[1 : 1+n], length: 1 + n}
		}
	}
	return ref{}
}

// formatIn is the format behind a name, "" where there is none.
func formatIn(rest string) string {
	format, _ := strings.CutPrefix(rest, ":")
	if format == rest {
		return ""
	}
	return format
}

// moment is the time that __from and __to stand for. Behind an `@` the end of a range is as late as now.
func (m macros) moment(name string, pin bool) time.Time {
	switch {
	case name == "__from":
		return m.from
	case pin && m.plan.Cut:
		return m.plan.Passed
	}
	return m.to
}

// head is the name in the braces of a reference, "" when what stands there is no reference. What follows the name, a
// format or a path, can't hold what begins a string, a comment or a group of a regular expression.
func head(inside string) string {
	n := identifier(inside)
	if n == 0 || n < len(inside) && inside[n] != ':' && inside[n] != '.' || strings.ContainsAny(inside[n:], "\"'`#<>\\\n") {
		return ""
	}
	return inside[:n]
}

// identifier is the length of the identifier at the start of text. It begins with a letter or an underscore: `$1` is a
// group of a regular expression, and `US$5` a price.
func identifier(text string) int {
	n := 0
	for n < len(text) {
		c := text[n]
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (n == 0 || c < '0' || c > '9') {
			break
		}
		n++
	}
	return n
}

// whole is the name of the variable or macro that a text consists of; "" where it holds anything else.
func whole(text string) string {
	if r := reference(text); r.length == len(text) {
		return r.name
	}
	return ""
}
