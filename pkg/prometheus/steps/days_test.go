package steps

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	found, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// The midnights are written out by hand, from the dates on which the clocks change.
func TestDaysBeginAtLocalMidnight(t *testing.T) {
	for name, c := range map[string]struct {
		zone, from, to string
		step           time.Duration
		want           string
	}{
		"winter in New York": {"America/New_York", "2026-11-20T12:00:00Z", "2026-11-23T12:00:00Z", day, "20T05:00 to 23T05:00 each 24h0m0s"},
		"the clocks go back": {
			"America/New_York", "2026-10-31T12:00:00Z", "2026-11-04T12:00:00Z", day,
			"31T04:00 to 01T04:00 each 24h0m0s, 02T05:00 to 02T05:00 each 25h0m0s, 03T05:00 to 04T05:00 each 24h0m0s",
		},
		"the clocks go forward": {
			"Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-31T12:00:00Z", day,
			"27T23:00 to 28T23:00 each 24h0m0s, 29T22:00 to 29T22:00 each 23h0m0s, 30T22:00 to 30T22:00 each 24h0m0s",
		},
		"they change before the first point": {"Europe/Berlin", "2026-03-29T23:00:00Z", "2026-03-30T01:00:00Z", day, "29T22:00 to 29T22:00 each 23h0m0s"},
		"half an hour aside":                 {"Asia/Kolkata", "2026-11-20T12:00:00Z", "2026-11-22T12:00:00Z", day, "19T18:30 to 21T18:30 each 24h0m0s"},
		"weeks begin on Mondays":             {"America/New_York", "2026-11-10T12:00:00Z", "2026-11-24T12:00:00Z", 7 * day, "09T05:00 to 23T05:00 each 168h0m0s"},
		"a week with a change":               {"America/New_York", "2026-10-27T12:00:00Z", "2026-11-03T12:00:00Z", 7 * day, "26T04:00 to 26T04:00 each 168h0m0s, 02T05:00 to 02T05:00 each 169h0m0s"},
		"UTC":                                {"UTC", "2026-11-20T12:00:00Z", "2026-11-22T12:00:00Z", day, "20T00:00 to 22T00:00 each 24h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := Resolve(`increase(x[$__interval])`, Request{
				From: at(t, c.from), To: at(t, c.to), MinStep: c.step, ScrapeInterval: time.Minute, Zone: zone(t, c.zone),
			})
			if err != nil {
				t.Fatal(err)
			}
			segments := plan.Segments
			if segments == nil {
				segments = []Segment{{plan.Start, plan.End, plan.Step}}
			}
			var got []string
			for _, s := range segments {
				got = append(got, s.Start.Format("02T15:04")+" to "+s.End.Format("02T15:04")+" each "+s.Step.String())
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), c.want)
			}
		})
	}
}

func TestAWindowOfADayIsAsLongAsTheDay(t *testing.T) {
	request := Request{
		From: at(t, "2026-10-31T12:00:00Z"), To: at(t, "2026-11-04T12:00:00Z"), MinStep: day, ScrapeInterval: time.Minute,
		Zone: zone(t, "America/New_York"), StepAtLeast: Length{macro: "__rate_interval"}, Window: Length{macro: "__rate_interval"},
	}
	const expr = `sum(increase(x[$__rate_interval]))`
	plan, err := Resolve(expr, request)
	if err != nil || len(plan.Segments) != 3 {
		t.Fatalf("%v, %d segments", err, len(plan.Segments))
	}
	for i, want := range []string{`sum(increase(x[1d]))`, `sum(increase(x[25h]))`, `sum(increase(x[1d]))`} {
		part, err := plan.Of(plan.Segments[i], expr, request)
		if err != nil || part.Expr != want || part.Window != part.Step {
			t.Errorf("part %d: %s, %v", i, part.Expr, err)
		}
	}
}

func TestWithoutATimeZoneDaysAreThoseOfUTC(t *testing.T) {
	for name, c := range map[string]struct {
		step time.Duration
		zone *time.Location
		want string
	}{
		"no zone":            {day, nil, "20T00:00"},
		"steps within a day": {6 * time.Hour, zone(t, "America/New_York"), "20T12:00"},
	} {
		plan, err := Resolve(`x`, Request{From: at(t, "2026-11-20T12:00:00Z"), To: at(t, "2026-11-23T12:00:00Z"), MinStep: c.step, ScrapeInterval: time.Minute, Zone: c.zone})
		if err != nil || plan.Start.Format("02T15:04") != c.want || plan.Segments != nil {
			t.Errorf("%s: starts %s, %v", name, plan.Start, err)
		}
	}
}

