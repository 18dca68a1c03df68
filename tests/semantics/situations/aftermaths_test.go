package situations

// outage is a pace of good and of bad responses, minute by minute; the pace of all stays.
func outage(code string, all float64, bad level) rates {
	return rates{"200": func(m float64) float64 { return all * (1 - bad(m)) }, code: times(bad, all)}
}

// steps is a level that goes on from each minute that is named.
func steps(first float64, more ...[2]float64) level {
	return func(m float64) float64 {
		at := first
		for _, step := range more {
			if m >= step[0] {
				at = step[1]
			}
		}
		return at
	}
}

// aftermaths are what follows an incident, and what runs beside one: recoveries, deploys and restarts in its midst, data
// that is lost in part, and models that share something.
var aftermaths = []situation{
	{"recovers by and by: all fail, then a third, then one in twenty",
		beside(calls("m", outage("503", 60, steps(0, [2]float64{90, 1}, [2]float64{120, 0.33}, [2]float64{150, 0.05}, [2]float64{180, 0})))),
		expected{any: page("m", 90, 105), pages: 1}},
	{"what was parked in an outage ends late and in part with failures",
		beside(deployment{model: "m", active: between(90, 120, 0, 2), concurrent: steps(2, [2]float64{90, 60}, [2]float64{124, 2}),
			sync: rates{"200": steps(60, [2]float64{90, 0}, [2]float64{120, 200}, [2]float64{124, 60}), "500": between(120, 124, 40, 0)}, slow: between(120, 124, 1, 0)}),
		expected{any: page("m", 90, 115), pages: 2, oneAtATime: true}},
	{"a deploy in an outage that mends nothing, then one that does",
		beside(deployment{model: "m", id: "d1", from: 0, to: 105, sync: halfFail(90, 9e9, "500")},
			deployment{model: "m", id: "d2", from: 105, to: 120, base: -1, sync: rates{"200": always(30), "500": always(30)}},
			deployment{model: "m", id: "d3", from: 120, to: 9e9, base: -1, sync: rates{"200": always(60)}}),
		expected{any: page("m", 90, 105), pages: 1}},
	{"counters begin anew with another phase in an outage, at scrapes of 30 seconds",
		world{deployments: []deployment{{model: "m", id: "d1", from: 0, to: 110, sync: halfFail(90, 140, "500")}, {model: "m", id: "d1", phase: "stable", from: 110, to: 9e9, base: -1, sync: halfFail(90, 140, "500")}, search()}, minutes: 240, step: 30},
		expected{any: page("m", 90, 105), lasting: &want{model: "m", from: 100, to: 138}, pages: 1}},
	{"answers of seventeen minutes for six hours, on a model that is quick every day",
		world{deployments: []deployment{{model: "m", active: always(20), concurrent: between(1800, 2160, 100, 2), sync: rates{"200": between(1800, 2160, 6, 60)},
			seconds: map[string]level{"200": between(1800, 2160, 1000, 2)}}, search()}, minutes: 2220, since: 1740},
		expected{any: page("m", 1800, 1860), lasting: &want{model: "m", from: 1860, to: 2160}, pages: 1}},
	{"answers always take a quarter of an hour, for days",
		world{deployments: []deployment{{model: "m", active: always(20), concurrent: always(90), sync: rates{"200": always(6)}, seconds: map[string]level{"200": always(900)}}, search()}, minutes: 4600, since: 4400, every: 300},
		expected{silent: true}},
	{"two models of one name, of which one answers only failures",
		beside(deployment{model: "m", modelID: "m1", id: "d1", sync: rates{"200": always(600)}}, deployment{model: "m", modelID: "m2", id: "d2", sync: rates{"200": between(90, 150, 0, 60), "500": between(90, 150, 60, 0)}}),
		expected{any: page("m", 90, 115), pages: 1}},
	{"two models of one name, of which one sleeps",
		beside(deployment{model: "m", modelID: "m1", id: "d1", sync: rates{"200": always(60)}}, deployment{model: "m", modelID: "m2", id: "d2", sync: rates{"200": always(0)}, active: always(0), concurrent: always(0), cores: always(absent)}),
		expected{silent: true}},
	{"two models of one name, of which one waits for replicas that never come",
		beside(deployment{model: "m", modelID: "m1", id: "d1", sync: rates{"200": always(600)}}, deployment{model: "m", modelID: "m2", id: "d2", sync: rates{"200": between(90, 160, 0, 60)}, active: between(90, 160, 0, 2), concurrent: between(90, 160, 10, 1)}),
		expected{any: page("m", 90, 115), oneAtATime: true}},
	{"staging sleeps and its requests wait, production of the same name is well",
		beside(deployment{model: "m", id: "p", sync: rates{"200": always(60)}}, deployment{model: "m", id: "s", environment: "staging", active: between(90, 9e9, 0, 1), concurrent: between(90, 9e9, 5, 0), sync: rates{"200": between(90, 9e9, 0, 6)}}),
		expected{silent: true}},
	{"a canary starts from nothing, and its share waits for five minutes",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(4), sync: rates{"200": always(540)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 90, to: 9e9, base: -1, active: between(90, 95, 0, 1), starting: between(90, 95, 1, 0), concurrent: between(91, 95, 8, 1), sync: rates{"200": between(95, 9e9, 60, 0)}}),
		expected{}},
	{"a canary fails one in four, at scrapes of two minutes",
		world{deployments: []deployment{{model: "m", id: "d1", phase: "stable", active: always(4), sync: rates{"200": always(950)}},
			{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, sync: rates{"200": always(15), "502": always(5)}}, search()}, minutes: 200, step: 120},
		expected{any: told("m", 60, 120)}},
	{"a model stalls, at scrapes of two minutes",
		world{deployments: []deployment{{model: "m", sync: rates{"200": between(90, 140, 0, 60)}, concurrent: between(90, 140, 40, 2)}, search()}, minutes: 200, step: 120},
		expected{any: page("m", 90, 120), pages: 1}},
	{"a model stalls, and the server restarts meanwhile",
		world{deployments: []deployment{{model: "m", sync: rates{"200": between(90, 150, 0, 60)}, concurrent: between(90, 150, 40, 2)}, search()}, minutes: 200, lost: during(97, 100)},
		expected{any: page("m", 90, 125), pages: 1}},
	{"a model is given another name",
		beside(deployment{model: "old", id: "d1", from: 0, to: 100, sync: rates{"200": always(60)}}, deployment{model: "new", id: "d1", from: 100, to: 9e9, base: 7000, sync: rates{"200": always(60)}}),
		expected{silent: true}},
	{"one of two scrapers repeats old values",
		world{deployments: append(busy("m"), search()), minutes: 200, scrapers: []scraper{{name: "A"}, {name: "B", stands: during(100, 160)}}},
		expected{silent: true}},
	{"half fail, and one of two scrapers repeats old values",
		world{deployments: []deployment{calls("m", halfFail(90, 130, "500")), search()}, minutes: 200, scrapers: []scraper{{name: "A"}, {name: "B", stands: during(60, 160)}}},
		expected{any: page("m", 90, 110), pages: 1}},
	{"one of two scrapers is refused for an hour",
		world{deployments: append(busy("m"), search()), minutes: 200, scrapers: oneGone(100, 160)},
		expected{silent: true}},
	{"every third scrape is lost while half fail",
		world{deployments: []deployment{calls("m", halfFail(90, 140, "500")), search()}, minutes: 240, lost: func(m float64) bool { return mod(m, 3) == 1 }},
		expected{any: page("m", 90, 110), pages: 1}},
	{"gRPC calls exceed their deadline, at scrapes of 30 seconds",
		world{deployments: []deployment{calls("g", rates{"0": between(90, 130, 40, 60), "4": between(90, 130, 20, 0)}), search()}, minutes: 240, step: 30},
		expected{any: page("g", 90, 110), pages: 1}},
	{"WebSocket connections break for an hour, one in three, few a minute",
		beside(deployment{model: "v", sync: rates{"1000": between(90, 150, 1, 1.5), "1006": between(90, 150, 0.5, 0)}, concurrent: always(20), seconds: map[string]level{"1000": always(280), "1006": always(100)}}),
		expected{any: page("v", 90, 140), pages: 1}},
	{"async answers take a minute each, and nobody minds",
		beside(deployment{model: "m", sync: rates{"200": always(5)}, async: rates{"202": always(60)}, seconds: map[string]level{"202": always(60)}}),
		expected{silent: true}},
	{"a container dies every five minutes, and its requests with it",
		beside(deployment{model: "m", active: always(4), sync: rates{"200": always(60), "502": cycle(5, 0, 1, 4)}, restarts: func(m float64) float64 { return 3 + max(0, float64(int((m-90)/5))) }}),
		expected{any: append(told("m", 0, 60), page("m", 0, 60)...)}},
	{"wakes up twice in an hour, four minutes each",
		world{deployments: []deployment{{model: "n", active: cycle(240, 4, 25, 1), starting: cycle(240, 0, 4, 1), concurrent: cycle(240, 0, 4, 3), sync: rates{"200": cycle(240, 4, 6, 3)}, slow: always(1)}, search()}, minutes: 470},
		expected{}},
	{"traffic falls to a tenth within ten minutes, as each evening",
		beside(deployment{model: "m", sync: rates{"200": func(m float64) float64 { return max(60, min(600, 600-54*(m-90))) }}, concurrent: between(95, 9e9, 1, 8)}),
		expected{silent: true}},
	{"half of the replicas hang, and clients wait",
		beside(deployment{model: "m", active: always(2), concurrent: func(m float64) float64 { return max(2, min(60, 2+3*(m-90))) }, sync: rates{"200": between(90, 9e9, 30, 60)}, slow: between(95, 9e9, 0.3, 0)}),
		expected{any: page("m", 90, 150)}},
}
