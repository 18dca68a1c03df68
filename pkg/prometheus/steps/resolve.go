package steps

import (
	"time"

	"github.com/prometheus/common/model"
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
	if request.MinStep > longestStep {
		text := model.Duration(request.MinStep).String()
		return Plan{}, fault("interval", text, "The min step (interval) is %s, and can't be longer than a year.", text)
	}
	// What no step goes below: the query's min step, otherwise the scrape interval.
	scrape := request.ScrapeInterval
	if request.MinStep > 0 {
		scrape = request.MinStep
	}
	span := request.To.Sub(request.From)
	step := baseStep(request, span, scrape)
	rate := max(step+scrape, 4*scrape)
	if request.MinStep > 0 && request.StepAtLeast == (Length{macro: "__rate_interval"}) {
		// Each bar counts one window: four min steps would make it four times as wide as was asked for.
		rate = max(step, 4*min(request.MinStep, request.ScrapeInterval))
	}
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
	if request.MinStep > 0 && !request.Instant && step > max(request.MinStep, roundUp(min(request.Interval, longestStep), time.Millisecond)) &&
		request.Interval > 0 {
		plan.MinStepRaised = RaisedByPoints
	}
	values := macros{plan: &plan, from: request.From, to: request.To, zone: request.Zone}
	// Only the step grows; the window keeps the value that the panel's own step gave it. So each window ends where
	// the next one begins, and nothing is counted twice or left out.
	if least := request.StepAtLeast.in(&plan); least > plan.Step {
		if request.MinStep > 0 && !request.Instant && plan.Step == request.MinStep {
			plan.MinStepRaised = RaisedByWindow
		}
		plan.Step = least
		plan.Raised = true
	}
	plan.Window = request.Window.in(&plan)
	var err error
	if plan.Expr, err = values.replace(expr, request); err != nil {
		return Plan{}, err
	}
	if request.Instant {
		plan.Start, plan.End = passed, passed
		if request.MinStep > 0 {
			plan.InstantStep = max(request.MinStep, instantLookBack)
		}
		return plan, nil
	}
	if wholeDays(plan.Step, request.Zone) {
		segments := midnights(request.From, request.To, plan.Step, request.Zone)
		plan.Start, plan.End = segments[0].Start, segments[len(segments)-1].End
		if len(segments) > 1 || segments[0].Step != plan.Step {
			plan.Segments = segments
		}
		return plan, nil
	}
	plan.Start, plan.End = alignDown(request.From, plan.Step), alignDown(request.To, plan.Step)
	return plan, nil
}

// Of is the plan of one segment: step and windows of one step are as long as its days.
func (p Plan) Of(segment Segment, expr string, request Request) (Plan, error) {
	part := p
	part.Segments = nil
	part.Start, part.End, part.Step = segment.Start, segment.End, segment.Step
	if p.RateInterval == p.Step {
		part.RateInterval = segment.Step
	}
	if p.Window == p.Step {
		part.Window = segment.Step
	}
	values := macros{plan: &part, from: request.From, to: request.To, zone: request.Zone}
	var err error
	part.Expr, err = values.replace(expr, request)
	return part, err
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
