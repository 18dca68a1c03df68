package main

import (
	"fmt"
	"math"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
)

// samplesPerChunk is what Prometheus itself aims at.
const samplesPerChunk = 120

// history holds everything that was read, compressed as in the blocks to come: a few bytes a sample.
type history struct {
	step, block int64
	series      map[string]*series
	samples     int
	// end is the time of the newest sample of any series.
	end int64
}

// series is one series with its chunks; no chunk crosses the border of a block.
type series struct {
	labels labels.Labels
	chunks []chunks.Meta
	tail   chunkenc.Appender
	last   int64
}

func newHistory(step, block int64) *history {
	return &history{step: step, block: block, series: map[string]*series{}, end: math.MinInt64}
}

// add appends the samples of a line to its series. A series may be spread over several lines, in the order of time.
func (h *history) add(l *line) error {
	if len(l.values) == 0 {
		return nil
	}
	s, known := h.series[string(l.key)]
	if !known {
		metric, err := l.metric()
		if err != nil {
			return err
		}
		s = &series{labels: labels.FromMap(metric), last: math.MinInt64}
		h.series[string(l.key)] = s
	}
	for i, t := range l.timestamps {
		if t <= s.last {
			return fmt.Errorf("%s: the sample at %d is not after the one at %d", s.labels, t, s.last)
		}
		if s.last != math.MinInt64 && t-s.last >= 2*h.step {
			if err := h.append(s, s.last+h.step, math.Float64frombits(value.StaleNaN)); err != nil {
				return err
			}
		}
		if err := h.append(s, t, l.values[i]); err != nil {
			return err
		}
	}
	if s.last > h.end {
		h.end = s.last
	}
	return nil
}

// finish marks the series that ended before the others.
func (h *history) finish() error {
	for _, s := range h.series {
		if s.last+h.step <= h.end {
			if err := h.append(s, s.last+h.step, math.Float64frombits(value.StaleNaN)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h *history) append(s *series, t int64, v float64) error {
	n := len(s.chunks)
	if n == 0 || h.blockOf(s.chunks[n-1].MinTime) != h.blockOf(t) || s.chunks[n-1].Chunk.NumSamples() >= samplesPerChunk {
		chunk := chunkenc.NewXORChunk()
		tail, err := chunk.Appender()
		if err != nil {
			return fmt.Errorf("new chunk: %w", err)
		}
		s.chunks = append(s.chunks, chunks.Meta{Chunk: chunk, MinTime: t})
		s.tail = tail
		n++
	}
	s.tail.Append(0, t, v)
	s.chunks[n-1].MaxTime = t
	s.last = t
	h.samples++
	return nil
}

// blockOf gives the start of the block that holds time t.
func (h *history) blockOf(t int64) int64 {
	return t - ((t%h.block)+h.block)%h.block
}
