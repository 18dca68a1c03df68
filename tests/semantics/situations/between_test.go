package situations

import (
	"slices"
	"testing"
)

// wave is `up` for the first minutes of every period, from a minute on, and `down` for the rest of it.
func wave(from, period, first, before, up, down float64) level {
	return func(m float64) float64 {
		switch {
		case m < from:
			return before
		case mod(m-from, period) < first:
			return up
		}
		return down
	}
}

// flickering is a model whose only replica is up for some minutes of each period, from minute 90 on, and serves a little then.
func flickering(period, up float64) world {
	return beside(deployment{model: "m", active: wave(90, period, up, 1, 1, 0), starting: wave(90, period, up, 0, 0, 1),
		sync: rates{"200": wave(90, period, up, 60, 6, 0)}, slow: between(90, 9e9, 1, 0), concurrent: between(90, 9e9, 80, 3)})
}

// waking is a model that sleeps, and wakes up each time for as many minutes as it starts and then serves.
func waking(period, start, serve float64) deployment {
	return deployment{model: "n", active: cycle(period, start, start+serve, 1), starting: cycle(period, 0, start, 1),
		concurrent: cycle(period, 0, start, 3), sync: rates{"200": cycle(period, start, start+serve, 4)}}
}

// frozenOf lets one family of one model repeat its last value.
func frozenOf(model string, from, to float64, families ...string) func(string, string, float64) bool {
	return func(family, of string, m float64) bool {
		return of == model && during(from, to)(m) && slices.Contains(families, family)
	}
}

// moved is a model whose environment is called otherwise from a minute on, while its counters go on.
func moved(name, environment string, at float64, codes rates) []deployment {
	return []deployment{
		{model: name, id: name, from: 0, to: at, sync: codes, active: always(4), concurrent: always(2)},
		{model: name, id: name, environment: environment, from: at, to: 9e9, base: 9000, sync: codes, active: always(4), concurrent: always(2)},
	}
}

