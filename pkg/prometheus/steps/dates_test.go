package steps

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// What moment.js writes for Thursday, 2026-11-26 05:07:09.030 UTC, by its documentation.
func TestDatesInFormats(t *testing.T) {
	from := time.Date(2026, 11, 26, 5, 7, 9, 30e6, time.UTC)
	request := Request{From: from, To: from.Add(8 * time.Hour), Interval: time.Minute, ScrapeInterval: time.Minute, Code: true}
	for expr, want := range map[string]string{
		`x @ ${__from:date:seconds}`:                           `x @ 1795669629`,
		`x @ [[__from:date:seconds]]`:                          `x @ 1795669629`,
		`x{a="${__from:date}"}`:                                `x{a="2026-11-26T05:07:09.030Z"}`,
		`x{a="${__to:date:iso}"}`:                              `x{a="2026-11-26T13:07:09.030Z"}`,
		`x{a="${__from:date:YYYY-MM-DD HH:mm:ss.SSS}"}`:        `x{a="2026-11-26 05:07:09.030"}`,
		`x{a="${__from:date:YY.M.D H:m:s}"}`:                   `x{a="26.11.26 5:7:9"}`,
		`x{a="${__to:date:dddd, MMMM Do, h:mm A}"}`:            `x{a="Thursday, November 26th, 1:07 PM"}`,
		`x{a="${__from:date:ddd dd d E MMM a hh k DDD DDDD}"}`: `x{a="Thu Th 4 4 Nov am 05 5 330 330"}`,
		`x{a="${__from:date:[week] GGGG-[W]WW Q Z ZZ X x}"}`:   `x{a="week 2026-W48 4 +00:00 +0000 1795669629 1795669629030"}`,
		`x @ ${__from}`:                                        `x @ 1795669629030`,
	} {
		plan, err := Resolve(expr, request)
		if err != nil || plan.Expr != want {
			t.Errorf("%s\n got %s, %v\nwant %s", expr, plan.Expr, err, want)
		}
	}
	for _, expr := range []string{`x{a="${__from:date:LLLL}"}`, `x{a="${__from:date:YYYY foo}"}`, `x @ ${__to:date:secs}`} {
		_, err := Resolve(expr, request)
		if err == nil || !strings.Contains(err.Error(), "The time format") {
			t.Errorf("%s: %v", expr, err)
		}
	}
}

func TestTheEndOfARangeIsPinnedNoLaterThanNow(t *testing.T) {
	from := time.Unix(1_700_000_000, 0)
	plan, err := Resolve(`x @ ${__to:date:seconds} + ${__to:date:seconds}`, Request{
		From: from, To: from.Add(10 * time.Hour), Now: from.Add(time.Hour), Interval: time.Minute, ScrapeInterval: time.Minute, Code: true,
	})
	if want := `x @ 1700003600 + 1700036000`; err != nil || plan.Expr != want {
		t.Errorf("got %s, %v, want %s", plan.Expr, err, want)
	}
}

// Ordinal numbers by English grammar: 11, 12 and 13 are the exception, also behind a hundred.
func TestOrdinalsOfDates(t *testing.T) {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	for _, test := range []struct {
		piece string
		at    time.Time
		want  string
	}{
		{"Do", at(1, 1), "1st"}, {"Do", at(1, 2), "2nd"}, {"Do", at(1, 3), "3rd"}, {"Do", at(1, 4), "4th"}, {"Do", at(1, 10), "10th"},
		{"Do", at(1, 11), "11th"}, {"Do", at(1, 12), "12th"}, {"Do", at(1, 13), "13th"}, {"Do", at(1, 14), "14th"}, {"Do", at(1, 20), "20th"},
		{"Do", at(1, 21), "21st"}, {"Do", at(1, 22), "22nd"}, {"Do", at(1, 23), "23rd"}, {"Do", at(1, 30), "30th"}, {"Do", at(1, 31), "31st"},
		{"DDDo", at(4, 11), "101st"}, {"DDDo", at(4, 20), "110th"}, {"DDDo", at(4, 21), "111th"}, {"DDDo", at(4, 22), "112th"}, {"DDDo", at(4, 23), "113th"},
		{"DDDo", at(4, 24), "114th"}, {"DDDo", at(5, 1), "121st"}, {"Mo", at(1, 1), "1st"}, {"Mo", at(11, 1), "11th"}, {"Mo", at(12, 1), "12th"}, {"Qo", at(9, 30), "3rd"},
		{"Wo", at(1, 5), "2nd"}, {"do", at(1, 4), "0th"}, {"do", at(1, 5), "1st"},
	} {
		if got := tokens[test.piece](test.at); got != test.want {
			t.Errorf("%s of %s is %s, want %s", test.piece, test.at.Format(time.DateOnly), got, test.want)
		}
	}
}

func TestBracketsOfADate(t *testing.T) {
	at := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	for format, want := range map[string]string{"YYYY[": "2026[", "[]YYYY": "2026", "[of] YYYY": "of 2026"} {
		if got, err := moment(at, format); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", format, got, err, want)
		}
	}
	_, err := moment(at, "YYYY foo")
	want := Error{Field: "expr", Value: "YYYY foo", Message: `The time format "YYYY foo" holds "foo", which is not known here. Known are Y, M, D, d, E, Q, W, H, h, k, m, s, S, ` +
		`A, a, X, x and Z as moment.js has them, seconds and iso; other letters stand in square brackets.`}
	if is := new(Error); !errors.As(err, &is) || *is != want {
		t.Errorf("%+v, want %+v", err, want)
	}
}
