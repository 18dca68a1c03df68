package situations

import "math"

// situation is what happens to those who are on call, and what they should be told.
type situation struct {
	title string
	world world
	expected
}

func search() deployment { return deployment{model: "search", sync: rates{"200": always(60)}} }

func page(model string, from, to float64) []want { return []want{{model: model, from: from, to: to}} }

func told(model string, from, to float64) []want {
	return []want{{model: model, from: from, to: to, orTicket: true}}
}

// beside is a world of 240 minutes with one more model that is well.
func beside(deployments ...deployment) world {
	return world{deployments: append(deployments, search()), minutes: 240}
}

func alone(minutes float64, deployments ...deployment) world {
	return world{deployments: deployments, minutes: minutes}
}

// busy are models that serve a request a second on four replicas.
func busy(names ...string) []deployment {
	var all []deployment
	for _, name := range names {
		all = append(all, deployment{model: name, sync: rates{"200": always(60)}, active: always(4), concurrent: always(2)})
	}
	return all
}

func during(from, to float64) func(float64) bool {
	return func(m float64) bool { return m >= from && m < to }
}

// halfFail is 30 of 60 requests a minute that fail.
func halfFail(from, to float64, code string) rates {
	return rates{"200": between(from, to, 30, 60), code: between(from, to, 30, 0)}
}

func mod(m, n float64) float64 { return math.Mod(m, n) }

// upAndDown is a replica that comes up for two minutes of eight and dies, from minute 90 on.
func upAndDown(up, else_ float64) level {
	return func(m float64) float64 {
		switch {
		case m < 90:
			return absent
		case mod(m, 8) < 2:
			return up
		}
		return else_
	}
}

func until(limit float64, before level, after level) level {
	return func(m float64) float64 {
		if m < limit {
			return before(m)
		}
		return after(m)
	}
}

var twoScrapers = []scraper{{name: "A"}, {name: "B"}}

func oneGone(from, to float64) []scraper {
	return []scraper{{name: "A"}, {name: "B", lost: during(from, to)}}
}

const week = 7 * 24 * 60

