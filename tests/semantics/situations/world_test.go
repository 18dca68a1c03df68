package situations

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"
)

// level is a value over time, in minutes since the first scrape; absent is no sample.
type level func(minute float64) float64

var absent = math.NaN()

func always(v float64) level { return func(float64) float64 { return v } }

// between is `inside` from one minute until before another, `outside` elsewhere.
func between(from, to, inside, outside float64) level {
	return func(m float64) float64 {
		if m >= from && m < to {
			return inside
		}
		return outside
	}
}

// rates are requests a minute by status code.
type rates map[string]level

// deployment is what one deployment of a model exports. What is left out is as in a model that is well: see defaults.
type deployment struct {
	model string
	// modelID is the model's name unless it is set: names need not be unique.
	modelID string
	// id is the model's name and -1 unless it is set.
	id string
	// environment is production unless it is set; "-" is none.
	environment string
	phase       string
	sync, async rates
	// seconds of the responses with a code; two unless set.
	seconds map[string]level
	// firstByte is how many seconds the first byte of each response takes; the export has no such family unless it is set.
	firstByte level
	// slow is the share of the successful responses that takes 50 seconds.
	slow              level
	active, starting  level
	concurrent, cores level
	queue, restarts   level
	from, to          float64 // minutes in which it is exported; all where both are 0
	base              float64 // of its counters; 1000 unless set, -1 is 0
	without           []string
	// resets are minutes in which its counters begin at nothing again.
	resets          []float64
	relabelled      float64 // from this minute on its series have another phase, and counters go on
	relabelledStale bool
}

// world is an export, and what is done to it on its way.
type world struct {
	deployments []deployment
	minutes     float64
	// step between scrapes and between evaluations, in seconds; 60 unless set.
	step, every float64
	// late is how many minutes pass until a rule sees a sample.
	late float64
	// since is the first minute in which rules are evaluated: what was before is history.
	since float64
	// lost scrapes leave nothing at all, not even a stale marker: a server that is down.
	lost func(minute float64) bool
	// refused scrapes end every series of the export.
	refused func(minute float64) bool
	// frozen families repeat their last value.
	frozen func(family string, minute float64) bool
	// stuck are the series of one model that do.
	stuck func(family, model string, minute float64) bool
	// gone series are not exported, while the scrape succeeds.
	gone func(family, model string, minute float64) bool
	// scrapers are the labels of each server that scrapes; one without a label unless set.
	scrapers []scraper
	// yes and no are how is_async is spelled; "-" leaves the label out.
	yes, no string
	bounds  []string
	// promised where it has models that the objectives name.
	promised bool
	job      string
}

type scraper struct {
	name string
	lost func(minute float64) bool
	// stands where it repeats the last value of everything.
	stands func(minute float64) bool
}

const (
	requests     = "baseten_inference_requests_total"
	responseTime = "baseten_end_to_end_response_time_seconds"
	firstByte    = "baseten_time_to_first_byte_seconds"
	active       = "baseten_replicas_active"
	starting     = "baseten_replicas_starting"
	concurrent   = "baseten_concurrent_requests"
	cpu          = "baseten_container_cpu_usage_seconds_total"
	queue        = "baseten_async_queue_size"
	restarts     = "baseten_container_restarts_total"
)

var usualBounds = []string{"0.1", "1.0", "5.0", "10.0", "20.0", "60.0", "300.0", "+Inf"}

// row is one series of the export: a gauge, or a counter given by its pace.
type row struct {
	family, model string
	labels        map[string]string
	value         level
	counts        bool
	base          float64
	dep           *deployment
}

func with(base map[string]string, pairs ...string) map[string]string {
	all := maps.Clone(base)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "-" {
			all[pairs[i]] = pairs[i+1]
		}
	}
	return all
}

func orElse(l, other level) level {
	if l == nil {
		return other
	}
	return l
}

