package steps

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// isDate says whether a reference is a time in a format: `${__from:date:seconds}`.
func isDate(r ref) bool {
	return (r.name == "__from" || r.name == "__to") && (r.format == "date" || strings.HasPrefix(r.format, "date:"))
}

// date writes a time as Grafana's `date` format does: ISO 8601 without an argument and for `iso`, seconds since 1970 for
// `seconds`, otherwise in the format of moment.js. Without a time zone it is UTC.
// Source: https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/ and https://momentjs.com/docs/#/displaying/format/
func date(at time.Time, format string, zone *time.Location) (string, error) {
	_, argument, _ := strings.Cut(format, ":")
	switch argument {
	case "", "iso":
		return at.UTC().Format("2006-01-02T15:04:05.000Z"), nil
	case "seconds":
		return strconv.FormatInt(at.Unix(), 10), nil
	}
	if zone == nil {
		zone = time.UTC
	}
	return moment(at.In(zone), argument)
}

// token finds the next piece of a moment.js format: text in square brackets, a run of one letter (with `o` behind it for
// an ordinal number), or anything else.
var token = regexp.MustCompile(`^(\[[^\]]*\]|(?:M|D|DDD|d|Q|W|w)o|Y+|G+|M+|D+|d+|E|Q|W+|H+|h+|k+|m+|s+|S+|A|a|X|x|Z+|[A-Za-z]+|[^A-Za-z\[]|\[)`)

func moment(at time.Time, format string) (string, error) {
	var out strings.Builder
	for rest := format; rest != ""; {
		piece := token.FindString(rest)
		rest = rest[len(piece):]
		if first := piece[0]; first == '[' && len(piece) > 1 {
			out.WriteString(piece[1 : len(piece)-1])
			continue
		} else if first|0x20 < 'a' || first|0x20 > 'z' {
			out.WriteString(piece)
			continue
		}
		write, known := tokens[piece]
		if !known {
			return "", fault("expr", format, "The time format %q holds %q, which is not known here. Known are Y, M, D, d, E, Q, W, H, h, k, m, s, S, "+
				"A, a, X, x and Z as moment.js has them, seconds and iso; other letters stand in square brackets.", format, piece)
		}
		out.WriteString(write(at))
	}
	return out.String(), nil
}

func layout(reference string) func(time.Time) string {
	return func(t time.Time) string { return t.Format(reference) }
}

func number(format string, value func(time.Time) int) func(time.Time) string {
	return func(t time.Time) string { return fmt.Sprintf(format, value(t)) }
}

func ordinal(value func(time.Time) int) func(time.Time) string {
	return func(t time.Time) string {
		n := value(t)
		ending := "th"
		if n%100 < 11 || n%100 > 13 {
			switch n % 10 {
			case 1:
				ending = "st"
			case 2:
				ending = "nd"
			case 3:
				ending = "rd"
			}
		}
		return strconv.Itoa(n) + ending
	}
}

func month(t time.Time) int   { return int(t.Month()) }
func weekday(t time.Time) int { return int(t.Weekday()) }
func quarter(t time.Time) int { return (int(t.Month()) + 2) / 3 }
func hour12(t time.Time) int  { return (t.Hour()+11)%12 + 1 }
func hour24(t time.Time) int  { return (t.Hour()+23)%24 + 1 }
func isoYear(t time.Time) int { year, _ := t.ISOWeek(); return year }
func isoWeek(t time.Time) int { _, week := t.ISOWeek(); return week }

// tokens of moment.js, a row each; names are English ones, as Grafana's server has no other.
var tokens = map[string]func(time.Time) string{
	"YYYY": layout("2006"), "YY": layout("06"), "Y": number("%d", time.Time.Year), "GGGG": number("%04d", isoYear),
	"M": layout("1"), "MM": layout("01"), "MMM": layout("Jan"), "MMMM": layout("January"), "Mo": ordinal(month),
	"Q": number("%d", quarter), "Qo": ordinal(quarter),
	"D": layout("2"), "DD": layout("02"), "Do": ordinal(time.Time.Day),
	"DDD": number("%d", time.Time.YearDay), "DDDD": number("%03d", time.Time.YearDay), "DDDo": ordinal(time.Time.YearDay),
	"d": number("%d", weekday), "do": ordinal(weekday), "ddd": layout("Mon"), "dddd": layout("Monday"),
	"dd": func(t time.Time) string { return t.Format("Mon")[:2] },
	"E":  number("%d", func(t time.Time) int { return (weekday(t)+6)%7 + 1 }),
	"W":  number("%d", isoWeek), "WW": number("%02d", isoWeek), "Wo": ordinal(isoWeek),
	"H": number("%d", time.Time.Hour), "HH": layout("15"), "h": number("%d", hour12), "hh": number("%02d", hour12),
	"k": number("%d", hour24), "kk": number("%02d", hour24),
	"m": layout("4"), "mm": layout("04"), "s": layout("5"), "ss": layout("05"),
	"S": number("%d", func(t time.Time) int { return t.Nanosecond() / 1e8 }), "SS": number("%02d", func(t time.Time) int { return t.Nanosecond() / 1e7 }),
	"SSS": number("%03d", func(t time.Time) int { return t.Nanosecond() / 1e6 }),
	"A":   layout("PM"), "a": layout("pm"), "Z": layout("-07:00"), "ZZ": layout("-0700"),
	"X": func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) },
	"x": func(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) },
}