// inBetween lie between the kinds of the others: two protocols in one model, two faults at a time, a fault of one model alone,
// and what a person sees on a common day.
var inBetween = []situation{
	// Two protocols in one model.
	{"an HTTP model with a WebSocket beside, half of whose connections break",
		beside(deployment{model: "m", sync: rates{"200": always(60), "1000": between(90, 140, 10, 20), "1006": between(90, 140, 10, 0)}, seconds: map[string]level{"1000": always(120), "1006": always(20)}}),
		expected{any: page("m", 90, 110), pages: 1}},
	{"an HTTP model with a few gRPC calls beside, all of which go well",
		beside(calls("m", rates{"200": always(600), "0": always(6)})), expected{silent: true}},
	{"an HTTP model with a few gRPC calls beside, some of which are unavailable",
		beside(calls("m", rates{"200": always(600), "0": always(6), "14": between(90, 9e9, 0.06, 0)})), expected{silent: true}},
	{"an HTTP model answers as many gRPC calls, and half of those fail",
		beside(calls("m", rates{"200": always(30), "0": between(90, 140, 15, 30), "14": between(90, 140, 15, 0)})), expected{any: append(page("m", 90, 110), told("m", 0, 60)...)}},
	{"gRPC and WebSocket in one model, handshakes refused with 503",
		beside(calls("m", rates{"0": always(30), "1000": between(90, 140, 15, 30), "503": between(90, 140, 15, 0)})), expected{any: page("m", 90, 110), pages: 1}},
	{"a fleet of gRPC alone, one of whose models answers nothing any more",
		alone(240, deployment{model: "g1", sync: rates{"0": between(90, 150, 0, 60)}, concurrent: between(90, 150, 30, 2)}, deployment{model: "g2", sync: rates{"0": always(60)}}),
		expected{any: page("g1", 90, 115), pages: 1}},
	// Streams, and what comes first in them.
	{"WebSocket streams break after an early first byte, half of them",
		world{promised: true, minutes: 240, deployments: []deployment{{model: llama, active: always(4), concurrent: always(8), sync: rates{"1000": between(90, 140, 15, 30), "1011": between(90, 140, 15, 0)},
			firstByte: always(0.5), seconds: map[string]level{"1000": always(15), "1011": always(3)}}, search()}},
		expected{any: page(llama, 90, 110), pages: 1}},
	{"WebSocket streams begin late, and half of them break too",
		world{promised: true, minutes: 240, deployments: []deployment{{model: llama, active: always(4), concurrent: always(8), sync: rates{"1000": between(90, 140, 15, 30), "1011": between(90, 140, 15, 0)},
			firstByte: between(90, 140, 8, 0.5), seconds: map[string]level{"1000": always(15), "1011": always(12)}}, search()}},
		expected{any: page(llama, 90, 110), pages: 1}},
	{"streams of twenty minutes begin late, and nobody breaks",
		world{promised: true, minutes: 240, deployments: []deployment{{model: llama, active: always(8), concurrent: always(60), sync: rates{"1000": always(3)},
			firstByte: between(90, 200, 30, 0.5), seconds: map[string]level{"1000": always(1200)}}, search()}},
		expected{any: page(llama, 90, 130), pages: 1}},
	{"people close long streams in their midst, one in four",
		world{promised: true, minutes: 240, deployments: []deployment{{model: llama, active: always(8), concurrent: always(60), sync: rates{"200": always(30), "499": always(10)},
			firstByte: always(0.5), seconds: map[string]level{"200": always(1200), "499": always(400)}}, search()}},
		expected{silent: true}},
	{"people close answers of twenty minutes in their midst, without an objective of the first byte",
		beside(deployment{model: "m", active: always(8), concurrent: always(60), sync: rates{"200": always(3), "499": always(1)}, seconds: map[string]level{"200": always(1200), "499": always(500)}}),
		expected{silent: true}},
	{"answers of twenty minutes time out, half of them",
		beside(deployment{model: "m", active: always(8), concurrent: always(60), sync: rates{"200": between(90, 150, 1.5, 3), "504": between(90, 150, 1.5, 0)}, seconds: map[string]level{"200": always(1200), "504": always(1200)}}),
		expected{any: page("m", 90, 115), pages: 1}},
	// Clients that ask twice, and an outage.
	{"clients that ask twice, and everything that they wait for fails",
		beside(deployment{model: "m", active: always(4), sync: rates{"200": between(90, 140, 0, 300), "499": always(300), "502": between(90, 140, 300, 0)}, seconds: map[string]level{"499": always(0.3)}}),
		expected{any: page("m", 90, 105), pages: 1}},
	{"clients that cancel at once, until their replicas hang",
		beside(deployment{model: "m", active: always(4), sync: rates{"200": always(3), "499": always(597)}, seconds: map[string]level{"499": between(90, 200, 30, 0.05)}, concurrent: between(90, 200, 300, 2)}),
		expected{any: page("m", 90, 125), pages: 1}},
	{"clients that ask twice, and one answer in fifty is a 500",
		beside(deployment{model: "m", active: always(4), sync: rates{"200": always(294), "499": always(300), "500": between(90, 9e9, 6, 0)}, seconds: map[string]level{"499": always(0.3)}}),
		expected{any: page("m", 90, 145), pages: 1}},
	// Comes and goes, at several paces.
	{"a replica is up one minute in two", flickering(2, 1), expected{any: page("m", 90, 130), oneAtATime: true}},
	{"a replica is up one minute in five", flickering(5, 1), expected{any: page("m", 90, 120), oneAtATime: true}},
	{"a replica is up three minutes in nine", flickering(9, 3), expected{any: page("m", 90, 125), oneAtATime: true}},
	{"a replica is up ten minutes in twenty", flickering(20, 10), expected{any: page("m", 90, 140), oneAtATime: true}},
	{"the only replica crashes each three minutes, and its requests with it",
		beside(deployment{model: "m", active: wave(90, 3, 1, 1, 1, 0), starting: wave(90, 3, 1, 0, 0, 1), sync: rates{"200": wave(90, 3, 1, 60, 20, 0), "502": wave(90, 3, 1, 0, 10, 0)},
			concurrent: between(90, 9e9, 40, 3), restarts: func(m float64) float64 { return 3 + max(0, float64(int((m-90)/3))) }}),
		expected{any: page("m", 90, 115)}},
	// Sleeps and wakes.
	{"wakes up each hour for six minutes of start", world{deployments: []deployment{waking(60, 6, 20), search()}, minutes: 470}, expected{silent: true}},
	{"wakes up each quarter of an hour, and starts for nine minutes of it", world{deployments: []deployment{waking(15, 9, 6), search()}, minutes: 240}, expected{any: page("n", 0, 60)}},
	{"sleeps all night, and traffic meets a start of five minutes",
		world{minutes: 600, deployments: []deployment{{model: "n", active: func(m float64) float64 { return max(between(0, 100, 2, 0)(m), between(485, 9e9, 2, 0)(m)) }, starting: between(480, 485, 2, 0),
			concurrent: between(480, 485, 30, 0), sync: rates{"200": func(m float64) float64 { return between(0, 85, 60, 0)(m) + between(485, 9e9, 60, 0)(m) }}, slow: between(485, 487, 1, 0)}, search()}},
		expected{}},
	{"sleeps all night, and in the morning no replica comes",
		world{minutes: 600, deployments: []deployment{{model: "n", active: between(0, 100, 2, 0), starting: between(480, 9e9, 1, 0), concurrent: between(480, 9e9, 30, 0), sync: rates{"200": between(0, 85, 60, 0)}}, search()}},
		expected{any: page("n", 480, 500), pages: 1}},
	// Data of one model alone, or of some scrapes.
	{"the requests of one model are frozen, and it is well",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, stuck: frozenOf("a", 100, 140, requests, responseTime)}, expected{any: told("a", 100, 130), pages: 1}},
	{"the histogram of one model is frozen",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, stuck: frozenOf("a", 100, 160, responseTime)}, expected{silent: true}},
	{"the CPU counters of one model are frozen",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, stuck: frozenOf("a", 100, 160, cpu)}, expected{silent: true}},
	{"half of the models vanish, at scrapes of two minutes",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, step: 120, gone: func(_, model string, m float64) bool { return during(100, 160)(m) && model < "c" }},
		expected{any: told("", 100, 130), pages: 0, alerts: 1}},
	{"the requests are missing, at scrapes of two minutes",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, step: 120, gone: without(requests, 100, 140)}, expected{any: told("", 100, 130), alerts: 1}},
	{"two scrapes in a row are refused, at scrapes of two minutes",
		world{deployments: append(busy("m"), search()), minutes: 200, step: 120, refused: func(m float64) bool { return m == 100 || m == 102 }}, expected{}},
	{"a model is deleted with requests in flight",
		world{deployments: append(busy("b", "c", "d"), deployment{model: "m", from: 0, to: 100, sync: rates{"200": always(60)}, concurrent: always(5)}), minutes: 200}, expected{silent: true}},
	{"a deployment that is gone is still exported with two replicas, and the new one has none",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": between(80, 9e9, 0, 60)}, concurrent: between(80, 9e9, 0, 2), cores: between(80, 9e9, absent, 0.5)},
			deployment{model: "m", id: "d2", from: 80, to: 9e9, base: -1, active: between(90, 160, 0, 2), concurrent: between(90, 160, 40, 2), sync: rates{"200": between(90, 160, 0, 60)}}),
		expected{any: page("m", 90, 115), oneAtATime: true}},
	// Labels.
	{"is_async is spelled 1 and 0, and synchronous responses are slow",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(60)}, async: rates{"202": always(60)}, slow: between(90, 9e9, 0.5, 0)}, search()}, minutes: 240, yes: "1", no: "0"}, expected{any: page("m", 90, 130), pages: 1}},
	{"is_async is spelled 1 and 0, and async answers are slow",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(30)}, async: rates{"202": always(60)}, seconds: map[string]level{"202": always(90)}}, search()}, minutes: 240, yes: "1", no: "0"}, expected{silent: true}},
	{"is_async is spelled True and False, and half of the synchronous requests fail",
		world{deployments: []deployment{{model: "m", sync: halfFail(90, 130, "500"), async: rates{"202": always(5)}}, search()}, minutes: 240, yes: "True", no: "False"}, expected{any: page("m", 90, 105), pages: 1}},
	{"every model is moved to an environment of another name",
		world{deployments: slices.Concat(moved("a", "prod", 100, rates{"200": always(60)}), moved("b", "prod", 100, rates{"200": always(60)}), moved("c", "prod", 100, rates{"200": always(60)})), minutes: 240},
		expected{any: told("", 100, 130), pages: 0, alerts: 1}},
	{"one model of five is moved to staging",
		world{deployments: append(moved("a", "staging", 100, rates{"200": always(60)}), busy("b", "c", "d", "e")...), minutes: 240}, expected{silent: true}},
	{"a deployment has its environment only five minutes after its start",
		beside(deployment{model: "m", id: "d1", environment: "-", from: 90, to: 95, base: -1, sync: rates{"200": always(0)}},
			deployment{model: "m", id: "d1", from: 95, to: 9e9, base: -1, sync: rates{"200": always(60)}}), expected{silent: true}},
	// Samples that come late.
	{"samples arrive a minute late",
		world{deployments: append(busy("m"), search()), minutes: 130, since: 60, late: 1}, expected{silent: true}},
	{"half fail, and samples arrive a minute late",
		world{deployments: []deployment{calls("m", halfFail(80, 120, "500")), search()}, minutes: 130, since: 60, late: 1}, expected{any: page("m", 80, 100), pages: 1}},
	// Deploys, and incidents that come again.
	{"half fail, whatever is deployed each ten minutes",
		beside(deployment{model: "m", id: "d1", from: 0, to: 100, sync: halfFail(90, 9e9, "500")},
			deployment{model: "m", id: "d2", from: 100, to: 110, base: -1, sync: halfFail(0, 9e9, "500")}, deployment{model: "m", id: "d3", from: 110, to: 120, base: -1, sync: halfFail(0, 9e9, "502")},
			deployment{model: "m", id: "d4", from: 120, to: 130, base: -1, sync: halfFail(0, 9e9, "500")}, deployment{model: "m", id: "d5", from: 130, to: 9e9, base: -1, sync: rates{"200": always(60)}}),
		expected{any: page("m", 90, 105), lasting: &want{model: "m", from: 105, to: 130}, pages: 1}},
	{"all fail, half an hour of rest, and all fail again",
		beside(calls("m", outage("503", 60, steps(0, [2]float64{90, 1}, [2]float64{110, 0}, [2]float64{140, 1}, [2]float64{160, 0})))),
		expected{any: page("m", 90, 105), lasting: &want{model: "m", from: 146, to: 160}, pages: 2, oneAtATime: true}},
	{"a new model fails from its first request on",
		beside(deployment{model: "m", from: 90, to: 9e9, base: -1, sync: rates{"500": always(30)}}), expected{any: page("m", 90, 115), pages: 1}},
	{"fast requests that no sample of the concurrency sees, and all of them fail",
		beside(deployment{model: "m", concurrent: always(0), sync: rates{"200": between(90, 130, 0, 600), "503": between(90, 130, 600, 0)}, seconds: map[string]level{"200": always(0.05), "503": always(0.05)}}),
		expected{any: page("m", 90, 105), pages: 1}},
	{"async requests alone, and all of them fail",
		beside(deployment{model: "m", concurrent: always(0), async: rates{"202": between(90, 150, 0, 30), "500": between(90, 150, 30, 0)}}), expected{any: append(page("m", 90, 115), told("m", 90, 115)...), pages: 1}},
	{"traffic doubles, and replicas follow",
		beside(deployment{model: "m", active: between(98, 9e9, 4, 2), starting: between(92, 98, 2, 0), sync: rates{"200": between(90, 9e9, 120, 60)}, concurrent: between(90, 98, 20, 6)}), expected{silent: true}},
	{"a tenth of the requests is refused by a rate limit for an hour",
		beside(calls("m", rates{"200": between(90, 150, 540, 600), "429": between(90, 150, 60, 0)})), expected{any: page("m", 90, 110), pages: 1}},
	{"one request in ten minutes, one of which fails",
		beside(calls("m", rates{"200": each(10, 1), "500": between(102, 103, 1, 0)})), expected{silent: true}},
}

func TestInBetween(t *testing.T) { judgeAll(t, inBetween) }
