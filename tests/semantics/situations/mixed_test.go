package situations

import "testing"

// renamed are models that have another name from minute 100 on, and go on counting.
func renamed(names ...string) []deployment {
	var all []deployment
	for _, name := range names {
		all = append(all,
			deployment{model: name, modelID: name, id: name, from: 0, to: 100, sync: rates{"200": always(60)}, active: always(4), concurrent: always(2)},
			deployment{model: "team/" + name, modelID: name, id: name, from: 100, to: 9e9, base: 7000, sync: rates{"200": always(60)}, active: always(4), concurrent: always(2)})
	}
	return all
}

// everyMinutes are the minutes in which counters begin anew.
func everyMinutes(n, to float64) []float64 {
	var all []float64
	for m := n; m < to; m += n {
		all = append(all, m)
	}
	return all
}

// parked are requests in flight that no replica takes, each for so many minutes, and two a minute before and after.
func parked(from, to, pace, minutes float64) level {
	return func(m float64) float64 {
		if m < from || m >= to {
			return 2
		}
		return max(2, min(pace*minutes, pace*(m-from)))
	}
}

// burst is a pace in the first minutes of each hour.
func burst(minutes, pace float64) level { return cycle(60, 0, minutes, pace) }

// mixed are two things at a time, and one that is in the way of seeing another: deploys and restarts of the export in an outage,
// counters that begin anew, bursts, refusals, and what a client does to itself.
var mixed = []situation{
	// Two incidents.
	{"one model fails half while another one stalls",
		beside(calls("a", halfFail(90, 130, "500")), deployment{model: "b", sync: rates{"200": between(95, 140, 0, 60)}, concurrent: between(95, 140, 40, 2)}),
		expected{any: page("a", 90, 105), also: page("b", 95, 120), pages: 2}},
	{"half fail, and in the midst of it the export is refused",
		world{deployments: []deployment{calls("m", halfFail(90, 160, "500")), search()}, minutes: 240, refused: during(110, 135)},
		expected{any: page("m", 90, 105), also: page("", 110, 130), lasting: &want{model: "m", from: 98, to: 160}, pages: 2}},
	{"requests wait without a replica, and are given up with 500 after ten minutes",
		beside(deployment{model: "m", active: between(90, 140, 0, 2), concurrent: parked(90, 140, 60, 10),
			sync: rates{"200": between(90, 140, 0, 60), "500": between(100, 140, 60, 0)}, seconds: map[string]level{"500": always(600)}}),
		expected{any: page("m", 90, 112), pages: 1}},
	{"requests wait without a replica, and are given up with 500 after twenty minutes",
		beside(deployment{model: "m", active: between(90, 150, 0, 2), concurrent: parked(90, 150, 60, 20),
			sync: rates{"200": between(90, 150, 0, 60), "500": between(110, 150, 60, 0)}, seconds: map[string]level{"500": always(1200)}}),
		expected{any: page("m", 90, 112), lasting: &want{model: "m", from: 104, to: 150}, oneAtATime: true, pages: 2}},
	{"one request a minute waits without a replica, and is given up with 500 after ten minutes",
		beside(deployment{model: "m", active: between(90, 160, 0, 2), concurrent: parked(90, 160, 1, 10),
			sync: rates{"200": between(90, 160, 0, 1), "500": between(100, 160, 1, 0)}, seconds: map[string]level{"500": always(600)}}),
		expected{any: page("m", 90, 112), oneAtATime: true, pages: 2}},
	{"requests fail for three minutes, and then no replica is left",
		beside(deployment{model: "m", active: between(93, 150, 0, 2), concurrent: between(93, 150, 40, 2), sync: rates{"200": between(90, 150, 0, 60), "502": between(90, 93, 60, 0)}}),
		expected{any: page("m", 90, 115), lasting: &want{model: "m", from: 115, to: 150}}},
	{"a few requests fail, and then no replica is left of a model that is called once a minute",
		beside(deployment{model: "m", active: between(94, 160, 0, 1), concurrent: between(94, 160, 8, 1), sync: rates{"200": between(90, 160, 0, 1), "502": between(90, 94, 1, 0)}}),
		expected{any: page("m", 90, 115), lasting: &want{model: "m", from: 115, to: 160}}},
	{"answers get slow since they are tried again inside, then they fail",
		beside(deployment{model: "m", sync: rates{"200": between(102, 150, 30, 60), "502": between(102, 150, 30, 0)}, slow: between(90, 150, 0.6, 0), concurrent: between(90, 150, 12, 2)}),
		expected{any: page("m", 90, 112), pages: 2}},
	{"half of the replicas are lost, and the rest is slow",
		beside(deployment{model: "m", active: between(90, 160, 5, 10), concurrent: between(90, 160, 30, 4), sync: rates{"200": always(60)}, slow: between(90, 160, 0.4, 0)}),
		expected{any: page("m", 90, 120), pages: 1}},
	{"half of the replicas are lost, and the others carry it",
		beside(deployment{model: "m", active: between(90, 160, 5, 10), concurrent: always(8), sync: rates{"200": always(600)}}),
		expected{silent: true}},
	{"a region is lost with all replicas of two models of four, and requests wait",
		world{deployments: append(busy("c", "d"),
			deployment{model: "a", active: between(90, 150, 0, 2), concurrent: between(90, 150, 40, 2), sync: rates{"200": between(90, 150, 0, 60)}},
			deployment{model: "b", active: between(90, 150, 0, 2), concurrent: between(90, 150, 40, 2), sync: rates{"200": between(90, 150, 0, 60)}}), minutes: 240},
		expected{any: page("a", 90, 115), also: page("b", 90, 115), pages: 2}},
	{"the model is deleted in the midst of its incident",
		world{deployments: append(busy("b", "c", "d"), deployment{model: "m", from: 0, to: 120, sync: halfFail(90, 9e9, "500")}), minutes: 240},
		expected{any: page("m", 90, 105), pages: 1}},
	{"the model is given another name in the midst of its incident",
		beside(deployment{model: "old", id: "d", from: 0, to: 110, sync: halfFail(90, 9e9, "500")}, deployment{model: "new", id: "d", from: 110, to: 9e9, base: 9000, sync: halfFail(0, 150, "500")}),
		expected{any: page("old", 90, 105), also: page("new", 110, 135), pages: 2}},
	{"all models are given other names",
		world{deployments: renamed("a", "b", "c", "d"), minutes: 240}, expected{alerts: 1}},
	// Deploys.
	{"a canary begins while the stable deployment fails half",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(8), sync: halfFail(90, 150, "500")},
			deployment{model: "m", id: "d2", phase: "promoting", from: 100, to: 9e9, base: -1, sync: rates{"200": always(6)}}),
		expected{any: page("m", 90, 105), lasting: &want{model: "m", from: 98, to: 150}, pages: 1}},
	{"a canary of a tenth fails half, and is rolled back after a quarter of an hour",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(8), sync: rates{"200": between(90, 105, 540, 600)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 90, to: 105, base: -1, sync: rates{"200": always(30), "500": always(30)}}),
		expected{any: told("m", 90, 115), pages: 1}},
	{"the same model is deployed anew as another one of its name",
		beside(deployment{model: "m", modelID: "m1", id: "d1", from: 0, to: 100, sync: rates{"200": always(60)}}, deployment{model: "m", modelID: "m2", id: "d2", from: 98, to: 9e9, base: -1, sync: rates{"200": between(0, 100, 0, 60)}}),
		expected{silent: true}},
	{"a deployment comes from staging, where a load test had failed by the thousand",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": always(60)}},
			deployment{model: "m", id: "d2", environment: "staging", from: 0, to: 100, sync: rates{"200": always(60), "500": always(60)}},
			deployment{model: "m", id: "d2", from: 100, to: 9e9, base: 7000, sync: rates{"200": always(60), "500": always(0)}}),
		expected{silent: true}},
	{"production answers nothing, while staging of the same name is called a lot",
		beside(deployment{model: "m", id: "p", sync: rates{"200": between(90, 140, 0, 60)}, concurrent: between(90, 140, 40, 2)}, deployment{model: "m", id: "s", environment: "staging", sync: rates{"200": always(600)}}),
		expected{any: page("m", 90, 120), pages: 1}},
	{"the minimum of replicas is raised, and each of them loads for a quarter of an hour",
		beside(deployment{model: "m", active: steps(2, [2]float64{105, 8}), starting: between(90, 105, 6, 0), sync: rates{"200": always(60)}}),
		expected{silent: true}},
	{"the minimum of replicas is raised, and they get ready one after another for an hour",
		beside(deployment{model: "m", active: steps(2, [2]float64{105, 3}, [2]float64{117, 4}, [2]float64{129, 5}, [2]float64{141, 6}), starting: steps(0, [2]float64{90, 4}, [2]float64{105, 3}, [2]float64{117, 2}, [2]float64{129, 1}, [2]float64{141, 0}), sync: rates{"200": always(60)}}),
		expected{silent: true}},
	{"the minimum of replicas is raised, and they load for forty minutes",
		beside(deployment{model: "m", active: steps(2, [2]float64{130, 8}), starting: between(90, 130, 6, 0), sync: rates{"200": always(60)}}),
		expected{any: told("m", 90, 125), unpaged: true, alerts: 1}},
	{"replicas come and go each three minutes, and everybody is served",
		beside(deployment{model: "m", active: func(m float64) float64 { return 1 + mod(float64(int(m/3)), 4) }, starting: func(m float64) float64 { return mod(float64(int(m/3)), 2) }, sync: rates{"200": always(600)}, concurrent: always(6)}),
		expected{silent: true}},
	// The export.
	{"the export begins anew each ten minutes, with counters at nothing",
		world{deployments: []deployment{{model: "m", resets: everyMinutes(10, 240), active: always(1), sync: rates{"200": always(60), "500": always(0.02)}, async: rates{"200": always(6)}}, search()}, minutes: 240}, expected{silent: true}},
	{"half fail, and counters begin anew each seven minutes",
		beside(deployment{model: "m", resets: everyMinutes(7, 240), sync: halfFail(90, 140, "500")}),
		expected{any: page("m", 90, 108), lasting: &want{model: "m", from: 108, to: 140}, pages: 1}},
	{"no replica serves, and the export begins anew in the midst of it",
		world{deployments: []deployment{{model: "m", resets: []float64{106}, active: between(90, 150, 0, 2), concurrent: between(90, 150, 40, 2), sync: rates{"200": between(90, 150, 0, 60)}}, search()}, minutes: 240, refused: during(104, 106)},
		expected{any: page("m", 90, 115), lasting: &want{model: "m", from: 115, to: 150}, pages: 1}},
	{"the clock of the server jumps nine minutes ahead",
		world{deployments: append(busy("m"), search()), minutes: 200, lost: during(100, 109)}, expected{}},
	{"the clock of the server jumps nine minutes ahead while half fail",
		world{deployments: []deployment{calls("m", halfFail(85, 140, "500")), search()}, minutes: 200, lost: during(95, 104)}, expected{any: page("m", 85, 100), lasting: &want{model: "m", from: 100, to: 140}, pages: 1}},
	{"scrapes come each half minute, and from an hour and a half on each other minute",
		world{deployments: append(busy("m"), search()), minutes: 240, step: 30, lost: func(m float64) bool { return m >= 90 && mod(m, 2) != 0 }}, expected{silent: true}},
	{"scrapes get rarer, and half fail",
		world{deployments: []deployment{calls("m", halfFail(130, 170, "500")), search()}, minutes: 240, step: 30, lost: func(m float64) bool { return m >= 90 && mod(m, 2) != 0 }}, expected{any: page("m", 130, 148), pages: 1}},
	{"samples arrive two minutes late",
		world{deployments: append(busy("m"), search()), minutes: 120, since: 60, late: 2}, expected{silent: true}},
	// Little traffic, and bursts.
	{"one request in a quarter of an hour at night, and each fails for six hours",
		world{deployments: []deployment{calls("rare", rates{"200": func(m float64) float64 { return each(15, 1)(m) * between(100, 460, 0, 1)(m) }, "500": func(m float64) float64 { return each(15, 1)(m) * between(100, 460, 1, 0)(m) }}), search()}, minutes: 480},
		expected{any: page("rare", 100, 320), pages: 1}},
	{"one request in a quarter of an hour at night, of which two fail",
		world{deployments: []deployment{calls("rare", rates{"200": each(15, 1), "500": func(m float64) float64 { return (between(100, 101, 1, 0)(m) + between(200, 201, 1, 0)(m)) }}), search()}, minutes: 480}, expected{silent: true}},
	{"a batch client calls in the first two minutes of each hour",
		beside(deployment{model: "b", sync: rates{"200": burst(2, 600)}, concurrent: burst(2, 30)}), expected{silent: true}},
	{"a batch client calls in the first two minutes of each hour, and a third of it is refused each time",
		world{deployments: []deployment{{model: "b", sync: rates{"200": burst(2, 400), "429": burst(2, 200)}, concurrent: burst(2, 30)}, search()}, minutes: 480}, expected{any: told("b", 0, 240)}},
	{"a batch of answers that take nine minutes each, once an hour",
		beside(deployment{model: "b", active: always(4), concurrent: burst(9, 40), sync: rates{"200": cycle(60, 9, 10, 40)}, seconds: map[string]level{"200": always(540)}}), expected{silent: true}},
	{"a client moves from synchronous to async requests",
		beside(deployment{model: "m", sync: rates{"200": between(100, 9e9, 0, 60)}, async: rates{"202": between(100, 9e9, 60, 0)}, concurrent: between(100, 9e9, 0, 2), queue: between(100, 9e9, 3, 0)}), expected{silent: true}},
	// Clients.
	{"a client runs in a loop for two minutes, and what is too much is refused",
		beside(calls("m", rates{"200": always(60), "429": between(90, 92, 540, 0)})), expected{}},
	{"a client runs in a loop for half an hour, and what is too much is refused",
		beside(calls("m", rates{"200": always(60), "429": between(90, 120, 540, 0)})), expected{any: page("m", 90, 105), pages: 1}},
	{"gRPC callers without a key, ten times the traffic",
		beside(calls("g", rates{"0": always(60), "16": between(90, 150, 600, 0), "7": between(90, 150, 60, 0)})), expected{silent: true}},
	{"a third of the gRPC streams is closed by its caller after some seconds",
		beside(deployment{model: "g", sync: rates{"0": always(40), "1": always(20)}, seconds: map[string]level{"0": always(8), "1": always(6)}, concurrent: always(8)}), expected{silent: true}},
	{"gRPC calls are refused, since resources are exhausted",
		beside(calls("g", rates{"0": between(90, 130, 40, 60), "8": between(90, 130, 20, 0)})), expected{any: page("g", 90, 108), pages: 1}},
	{"connections are told to come again later, half of them",
		beside(deployment{model: "v", sync: rates{"1000": between(90, 130, 10, 20), "1013": between(90, 130, 10, 0)}, concurrent: always(20), seconds: map[string]level{"1000": always(60), "1013": always(0.1)}}), expected{any: page("v", 90, 110), pages: 1}},
	{"a deploy closes the connections that are open, once",
		beside(deployment{model: "v", sync: rates{"1000": always(5), "1012": between(100, 101, 20, 0)}, concurrent: always(20), seconds: map[string]level{"1000": always(240), "1012": always(120)}}), expected{}},
	{"the service restarts again and again, and closes a third of all connections",
		beside(deployment{model: "v", sync: rates{"1000": between(90, 150, 4, 6), "1012": between(90, 150, 2, 0)}, concurrent: always(20), seconds: map[string]level{"1000": always(240), "1012": always(120)}}), expected{any: page("v", 90, 120), pages: 1}},
	// Async alone.
	{"async requests alone, and the model wakes within six minutes",
		world{deployments: []deployment{{model: "w", active: between(306, 9e9, 2, 0), starting: between(300, 306, 2, 0), concurrent: always(0), cores: func(m float64) float64 { return between(306, 9e9, 0.5, absent)(m) },
			async: rates{"202": between(306, 9e9, 10, 0)}, queue: func(m float64) float64 { return max(0, min(10*(m-300), 60-10*(m-306))) * between(300, 9e9, 1, 0)(m) }}, search()}, minutes: 480}, expected{silent: true}},
	{"async requests alone, refused while the model wakes for four minutes",
		world{deployments: []deployment{{model: "w", active: between(304, 9e9, 2, 0), starting: between(300, 304, 2, 0), concurrent: always(0), cores: between(304, 9e9, 0.5, absent),
			async: rates{"202": between(304, 9e9, 10, 0), "429": between(300, 304, 10, 0)}, queue: between(300, 305, 1, 0)}, search()}, minutes: 480}, expected{}},
	{"async requests alone, refused while the model wakes for nine minutes, each two hours",
		world{deployments: []deployment{{model: "w", active: cycle(120, 9, 40, 2), starting: cycle(120, 0, 9, 2), concurrent: always(0),
			async: rates{"202": cycle(120, 9, 25, 10), "429": cycle(120, 0, 9, 10)}, queue: cycle(120, 0, 9, 1)}, search()}, minutes: 600, since: 130}, expected{}},
	{"async requests alone, refused since no replica comes",
		world{deployments: []deployment{{model: "w", active: always(0), starting: between(300, 9e9, 2, 0), concurrent: always(0), cores: always(absent),
			async: rates{"202": always(0), "429": between(300, 9e9, 10, 0)}, queue: between(300, 9e9, 1, 0)}, search()}, minutes: 480}, expected{any: page("w", 300, 320)}},
	{"async requests alone, all refused by replicas that are full",
		beside(deployment{model: "w", active: always(2), concurrent: always(0), async: rates{"202": between(90, 150, 0, 10), "429": between(90, 150, 10, 0)}}), expected{any: page("w", 90, 115), pages: 1}},
	{"half fail, among them async requests that are refused while a second deployment starts",
		beside(deployment{model: "m", id: "d1", sync: halfFail(90, 130, "500")}, deployment{model: "m", id: "d2", active: between(95, 9e9, 1, 0), starting: between(91, 95, 1, 0), concurrent: always(0), async: rates{"202": between(95, 9e9, 5, 0), "429": between(91, 95, 5, 0)}}), expected{any: page("m", 90, 107), pages: 1}},
	{"async requests alone, and its replicas hang",
		beside(deployment{model: "w", active: always(3), concurrent: always(0), async: rates{"202": between(90, 9e9, 0, 30)}, queue: func(m float64) float64 { return max(0, 30*(m-90)) }}), expected{any: told("w", 90, 160)}},
	{"drafts become production, with the failures of their past",
		world{deployments: []deployment{{model: "m", id: "d", environment: "-", from: 0, to: 100, sync: rates{"200": always(60), "500": always(6)}}, {model: "m", id: "d", from: 100, to: 9e9, base: 1600, sync: rates{"200": always(60), "500": always(0)}}, search()}, minutes: 240}, expected{silent: true}},
	{"a fleet begins: four models, from nothing",
		world{deployments: []deployment{search(), {model: "a", from: 100, to: 9e9, base: -1, starting: between(100, 106, 1, 0), active: between(100, 106, 0, 1), concurrent: between(100, 106, 0, 1), sync: rates{"200": between(0, 106, 0, 60)}},
			{model: "b", from: 100, to: 9e9, base: -1, starting: between(100, 106, 1, 0), active: between(100, 106, 0, 1), concurrent: between(100, 106, 0, 1), sync: rates{"200": between(0, 106, 0, 60)}},
			{model: "c", from: 101, to: 9e9, base: -1, starting: between(100, 106, 1, 0), active: between(100, 106, 0, 1), concurrent: between(100, 106, 0, 1), sync: rates{"200": between(0, 106, 0, 60)}}}, minutes: 240}, expected{silent: true}},
}

func TestMixed(t *testing.T) { judgeAll(t, mixed) }
