package steps

import "time"

const day = 24 * time.Hour

// Segment is a part of a range whose points are the same time apart, and the first of which is that time after the point
// before. A day on which the clocks change is a segment of its own, 23 or 25 hours long.
type Segment struct {
	Start, End time.Time
	Step       time.Duration
}

// wholeDays says whether the points of a step are at the midnights of a time zone.
func wholeDays(step time.Duration, zone *time.Location) bool { return zone != nil && step%day == 0 }

// midnights divides a range into segments whose points are local midnights, every step of whole days; weeks begin on Mondays.
// The first point is the last one that isn't after the start, and the last that isn't after the end.
func midnights(from, to time.Time, step time.Duration, zone *time.Location) []Segment {
	days := int(step / day)
	at := dateOf(from, zone)
	at -= mod(at-anchor(days), days)
	var segments []Segment
	last := midnight(at-days, zone)
	for ; ; at += days {
		point := midnight(at, zone)
		if point.After(to) && len(segments) > 0 {
			return segments
		}
		length := point.Sub(last)
		if n := len(segments); n > 0 && segments[n-1].Step == length {
			segments[n-1].End = point
		} else {
			segments = append(segments, Segment{point, point, length})
		}
		last = point
	}
}

// anchor is a day that points fall on: the Monday after 1970 began for weeks.
func anchor(days int) int {
	if days%7 == 0 {
		return 4
	}
	return 0
}

// dateOf counts the days since 1970 on the calendar of a time zone.
func dateOf(t time.Time, zone *time.Location) int {
	year, month, date := t.In(zone).Date()
	return int(time.Date(year, month, date, 0, 0, 0, 0, time.UTC).Unix() / int64(day/time.Second))
}

// midnight is when a day begins. Where the clocks are put forward at midnight it is an hour later.
func midnight(date int, zone *time.Location) time.Time {
	year, month, d := time.Unix(int64(date)*int64(day/time.Second), 0).UTC().Date()
	return time.Date(year, month, d, 0, 0, 0, 0, zone).UTC()
}

func mod(a, b int) int { return (a%b + b) % b }
