package steps

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// unit is one unit of a Prometheus duration, in the order in which a compound duration must have them.
type unit struct {
	name string
	size time.Duration
}

var units = []unit{
	{"y", 365 * 24 * time.Hour},
	{"w", 7 * 24 * time.Hour},
	{"d", 24 * time.Hour},
	{"h", time.Hour},
	{"m", time.Minute},
	{"s", time.Second},
	{"ms", time.Millisecond},
}

// ParseDuration reads a Prometheus duration: whole numbers with the units y, w, d, h, m, s and ms, each at most once
// and from large to small ("1h30m"), or a bare number of seconds ("60", "0.5"), as Prometheus 3 takes it too.
// The result is above zero and whole milliseconds. Spaces around are allowed.
func ParseDuration(text string) (time.Duration, error) {
	rest := strings.TrimSpace(text)
	if rest == "" {
		return 0, fmt.Errorf("%q is not a duration; write one like 30s, 5m or 1h30m", text)
	}
	if seconds, ok := bareSeconds(rest); ok {
		ms := math.Round(seconds * 1000)
		if ms < 1 {
			return 0, fmt.Errorf("%q is not a duration above zero", text)
		}
		if ms > float64(math.MaxInt64/int64(time.Millisecond)) {
			return 0, fmt.Errorf("%q is longer than any duration can be", text)
		}
		return time.Duration(ms) * time.Millisecond, nil
	}
	var total time.Duration
	next := 0
	for rest != "" {
		digits := 0
		for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
			digits++
		}
		letters := digits
		for letters < len(rest) && rest[letters] >= 'a' && rest[letters] <= 'z' {
			letters++
		}
		index := next
		for index < len(units) && units[index].name != rest[digits:letters] {
			index++
		}
		if digits == 0 || index == len(units) {
			return 0, fmt.Errorf("%q is not a duration; write one like 30s, 5m or 1h30m", text)
		}
		count, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil || count > int64(math.MaxInt64-total)/int64(units[index].size) {
			return 0, fmt.Errorf("%q is longer than any duration can be", text)
		}
		total += time.Duration(count) * units[index].size
		next = index + 1
		rest = rest[letters:]
	}
	if total <= 0 {
		return 0, fmt.Errorf("%q is not a duration above zero", text)
	}
	return total, nil
}

// bareSeconds reads digits with at most one point; no sign, no exponent.
func bareSeconds(text string) (float64, bool) {
	for i := range len(text) {
		if (text[i] < '0' || text[i] > '9') && text[i] != '.' {
			return 0, false
		}
	}
	seconds, err := strconv.ParseFloat(text, 64)
	return seconds, err == nil
}

// FormatDuration writes a duration with the one largest unit up to days that gives a whole number ("90s", "4m",
// "1500ms"): every server that speaks PromQL reads it, also those that know no compound durations.
func FormatDuration(d time.Duration) string {
	for _, u := range units[2:] {
		if d >= u.size && d%u.size == 0 {
			return strconv.FormatInt(int64(d/u.size), 10) + u.name
		}
	}
	return strconv.FormatInt(max(d.Milliseconds(), 1), 10) + "ms"
}
