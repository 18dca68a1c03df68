package steps

import (
	"strings"
	"time"
)

// instantLookBack is the least step that an instant query sends: some servers use it as their look-back.
const instantLookBack = 5 * time.Minute

// longestStep that Grafana or a query may ask for; times four it still is a duration.
const longestStep = 365 * 24 * time.Hour

// Resolve decides step and range and puts the macros' values into the text. The error is a *Error.
func Resolve(expr string, request Request) (Plan, error) {
	if request.To.Before(request.From) {
		return Plan{}, fault("range", "", "The time range ends (%s) before it starts (%s).",
			request.To.UTC().Format(time.RFC3339), request.From.UTC().Format(time.RFC3339))
	}
	scrape, minStep, err := floorOf(request)
	if err != nil {
		return Plan{}, err
	}
	span := request.To.Sub(request.From)
	step := baseStep(request, span, scrape)
	rate := max(step+scrape, 4*scrape)
	passed, cut := passedEnd(request)
	plan := Plan{
		Step:           step,
		RateInterval:   rate,
		Range:          wholeSeconds(passed.Sub(request.From)),
		WholeRange:     wholeSeconds(span),
		ScrapeInterval: scrape,
		Passed:         passed,
		Cut:            cut,
	}
	values := macros{plan: &plan, from: request.From, to: request.To}
	if request.StepAtLeast != "" {
		least, err := values.duration("stepAtLeast", request.StepAtLeast)
		if err != nil {
			return Plan{}, err
		}
		// Only the step grows; the window keeps the value that the panel's own step gave it. So each window ends where
		// the next one begins, and nothing is counted twice or left out.
		if least > plan.Step {
			plan.Step = least
			plan.Raised = true
		}
	}
	if request.Window != "" {
		if plan.Window, err = values.duration("window", request.Window); err != nil {
			return Plan{}, err
		}
	}
	if plan.Expr, err = values.replace(expr, request); err != nil {
		return Plan{}, err
	}
	if request.Instant {
		plan.Start, plan.End = passed, passed
		if minStep > 0 {
			plan.InstantStep = max(minStep, instantLookBack)
		}
		return plan, nil
	}
	plan.Start, plan.End = alignDown(request.From, plan.Step), alignDown(request.To, plan.Step)
	return plan, nil
}

// futureTolerance is how far a range may end after now and count as ending now: clocks differ, and a browser's end of
// "now" is the same for all panels, so that they share answers. The look-back of an instant vector bridges it.
const futureTolerance = time.Minute

// passedEnd is the end of the range, or now where it ends later. A range that lies in the future as a whole stays: what is
// now is no part of it.
func passedEnd(request Request) (end time.Time, cut bool) {
	now := request.Now.Truncate(time.Second)
	if request.Now.IsZero() || request.To.Sub(now) <= futureTolerance || request.From.After(now) {
		return request.To.UTC(), false
	}
	return now.UTC(), true
}

func wholeSeconds(d time.Duration) time.Duration { return max(d.Round(time.Second), time.Second) }

// floorOf gives the interval below which no step goes: the query's min step, otherwise the scrape interval.
func floorOf(request Request) (floor, minStep time.Duration, err error) {
	if text := strings.TrimSpace(request.MinStep); text != "" {
		if name, found := VariableIn(text); found {
			return 0, 0, fault("interval", name, "The min step (interval) is the variable %s, which nobody has replaced: "+
				"rules can't use dashboard variables, and a min step is a duration like 2m.", name)
		}
		if name := firstVariable(text); name != "" {
			return 0, 0, fault("interval", name, "The min step (interval) %q holds the variable %s, which nobody has "+
				"replaced: rules can't use dashboard variables, and a min step is a duration like 2m.", text, name)
		}
		// Grafana's own fields let people write ">1m" for "at least a minute".
		minStep, err = ParseDuration(strings.TrimPrefix(text, ">"))
		if err != nil {
			return 0, 0, fault("interval", text, "The min step (interval) is wrong: %s.", err)
		}
		if minStep > longestStep {
			return 0, 0, fault("interval", text, "The min step (interval) is %s, and can't be longer than a year.", text)
		}
		return minStep, minStep, nil
	}
	if text := strings.TrimSpace(request.ScrapeInterval); text != "" {
		floor, err = ParseDuration(text)
		if err != nil {
			return 0, 0, fault("scrapeInterval", text, "The scrape interval in the data source's settings is wrong: %s.", err)
		}
		return floor, 0, nil
	}
	return DefaultScrapeInterval, 0, nil
}

// baseStep is the panel's step: Grafana's idea of it, but not below the floor and not so small that the range has more
// than MaxPoints points.
func baseStep(request Request, span, floor time.Duration) time.Duration {
	step := min(request.Interval, longestStep)
	if step <= 0 && request.MaxDataPoints > 0 {
		step = span / time.Duration(request.MaxDataPoints)
	}
	step = max(step, floor)
	// Aligning both ends can add a point, and the first one counts too.
	if least := span/(MaxPoints-2) + 1; least > step {
		step = roundUp(least, time.Second)
	}
	// The API takes milliseconds.
	return roundUp(step, time.Millisecond)
}

func roundUp(d, unit time.Duration) time.Duration {
	if rest := d % unit; rest > 0 {
		d += unit - rest
	}
	return d
}

// alignDown gives the last whole multiple of the step, counted from 1970 in UTC, that isn't after t.
func alignDown(t time.Time, step time.Duration) time.Time {
	ms, size := t.UnixMilli(), step.Milliseconds()
	rest := ms % size
	if rest < 0 {
		rest += size
	}
	return time.UnixMilli(ms - rest).UTC()
}
