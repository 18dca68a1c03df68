package situations

import (
	"math"
	"os"
	"slices"
	"testing"
)

// without leaves a family out of the export for some minutes.
func without(family string, from, to float64) func(string, string, float64) bool {
	return func(f, _ string, m float64) bool { return f == family && during(from, to)(m) }
}

func standing(from, to float64, families ...string) func(string, float64) bool {
	return func(f string, m float64) bool { return during(from, to)(m) && slices.Contains(families, f) }
}

// each is `v` in every n-th minute.
func each(n, v float64) level {
	return func(m float64) float64 {
		if mod(m, n) == 2 {
			return v
		}
		return 0
	}
}

// cycle is `v` from minute `from` to minute `to` of every `period` minutes.
func cycle(period, from, to, v float64) level {
	return func(m float64) float64 { return between(from, to, v, 0)(mod(m, period)) }
}

func during01(from, to float64) level { return between(from, to, 1, 0) }

// busyUntil are models that serve until a minute, and are idle from then on.
func busyUntil(minute float64, names ...string) []deployment {
	all := busy(names...)
	for i := range all {
		all[i].sync = rates{"200": between(0, minute, 60, 0)}
		all[i].concurrent = between(0, minute, 2, 0)
	}
	return all
}

func times(l level, by float64) level { return func(m float64) float64 { return l(m) * by } }

func calls(name string, codes rates) deployment { return deployment{model: name, sync: codes} }

