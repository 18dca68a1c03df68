package steps

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

var (
	start = time.Unix(1700000017, 0)
	hour  = time.Hour
)

func window(length time.Duration, r Request) Request {
	r.From, r.To = start, start.Add(length)
	if r.ScrapeInterval == 0 {
		r.ScrapeInterval = time.Minute
	}
	return r
}

// lengthOf reads a length that a test writes as the translator does.
func lengthOf(t *testing.T, text string) Length {
	t.Helper()
	length, err := ParseLength(text)
	if err != nil {
		t.Fatal(err)
	}
	return length
}

func TestParseLength(t *testing.T) {
	plan := Plan{Step: time.Minute, RateInterval: 4 * time.Minute, Range: hour}
	for text, want := range map[string]time.Duration{
		"": 0, "60s": time.Minute, "5m": 5 * time.Minute, "1h30m": 90 * time.Minute, "1d": 24 * hour, "2w": 336 * hour,
		"1y": 8760 * hour, "500ms": 500 * time.Millisecond, "1m500ms": 60500 * time.Millisecond, "0h5m": 5 * time.Minute,
		"1y2w3d4h5m6s7ms": (8760+336+72+4)*hour + 5*time.Minute + 6*time.Second + 7*time.Millisecond,
		"$__interval":     time.Minute, "$__rate_interval": 4 * time.Minute, "$__range": hour,
	} {
		if got, err := ParseLength(text); err != nil || got.in(&plan) != want {
			t.Errorf("%q: got %v, %v, want %v", text, got.in(&plan), err, want)
		}
	}
	for _, text := range []string{
		" ", "0s", "0", "-5m", "+5m", "m", "5 m", "5mm", "5m1h", "1m1m", "1.5m", "5M", "1h 30m", "five", "60", "300y",
		"9999999999999999999s", "5m]", "1ms5s", "$__interval_ms", "${__interval}", "$w",
	} {
		if got, err := ParseLength(text); err == nil {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestFormatDuration(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"60ms": 60 * time.Millisecond, "1500ms": 1500 * time.Millisecond, "90s": 90 * time.Second, "4m": 4 * time.Minute, "90m": 90 * time.Minute,
		"1h": hour, "36h": 36 * hour, "7d": 168 * hour, "1ms": time.Microsecond,
	} {
		if got := FormatDuration(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestStepAndRateInterval(t *testing.T) {
	day := 24 * hour
	cases := []struct {
		name         string
		length       time.Duration
		request      Request
		step, window time.Duration
	}{
		{"nothing set: 60 s scrape", hour, Request{MaxDataPoints: 1000}, time.Minute, 4 * time.Minute},
		{"min step 4m, scrape 30s", hour, Request{ScrapeInterval: 30 * time.Second, MinStep: 4 * time.Minute, Interval: 5 * time.Second}, 4 * time.Minute, 16 * time.Minute},
		{"min step 1m, scrape 15s", hour, Request{ScrapeInterval: 15 * time.Second, MinStep: time.Minute, Interval: 5 * time.Second}, time.Minute, 4 * time.Minute},
		{"min step below the scrape interval", hour, Request{ScrapeInterval: time.Minute, MinStep: 15 * time.Second, Interval: 5 * time.Second}, 15 * time.Second, time.Minute},
		{"no min step", hour, Request{ScrapeInterval: 30 * time.Second}, 30 * time.Second, 2 * time.Minute},
		{"a rule's interval of a second", hour, Request{Interval: time.Second, MaxDataPoints: 43200}, time.Minute, 4 * time.Minute},
		{"a wide step", 7 * day, Request{Interval: 10 * time.Minute}, 10 * time.Minute, 11 * time.Minute},
		{"no interval, few points", day, Request{MaxDataPoints: 100}, 864 * time.Second, 924 * time.Second},
		{"an interval of centuries", hour, Request{Interval: 1<<63 - 1}, 8760 * hour, 8760*hour + time.Minute},
		{"a min step of a year", hour, Request{MinStep: 8760 * hour}, 8760 * hour, 4 * 8760 * hour},
		{"a range that 11,000 points just hold", 659_880 * time.Second, Request{}, 61 * time.Second, 4 * time.Minute},
		{"a step that they just allow", 16_497*time.Second - 1, Request{Interval: 1500 * time.Millisecond, ScrapeInterval: time.Second}, 1500 * time.Millisecond, 4 * time.Second},
		// 365 days are 31,536,000 s; over 10,998 that is 2,867.4 s, rounded up.
		{"never more than 11,000 points", 365 * day, Request{Interval: time.Second}, 2868 * time.Second, 2928 * time.Second},
	}
	for _, c := range cases {
		plan, err := Resolve("up", window(c.length, c.request))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if plan.Step != c.step || plan.RateInterval != c.window {
			t.Errorf("%s: step %v, window %v; want %v, %v", c.name, plan.Step, plan.RateInterval, c.step, c.window)
		}
		if points := plan.Points(); points > 11_000 || points != int(plan.End.Sub(plan.Start)/plan.Step)+1 {
			t.Errorf("%s: %d points", c.name, points)
		}
	}
}

func TestRangeIsAligned(t *testing.T) {
	for _, at := range []int64{1700000017, 1700000030, 1699999980} {
		r := Request{From: time.Unix(at, 0), To: time.Unix(at+3600, 0), ScrapeInterval: time.Minute}
		plan, err := Resolve("up", r)
		if err != nil {
			t.Fatal(err)
		}
		if plan.Start.Unix() != 1699999980 || plan.End.Unix() != 1699999980+3600 {
			t.Errorf("%d: from %d to %d", at, plan.Start.Unix(), plan.End.Unix())
		}
	}
	early := Request{From: time.Unix(-61, 0), To: time.Unix(-1, 0), ScrapeInterval: time.Minute}
	if plan, err := Resolve("up", early); err != nil || plan.Start.Unix() != -120 || plan.End.Unix() != -60 {
		t.Errorf("before 1970: %v, %v", plan, err)
	}
	if _, err := Resolve("up", Request{From: start, To: start.Add(-1)}); err == nil {
		t.Error("a range that ends before it starts passes")
	}
}

func TestStepIsRaisedSoThatWindowsTile(t *testing.T) {
	cases := []struct {
		name, least  string
		interval     time.Duration
		step, window time.Duration
		expr         string
	}{
		{"to the rate interval", "$__rate_interval", 0, 4 * time.Minute, 4 * time.Minute, "increase(x[4m])"},
		{"of a wide step", "$__rate_interval", 10 * time.Minute, 11 * time.Minute, 11 * time.Minute, "increase(x[11m])"},
		{"to a fixed window", "5m", 0, 5 * time.Minute, 4 * time.Minute, "increase(x[4m])"},
		{"not below the panel's step", "5m", 10 * time.Minute, 10 * time.Minute, 11 * time.Minute, "increase(x[11m])"},
		{"to the range", "$__range", 0, hour, 4 * time.Minute, "increase(x[4m])"},
	}
	for _, c := range cases {
		plan, err := Resolve("increase(x[$__rate_interval])", window(hour, Request{StepAtLeast: lengthOf(t, c.least), Interval: c.interval}))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if plan.Step != c.step || plan.RateInterval != c.window || plan.Expr != c.expr || plan.Raised != (c.step != max(c.interval, time.Minute)) {
			t.Errorf("%s: %+v", c.name, plan)
		}
	}
}

// A rate over less than two scrapes is empty, and with it the rank: a panel of one minute would have no line.
func TestRankOfAShortRange(t *testing.T) {
	for _, c := range []struct {
		expr    string
		span    time.Duration
		request Request
		want    string
	}{
		{"x and topk(5, rate(x[$__range] @ end()))", time.Minute, Request{RankWindows: []int{0}}, "x and topk(5, rate(x[4m] @ end()))"},
		{"x and topk(5, rate(x[$__range] @ end() offset 1h))", time.Minute, Request{RankWindows: []int{0}}, "x and topk(5, rate(x[4m] @ end() offset 1h))"},
		{"topk(5, avg_over_time((x / y)[$__range:$__interval] @ end()))", time.Minute, Request{RankWindows: []int{0}}, "topk(5, avg_over_time((x / y)[4m:1m] @ end()))"},
		{"x and topk(5, rate(x[$__range] @ end()))", 4 * time.Minute, Request{RankWindows: []int{0}}, "x and topk(5, rate(x[240s] @ end()))"},
		{"x and topk(5, rate(x[$__range] @ end()))", hour, Request{RankWindows: []int{0}}, "x and topk(5, rate(x[3600s] @ end()))"},
		{"increase(x[$__range])", time.Minute, Request{}, "increase(x[60s])"},
		{"increase(x[$__range]) and topk(5, rate(x[5m] @ end()))", time.Minute, Request{}, "increase(x[60s]) and topk(5, rate(x[5m] @ end()))"},
		{"x{a=\"$__range \"} / y[$__range] offset $__range and topk(5, rate(x[$__range] @ end() offset $__range))", time.Minute, Request{RankWindows: []int{2}}, "x{a=\"$__range \"} / y[60s] offset 60s and topk(5, rate(x[4m] @ end() offset 60s))"},
		{"(a[$__range] - b[$__range]) and topk(5, (a[$__range] @ end() - b[$__range] @ end()))", time.Minute, Request{RankWindows: []int{2, 3}}, "(a[60s] - b[60s]) and topk(5, (a[4m] @ end() - b[4m] @ end()))"},
		{"topk(5, rate(x[$__range] @ end()))", time.Minute, Request{Code: true}, "topk(5, rate(x[60s] @ end()))"},
	} {
		plan, err := Resolve(c.expr, window(c.span, c.request))
		if err != nil || plan.Expr != c.want {
			t.Errorf("%s over %s: got %s, %v, want %s", c.expr, c.span, plan.Expr, err, c.want)
		}
	}
}

func TestInstantQueries(t *testing.T) {
	cases := []struct {
		minStep, want time.Duration
	}{{0, 0}, {time.Minute, 5 * time.Minute}, {10 * time.Minute, 10 * time.Minute}}
	for _, c := range cases {
		plan, err := Resolve("increase(x[$__range])", window(hour, Request{Instant: true, MinStep: c.minStep, Interval: 15 * time.Second}))
		if err != nil {
			t.Fatal(err)
		}
		if plan.InstantStep != c.want || !plan.End.Equal(start.Add(hour)) || plan.Expr != "increase(x[3600s])" {
			t.Errorf("min step %s: %+v", c.minStep, plan)
		}
	}
}

func TestWindowIsResolved(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "5m": 5 * time.Minute, "$__rate_interval": 4 * time.Minute, "$__range": hour} {
		plan, err := Resolve("up", window(hour, Request{Window: lengthOf(t, text)}))
		if err != nil || plan.Window != want {
			t.Errorf("%q: got %v, %v", text, plan.Window, err)
		}
	}
}

func TestMacros(t *testing.T) {
	cases := []struct{ expr, want string }{
		{"rate(x[$__rate_interval])", "rate(x[4m])"},
		{"rate(x[${__rate_interval}])", "rate(x[4m])"},
		{"rate(x[$__interval])", "rate(x[1m])"},
		{"rate(x[${__interval}]) * ${__interval_ms} / $__interval_ms", "rate(x[1m]) * 60000 / 60000"},
		{"x[$__range] / $__range_s + $__range_ms", "x[3600s] / 3600 + 3600000"},
		{"x[${__interval:text}]", "x[1m]"},
		{"x[[[__interval]]]", "x[1m]"},
		{"x @ $__to", "x @ 1700003617000"},
		{"x @ $__from", "x @ 1700000017000"},
		{"x # [[ ${ $\n + $__range_s", "x # [[ ${ $\n + 3600"},
		{"# a\n$__range_s", "# a\n3600"},
		{"#\n$__range_s", "#\n3600"},
		{"x + 1 #", "x + 1 #"},
		{"$__rate_interval_ms", "240000"},
		{"x[[1m]]", "x[[1m]]"},
		{"x[[$__range]]", "x[[3600s]]"},
		{"up # costs $5 or $model", "up # costs $5 or $model"},
		{`x{a="b#c"} + $__range_s`, `x{a="b#c"} + 3600`},
		{`label_replace(x, "a", "$1", "b", "(.*)")`, `label_replace(x, "a", "$1", "b", "(.*)")`},
		{`label_replace(x, "a", "$name", "b", "(?P<name>.*)")`, `label_replace(x, "a", "$name", "b", "(?P<name>.*)")`},
		{`label_replace(x, "a", "$b", "c", "[[__range:<b>]]")`, `label_replace(x, "a", "$b", "c", "[[__range:<b>]]")`},
		{`x{m="US$5"}`, `x{m="US$5"}`},
		{`x{m=~"foo$|^bar$"}`, `x{m=~"foo$|^bar$"}`},
		{`x{m=~"a$model"}`, `x{m=~"a$model"}`},
		{`x{m="\"$model"}`, `x{m="\"$model"}`},
		{"x{m=`a\\`} + $__range_s", "x{m=`a\\`} + 3600"},
		{"x{m='it''s $5'}", "x{m='it''s $5'}"},
		{`label_replace(x, "w", "$__rate_interval", "", "")`, `label_replace(x, "w", "4m", "", "")`},
		{`label_replace(x, "w", "window $__rate_interval", "", "")`, `label_replace(x, "w", "window 4m", "", "")`},
		{`x{m="open $__range`, `x{m="open 3600s`},
		{`x{m="$__range`, `x{m="3600s`},
		{`x{m="$__range x`, `x{m="3600s x`},
		{`x{m="`, `x{m="`},
		{`x{m=~"[[:alpha:]]+"}`, `x{m=~"[[:alpha:]]+"}`},
		{"", ""},
	}
	for _, c := range cases {
		plan, err := Resolve(c.expr, window(hour, Request{Code: true}))
		if err != nil || plan.Expr != c.want {
			t.Errorf("%s: got %s, %v", c.expr, plan.Expr, err)
		}
	}
}

func TestValuesOfABuilderQueryStay(t *testing.T) {
	const expr = `rate(x{model_name="$__interval"}[$__rate_interval])`
	plan, err := Resolve(expr, window(hour, Request{}))
	if want := `rate(x{model_name="$__interval"}[4m])`; err != nil || plan.Expr != want {
		t.Errorf("got %s, %v", plan.Expr, err)
	}
}

func TestVariablesThatNobodyReplaced(t *testing.T) {
	cases := []struct {
		name, expr   string
		request      Request
		field, value string
	}{
		{"in the text", "rate(x[$window])", Request{}, "expr", "$window"},
		{"in braces", "x{} > ${limit:raw}", Request{}, "expr", "${limit:raw}"},
		{"in brackets", "x[[[window]]]", Request{}, "expr", "[[window]]"},
		{"a longer name than a macro's", "x[$__intervals]", Request{}, "expr", "$__intervals"},
		{"a macro nobody has", "x[$__timeFilter]", Request{}, "expr", "$__timeFilter"},
		{"a value", `x{model_name="$model"}`, Request{}, "expr", "$model"},
		{"a value in braces", `x{model_name=~"${model:regex}"}`, Request{Code: true}, "expr", "${model:regex}"},
		{"a value in brackets", `x{model_name='[[model]]'}`, Request{}, "expr", "[[model]]"},
		{"a longer name behind offset", "x offset $__ranges", Request{}, "expr", "$__ranges"},
		{"a name that begins a group's", `label_replace(x, "a", "$name", "b", "(?P<names>.*)")`, Request{Code: true}, "expr", "$name"},
		{"a lone dollar", "x > $5", Request{}, "expr", "$"},
		{"a dollar without a name", "x > $}", Request{}, "expr", "$"},
		{"braces without a name", "x > ${}", Request{}, "expr", "$"},
		{"the first and last of letters and digits", "x > $azAZ09_ + 1", Request{}, "expr", "$azAZ09_"},
		{"what comes after the letters and digits", "x > $a{", Request{}, "expr", "$a"},
		{"what comes before them", "x > $a@", Request{}, "expr", "$a"},
		{"what comes between them", "x > $a[", Request{}, "expr", "$a"},
		{"what comes after the digits", "x > $a: 1", Request{}, "expr", "$a"},
		{"what comes before the small letters", "x > $a`", Request{}, "expr", "$a"},
		{"what comes before the digits", "x > $a/2", Request{}, "expr", "$a"},
		{"a name that only looks like a group", `label_replace(x, "a", "$name", "b", "<nam>(e)")`, Request{Code: true}, "expr", "$name"},
		{"a variable that a macro would end", "x[[a$__range]]", Request{}, "expr", "[["},
		{"a value that a macro would make a variable", `x{m="$a[[__range]]"}`, Request{Code: true}, "expr", "$a[[__range]]"},
		{"the same in braces", `x{m="${a$__range}"}`, Request{Code: true}, "expr", "${a$__range}"},
		{"a format that would begin a string", `x + ${__range:"}"`, Request{}, "expr", "$"},
		{"a min step of centuries", "up", Request{MinStep: 290 * 8760 * hour}, "interval", "290y"},
	}
	for _, c := range cases {
		_, err := Resolve(c.expr, window(hour, c.request))
		var fault *Error
		if !errors.As(err, &fault) {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		if fault.Field != c.field || fault.Value != c.value || !strings.Contains(fault.Error(), c.value) {
			t.Errorf("%s: field %q, value %q: %s", c.name, fault.Field, fault.Value, fault)
		}
	}
}

func TestMessages(t *testing.T) {
	for expr, want := range map[string]string{
		"x > $5":           `The query holds a "$" that belongs to no variable, at position 5.`,
		"[[a$__range]]":    `The query holds a "[[" that belongs to no variable, at position 1.`,
		"up + ab[[a$__b]]": `The query holds a "[[" that belongs to no variable, at position 8.`,
	} {
		if _, err := Resolve(expr, window(hour, Request{})); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", expr, err, want)
		}
	}
	backwards := Request{From: time.Unix(1_700_000_060, 0), To: time.Unix(1_700_000_000, 0), ScrapeInterval: time.Minute}
	if _, err := Resolve("up", backwards); err == nil || err.Error() != "The time range ends (2023-11-14T22:13:20Z) before it starts (2023-11-14T22:14:20Z)." {
		t.Errorf("got %v", err)
	}
}

func TestPlanOfADay(t *testing.T) {
	from := time.Unix(1_700_000_040, 0)
	plan, err := Resolve("up", Request{From: from, To: from.Add(10 * time.Minute), ScrapeInterval: 30 * time.Second})
	if err != nil || plan.Points() != 21 || plan.ScrapeInterval != 30*time.Second || !plan.Start.Equal(from) || plan.Raised {
		t.Errorf("%+v, %v", plan, err)
	}
	// The step that it has anyway is no raised one.
	plan, err = Resolve("up", Request{From: from, To: from.Add(time.Hour), ScrapeInterval: time.Minute, StepAtLeast: lengthOf(t, "1m")})
	if err != nil || plan.Step != time.Minute || plan.Raised {
		t.Errorf("%+v, %v", plan, err)
	}
	if _, err := ParseLength("0s"); err == nil || err.Error() != `"0s" is not above zero` {
		t.Errorf("got %v", err)
	}
}

func FuzzResolve(f *testing.F) {
	for _, expr := range []string{
		"rate(x[$__rate_interval])", `x{a="$b"}`, "[[x]] # $", "${__range}'`\"", `"\`, "`$__r$__range",
		"[[a$__range]]", "'$a[[__range]]'", `"$a" "[[__range:<a>]]"`,
	} {
		f.Add(expr, true, "1m")
		f.Add(expr, false, "$__range")
	}
	f.Fuzz(func(t *testing.T, expr string, code bool, duration string) {
		length, err := ParseLength(duration)
		if err != nil {
			return
		}
		plan, err := Resolve(expr, window(hour, Request{Code: code, Window: length, MinStep: length.fixed}))
		if err != nil {
			var fault *Error
			if !errors.As(err, &fault) || fault.Message == "" {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if plan.Step <= 0 || plan.RateInterval < plan.ScrapeInterval || plan.Points() > MaxPoints || plan.Start.UnixMilli()%plan.Step.Milliseconds() != 0 {
			t.Fatalf("%+v", plan)
		}
		// Resolving is done once and for all.
		again, err := Resolve(plan.Expr, window(hour, Request{Code: code}))
		if err != nil || again.Expr != plan.Expr {
			t.Fatalf("%q became %q and then %q, %v", expr, plan.Expr, again.Expr, err)
		}
	})
}

func FuzzDuration(f *testing.F) {
	for _, ms := range []int64{1, 60_000, 90_000, 5_400_000, 86_400_000} {
		f.Add(ms)
	}
	f.Fuzz(func(t *testing.T, ms int64) {
		if ms <= 0 || ms > math.MaxInt64/int64(time.Millisecond) {
			return
		}
		d := time.Duration(ms) * time.Millisecond
		if again, err := ParseLength(FormatDuration(d)); err != nil || again.fixed != d {
			t.Fatalf("%v is written %s, and read %v, %v", d, FormatDuration(d), again.fixed, err)
		}
	})
}

// A min step was raised where it is what the step would have been: not where the panel's own step is longer, and not where there
// are no steps.
func TestWhatCountsAsARaisedMinStep(t *testing.T) {
	hour := Length{fixed: time.Hour}
	for name, test := range map[string]struct {
		change func(*Request)
		want   Raise
	}{
		"to the window":              {func(r *Request) { r.StepAtLeast = hour }, RaisedByWindow},
		"the panel's step is longer": {func(r *Request) { r.StepAtLeast, r.Interval = hour, 5*time.Minute }, ""},
		"an instant":                 {func(r *Request) { r.StepAtLeast, r.Instant = hour, true }, ""},
		"no min step":                {func(r *Request) { r.StepAtLeast, r.MinStep = hour, 0 }, ""},
		"by the points of a range":   {func(r *Request) { r.To, r.MinStep, r.Interval = r.From.Add(24*time.Hour), time.Second, time.Second }, RaisedByPoints},
		"by the points of a panel":   {func(r *Request) { r.To, r.Interval, r.MaxDataPoints = r.From.Add(24*time.Hour), 0, 100 }, ""},
		"by the points of an instant": {func(r *Request) {
			r.To, r.MinStep, r.Interval, r.Instant = r.From.Add(24*time.Hour), time.Second, time.Second, true
		}, ""},
	} {
		from := time.Unix(1_700_000_000, 0)
		request := Request{From: from, To: from.Add(6 * time.Hour), Interval: time.Minute, MinStep: time.Minute, ScrapeInterval: time.Minute}
		test.change(&request)
		if plan, err := Resolve("x", request); err != nil || plan.MinStepRaised != test.want {
			t.Errorf("%s: %q, %v, want %q", name, plan.MinStepRaised, err, test.want)
		}
	}
}
