package plugin

import (
	"context"
	"regexp"
	"strings"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
)

// Codes of what is commonly set up wrongly.
const (
	// codeExport: the URL is that of Baseten's export (url).
	codeExport = "export"
	// codeBaseten: the URL is one of Baseten's (url).
	codeBaseten = "baseten"
	// codeOwnMetrics: the URL is that at which the server is scraped itself (url, tail, better).
	codeOwnMetrics = "own-metrics"
	// codeTail: the URL goes on behind where the API begins (url, tail, better).
	codeTail = "tail"
	// codeRelabelled: the scrape job has labels named as Baseten's are (labels).
	codeRelabelled = "relabelled"
	// codeTwice: the export is scraped by several jobs (jobs).
	codeTwice = "twice"
	// codeUnread: settings that nothing reads (names, more).
	codeUnread = "unread"
	// codeHalfHeader: headers of which the name or the value is missing (names, more).
	codeHalfHeader = "half-header"
)

const (
	someExport = "%s answers with metrics to be scraped, as an export does, and not to queries: a Prometheus, Mimir or VictoriaMetrics has " +
		"to scrape it, and that server's address belongs here."
	basetenAddress = "%s is an address of Baseten. Its export holds only the present values and answers no queries: a Prometheus, Mimir " +
		"or VictoriaMetrics has to scrape it, and that server's address belongs here."
	ownMetrics = "%s is what the server says of itself, to be scraped. Leave out %s: the URL is %s."
	tailed     = "There is no Prometheus API below %s. Leave out %s: the URL is %s."
)

// tails are paths of servers with the Prometheus API that people copy from their browser or from a scrape job, and that stand
// behind where the API begins.
var tails = regexp.MustCompile(`/(?:api/v1(?:/.*)?|metrics|graph|query|targets|alerts|rules|config|flags|status|vmui(?:/.*)?|classic(?:/.*)?|-/.*)$`)

// wrongPath is the failure where the URL itself says what is wrong with its path; nil where it doesn't: it gives metrics to be
// scraped, whatever its path is, or it goes on too far.
func (e *examination) wrongPath(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	url := e.ds.settings.Address()
	// What is wrong with the server is said by the check that has failed.
	whose, _ := e.person.Exposition(ctx)
	tail := tails.FindString(e.ds.settings.URL.Path)
	isScraped := whose == prometheus.OfAnExport || whose == prometheus.NoExposition && tail == "/metrics"
	switch {
	case isScraped:
		return e.fail(name, codeExport, params("url", url), someExport, url)
	case tail == "":
		return nil
	}
	better := strings.TrimSuffix(url, tail)
	if whose == prometheus.OfTheServer {
		return e.fail(name, codeOwnMetrics, params("url", url, "tail", tail, "better", better), ownMetrics, url, tail, better)
	}
	return e.fail(name, codeTail, params("url", url, "tail", tail, "better", better), tailed, url, tail, better)
}

// settings: each of them is read. What nothing reads fails nothing, but whoever saved it waits for what it does.
func (e *examination) settings(context.Context) error {
	if unread := e.ds.settings.Unread.Names; len(unread) > 0 {
		names, more := some(unread)
		_ = e.warn("settings", codeUnread, params("names", names, "more", more), "Settings that nothing here reads, so that they have no effect: %s. "+
			"See how each is spelt.", enumeration(names, more))
	}
	if half := e.ds.settings.Unread.Headers; len(half) > 0 {
		headers, more := some(half)
		_ = e.warn("settings", codeHalfHeader, params("names", headers, "more", more), "The header of %s isn't sent: it needs both a name "+
			"(jsonData.httpHeaderName1) and a value (secureJsonData.httpHeaderValue1) of the same number.", enumeration(headers, more))
	}
	return nil
}

// address: the URL is not that of Baseten itself, which needs no asking.
func (e *examination) address(context.Context) error {
	host := strings.ToLower(e.ds.settings.URL.Hostname())
	if host == "baseten.co" || strings.HasSuffix(host, ".baseten.co") {
		return e.fail("address", codeBaseten, params("url", e.ds.settings.Address()), basetenAddress, e.ds.settings.Address())
	}
	if cloud := e.askedCloud(); cloud != nil {
		_ = e.warn("address", cloud.code, nil, "%s", cloud.unsupported)
	}
	return nil
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
			_ = e.warn("labels", codeRelabelled, params("labels", taken), "The scrape job's own %s hides Baseten's, which is now "+
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
	if times, _, _ := e.number(ctx, "max("+many+")"); times > 1 {
		_ = e.warn("labels", codeTwice, params("jobs", times), "The same deployments are scraped %v times, by several jobs, instances or servers: sums count them "+
			"%v times. Keep one of them, or query what removes duplicates.", times, times)
	}
	return nil
}