// siblings are of the kinds of the named situations, with other protocols, codes, rates, scrapes and fleets, and beside
// each what looks like it and is well.
var siblings = []situation{
	// Protocols.
	{"gRPC model, a few calls unavailable",
		beside(calls("g", rates{"0": always(100), "14": between(60, 9e9, 0.2, 0)})), expected{silent: true}},
	{"gRPC model, half of the calls unavailable",
		beside(calls("g", rates{"0": between(90, 130, 50, 100), "14": between(90, 130, 50, 0)})), expected{any: page("g", 90, 110)}},
	{"gRPC model, every call fails inside, one a minute",
		beside(calls("g", rates{"0": between(90, 150, 0, 1), "13": between(90, 150, 1, 0)})), expected{any: page("g", 90, 125)}},
	{"gRPC model whose callers send what is malformed",
		beside(calls("g", rates{"0": always(60), "3": between(90, 150, 60, 0)})), expected{silent: true}},
	{"gRPC callers cancel at once",
		beside(deployment{model: "g", sync: rates{"0": always(60), "1": always(60)}, seconds: map[string]level{"1": always(0.05)}}), expected{silent: true}},
	{"a fleet of WebSockets alone, and all is well",
		alone(240, deployment{model: "v1", sync: rates{"1000": always(3), "1001": always(2)}, active: always(8), concurrent: always(40), seconds: map[string]level{"1000": always(200), "1001": always(200)}},
			deployment{model: "v2", sync: rates{"1000": always(1), "1005": always(0.5)}, concurrent: always(10), seconds: map[string]level{"1000": always(250), "1005": always(250)}}), expected{silent: true}},
	{"a fleet of WebSockets alone, one of which breaks every connection",
		alone(240, deployment{model: "v1", sync: rates{"1000": between(90, 130, 0, 5), "1006": between(90, 130, 5, 0)}, concurrent: always(40)},
			deployment{model: "v2", sync: rates{"1000": always(1)}, concurrent: always(10)}), expected{any: page("v1", 90, 110)}},
	{"WebSocket model with close codes of its own",
		beside(calls("voice", rates{"1000": always(20), "4001": always(20)})), expected{silent: true}},
	{"the router refuses three in ten, since all replicas are full",
		beside(calls("m", rates{"200": between(90, 130, 42, 60), "529": between(90, 130, 18, 0)})), expected{any: page("m", 90, 110)}},
	{"clients without a key",
		beside(calls("m", rates{"200": always(60), "401": between(90, 150, 300, 0), "404": between(90, 150, 30, 0)})), expected{silent: true}},
	{"an HTTP model answers 0 for half",
		beside(calls("m", rates{"200": between(90, 150, 30, 60), "0": between(90, 150, 30, 0)})), expected{any: told("m", 90, 130)}},
	// Rates.
	{"everything fails, one request in two minutes",
		beside(calls("rare", rates{"200": between(90, 200, 0, 0.5), "500": between(90, 200, 0.5, 0)})), expected{any: page("rare", 90, 130)}},
	{"two of a thousand fail, six thousand a minute",
		beside(calls("big", rates{"200": between(90, 9e9, 5988, 6000), "500": between(90, 9e9, 12, 0)})), expected{}},
	{"three in a hundred fail, six thousand a minute",
		beside(calls("big", rates{"200": between(90, 9e9, 5820, 6000), "500": between(90, 9e9, 180, 0)})), expected{any: page("big", 90, 125)}},
	{"a single failure at night",
		beside(calls("rare", rates{"200": always(0.2), "500": between(100, 101, 1, 0)})), expected{silent: true}},
	{"a minute of failures among much traffic",
		beside(calls("m", rates{"200": between(100, 101, 0, 600), "503": between(100, 101, 600, 0)})), expected{}},
	// Clients that leave.
	{"every client leaves after five seconds",
		beside(deployment{model: "m", active: always(10), sync: rates{"200": between(90, 200, 6, 60), "499": between(90, 200, 54, 0)},
			seconds: map[string]level{"499": always(5)}, concurrent: between(90, 200, 27, 5)}), expected{any: page("m", 90, 120)}},
	{"every request hangs, and clients leave after eight seconds",
		beside(deployment{model: "m", active: always(4), sync: rates{"200": between(90, 200, 0, 60), "499": between(90, 200, 60, 0)},
			seconds: map[string]level{"499": always(8)}, concurrent: between(90, 200, 27, 5)}), expected{any: page("m", 90, 120)}},
	{"every request hangs, and clients leave after half a minute, one a minute",
		beside(deployment{model: "m", active: always(1), sync: rates{"200": between(90, 200, 0, 1), "499": between(90, 200, 1, 0)},
			seconds: map[string]level{"499": always(30)}, concurrent: between(90, 200, 1, 0)}), expected{any: page("m", 90, 130)}},
	{"people stop one answer in five while it is written",
		beside(deployment{model: "chat", sync: rates{"200": always(80), "499": always(20)}, seconds: map[string]level{"499": always(4)}}), expected{silent: true}},
	{"hedging client takes the first of two answers",
		beside(deployment{model: "hedge", sync: rates{"200": always(300), "499": always(300)}, seconds: map[string]level{"499": always(2)}}), expected{silent: true}},
	// Comes and goes.
	{"replica dies each six minutes, at scrapes of 30 seconds",
		world{deployments: []deployment{{model: "m", active: until(90, always(2), cycle(6, 0, 2, 1)), sync: rates{"200": between(90, 9e9, 1, 60)}, slow: between(90, 9e9, 1, 0), concurrent: between(90, 9e9, 60, 3)}, search()}, minutes: 240, step: 30},
		expected{any: page("m", 90, 125)}},
	{"replica dies each ten minutes, at scrapes of two minutes",
		world{deployments: []deployment{{model: "m", active: until(90, always(2), cycle(10, 0, 2, 1)), sync: rates{"200": between(90, 9e9, 1, 60)}, slow: between(90, 9e9, 1, 0), concurrent: between(90, 9e9, 60, 3)}, search()}, minutes: 240, step: 120},
		expected{any: page("m", 90, 125)}},
	{"a model that is called once an hour, and sleeps in between",
		beside(deployment{model: "n", active: cycle(60, 4, 24, 1), starting: cycle(60, 0, 4, 1), concurrent: cycle(60, 0, 4, 2), sync: rates{"200": func(m float64) float64 {
			if mod(m, 60) == 4 {
				return 2
			}
			return 0
		}}, slow: always(1)}), expected{silent: true}},
	{"overloaded, and one replica crashes in its start, at scrapes of 15 seconds",
		world{deployments: []deployment{{model: "m", active: always(1), sync: rates{"200": always(60)}, concurrent: between(60, 9e9, 20, 5),
			starting: func(m float64) float64 {
				if m < 60 || mod(m, 7) < 1 {
					return 0
				}
				return 1
			}}, search()}, minutes: 180, step: 15}, expected{any: told("m", 60, 130)}},
	{"a peak that one more replica relieves",
		beside(deployment{model: "m", active: between(70, 9e9, 3, 1), starting: between(62, 70, 2, 0), sync: rates{"200": always(60)}, concurrent: between(60, 72, 20, 5)}), expected{silent: true}},
	// Families.
	{"the histogram is missing",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, gone: without(responseTime, 100, 130)}, expected{any: told("", 100, 125), alerts: 1}},
	{"the requests are missing",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, gone: without(requests, 100, 130)}, expected{any: told("", 100, 125), alerts: 1}},
	{"the concurrent requests are missing",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, gone: without(concurrent, 100, 130)}, expected{any: told("", 100, 125), alerts: 1}},
	{"the CPU counters are missing",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, gone: without(cpu, 100, 130)}, expected{alerts: 1}},
	{"the starting replicas are missing",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, gone: without(starting, 100, 130)}, expected{alerts: 1}},
	{"the active replicas of a single model are missing, and it answers",
		alone(240, deployment{model: "a", sync: rates{"200": always(60)}, active: between(100, 160, absent, 4), concurrent: always(2)}), expected{alerts: 1}},
	{"the active replicas of one of four models are missing, and it answers",
		world{deployments: append(busy("b", "c", "d"), deployment{model: "a", sync: rates{"200": always(60)}, active: between(100, 160, absent, 4), concurrent: always(2)}), minutes: 240}, expected{}},
	{"one model's replicas vanish and nothing is served",
		world{deployments: append(busy("b", "c", "d"), deployment{model: "a", sync: rates{"200": between(100, 160, 0, 60)}, active: between(100, 160, absent, 4), concurrent: between(100, 160, 40, 2)}), minutes: 240},
		expected{any: page("a", 100, 120), oneAtATime: true}},
	{"requests and concurrent requests stand still, with one model",
		world{deployments: busy("a"), minutes: 240, frozen: standing(100, 140, requests, responseTime, concurrent)}, expected{any: told("*", 100, 130), pages: 1, alerts: 2}},
	{"everything stands still, at scrapes of two minutes",
		world{deployments: busy("a", "b"), minutes: 200, step: 120, frozen: func(_ string, m float64) bool { return during(100, 140)(m) }}, expected{any: page("", 100, 125), pages: 1}},
	{"the histogram stands still",
		world{deployments: busy("a", "b"), minutes: 240, frozen: standing(100, 140, responseTime)}, expected{alerts: 1}},
	{"the gauges stand still",
		world{deployments: busy("a", "b"), minutes: 240, frozen: standing(100, 140, concurrent, active, starting)}, expected{alerts: 1}},
	{"nothing is called at night, and CPU goes on",
		alone(240, deployment{model: "a", sync: rates{"200": between(100, 180, 0, 60)}, concurrent: between(100, 180, 0, 2)}, deployment{model: "b", sync: rates{"200": between(100, 180, 0, 60)}, concurrent: between(100, 180, 0, 2)}), expected{silent: true}},
	{"is_async is missing, and half fail",
		world{deployments: []deployment{calls("m", halfFail(90, 130, "500")), search()}, minutes: 240, yes: "-", no: "-"}, expected{any: page("m", 90, 105)}},
	{"is_async is missing, and responses are slow",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(60)}, slow: between(90, 9e9, 0.5, 0)}, search()}, minutes: 240, yes: "-", no: "-"}, expected{any: page("m", 90, 130)}},
	{"is_async is spelled True, and all is well",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(5)}, async: rates{"200": always(60)}, slow: always(0)}, search()}, minutes: 240, yes: "True", no: "False"}, expected{silent: true}},
	// Export and scrapes.
	{"all of eight models vanish, and the scrape succeeds",
		world{deployments: busy("a", "b", "c", "d", "e", "f", "g", "h"), minutes: 240, gone: func(_, _ string, m float64) bool { return during(100, 160)(m) }},
		expected{any: told("", 100, 130), pages: 1, alerts: 2}},
	{"three of eight models vanish",
		world{deployments: busy("a", "b", "c", "d", "e", "f", "g", "h"), minutes: 240, gone: func(_, model string, m float64) bool { return during(100, 160)(m) && model < "d" }},
		expected{any: told("", 100, 130), pages: 0, alerts: 1}},
	{"one model of eight is deleted",
		world{deployments: busy("a", "b", "c", "d", "e", "f", "g", "h"), minutes: 240, gone: func(_, model string, m float64) bool { return m >= 100 && model == "a" }}, expected{silent: true}},
	{"every other scrape is refused for an hour",
		world{deployments: append(busy("m"), search()), minutes: 240, refused: func(m float64) bool { return during(100, 160)(m) && mod(m, 2) == 1 }}, expected{}},
	{"one scrape is refused, at scrapes of two minutes",
		world{deployments: append(busy("m"), search()), minutes: 180, step: 120, refused: func(m float64) bool { return m == 100 }}, expected{silent: true}},
	{"the export is gone, at scrapes of two minutes",
		world{deployments: append(busy("m"), search()), minutes: 180, step: 120, refused: during(100, 9e9)}, expected{any: page("", 101, 125), pages: 1}},
	{"the export is gone, at scrapes of 15 seconds",
		world{deployments: append(busy("m"), search()), minutes: 140, step: 15, refused: during(100, 9e9)}, expected{any: page("", 101, 120), pages: 1}},
	{"half fail, scrapes of 15 seconds",
		world{deployments: []deployment{calls("m", halfFail(90, 130, "500")), search()}, minutes: 180, step: 15}, expected{any: page("m", 90, 105), oneAtATime: true}},
	{"half fail in the middle of which scrapes are missing",
		world{deployments: []deployment{calls("m", halfFail(90, 150, "500")), search()}, minutes: 240, lost: during(110, 114)}, expected{any: page("m", 90, 105), lasting: &want{model: "m", from: 100, to: 150}, pages: 1}},
	// Environments and deployments.
	{"staging fails, production of the same name is well",
		beside(deployment{model: "m", id: "m-p", sync: rates{"200": always(60)}}, deployment{model: "m", id: "m-s", environment: "staging", sync: rates{"500": always(60)}}), expected{silent: true}},
	{"production fails, staging of the same name has ten times the traffic",
		beside(deployment{model: "m", id: "m-p", sync: halfFail(90, 130, "500")}, deployment{model: "m", id: "m-s", environment: "staging", sync: rates{"200": always(600)}}), expected{any: page("m", 90, 105)}},
	{"staging alone is exported",
		alone(240, deployment{model: "m", environment: "staging", sync: rates{"200": always(60)}}), expected{any: told("", 0, 60)}},
	{"one deployment of three has no replica, while requests wait for it",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": always(60)}}, deployment{model: "m", id: "d2", sync: rates{"200": always(60)}},
			deployment{model: "m", id: "d3", sync: rates{"200": between(90, 160, 0, 60)}, active: between(90, 160, 0, 2), concurrent: between(90, 160, 10, 1)}), expected{any: page("m", 90, 115)}},
	{"a rollout without incident",
		beside(deployment{model: "m", id: "d1", from: 0, to: 110, sync: rates{"200": between(100, 110, 0, 60)}, active: between(105, 110, 0, 2), concurrent: between(100, 110, 0, 1)},
			deployment{model: "m", id: "d2", from: 92, to: 9e9, base: -1, sync: rates{"200": between(0, 100, 0, 60)}, active: between(92, 98, 0, 2), starting: between(92, 98, 2, 0), concurrent: between(92, 100, 0, 1)}), expected{silent: true}},
	{"a rollout with a few failures while replicas change",
		beside(deployment{model: "m", id: "d1", from: 0, to: 110, sync: rates{"200": between(100, 110, 0, 600), "503": between(99, 101, 4, 0)}},
			deployment{model: "m", id: "d2", from: 92, to: 9e9, base: -1, sync: rates{"200": between(0, 100, 0, 600)}}), expected{}},
	{"the new deployment answers half with errors",
		beside(deployment{model: "m", id: "d1", from: 0, to: 110, sync: rates{"200": between(100, 110, 0, 60)}},
			deployment{model: "m", id: "d2", from: 95, to: 9e9, base: -1, sync: rates{"200": between(0, 100, 0, 30), "500": between(0, 100, 0, 30)}}), expected{any: page("m", 100, 118)}},
	{"canary as good as the stable one, both with few failures",
		beside(deployment{model: "m", id: "d1", phase: "stable", sync: rates{"200": always(990), "500": always(0.5)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, sync: rates{"200": always(50), "500": always(0.025)}}), expected{}},
	{"canary that fails three in ten",
		beside(deployment{model: "m", id: "d1", phase: "stable", sync: rates{"200": always(990)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, sync: rates{"200": always(7), "500": always(3)}}), expected{any: told("m", 60, 110)}},
	// Counters.
	{"failures in the first scrape of a new deployment",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": always(600)}}, deployment{model: "m", id: "d2", from: 100, to: 9e9, base: -1, sync: rates{"200": always(60), "500": func(m float64) float64 {
			switch {
			case m < 100:
				return 0
			case m == 100:
				return 2000
			}
			return 0
		}}}), expected{any: told("m", 100, 115)}},
	{"a new deployment that was a draft for long comes into production",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": always(600)}}, deployment{model: "m", id: "d2", from: 0, to: 100, environment: "-", sync: rates{"200": always(6), "500": always(6)}},
			deployment{model: "m", id: "d2", from: 100, to: 9e9, base: 1600, sync: rates{"200": always(6), "500": always(0)}}), expected{}},
	{"a server that begins anew sees old counters",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(60), "500": always(0)}, base: 50000}, search()}, minutes: 120}, expected{silent: true}},
	// Async.
	{"async requests fail among much sync",
		beside(deployment{model: "m", active: always(4), sync: rates{"200": always(600)}, async: rates{"200": between(90, 9e9, 0, 3), "500": between(90, 9e9, 3, 0)}}), expected{any: told("m", 90, 130)}},
	{"one async request in a hundred fails",
		beside(deployment{model: "m", active: always(4), sync: rates{"200": always(600)}, async: rates{"200": always(30), "500": between(90, 9e9, 0.3, 0)}}), expected{}},
	{"the async queue stands, and nothing leaves it",
		beside(deployment{model: "w", active: always(3), sync: rates{"200": always(5)}, async: rates{"200": between(90, 9e9, 0, 30)}, queue: between(90, 9e9, 500, 0)}), expected{any: told("w", 90, 150)}},
	{"the first async requests of a model are never worked off",
		beside(deployment{model: "w", active: always(3), sync: rates{"200": always(5)}, queue: func(m float64) float64 { return max(0, 10*(m-90)) }}), expected{any: told("w", 90, 160)}},
	{"a batch fills the async queue and drains",
		beside(deployment{model: "w", active: always(3), sync: rates{"200": always(5)}, async: rates{"200": always(60)}, queue: func(m float64) float64 { return max(0, math.Min(20*(m-60), 1200-30*(m-60))) }}), expected{silent: true}},
	{"async requests wait, and no replica comes",
		beside(deployment{model: "w", active: between(90, 150, 0, 2), async: rates{"200": between(90, 150, 0, 30)}, concurrent: always(0), queue: between(90, 150, 100, 0)}), expected{any: page("w", 90, 110), oneAtATime: true}},
	// Hours of the day.
	{"traffic by day, none by night",
		world{deployments: []deployment{{model: "m", sync: rates{"200": func(m float64) float64 {
			if h := mod(m/60, 24); h < 7 || h > 21 {
				return 0
			}
			return 100
		}}, concurrent: func(m float64) float64 {
			if h := mod(m/60, 24); h < 7 || h > 21 {
				return 0
			}
			return 1
		}}, search()}, minutes: 10 * 1440, every: 600, since: 8 * 1440}, expected{silent: true}},
	{"traffic is a fifth of last week's",
		world{deployments: []deployment{{model: "m", sync: rates{"200": between(9*1440, 9e9, 20, 100)}}, search()}, minutes: 10 * 1440, every: 600, since: 8*1440 + 720}, expected{silent: true}},
	{"a model wakes each morning, and its first answers are late",
		world{deployments: []deployment{{model: "n", sync: rates{"200": func(m float64) float64 {
			switch {
			case m < 486:
				return 0
			case m < 488:
				return 8
			}
			return 5
		}}, slow: between(486, 488, 1, 0), active: between(486, 9e9, 1, 0), starting: between(480, 486, 1, 0), concurrent: between(480, 486, 15, 0)}, search()}, minutes: 600}, expected{}},
	{"a start takes forever",
		beside(deployment{model: "n", sync: rates{"200": between(90, 9e9, 0, 1)}, active: between(90, 9e9, 0, 1), starting: between(90, 9e9, 1, 0), concurrent: between(90, 9e9, 5, 1)}), expected{any: page("n", 90, 110), oneAtATime: true}},
	// Long responses.
	{"responses of twenty minutes, one in four minutes",
		beside(deployment{model: "long", sync: rates{"200": each(4, 1)}, concurrent: always(5), seconds: map[string]level{"200": always(1200)}}), expected{}},
	{"responses of twenty minutes, one in twenty minutes",
		beside(deployment{model: "long", sync: rates{"200": each(20, 1)}, concurrent: always(1), seconds: map[string]level{"200": always(1200)}}), expected{}},
	// Scrapers.
	{"half fail, two scrapers, one of which is away",
		world{deployments: []deployment{calls("m", halfFail(90, 130, "500")), search()}, minutes: 200, scrapers: oneGone(95, 120)}, expected{any: page("m", 90, 105), pages: 1}},
	{"ten late ones, two scrapers",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(1)}, slow: between(100, 106, 1, 0)}, search()}, minutes: 200, scrapers: twoScrapers}, expected{}},
	{"two scrapers, and no replica serves",
		world{deployments: []deployment{{model: "a", sync: rates{"200": between(100, 140, 0, 60)}, active: between(100, 140, 0, 1), concurrent: between(100, 140, 40, 3)}}, minutes: 160, scrapers: twoScrapers},
		expected{any: page("a", 100, 120), pages: 1}},
	{"two scrapers, the async queue is long and drains",
		world{deployments: []deployment{{model: "w", sync: rates{"200": always(5)}, async: rates{"200": always(60)}, queue: func(m float64) float64 { return 3000 + mod(m, 10) }}, search()}, minutes: 200, scrapers: oneGone(60, 100)}, expected{silent: true}},
	{"containers restart again and again",
		beside(deployment{model: "m", sync: rates{"200": always(60)}, restarts: func(m float64) float64 { return math.Floor(max(0, m-90) / 3) }}), expected{any: told("m", 90, 115)}},
	{"a container restarts once",
		beside(deployment{model: "m", sync: rates{"200": always(60)}, restarts: between(0, 90, 0, 1)}), expected{silent: true}},
	// One cause, one call.
	{"half of the requests fail and the rest is slow",
		beside(deployment{model: "m", sync: halfFail(90, 140, "504"), slow: between(90, 140, 0.5, 0), seconds: map[string]level{"504": always(50)}}), expected{any: page("m", 90, 105), pages: 2, oneAtATime: true}},
	{"no replica serves, then parked requests end late",
		beside(deployment{model: "m", sync: rates{"200": func(m float64) float64 {
			switch {
			case m < 90:
				return 60
			case m < 120:
				return 0
			case m < 124:
				return 200
			}
			return 60
		}}, slow: between(120, 124, 0.7, 0), active: between(90, 120, 0, 2), starting: between(95, 120, 1, 0), concurrent: between(90, 122, 40, 2)}), expected{any: page("m", 90, 110), pages: 2, oneAtATime: true}},
	{"half of the fleet is gone and what is left burns",
		world{deployments: append(busy("a", "b"), calls("c", halfFail(90, 9e9, "500")), calls("d", rates{"200": always(60)})), minutes: 240, gone: func(_, model string, m float64) bool { return during(120, 200)(m) && (model == "a" || model == "b") }},
		expected{any: page("c", 90, 105), also: told("", 120, 150), pages: 1}},
	{"a stall that lasts, with clients that wait",
		beside(deployment{model: "m", sync: rates{"200": between(90, 160, 0, 60)}, concurrent: between(90, 160, 30, 2)}), expected{any: page("m", 90, 115), pages: 1}},
	// More of each kind.
	{"WebSocket handshakes fail, one in three",
		beside(deployment{model: "voice", sync: rates{"1000": between(90, 130, 4, 6), "503": between(90, 130, 2, 0)}, active: always(4), concurrent: always(20), seconds: map[string]level{"1000": always(250)}}), expected{any: page("voice", 90, 110)}},
	{"gRPC calls run past their deadline, half of them",
		beside(deployment{model: "g", sync: rates{"0": between(90, 130, 15, 30), "4": between(90, 130, 15, 0)}, seconds: map[string]level{"4": always(30)}}), expected{any: page("g", 90, 112), oneAtATime: true}},
	{"gRPC callers cancel after half a minute, nine in ten",
		beside(deployment{model: "g", active: always(4), sync: rates{"0": between(90, 200, 6, 60), "1": between(90, 200, 54, 0)}, seconds: map[string]level{"1": always(30)}, concurrent: between(90, 200, 27, 5)}), expected{any: page("g", 90, 125)}},
	{"half of the requests are throttled",
		beside(calls("m", rates{"200": between(90, 130, 30, 60), "429": between(90, 130, 30, 0)})), expected{any: page("m", 90, 110)}},
	{"a few requests are throttled each minute",
		beside(calls("m", rates{"200": always(600), "429": always(0.5)})), expected{}},
	{"a small share has an unknown code",
		beside(calls("m", rates{"200": always(60), "unknown": always(3)})), expected{silent: true}},
	{"a gRPC model that sleeps, and one call that fails as it wakes",
		beside(deployment{model: "g", concurrent: between(100, 104, 1, 0), active: between(104, 130, 1, 0), starting: between(100, 104, 1, 0), sync: rates{"0": between(104, 120, 1, 0), "14": between(104, 105, 1, 0)}}), expected{silent: true}},
	{"some requests fail in every hour, six a day in a thousand",
		beside(calls("m", rates{"200": always(1), "500": always(0.004)})), expected{}},
	{"two deployments, of which one answers nothing, with its requests in flight",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": always(300)}}, deployment{model: "m", id: "d2", sync: rates{"200": between(90, 160, 0, 60)}, concurrent: between(90, 160, 12, 1)}), expected{any: page("m", 90, 120), pages: 1}},
	{"a deployment is scaled down to nothing while another takes over",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": between(90, 9e9, 0, 60)}, active: between(100, 9e9, 0, 2), concurrent: between(90, 9e9, 0, 1)}, deployment{model: "m", id: "d2", sync: rates{"200": between(90, 9e9, 60, 0)}, active: between(80, 9e9, 2, 0), concurrent: between(90, 9e9, 1, 0)}), expected{silent: true}},
	{"every model fails at once",
		world{deployments: []deployment{calls("a", halfFail(90, 130, "503")), calls("b", halfFail(90, 130, "503")), calls("c", halfFail(90, 130, "503"))}, minutes: 200}, expected{any: page("a", 90, 105), also: []want{{model: "b", from: 90, to: 105}, {model: "c", from: 90, to: 105}}, pages: 3}},
	{"responses take eleven seconds instead of nine, at six thousand a minute",
		beside(deployment{model: "m", active: always(60), concurrent: always(400), sync: rates{"200": always(6000)}, seconds: map[string]level{"200": between(90, 9e9, 11, 9)}}), expected{any: page("m", 90, 125)}},
	{"one response in a thousand is slow",
		beside(deployment{model: "m", sync: rates{"200": always(600)}, slow: always(0.001)}), expected{}},
	{"slow for ten minutes, one request in two minutes",
		beside(deployment{model: "rare", sync: rates{"200": always(0.5)}, slow: between(100, 110, 1, 0)}), expected{}},
	{"slow all night, one request in two minutes",
		beside(deployment{model: "rare", sync: rates{"200": always(0.5)}, slow: between(100, 9e9, 1, 0)}), expected{any: page("rare", 100, 160)}},
	{"wakes up and stays slow",
		world{deployments: []deployment{{model: "n", sync: rates{"200": between(304, 9e9, 10, 0)}, slow: between(304, 9e9, 1, 0), active: between(304, 9e9, 1, 0), starting: between(300, 304, 1, 0), concurrent: between(300, 304, 5, 0)}, search()}, minutes: 480}, expected{any: page("n", 304, 400)}},
	{"a model starts ten times a day, and each start takes fifteen minutes",
		world{deployments: []deployment{{model: "n", active: cycle(120, 15, 60, 1), starting: cycle(120, 0, 15, 1), concurrent: cycle(120, 0, 15, 3), sync: rates{"200": cycle(120, 15, 45, 1)}}, search()}, minutes: 240}, expected{any: page("n", 0, 30)}},
	{"night without traffic on a fleet that sleeps, at scrapes of two minutes",
		world{deployments: []deployment{
			{model: "a", sync: rates{"200": between(100, 400, 0, 60)}, active: between(115, 400, 0, 2), concurrent: between(100, 400, 0, 1), cores: between(115, 400, absent, 0.5)},
			{model: "b", sync: rates{"200": between(100, 400, 0, 60)}, active: between(115, 400, 0, 2), concurrent: between(100, 400, 0, 1), cores: between(115, 400, absent, 0.5)},
		}, minutes: 420, step: 120}, expected{silent: true}},
	{"the models of a fleet go to sleep one by one, and their series end",
		world{deployments: busyUntil(100, "a", "b", "c", "d"), minutes: 300, gone: func(_, model string, m float64) bool { return model != "d" && m >= 120+float64(model[0]-'a') }}, expected{silent: true}},
	{"one CPU counter of two stands still",
		world{deployments: busy("a", "b"), minutes: 200, gone: func(f, model string, m float64) bool { return f == cpu && model == "a" && m >= 100 }}, expected{silent: true}},
	{"environment is called prod",
		world{deployments: []deployment{{model: "m", environment: "prod", sync: halfFail(90, 9e9, "500")}, {model: "n", environment: "prod", sync: rates{"200": always(60)}}}, minutes: 200}, expected{any: told("*", 0, 200)}},
	{"the buckets end at other seconds",
		world{deployments: []deployment{calls("m", rates{"200": always(60)}), search()}, minutes: 200, bounds: []string{"0.5", "2.5", "7.5", "15.0", "+Inf"}}, expected{any: told("", 0, 60), pages: 0}},
	{"clients leave, and the buckets end at other seconds",
		world{deployments: []deployment{{model: "m", sync: rates{"200": between(90, 200, 6, 60), "500": between(90, 200, 54, 0)}}, search()}, minutes: 200, bounds: []string{"0.5", "2.5", "7.5", "15.0", "+Inf"}}, expected{any: append(page("m", 90, 110), told("", 0, 60)...)}},
	{"bounds are written as whole numbers, and responses are slow",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(60)}, slow: between(90, 9e9, 0.5, 0)}, search()}, minutes: 200, bounds: []string{"1", "5", "10", "60", "300", "+Inf"}}, expected{any: page("m", 90, 130)}},
	{"restarts of one replica while the server is away",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(60)}, restarts: between(0, 103, 3, 4)}, search()}, minutes: 180, lost: during(100, 106)}, expected{alerts: 1}},
	{"the server is away for twenty minutes in an incident",
		world{deployments: []deployment{calls("m", halfFail(90, 150, "500")), search()}, minutes: 240, lost: during(105, 125)}, expected{any: page("m", 90, 105), also: page("", 105, 130), pages: 2}},
	{"a long batch occupies every replica, and it was planned",
		beside(deployment{model: "b", active: always(2), concurrent: between(90, 150, 4, 0), sync: rates{"200": between(90, 150, 0.5, 0)}, seconds: map[string]level{"200": always(400)}}), expected{}},
	{"two requests in flight, and one ends each half minute",
		beside(deployment{model: "m", sync: rates{"200": always(2)}, concurrent: always(2)}), expected{silent: true}},
	{"a request hangs on a quiet model",
		beside(deployment{model: "m", sync: rates{"200": between(90, 9e9, 0, 1)}, concurrent: between(90, 9e9, 1, 0)}), expected{any: page("m", 90, 120)}},
	{"a response of twenty minutes hangs",
		world{deployments: []deployment{{model: "long", sync: rates{"200": func(m float64) float64 {
			if m < 200 {
				return each(20, 1)(m)
			}
			return 0
		}}, concurrent: always(1), seconds: map[string]level{"200": always(1200)}}, search()}, minutes: 400}, expected{any: page("long", 200, 290)}},
	{"the async queue is filled once a day and worked off in an hour",
		beside(deployment{model: "w", active: always(3), sync: rates{"200": always(5)}, async: rates{"200": between(90, 150, 50, 0)}, queue: func(m float64) float64 { return max(0, min(3000, 3000-50*(m-90))) * during01(85, 150)(m) }}), expected{silent: true}},
	{"the async queue drains slower than ever, with hours to go",
		beside(deployment{model: "w", active: always(3), sync: rates{"200": always(5)}, async: rates{"200": always(10)}, queue: func(m float64) float64 { return 600 + max(0, m-60)*10 }}), expected{any: told("w", 60, 150)}},
	{"async failures, two of three",
		beside(deployment{model: "m", sync: rates{"200": always(600)}, async: rates{"200": between(90, 9e9, 1, 3), "500": between(90, 9e9, 2, 0)}}), expected{any: told("m", 90, 120)}},
	{"a quiet model with one long request",
		beside(deployment{model: "m", sync: rates{"200": each(30, 1)}, concurrent: cycle(30, 0, 2, 1)}), expected{silent: true}},
}

func TestSiblings(t *testing.T) { judgeAll(t, slices.Concat(siblings, aftermaths, streams, untold)) }

func judgeAll(t *testing.T, all []situation) {
	t.Helper()
	for _, each := range all {
		t.Run(each.title, func(t *testing.T) {
			t.Parallel()
			found := play(t, &each.world)
			complaints := each.judge(found)
			for _, line := range complaints {
				t.Error(line)
			}
			if len(complaints) > 0 || os.Getenv("SHOW_ALERTS") != "" {
				for _, a := range found {
					t.Log(a)
				}
			}
		})
	}
}
