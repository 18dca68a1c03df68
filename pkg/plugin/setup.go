package plugin

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
)

// Codes of what is commonly set up wrongly.
const (
	// codeExport: the URL is that of Baseten's export (url).
	codeExport = "export"
	// codeSigV4: the server wants requests signed as AWS does.
	codeSigV4 = "sigv4"
	// codeRelabelled: the scrape job has labels named as Baseten's are (labels).
	codeRelabelled = "relabelled"
	// codeTwice: the export is scraped by several jobs (jobs).
	codeTwice = "twice"
)

const (
	someExport = "%s answers with metrics to be scraped, as an export does, and not to queries: a Prometheus, Mimir or VictoriaMetrics has " +
		"to scrape it, and that server's address belongs here."
	exportAddress = "%s is Baseten's export endpoint. It holds only the present values and answers no queries: a Prometheus, Mimir or " +
		"VictoriaMetrics has to scrape it, and that server's address belongs here."
	noSigV4 = "Requests that are signed for AWS (SigV4) are not supported. For Amazon Managed Prometheus, run a signing proxy beside " +
		"Grafana, such as aws-sigv4-proxy, and enter its address as the URL."
)

// export is the failure where the URL itself gives metrics to be scraped, whatever its path is; nil where it doesn't.
func (e *examination) export(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	if is, err := e.person.IsExport(ctx); err != nil || !is {
		return nil // What is wrong with the server is said by the check that has failed.
	}
	return e.fail(name, codeExport, map[string]any{"url": e.ds.settings.Address()}, someExport, e.ds.settings.Address())
}

// address: the URL is not that of Baseten itself, which needs no asking.
func (e *examination) address(context.Context) error {
	host := strings.ToLower(e.ds.settings.URL.Hostname())
	if host == "baseten.co" || strings.HasSuffix(host, ".baseten.co") {
		return e.fail("address", codeExport, map[string]any{"url": e.ds.settings.Address()}, exportAddress, e.ds.settings.Address())
	}
	if e.ds.settings.SigV4 {
		_ = e.warn("address", codeSigV4, nil, "The settings ask for SigV4 (sigV4Auth). %s", noSigV4)
	}
	return nil
}

// wantsSigning: the words with which AWS refuses what isn't signed.
func (e *examination) wantsSigning(status int, err error) bool {
	if status != http.StatusForbidden && status != http.StatusUnauthorized {
		return false
	}
	return e.ds.settings.SigV4 || strings.HasPrefix(e.ds.settings.URL.Hostname(), "aps-workspaces.") ||
		slices.ContainsFunc([]string{"Missing Authentication Token", "SigV4", "not a valid key=value pair", "security token included in the request"},
			func(words string) bool { return strings.Contains(err.Error(), words) })
}

// labels: the scrape keeps Baseten's own labels, and there is one of it. Neither is a failure, but sums and filters go wrong.
func (e *examination) labels(ctx context.Context) error {
	found, err := e.person.LabelNames(ctx, prometheus.LookupRequest{
		Matches: []string{`{__name__=~"baseten_.+"}`}, Start: e.at.Add(-time.Hour), End: e.at,
	})
	if err == nil {
		var taken []string
		for _, name := range found.Values {
			if own, exported := strings.CutPrefix(name, "exported_"); exported && own != "job" && own != "instance" {
				taken = append(taken, own)
			}
		}
		if len(taken) > 0 {
			_ = e.warn("labels", codeRelabelled, map[string]any{"labels": taken}, "The scrape job's own %s hides Baseten's, which is now "+
				"called %s: filters and grouping take the job's. Set honor_labels: true in the scrape job, or give the job's label another name.",
				strings.Join(taken, ", "), "exported_"+strings.Join(taken, ", exported_"))
		}
	}
	// A deployment has one series of these in each phase: more of them are told apart by something that the export doesn't
	// have, be it a job, an instance, or the name of a Prometheus replica.
	const series = "deployment_id, environment, rollout_phase"
	many := "count by (" + series + ") (" + everyDeployment + ")"
	if e.probe() != everyDeployment {
		many = "count by (" + series + ") (count by (" + series + ", job, instance) (" + e.probe() + "))"
	}
	times, ok, err := e.number(ctx, "max("+many+")")
	if err == nil && ok && times > 1 {
		_ = e.warn("labels", codeTwice, map[string]any{"jobs": times}, "The same deployments are scraped %v times, by several jobs, instances or servers: sums count them "+
			"%v times. Keep one of them, or query what removes duplicates.", times, times)
	}
	return nil
}
