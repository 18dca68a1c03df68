package prometheus

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"slices"
	"strings"
)

// maxExposition is how much of what the configured URL itself answers is read.
const maxExposition = 256 << 10

// Exposition is whose metrics an address gives to be scraped.
type Exposition string

const (
	// NoExposition says that the address gives no metrics.
	NoExposition Exposition = ""
	// OfAnExport says that they are of something that is scraped.
	OfAnExport Exposition = "export"
	// OfTheServer says that they are what a server that answers queries says of itself.
	OfTheServer Exposition = "server"
)

// ownSeries are in what servers with the Prometheus API say of themselves: Prometheus, VictoriaMetrics, Mimir and Thanos.
var ownSeries = [][]byte{[]byte("\nprometheus_build_info"), []byte("\nvm_app_version"), []byte("\ncortex_build_info"), []byte("\nthanos_build_info")}

// Exposition says whether the configured URL itself answers with metrics in the exposition format, as something does that is
// scraped (https://prometheus.io/docs/instrumenting/exposition_formats/), and whose they are; beside an error, what the part that
// came says of it.
func (c *Client) Exposition(ctx context.Context) (Exposition, error) {
	found := NoExposition
	err := c.do(ctx, call{bare: true, onlyGet: true}, func(answer io.Reader, _ func(string) string) error {
		start, err := io.ReadAll(io.LimitReader(answer, maxExposition))
		from, ok := answer.(*body)
		isType := ok && isExpositionType(from.mediaType)
		switch {
		case !isType && !hasExpositionLines(start):
			return err
		case slices.ContainsFunc(ownSeries, func(name []byte) bool { return bytes.Contains(start, name) }):
			found = OfTheServer
		default:
			found = OfAnExport
		}
		if isType {
			return nil
		}
		return err
	})
	var refused *Error
	if errors.As(err, &refused) && refused.Status != 0 {
		// It answers, and with something else.
		return NoExposition, nil
	}
	return found, err
}

// isExpositionType: the two media types of the text formats, and that of protocol buffers. Plain text without a version is
// what any server sends for an error.
func isExpositionType(contentType string) bool {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch kind {
	case "application/openmetrics-text":
		return true
	case "text/plain":
		return parameters["version"] != ""
	case "application/vnd.google.protobuf":
		return parameters["proto"] == "io.prometheus.client.MetricFamily"
	}
	return false
}

// hasExpositionLines: lines that only an export has, before anything that isn't one of its comments or samples.
func hasExpositionLines(start []byte) bool {
	lines := bufio.NewScanner(bytes.NewReader(start))
	lines.Buffer(nil, maxExposition+1)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case strings.HasPrefix(line, "# HELP "), strings.HasPrefix(line, "# TYPE "):
			return true
		case strings.HasPrefix(line, "<"), strings.HasPrefix(line, "{"):
			return false
		}
	}
	return false
}
