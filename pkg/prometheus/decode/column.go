package decode

import (
	"math"
	"slices"
)

// maxTimeMs bounds times: Grafana holds them as nanoseconds in 64 bits.
const maxTimeMs = math.MaxInt64 / 1_000_000

// column gathers the samples of one series. It starts on the grid and leaves it for lists of times and values at the
// first sample that has no free place after the one before.
type column struct {
	grid Grid
	// vals are the samples so far, in order; the last one stands at grid place next-1.
	vals []float64
	next int
	// gaps: some place before next is free, and mask knows which are taken.
	gaps bool
	mask []uint64
	// loose: the samples are in times and loose values instead.
	loose  bool
	times  []int64
	values []float64
	nans   int
	// block is where the values of finished series are cut from: allocated one by one each would be rounded up.
	block []float64
}

func newColumn(grid Grid) column {
	c := column{grid: grid}
	if grid.Valid() {
		c.vals = make([]float64, 0, grid.N)
		c.mask = make([]uint64, (grid.N+63)/64)
	}
	return c
}

// reset makes room for the next series.
func (c *column) reset() {
	if c.gaps {
		clear(c.mask)
	}
	c.vals, c.next, c.gaps = c.vals[:0], 0, false
	c.loose, c.times, c.values, c.nans = !c.grid.Valid(), c.times[:0], c.values[:0], 0
}

// place is the grid's place for a time.
func (c *column) place(ms int64) (int, bool) {
	past := ms - c.grid.StartMs
	if past < 0 || past%c.grid.StepMs != 0 {
		return 0, false
	}
	i := past / c.grid.StepMs
	return int(i), i < int64(c.grid.N)
}

// keep copies the values of a finished series.
func (c *column) keep(values []float64) []float64 {
	if len(values) > cap(c.block)-len(c.block) {
		c.block = make([]float64, 0, max(len(values), min(2*cap(c.block), 16*c.grid.N)))
	}
	from := len(c.block)
	c.block = append(c.block, values...)
	return c.block[from:len(c.block):len(c.block)]
}

// skipTo notes that the places from next up to i are free.
func (c *column) skipTo(i int) {
	if !c.gaps {
		c.gaps = true
		setFirst(c.mask, c.next)
	}
	c.next = i
}

func setFirst(mask []uint64, n int) {
	for i := 0; n > 0; i, n = i+1, n-64 {
		if n >= 64 {
			mask[i] = math.MaxUint64
		} else {
			mask[i] = 1<<n - 1
		}
	}
}

// add takes a sample at any time.
func (c *column) add(ms int64, value float64) {
	if value != value {
		c.nans++
	}
	if !c.loose {
		if i, ok := c.place(ms); ok && i >= c.next {
			if i > c.next {
				c.skipTo(i)
			}
			if c.gaps {
				c.mask[i>>6] |= 1 << (i & 63)
			}
			c.vals = append(c.vals, value)
			c.next = i + 1
			return
		}
		c.loosen()
	}
	c.times = append(c.times, ms)
	c.values = append(c.values, value)
}

// loosen moves the samples so far from the grid to the lists.
func (c *column) loosen() {
	c.loose = true
	k := 0
	for i := range c.next {
		if !c.gaps || c.mask[i>>6]&(1<<(i&63)) != 0 {
			c.times = append(c.times, c.grid.Time(i))
			c.values = append(c.values, c.vals[k])
			k++
		}
	}
}

func (c *column) count() int {
	if c.loose {
		return len(c.times)
	}
	return len(c.vals)
}

// finish writes the samples into a series in the form that fits, and gives the number of samples that came twice.
func (c *column) finish(s *Series) (duplicates int) {
	if c.loose {
		duplicates = c.settle()
		if !c.regular() {
			s.Times = append(make([]int64, 0, len(c.times)), c.times...)
			s.Values = slices.Clone(c.values)
			return duplicates
		}
		// In order now, and each once: they fit on the grid.
		times, values := c.times, c.values
		c.times, c.values, c.loose = nil, nil, false
		c.vals, c.next, c.gaps, c.nans = c.vals[:0], 0, false, 0
		clear(c.mask)
		for i, ms := range times {
			c.add(ms, values[i])
		}
		c.times, c.values = times, values
	}
	if c.nans > 0 {
		c.dropNaN()
	}
	if len(c.vals) == c.grid.N {
		s.Values = c.keep(c.vals)
		return duplicates
	}
	if !c.gaps {
		c.skipTo(c.grid.N)
	}
	s.Values = c.keep(c.vals)
	s.Present = slices.Clone(c.mask)
	return duplicates
}

// regular says whether the lists can go onto the grid.
func (c *column) regular() bool {
	if !c.grid.Valid() {
		return false
	}
	for _, ms := range c.times {
		if _, ok := c.place(ms); !ok {
			return false
		}
	}
	return true
}

// dropNaN takes NaN for a missing sample.
func (c *column) dropNaN() {
	if !c.gaps {
		c.skipTo(c.next)
	}
	from, to := 0, 0
	for i := range c.next {
		if c.mask[i>>6]&(1<<(i&63)) == 0 {
			continue
		}
		if value := c.vals[from]; value == value {
			c.vals[to] = value
			to++
		} else {
			c.mask[i>>6] &^= 1 << (i & 63)
		}
		from++
	}
	c.vals = c.vals[:to]
}

// settle sorts the lists by time, keeps the later of two samples of one time, and drops NaN.
func (c *column) settle() (duplicates int) {
	if !slices.IsSorted(c.times) {
		order := make([]int, len(c.times))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			switch {
			case c.times[a] < c.times[b]:
				return -1
			case c.times[a] > c.times[b]:
				return 1
			}
			return 0
		})
		times, values := make([]int64, len(order)), make([]float64, len(order))
		for to, from := range order {
			times[to], values[to] = c.times[from], c.values[from]
		}
		c.times, c.values = times, values
	}
	to := 0
	for i, ms := range c.times {
		if i+1 < len(c.times) && c.times[i+1] == ms {
			duplicates++
			continue
		}
		if value := c.values[i]; value == value {
			c.times[to], c.values[to] = ms, value
			to++
		}
	}
	c.times, c.values = c.times[:to], c.values[:to]
	return duplicates
}