func (d *deployment) rows(w *world) []row {
	id, environment := d.id, d.environment
	if id == "" {
		id = d.model + "-1"
	}
	if environment == "" {
		environment = "production"
	}
	modelID := d.modelID
	if modelID == "" {
		modelID = d.model
	}
	own := with(map[string]string{}, "model_id", modelID, "model_name", d.model, "deployment_id", id, "environment", environment)
	if d.phase != "" {
		own["rollout_phase"] = d.phase
	}
	base := d.base
	if base == 0 {
		base = 1000
	}
	if base < 0 {
		base = 0
	}
	var all []row
	add := func(family, suffix string, value level, counts bool, base float64, pairs ...string) {
		if slices.Contains(d.without, family) {
			return
		}
		all = append(all, row{family, d.model, with(own, append([]string{"__name__", family + suffix}, pairs...)...), value, counts, base, d})
	}
	bounds := w.bounds
	if bounds == nil {
		bounds = usualBounds
	}
	byCode := func(codes rates, isAsync string) {
		for _, code := range slices.Sorted(maps.Keys(codes)) {
			pace := codes[code]
			at := []string{"status_code", code, "is_async", isAsync}
			add(requests, "", pace, true, base, at...)
			add(responseTime, "_count", pace, true, base, at...)
			took := orElse(d.seconds[code], always(2))
			slow := d.slow
			if slow == nil || code[0] != '2' {
				slow = always(0)
			}
			if d.firstByte != nil {
				add(firstByte, "_count", pace, true, base, at...)
			}
			add(responseTime, "_sum", func(m float64) float64 {
				return pace(m) * (slow(m)*50 + (1-slow(m))*took(m))
			}, true, base*2, at...)
			for _, bound := range bounds {
				limit := math.Inf(1)
				if bound != "+Inf" {
					fmt.Sscanf(bound, "%f", &limit)
				}
				add(responseTime, "_bucket", func(m float64) float64 {
					share := 0.0
					if took(m) <= limit {
						share = 1 - slow(m)
					}
					if 50 <= limit {
						share += slow(m)
					}
					return pace(m) * share
				}, true, base, append(at, "le", bound)...)
				if d.firstByte != nil {
					add(firstByte, "_bucket", func(m float64) float64 {
						if d.firstByte(m) <= limit {
							return pace(m)
						}
						return 0
					}, true, base, append(at, "le", bound)...)
				}
			}
		}
	}
	yes, no := w.yes, w.no
	if yes == "" {
		yes, no = "true", "false"
	}
	byCode(d.sync, no)
	byCode(d.async, yes)
	add(active, "", orElse(d.active, always(2)), false, 0)
	add(starting, "", orElse(d.starting, always(0)), false, 0)
	add(concurrent, "", orElse(d.concurrent, always(1)), false, 0)
	cores := orElse(d.cores, always(0.5))
	add(cpu, "", func(m float64) float64 { return 60 * cores(m) }, true, base, "replica", id+"-a")
	if d.queue != nil {
		add(queue, "", d.queue, false, 0)
	}
	if d.restarts != nil {
		add(restarts, "", d.restarts, false, 0)
	}
	return all
}

// series makes the samples of the whole world, as a Prometheus that scrapes it would hold them.
func (w *world) series() *store {
	s := &store{}
	step := w.step
	if step == 0 {
		step = 60
	}
	never := func(float64) bool { return false }
	refused, lost := w.refused, w.lost
	if refused == nil {
		refused = never
	}
	if lost == nil {
		lost = never
	}
	scrapers := w.scrapers
	if scrapers == nil {
		scrapers = []scraper{{}}
	}
	job := w.job
	if job == "" {
		job = "baseten"
	}
	count := int(w.minutes*60/step) + 1
	for _, by := range scrapers {
		down := func(m float64) bool { return lost(m) || by.lost != nil && by.lost(m) }
		exported := make([]float64, count)
		put := func(lset map[string]string, sample func(i int, m float64) float64) {
			l := &line{}
			if by.name != "" {
				lset = with(lset, "prometheus_replica", by.name)
			}
			l.labels = labels.FromMap(lset)
			present := false
			for i := range count {
				m := float64(i) * step / 60
				v := sample(i, m)
				if down(m) {
					continue
				}
				at := int64(i) * int64(step*1000)
				switch {
				case !math.IsNaN(v):
					l.times, l.values = append(l.times, at), append(l.values, v)
					if strings.HasPrefix(lset["__name__"], "baseten_") {
						exported[i]++
					}
				case present && !isQuiet(v):
					l.times, l.values = append(l.times, at), append(l.values, stale)
				}
				present = !math.IsNaN(v)
			}
			if len(l.times) > 0 {
				s.add(l)
			}
		}
		for d := range w.deployments {
			dep := &w.deployments[d]
			for _, r := range dep.rows(w) {
				total, shown := r.base, absent
				values := make([]float64, count)
				for i := range count {
					m := float64(i) * step / 60
					now := r.value(m)
					exists := (dep.from == 0 && dep.to == 0) || m >= dep.from && m < dep.to
					if slices.Contains(dep.resets, m) {
						total = 0
					} else if r.counts && exists && !math.IsNaN(now) {
						total += now * step / 60
					}
					if (w.frozen == nil || !w.frozen(r.family, m)) && (w.stuck == nil || !w.stuck(r.family, r.model, m)) && (by.stands == nil || !by.stands(m)) {
						shown = now
						if r.counts && !math.IsNaN(now) {
							shown = total
						}
					}
					values[i] = shown
					if !exists || refused(m) || w.gone != nil && w.gone(r.family, r.model, m) {
						values[i] = absent
					}
				}
				if dep.relabelled == 0 {
					put(r.labels, func(i int, _ float64) float64 { return values[i] })
					continue
				}
				put(r.labels, func(i int, m float64) float64 {
					if m < dep.relabelled {
						return values[i]
					}
					if dep.relabelledStale {
						return absent
					}
					return quiet
				})
				after := with(r.labels, "rollout_phase", "stable")
				put(after, func(i int, m float64) float64 {
					if m < dep.relabelled {
						return absent
					}
					return values[i]
				})
			}
		}
		target := map[string]string{"job": job, "instance": "app.baseten.co:443"}
		put(with(target, "__name__", "up"), func(_ int, m float64) float64 {
			if refused(m) {
				return 0
			}
			return 1
		})
		put(with(target, "__name__", "scrape_samples_scraped"), func(i int, _ float64) float64 { return exported[i] })
		put(map[string]string{"__name__": "up", "job": "prometheus", "instance": "localhost:9090"}, func(int, float64) float64 { return 1 })
	}
	return s
}

// quiet is no sample, and no marker that says so.
var quiet = math.Float64frombits(0x7ff8000000000abc)

func isQuiet(v float64) bool { return math.Float64bits(v) == math.Float64bits(quiet) }
