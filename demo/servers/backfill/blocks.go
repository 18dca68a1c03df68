package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/tsdb/index"
)

// blockSeries is the part of a series that lies in one block.
type blockSeries struct {
	labels labels.Labels
	chunks []chunks.Meta
}

// write makes a block of each span that has samples and gives their number.
func (h *history) write(dir string) (int, error) {
	if err := h.finish(); err != nil {
		return 0, err
	}
	spans := map[int64][]blockSeries{}
	for _, s := range h.series {
		for from := 0; from < len(s.chunks); {
			start := h.blockOf(s.chunks[from].MinTime)
			to := from + 1
			for to < len(s.chunks) && h.blockOf(s.chunks[to].MinTime) == start {
				to++
			}
			spans[start] = append(spans[start], blockSeries{labels: s.labels, chunks: s.chunks[from:to]})
			from = to
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("data directory: %w", err)
	}
	for start, content := range spans {
		slices.SortFunc(content, func(a, b blockSeries) int { return labels.Compare(a.labels, b.labels) })
		// The newest block may be only partly filled: it must end with its last sample, because the server
		// takes no scraped sample older than the end of a block.
		maxTime := min(start+h.block, h.end+1)
		if err := writeBlock(dir, start, maxTime, content); err != nil {
			return 0, err
		}
	}
	return len(spans), nil
}

// writeBlock writes the chunks, the index and the meta file. The block appears under its final name only when whole.
func writeBlock(dir string, minTime, maxTime int64, content []blockSeries) (err error) {
	id, err := ulid.New(uint64(max(minTime, 0)), rand.Reader)
	if err != nil {
		return fmt.Errorf("block id: %w", err)
	}
	tmp := filepath.Join(dir, id.String()+".tmp-for-creation")
	defer func() {
		if err != nil {
			_ = os.RemoveAll(tmp)
		}
	}()
	meta := tsdb.BlockMeta{ULID: id, MinTime: minTime, MaxTime: maxTime, Version: 1}
	meta.Compaction.Level = 1
	meta.Compaction.Sources = []ulid.ULID{id}

	chunkWriter, err := chunks.NewWriter(filepath.Join(tmp, "chunks"))
	if err != nil {
		return fmt.Errorf("chunks of block %s: %w", id, err)
	}
	for _, s := range content {
		// WriteChunks fills in the reference of each chunk, which the index needs.
		if err := chunkWriter.WriteChunks(s.chunks...); err != nil {
			return fmt.Errorf("chunks of block %s: %w", id, err)
		}
	}
	if err := chunkWriter.Close(); err != nil {
		return fmt.Errorf("chunks of block %s: %w", id, err)
	}

	indexWriter, err := index.NewWriter(context.Background(), filepath.Join(tmp, "index"))
	if err != nil {
		return fmt.Errorf("index of block %s: %w", id, err)
	}
	for _, symbol := range symbols(content) {
		if err := indexWriter.AddSymbol(symbol); err != nil {
			return fmt.Errorf("index of block %s: %w", id, err)
		}
	}
	for i, s := range content {
		if err := indexWriter.AddSeries(storage.SeriesRef(i), s.labels, s.chunks...); err != nil {
			return fmt.Errorf("index of block %s: %w", id, err)
		}
		meta.Stats.NumSeries++
		meta.Stats.NumChunks += uint64(len(s.chunks))
		for _, chunk := range s.chunks {
			meta.Stats.NumSamples += uint64(chunk.Chunk.NumSamples())
		}
	}
	meta.Stats.NumFloatSamples = meta.Stats.NumSamples
	if err := indexWriter.Close(); err != nil {
		return fmt.Errorf("index of block %s: %w", id, err)
	}

	text, err := json.MarshalIndent(meta, "", "\t")
	if err != nil {
		return fmt.Errorf("meta of block %s: %w", id, err)
	}
	if err := os.WriteFile(filepath.Join(tmp, "meta.json"), text, 0o644); err != nil {
		return fmt.Errorf("meta of block %s: %w", id, err)
	}
	if err := os.Rename(tmp, filepath.Join(dir, id.String())); err != nil {
		return fmt.Errorf("block %s: %w", id, err)
	}
	return nil
}

// symbols lists every text of the labels once, sorted, as the index wants them.
func symbols(content []blockSeries) []string {
	seen := map[string]struct{}{}
	for _, s := range content {
		s.labels.Range(func(l labels.Label) {
			seen[l.Name] = struct{}{}
			seen[l.Value] = struct{}{}
		})
	}
	list := make([]string, 0, len(seen))
	for symbol := range seen {
		list = append(list, symbol)
	}
	slices.Sort(list)
	return list
}
