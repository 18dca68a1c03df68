package steps

import (
	"testing"
	"time"
)

// A range that began at midnight and ends at the next one, looked at in the afternoon: "today" in Grafana.
func TestRangesThatEndInTheFuture(t *testing.T) {
	midnight := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	now := midnight.Add(16*time.Hour + 40*time.Minute)
	today := Request{From: midnight, To: midnight.Add(24*time.Hour - time.Second), Now: now, Interval: time.Minute, ScrapeInterval: time.Minute}
	instant := today
	instant.Instant = true
	code := today
	code.Code = true
	for name, c := range map[string]struct {
		request    Request
		expr, want string
		end        time.Time
	}{
		"instant is evaluated now":             {instant, `up`, `up`, now},
		"the range has passed until now":       {instant, `increase(x[$__range])`, `increase(x[60000s])`, now},
		"one range ago is a whole range ago":   {instant, `increase(x[$__range] offset $__range)`, `increase(x[60000s] offset 86399s)`, now},
		"also where it looks ahead":            {instant, `x offset -${__range}`, `x offset -86399s`, now},
		"milliseconds":                         {instant, `x / $__range_ms`, `x / 60000000`, now},
		"ranks are taken now":                  {today, `x and topk(2, rate(x[$__range] @ end()))`, `x and topk(2, rate(x[60000s] @ 1795711200))`, today.To.Truncate(time.Minute)},
		"the rank of a code query, spaced out": {code, `topk(2, x @ end ( ))`, `topk(2, x @ 1795711200)`, today.To.Truncate(time.Minute)},
		"the start is no end":                  {code, `x @ start()`, `x @ start()`, today.To.Truncate(time.Minute)},
		"texts stay":                           {code, `x{a="@ end()"} # @ end()`, `x{a="@ end()"} # @ end()`, today.To.Truncate(time.Minute)},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := Resolve(c.expr, c.request)
			if err != nil {
				t.Fatal(err)
			}
			if plan.Expr != c.want || !plan.End.Equal(c.end) || !plan.Passed.Equal(now) || !plan.Cut {
				t.Errorf("got %s until %s (%v), want %s until %s", plan.Expr, plan.End, plan.Passed, c.want, c.end)
			}
		})
	}
}

func TestRangesThatAreNotCut(t *testing.T) {
	now := time.Date(2026, 11, 26, 16, 40, 0, 0, time.UTC)
	for name, r := range map[string]Request{
		"past":                      {From: now.Add(-2 * time.Hour), To: now.Add(-time.Hour), Now: now},
		"a browser's clock is fast": {From: now.Add(-time.Hour), To: now.Add(50 * time.Second), Now: now},
		"a minute fast":             {From: now.Add(-time.Hour), To: now.Add(time.Minute), Now: now},
		"wholly in the future":      {From: now.Add(time.Hour), To: now.Add(2 * time.Hour), Now: now},
		"no clock":                  {From: now.Add(-time.Hour), To: now.Add(time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			r.Instant, r.ScrapeInterval = true, time.Minute
			plan, err := Resolve(`x @ end()`, r)
			if err != nil {
				t.Fatal(err)
			}
			if plan.Expr != `x @ end()` || !plan.End.Equal(r.To) || plan.Cut {
				t.Errorf("got %s at %s", plan.Expr, plan.End)
			}
		})
	}
}
