// Command backfill writes history into the data directory of a Prometheus server that is not running.
//
// It reads one JSON object a line, {"metric":{label:value},"values":[…],"timestamps":[ms…]}, the format that
// VictoriaMetrics imports, and writes TSDB blocks. Where a series pauses or ends, a stale marker is written one step
// after its last sample, as a scrape would have done, so that a series that vanishes does so at once.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	dir := flag.String("data", "", "data directory of the Prometheus server")
	step := flag.Duration("step", time.Minute, "interval between samples; a longer pause is marked as stale")
	block := flag.Duration("block", 2*time.Hour, "length of a block; blocks start at whole multiples of it")
	flag.Parse()
	if *dir == "" || *step <= 0 || *block < *step {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(os.Stdin, *dir, *step, *block); err != nil {
		fmt.Fprintln(os.Stderr, "backfill:", err)
		os.Exit(1)
	}
}

// run reads every line of in and writes the blocks when all are read.
func run(in io.Reader, dir string, step, block time.Duration) error {
	began := time.Now()
	history := newHistory(step.Milliseconds(), block.Milliseconds())
	reader := bufio.NewReaderSize(in, 1<<20)
	var parsed line
	for number := 1; ; number++ {
		text, err := readLine(reader)
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if len(text) == 0 {
			continue
		}
		if err := parsed.parse(text); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := history.add(&parsed); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if number%20000 == 0 {
			fmt.Fprintf(os.Stderr, "backfill: %d series, %.1f million samples read\n", len(history.series), float64(history.samples)/1e6)
		}
	}
	blocks, err := history.write(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "backfill: %d series, %d samples in %d blocks, %.1f s\n",
		len(history.series), history.samples, blocks, time.Since(began).Seconds())
	return nil
}

// readLine gives the next line without its end; a last line may lack the newline. The slice is valid until the next call.
func readLine(reader *bufio.Reader) ([]byte, error) {
	text, err := reader.ReadSlice('\n')
	if err == nil {
		return text[:len(text)-1], nil
	}
	if err == io.EOF {
		if len(text) > 0 {
			return text, nil
		}
		return nil, io.EOF
	}
	if err != bufio.ErrBufferFull {
		return nil, err
	}
	long := append([]byte(nil), text...)
	for err == bufio.ErrBufferFull {
		text, err = reader.ReadSlice('\n')
		long = append(long, text...)
	}
	if err != nil && err != io.EOF {
		return nil, err
	}
	if n := len(long); n > 0 && long[n-1] == '\n' {
		long = long[:n-1]
	}
	return long, nil
}
