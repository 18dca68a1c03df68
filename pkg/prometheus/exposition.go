package prometheus

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"strings"
)

// maxExposition is how much of what the configured URL itself answers is read.
const maxExposition = 64 << 10

// IsExport says whether the configured URL itself answers with metrics in the exposition format: then it is something to
// scrape (https://prometheus.io/docs/instrumenting/exposition_formats/) and no server that answers queries.
func (c *Client) IsExport(ctx context.Context) (bool, error) {
	found := false
	err := c.do(ctx, call{bare: true, onlyGet: true}, func(answer io.Reader, _ func(string) string) error {
		start, err := io.ReadAll(io.LimitReader(answer, maxExposition))
		if from, ok := answer.(*body); ok && isExpositionType(from.mediaType) {
			found = true
			return nil
		}
		found = hasExpositionLines(start)
		return err
	})
	var refused *Error
	if errors.As(err, &refused) && refused.Status != 0 {
		// It answers, and with something else.
		return false, nil
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