var named = []situation{
	{"WebSocket model with a few failed handshakes",
		beside(deployment{model: "voice", sync: rates{"1000": always(100), "503": between(60, 9e9, 0.2, 0)}, concurrent: always(5)}),
		expected{}},
	{"WebSocket model, half of the calls end in a server error",
		beside(deployment{model: "voice", sync: rates{"1000": between(90, 130, 50, 100), "1011": between(90, 130, 50, 0)}, concurrent: always(5)}),
		expected{any: page("voice", 90, 110)}},
	{"nine of ten replicas hang, and clients leave after half a minute",
		beside(deployment{model: "checkout", active: always(10), sync: rates{"200": between(90, 200, 6, 60), "499": between(90, 200, 54, 0)},
			seconds: map[string]level{"499": always(30)}, concurrent: between(90, 200, 27, 5)}),
		expected{any: page("checkout", 90, 120)}},
	{"hedging client cancels at once",
		beside(deployment{model: "hedge", active: always(4), sync: rates{"200": always(3), "499": always(597)},
			seconds: map[string]level{"499": always(0.05)}, concurrent: always(2)}),
		expected{silent: true}},
	{"replica comes up and dies again, and answers little",
		beside(deployment{model: "checkout", active: until(90, always(2), upAndDown(1, 0)), starting: until(90, always(0), upAndDown(0, 1)),
			sync: rates{"200": until(90, always(60), upAndDown(5, 0))}, slow: between(90, 9e9, 1, 0), concurrent: between(90, 9e9, 200, 3)}),
		expected{any: page("checkout", 90, 120)}},
	{"replica comes up and dies again, and answers nothing",
		beside(deployment{model: "checkout", active: until(90, always(2), upAndDown(1, 0)), starting: until(90, always(0), upAndDown(0, 1)),
			sync: rates{"200": between(90, 9e9, 0, 60)}, concurrent: between(90, 9e9, 200, 3)}),
		expected{any: page("checkout", 90, 115)}},
	{"overloaded, and the second replica crashes in its start",
		beside(deployment{model: "checkout", active: always(1), sync: rates{"200": always(60)}, concurrent: between(60, 9e9, 20, 5),
			starting: func(m float64) float64 {
				if m < 60 || mod(m, 5) == 0 {
					return 0
				}
				return 1
			}}),
		expected{any: told("checkout", 60, 120)}},
	{"the family of active replicas is missing",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, gone: func(family, _ string, m float64) bool { return family == active && during(100, 130)(m) }},
		expected{alerts: 1}},
	{"the request path of the export stands still",
		world{deployments: busy("a", "b", "c", "d"), minutes: 240, frozen: func(family string, m float64) bool {
			return (family == requests || family == responseTime || family == concurrent) && during(100, 130)(m)
		}},
		expected{any: told("*", 100, 130), pages: 1, alerts: 2}},
	{"everything stands still, at scrapes of 30 seconds",
		world{deployments: busy("a", "b"), minutes: 160, step: 30, frozen: func(_ string, m float64) bool { return during(100, 130)(m) }},
		expected{any: page("", 100, 115), pages: 1}},
	{"a model stalls while CPU counters stand still",
		world{deployments: []deployment{
			{model: "a", sync: rates{"200": between(100, 140, 0, 60)}, concurrent: between(100, 140, 40, 3)},
			{model: "b", sync: rates{"200": always(60)}},
		}, minutes: 240, frozen: func(family string, m float64) bool { return family == cpu && during(95, 140)(m) }},
		expected{any: page("a", 100, 125)}},
	{"no replica serves",
		alone(160, deployment{model: "a", sync: rates{"200": between(100, 140, 0, 60)}, active: between(100, 140, 0, 1), concurrent: between(100, 140, 40, 3)}),
		expected{any: page("a", 100, 120), pages: 2, oneAtATime: true}},
	{"everything fails for an hour",
		beside(deployment{model: "checkout", sync: rates{"200": between(90, 150, 0, 60), "502": between(90, 150, 60, 0)}}),
		expected{any: page("checkout", 90, 105), pages: 2, oneAtATime: true}},
	{"broken canary takes over in ten minutes",
		beside(
			deployment{model: "checkout", id: "d1", phase: "stable", concurrent: always(4), from: 0, to: 101,
				sync: rates{"200": func(m float64) float64 { return 600 - 60*max(0, m-90) }}},
			deployment{model: "checkout", id: "d2", phase: "promoting", concurrent: always(4), from: 90, to: 9e9, base: -1, relabelled: 100, relabelledStale: true,
				sync: rates{"500": func(m float64) float64 { return min(600, 60*(m-89)) }}}),
		expected{any: page("checkout", 90, 105)}},
	{"a deployment is replaced in mid-incident",
		beside(replaced(0, 110, "d1", 0), replaced(110, 9e9, "d2", -1)),
		expected{any: page("checkout", 90, 105), lasting: &want{model: "checkout", from: 97, to: 130}, pages: 2, oneAtATime: true}},
	{"wakes up in the morning",
		world{deployments: []deployment{
			{model: "nightly", sync: rates{"200": func(m float64) float64 {
				switch {
				case m < 369:
					return 0
				case m < 371:
					return 15
				}
				return 10
			}}, slow: between(369, 371, 1, 0), active: between(369, 9e9, 1, 0), starting: between(360, 369, 1, 0),
				concurrent: func(m float64) float64 {
					switch {
					case m < 360:
						return 0
					case m < 369:
						return min(30, 4*(m-359))
					}
					return 1
				}},
			search(),
		}, minutes: 480},
		expected{}},
	{"wakes up after lunch",
		world{deployments: []deployment{
			{model: "nightly", sync: rates{"200": func(m float64) float64 {
				switch {
				case m < 200:
					return 5
				case m < 484:
					return 0
				case m < 485:
					return 12
				}
				return 5
			}}, slow: between(484, 485, 1, 0), active: func(m float64) float64 {
				if m < 220 || m >= 484 {
					return 1
				}
				return 0
			}, starting: between(480, 484, 1, 0), concurrent: func(m float64) float64 {
				switch {
				case m < 200:
					return 1
				case m < 480:
					return 0
				case m < 484:
					return 6
				}
				return 1
			}},
			search(),
		}, minutes: 600},
		expected{}},
	{"a model that is always on gets slow",
		beside(deployment{model: "m", sync: rates{"200": always(60)}, slow: between(100, 9e9, 0.2, 0)}),
		expected{any: page("m", 100, 160)}},
	{"the server restarts",
		world{deployments: append(busy("checkout"), search()), minutes: 150, lost: during(100, 105)},
		expected{}},
	{"the only model sleeps, and the export is empty",
		world{deployments: []deployment{{model: "only", sync: rates{"200": always(60)}}}, minutes: 200, gone: func(_, _ string, m float64) bool { return during(100, 160)(m) }},
		expected{}},
	{"the export is gone",
		world{deployments: append(busy("checkout"), search()), minutes: 160, refused: during(100, 9e9)},
		expected{any: page("", 101, 120), pages: 1}},
	{"half of the models vanish while one of them burns",
		world{deployments: append(busy("a", "b", "d"), deployment{model: "c", active: always(4), concurrent: always(2), sync: halfFail(90, 150, "500")}),
			minutes: 240, gone: func(_, model string, m float64) bool { return (model == "c" || model == "d") && during(100, 160)(m) }},
		expected{any: page("c", 90, 99), also: told("", 100, 130)}},
	{"traffic vanishes",
		world{deployments: []deployment{
			{model: "checkout", active: always(20), sync: rates{"200": between(22*1440-14*60, 22*1440-12*60, 0, 600)}, concurrent: between(22*1440-14*60, 22*1440-12*60, 0, 10)},
			search(),
		}, minutes: 22*1440 - 11*60, every: 600, since: 21 * 1440},
		expected{any: told("checkout", 22*1440-14*60, 22*1440-14*60+110)}},
	{"the async queue only grows",
		beside(deployment{model: "whisper", active: always(3), sync: rates{"200": always(5)}, async: rates{"200": between(60, 9e9, 0.6, 30)},
			queue: func(m float64) float64 { return max(0, 29.4*(m-60)) }}),
		expected{any: told("whisper", 60, 150)}},
	{"tiny canary, every request fails",
		world{deployments: []deployment{
			{model: "checkout", id: "d1", phase: "stable", active: always(8), concurrent: always(4), sync: rates{"200": always(995)}},
			{model: "checkout", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, concurrent: always(0), sync: rates{"500": always(5)}},
			search(),
		}, minutes: 300},
		expected{any: told("checkout", 60, 120)}},
	{"slow canary",
		beside(
			deployment{model: "checkout", id: "d1", phase: "stable", active: always(8), concurrent: always(4), sync: rates{"200": always(540)}},
			deployment{model: "checkout", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, concurrent: always(9), sync: rates{"200": always(60)}, slow: always(1)}),
		expected{any: told("checkout", 60, 160)}},
	{"failures in the first scrape of their series",
		beside(deployment{model: "checkout", concurrent: always(4), sync: rates{"200": always(600), "502": func(m float64) float64 {
			switch {
			case m < 100:
				return absent
			case m == 100:
				return 2000
			}
			return 0
		}}}),
		expected{any: told("checkout", 100, 115)}},
	{"the first requests of the morning fail",
		world{deployments: []deployment{
			{model: "m", concurrent: always(0), sync: rates{"500": between(400, 402, 6, 0), "200": between(402, 9e9, 10, 0)}},
			search(),
		}, minutes: 480},
		expected{}},
	{"half of the codes are unknown",
		beside(deployment{model: "checkout", sync: halfFail(90, 150, "unknown")}),
		expected{any: told("checkout", 90, 150)}},
	{"nothing has an environment",
		world{deployments: []deployment{
			{model: "search", environment: "-", sync: rates{"200": always(60)}},
			{model: "checkout", environment: "-", sync: rates{"200": between(90, 210, 0, 60), "500": between(90, 210, 60, 0)}},
		}, minutes: 240},
		expected{any: told("*", 0, 210)}},
	{"a draft fails beside production",
		beside(deployment{model: "draft", environment: "-", sync: rates{"200": between(90, 210, 0, 60), "500": between(90, 210, 60, 0)}}),
		expected{}},
	{"one deployment of two fails",
		beside(
			deployment{model: "checkout", id: "d1", sync: rates{"200": always(597)}},
			deployment{model: "checkout", id: "d2", concurrent: always(0), sync: rates{"500": between(60, 9e9, 3, 0)}}),
		expected{any: told("checkout", 60, 180)}},
	{"one of two scrapers restarts",
		world{deployments: []deployment{{model: "checkout", active: always(4), concurrent: always(2), sync: rates{"200": always(60)}, restarts: always(3)}, search()},
			minutes: 180, scrapers: oneGone(100, 108)},
		expected{silent: true}},
	{"six failures, two scrapers",
		world{deployments: []deployment{{model: "checkout", active: always(4), concurrent: always(2), sync: rates{"200": always(5), "500": between(100, 106, 1, 0)}}, search()},
			minutes: 200, scrapers: twoScrapers},
		expected{}},
	{"a replica does not get ready, two scrapers",
		world{deployments: []deployment{{model: "checkout", active: always(4), concurrent: always(2), sync: rates{"200": always(60)}, starting: between(60, 9e9, 1, 0)}, search()},
			minutes: 180, scrapers: oneGone(85, 93)},
		expected{any: told("checkout", 70, 95)}},
	{"a label changes, without stale markers",
		world{deployments: []deployment{{model: "checkout", active: always(4), concurrent: always(2), sync: rates{"200": always(60)}, restarts: always(3), relabelled: 100}, search()}, minutes: 240},
		expected{silent: true}},
	{"a label changes",
		world{deployments: []deployment{{model: "checkout", active: always(4), concurrent: always(2), sync: rates{"200": always(60)}, restarts: always(3), relabelled: 100, relabelledStale: true}, search()}, minutes: 240},
		expected{silent: true}},
	{"slowly slower, one request a minute",
		world{deployments: []deployment{{model: "rare", concurrent: always(0), sync: rates{"200": always(1)}, slow: func(m float64) float64 { return max(0, min(0.5, (m-120)/480)) }}, search()}, minutes: 420},
		expected{any: page("rare", 120, 260)}},
	{"everything fails, ten requests an hour",
		world{deployments: []deployment{{model: "rare", concurrent: always(0), sync: rates{"200": eachSixth(0, 200), "500": eachSixth(200, 9e9)}}, search()}, minutes: 480},
		expected{any: page("rare", 200, 290)}},
	{"half fail, scrapes of two minutes",
		world{deployments: []deployment{{model: "checkout", sync: halfFail(90, 130, "500")}, search()}, minutes: 240, step: 120},
		expected{any: page("checkout", 90, 105)}},
	{"half fail, with a class for a code",
		beside(deployment{model: "checkout", sync: halfFail(90, 130, "5xx")}),
		expected{any: page("checkout", 90, 105)}},
	{"a model that never had traffic",
		beside(deployment{model: "fresh", concurrent: always(0)}),
		expected{silent: true}},
	{"all is well", alone(120, search()), expected{silent: true}},
}

func eachSixth(from, to float64) level {
	return func(m float64) float64 {
		if m >= from && m < to && mod(m, 6) == 2 {
			return 1
		}
		return 0
	}
}

func replaced(from, to float64, id string, base float64) deployment {
	return deployment{model: "checkout", id: id, from: from, to: to, base: base, sync: halfFail(90, 130, "500")}
}
