package steps

import (
	"fmt"
	"strconv"
	"time"

	"github.com/prometheus/common/model"
)

// Length of time that a query asks for: a fixed one, or the value that one of Grafana's macros has in its plan. The zero
// value is none.
type Length struct {
	fixed time.Duration
	// macro without its `$`.
	macro string
}

// ParseLength reads a Prometheus duration ("5m", "1h30m"), one of the macros $__interval, $__rate_interval and $__range, or
// "" for none.
func ParseLength(text string) (Length, error) {
	switch text {
	case "":
		return Length{}, nil
	case "$__interval", "$__rate_interval", "$__range":
		return Length{macro: text[1:]}, nil
	}
	d, err := model.ParseDuration(text)
	if err == nil && d <= 0 {
		err = fmt.Errorf("%q is not above zero", text)
	}
	return Length{fixed: time.Duration(d)}, err
}

// in is how long it is in a plan.
func (l Length) in(plan *Plan) time.Duration {
	switch l.macro {
	case "__interval":
		return plan.Step
	case "__rate_interval":
		return plan.RateInterval
	case "__range":
		return plan.Range
	}
	return l.fixed
}

// FormatDuration writes a duration with the one largest unit up to days that gives a whole number ("90s", "4m",
// "1500ms"): every server that speaks PromQL reads it, also those that know no compound durations, as model.Duration writes
// them.
func FormatDuration(d time.Duration) string {
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}} {
		if d >= unit.size && d%unit.size == 0 {
			return strconv.FormatInt(int64(d/unit.size), 10) + unit.name
		}
	}
	return strconv.FormatInt(max(d.Milliseconds(), 1), 10) + "ms"
}
