package steps

import (
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
