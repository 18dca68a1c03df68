package decode

import "math"

// limit is a limit as given; none for 0.
func limit(given int) int {
	if given == 0 {
		return math.MaxInt
	}
	return given
}

// spend claims the memory of what is kept.
func (d *decoder) spend(bytes int) error {
	d.owed += int64(bytes)
	if d.owed < claimAt || d.claim == nil {
		return nil
	}
	owed := d.owed
	d.owed = 0
	return d.claim(owed)
}

// spendSeries claims the memory of a series.
func (d *decoder) spendSeries(labels, text, samples int) error {
	if d.labels += labels; d.labels > maxAllLabels {
		return d.tooMany("labels", maxAllLabels)
	}
	return d.spend(costOfSeries + costOfLabel*labels + costOfText*text + costOfSample*samples)
}

func (d *decoder) tooMany(what string, most int) error {
	return &LimitError{What: what, Limit: int64(most)}
}
