package prometheus

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"baseten-metrics-datasource/pkg/internal/faults"
)

var calls = map[string]func(context.Context, *Client) error{
	"range": func(ctx context.Context, c *Client) error {
		_, err := c.QueryRange(ctx, RangeRequest{Expr: "up", Start: time.Unix(1700000040, 0), End: time.Unix(1700000160, 0), Step: time.Minute})
		return err
	},
	"instant": func(ctx context.Context, c *Client) error {
		_, err := c.QueryInstant(ctx, InstantRequest{Expr: "up", Time: time.Unix(1700000040, 0)})
		return err
	},
	"labels": func(ctx context.Context, c *Client) error {
		_, err := c.LabelNames(ctx, LookupRequest{Matches: []string{"up"}})
		return err
	},
	"values": func(ctx context.Context, c *Client) error {
		_, err := c.LabelValues(ctx, "job", LookupRequest{})
		return err
	},
	"series": func(ctx context.Context, c *Client) error {
		_, err := c.Series(ctx, LookupRequest{Matches: []string{"up"}})
		return err
	},
	"build": func(ctx context.Context, c *Client) error {
		_, err := c.BuildInfo(ctx)
		return err
	},
}

func TestFaults(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, f := range faults.Table() {
		for name, run := range calls {
			if f.Data && name != "range" {
				continue
			}
			t.Run(f.Name+"/"+name, func(t *testing.T) { checkFault(t, f, run) })
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before+2 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
}

func checkFault(t *testing.T, f faults.Fault, run func(context.Context, *Client) error) {
	way := f.Start(t)
	config := configOf(t, way.URL, way.HTTP)
	config.CustomQueryParameters, config.Timeout = url.Values{"token": {"t0ken"}}, way.Timeout
	config.RetryDelay, config.RetryFor = time.Millisecond, 20*time.Millisecond
	config.MaxResponseBytes, config.MaxSeries, config.MaxPoints = f.ResponseLimit(), faults.MaxSeries, faults.MaxPoints
	client := NewClient(config)
	defer client.CloseIdleConnections()
	err := run(context.Background(), client)
	if f.Requests != 0 && way.Requests.Load() != f.Requests {
		t.Errorf("%d requests, want %d", way.Requests.Load(), f.Requests)
	}
	if f.Message == "" {
		if err != nil {
			t.Errorf("got %v", err)
		}
		return
	}
	var known *Error
	if !errors.As(err, &known) {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(known.Error(), f.Message) {
		t.Errorf("got %q, want %q", known, f.Message)
	}
	if len(known.Error()) > 700 {
		t.Errorf("the message has %d bytes", len(known.Error()))
	}
	if known.Status != f.Status {
		t.Errorf("status %d, want %d", known.Status, f.Status)
	}
	if int(known.ResponseStatus()) != f.ResponseStatus() {
		t.Errorf("Grafana gets %d, want %d", known.ResponseStatus(), f.ResponseStatus())
	}
	if known.Source != "downstream" || known.URL == "" {
		t.Errorf("source %q, URL %q", known.Source, known.URL)
	}
	for _, secret := range faults.Secrets {
		if strings.Contains(known.Error()+known.URL+strconv.Quote(fmt.Sprint(known.Message, known.Hint)), secret) {
			t.Errorf("%q is in %q, URL %q", secret, known, known.URL)
		}
	}
}