func TestBarsAreAsWideAsTheMinStep(t *testing.T) {
	window := Length{macro: "__rate_interval"}
	for name, c := range map[string]struct {
		minStep, scrape, interval time.Duration
		want                      string
		step                      time.Duration
		raised                    Raise
	}{
		"6 hours":                        {6 * time.Hour, time.Minute, time.Minute, `increase(x[6h])`, 6 * time.Hour, ""},
		"1 hour":                         {time.Hour, time.Minute, time.Minute, `increase(x[1h])`, time.Hour, ""},
		"four scrapes":                   {4 * time.Minute, time.Minute, time.Minute, `increase(x[4m])`, 4 * time.Minute, ""},
		"less than that":                 {time.Minute, time.Minute, time.Minute, `increase(x[4m])`, 4 * time.Minute, RaisedByWindow},
		"the min step tells the scrapes": {10 * time.Second, time.Minute, 10 * time.Second, `increase(x[40s])`, 40 * time.Second, RaisedByWindow},
		"a panel that is wider":          {time.Hour, time.Minute, 2 * time.Hour, `increase(x[2h])`, 2 * time.Hour, ""},
		"no min step":                    {0, time.Minute, 10 * time.Minute, `increase(x[11m])`, 11 * time.Minute, ""},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := Resolve(`increase(x[$__rate_interval])`, Request{
				From: at(t, "2026-11-20T12:00:00Z"), To: at(t, "2026-11-21T12:00:00Z"), Interval: c.interval, MinStep: c.minStep, ScrapeInterval: c.scrape,
				StepAtLeast: window, Window: window,
			})
			if err != nil || plan.Expr != c.want || plan.Step != c.step || plan.MinStepRaised != c.raised {
				t.Errorf("got %s each %s, raised %q, %v", plan.Expr, plan.Step, plan.MinStepRaised, err)
			}
		})
	}
}

func TestAMinStepThatTheNumberOfPointsRaises(t *testing.T) {
	for name, c := range map[string]struct {
		days                    int
		minStep, interval, step time.Duration
		raised                  Raise
	}{
		"14 days":                  {14, time.Minute, time.Minute, 110 * time.Second, RaisedByPoints},
		"8 days":                   {8, time.Minute, time.Minute, 63 * time.Second, RaisedByPoints},
		"7 days":                   {7, time.Minute, time.Minute, time.Minute, ""},
		"no min step":              {14, 0, time.Minute, 110 * time.Second, ""},
		"a panel that asks for it": {14, time.Minute, 10 * time.Minute, 10 * time.Minute, ""},
	} {
		t.Run(name, func(t *testing.T) {
			from := at(t, "2026-11-01T00:00:00Z")
			plan, err := Resolve(`x`, Request{From: from, To: from.AddDate(0, 0, c.days), Interval: c.interval, MinStep: c.minStep, ScrapeInterval: time.Minute})
			if err != nil || plan.Step != c.step || plan.MinStepRaised != c.raised {
				t.Errorf("step %s, raised %q, %v", plan.Step, plan.MinStepRaised, err)
			}
		})
	}
}

// Points that are some days apart are counted from 1970, as the server counts them in UTC: 16 November 2023 is day 19677 of it.
func TestDaysApartAreCountedFrom1970(t *testing.T) {
	got := midnights(time.Date(2023, 11, 15, 12, 0, 0, 0, time.UTC), time.Date(2023, 11, 20, 0, 0, 0, 0, time.UTC), 3*day, zone(t, "Europe/Berlin"))
	want := []Segment{{time.Date(2023, 11, 12, 23, 0, 0, 0, time.UTC), time.Date(2023, 11, 18, 23, 0, 0, 0, time.UTC), 3 * day}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A plan of one segment has the values of the whole range, and of its own step; it has no segments, and a text that can't be
// resolved is an error of it, too.
func TestThePlanOfASegment(t *testing.T) {
	from := time.Date(2023, 10, 27, 22, 0, 0, 0, time.UTC)
	request := Request{From: from, To: from.Add(3 * day), Interval: day, ScrapeInterval: time.Minute, Zone: zone(t, "Europe/Berlin"), Code: true}
	const expr = `x{a="$__range_s",b="${__to:date:YYYY-MM-DD HH}"} + $__from + $__to + increase(x[$__interval])`
	whole, err := Resolve(expr, request)
	if err != nil || len(whole.Segments) < 2 {
		t.Fatalf("%+v, %v", whole, err)
	}
	long := whole.Segments[1]
	part, err := whole.Of(long, expr, request)
	// 22:00 UTC is 23:00 in winter.
	const want = `x{a="259200",b="2023-10-30 23"} + 1698444000000 + 1698703200000 + increase(x[25h])`
	if err != nil || part.Expr != want || part.Segments != nil || part.Step != 25*time.Hour || part.Start != long.Start || part.End != long.End {
		t.Errorf("got %+v, %v, want %s", part, err, want)
	}
	if _, err := whole.Of(long, "x[$nobody]", request); err == nil {
		t.Error("a variable that nobody fills in is no error")
	}
	short := request
	short.From, short.To = from.Add(-7*day), from.Add(-4*day)
	if plan, err := Resolve(expr, short); err != nil || plan.Segments != nil {
		t.Errorf("days of one length are %v, %v", plan.Segments, err)
	}
}
