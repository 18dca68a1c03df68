package situations

import "math"

const day = 1440

// leaking fails a share of sixty requests a minute.
func leaking(share level) rates {
	return rates{"200": func(m float64) float64 { return 60 * (1 - share(m)) }, "500": times(share, 60)}
}

// afterDays looks at the last days of some, four times an hour: nothing in these changes faster.
func afterDays(days, since float64, deployments ...deployment) world {
	return world{deployments: append(deployments, search()), minutes: days * day, since: since * day, every: 900}
}

// hours is `v` from one hour of each day until before another, and nothing else.
func hours(from, to, v float64) level { return cycle(day, from*60, to*60, v) }

// weekdays is a level on five days of seven, beginning with the first.
func weekdays(l level) level {
	return func(m float64) float64 {
		if mod(m/day, 7) < 5 {
			return l(m)
		}
		return 0
	}
}

// serving has traffic of one code at a pace that changes.
func serving(name string, pace level) deployment {
	return deployment{model: name, sync: rates{"200": pace}, active: always(4), concurrent: times(pace, 0.01)}
}

// vanishing looks at one day after two weeks, four times an hour.
func vanishing(from, to float64, deployments ...deployment) world {
	return world{deployments: append(deployments, search()), minutes: to, since: from, every: 900}
}

// nineToFive is an office's traffic.
var nineToFive = hours(9, 17, 600)

// untold are incidents that pass without a word unless a rule looks for just them, and beside each what looks like it and is well: budgets that leak for
// days, traffic that vanishes, queues that stand, and what is drowned by something busier of the same name.
var untold = []situation{
	// Leaks.
	{"two in a thousand fail, for days",
		afterDays(4, 2, calls("m", leaking(always(0.002)))), expected{any: told("m", 2*day, 3*day), unpaged: true}},
	{"five in a thousand fail, for days",
		afterDays(4, 2, calls("m", leaking(always(0.005)))), expected{any: told("m", 2*day, 3*day), unpaged: true}},
	{"nine in ten thousand fail, for days",
		afterDays(4, 2, calls("m", leaking(always(0.0009)))), expected{silent: true}},
	{"half an hour of failures two days ago",
		afterDays(4, 2, calls("m", leaking(between(day, day+30, 0.5, 0)))), expected{silent: true}},
	{"a leak that was mended seven hours ago",
		afterDays(4, 3.3, calls("m", leaking(between(0, 3*day, 0.002, 0)))), expected{silent: true}},
	{"half a percent fails each night",
		afterDays(4, 2, calls("m", leaking(hours(0, 6, 0.005)))), expected{any: told("m", 2*day, 3.5*day), unpaged: true}},
	{"six hours of few failures on the first day",
		afterDays(2, 0, calls("m", leaking(between(600, 960, 0.003, 0)))), expected{silent: true}},
	{"ten requests an hour, of which one in fifty fails",
		afterDays(4, 2, calls("rare", rates{"200": eachSixth(0, 9e9), "500": each(300, 1)})), expected{any: told("rare", 2*day, 4*day), unpaged: true}},
	{"a new deployment each day, and two in a thousand fail on each",
		afterDays(4, 2,
			deployment{model: "m", id: "d1", from: 0, to: day, base: -1, sync: leaking(always(0.002))}, deployment{model: "m", id: "d2", from: day, to: 2 * day, base: -1, sync: leaking(always(0.002))},
			deployment{model: "m", id: "d3", from: 2 * day, to: 3 * day, base: -1, sync: leaking(always(0.002))}, deployment{model: "m", id: "d4", from: 3 * day, to: 9e9, base: -1, sync: leaking(always(0.002))}),
		expected{any: told("m", 2*day, 4*day), unpaged: true}},
	{"two in a hundred are late, for days",
		afterDays(4, 2, deployment{model: "m", sync: rates{"200": always(60)}, slow: always(0.02)}), expected{any: told("m", 2*day, 3*day), unpaged: true}},
	{"nine in a thousand are late, for days",
		afterDays(4, 2, deployment{model: "m", sync: rates{"200": always(60)}, slow: always(0.009)}), expected{silent: true}},
	{"two in a thousand async requests fail, for days",
		afterDays(4, 2, deployment{model: "m", concurrent: always(0), async: leaking(always(0.002))}), expected{any: told("m", 2*day, 3*day), unpaged: true}},
	{"one call in a hundred breaks, and one in thirty is what was promised",
		world{promised: true, deployments: []deployment{{model: "voice-agent", concurrent: always(8), sync: rates{"1000": always(9.9), "1006": always(0.1)}, seconds: map[string]level{"1000": always(40), "1006": always(40)}}, search()}, minutes: 4 * day, since: 2 * day, every: 900},
		expected{silent: true}},

	// Traffic.
	{"traffic falls to a hundredth",
		vanishing(15*day, 16*day, serving("m", between(15*day+600, 9e9, 6, 600))), expected{any: told("m", 15*day+600, 15*day+720), unpaged: true}},
	{"every key is revoked, and clients are refused",
		vanishing(15*day, 16*day, deployment{model: "m", active: always(4), sync: rates{"200": between(15*day+600, 9e9, 0, 600), "401": between(15*day+600, 9e9, 600, 0)}}), expected{any: told("m", 15*day+600, 15*day+720), unpaged: true}},
	{"traffic of an office vanishes at noon",
		vanishing(15*day, 15*day+900, serving("m", func(m float64) float64 {
			if m >= 15*day+720 {
				return 0
			}
			return nineToFive(m)
		})), expected{any: told("m", 15*day+720, 15*day+840), unpaged: true}},
	{"traffic of weekdays is not there on Monday",
		vanishing(20*day, 22*day, serving("m", func(m float64) float64 {
			if m >= 21*day {
				return 0
			}
			return weekdays(nineToFive)(m)
		})), expected{any: told("m", 21*day+540, 21*day+1020), unpaged: true}},
	{"nobody calls on Saturday and Sunday",
		vanishing(18*day, 22*day, serving("m", weekdays(nineToFive))), expected{silent: true}},
	{"the office opens twenty minutes later than it did",
		vanishing(15*day, 16*day, serving("m", func(m float64) float64 {
			if m >= 15*day {
				return nineToFive(m - 20)
			}
			return nineToFive(m)
		})), expected{silent: true}},
	{"clocks go back, and the office opens an hour later",
		vanishing(15*day, 16*day, serving("m", func(m float64) float64 {
			if m >= 15*day {
				return nineToFive(m - 60)
			}
			return nineToFive(m)
		})), expected{silent: true}},
	{"clocks go forward, and the office closes an hour earlier",
		vanishing(15*day, 16*day, serving("m", func(m float64) float64 {
			if m >= 15*day {
				return nineToFive(m + 60)
			}
			return nineToFive(m)
		})), expected{silent: true}},
	{"the nightly batch runs an hour later than it did",
		vanishing(15*day, 16*day, serving("m", func(m float64) float64 {
			if m >= 15*day {
				return hours(2, 3, 100)(m - 60)
			}
			return hours(2, 3, 100)(m)
		})), expected{silent: true}},
	{"the nightly batch does not run",
		vanishing(15*day, 17*day, serving("m", func(m float64) float64 {
			if m >= 15*day {
				return 0
			}
			return hours(2, 3, 100)(m)
		})), expected{any: told("m", 15*day+120, 16*day+120), unpaged: true}},
	{"a model that was given up two days ago",
		vanishing(17*day+600, 20*day, serving("m", between(15*day+600, 9e9, 0, 600))), expected{silent: true}},
	{"a model that was called on one day only, a week ago",
		vanishing(14*day, 16*day, serving("m", between(8*day, 9*day, 600, 0))), expected{silent: true}},
	{"traffic vanishes, and the server remembers three days",
		vanishing(3*day, 4*day, serving("m", between(3*day+600, 9e9, 0, 600))), expected{silent: true}},
	{"traffic moves to another deployment",
		vanishing(15*day, 16*day, deployment{model: "m", id: "d1", concurrent: between(15*day+600, 9e9, 0, 3), sync: rates{"200": between(15*day+600, 9e9, 0, 600)}, active: between(15*day+700, 9e9, 0, 4)},
			deployment{model: "m", id: "d2", from: 15 * day, to: 9e9, base: -1, concurrent: between(15*day+600, 9e9, 3, 0), sync: rates{"200": between(15*day+600, 9e9, 600, 0)}}), expected{silent: true}},
	{"traffic vanishes, and its counters with it, while replicas wait",
		world{deployments: []deployment{serving("m", between(15*day+600, 9e9, 0, 600)), search()}, minutes: 16 * day, since: 15 * day, every: 900,
			gone: func(family, model string, m float64) bool {
				return model == "m" && m >= 15*day+600 && (family == requests || family == responseTime)
			}}, expected{any: told("m", 15*day+600, 15*day+780), unpaged: true}},

	// Async work.
	{"the queue of one deployment of two stands, and the other one is quick",
		beside(deployment{model: "w", id: "d1", active: always(1), concurrent: always(0), async: rates{"200": between(60, 9e9, 0, 30)}, queue: between(60, 9e9, 200, 0)},
			deployment{model: "w", id: "d2", active: always(3), concurrent: always(0), async: rates{"200": always(600)}, queue: always(5)}), expected{any: told("w", 60, 150)}},
	{"two models of one name, and the async queue of one only grows",
		beside(deployment{model: "w", modelID: "w1", id: "d1", concurrent: always(0), async: rates{"200": between(60, 9e9, 0.6, 30)}, queue: func(m float64) float64 { return max(0, 29.4*(m-60)) }},
			deployment{model: "w", modelID: "w2", id: "d2", concurrent: always(0), async: rates{"200": always(6000)}, queue: always(20)}), expected{any: told("w", 60, 150)}},
	{"a queue that is long all day, and worked off within minutes",
		beside(deployment{model: "w", active: always(9), concurrent: always(0), async: rates{"200": always(600)}, queue: func(m float64) float64 { return 2000 + 10*mod(m, 7) }}), expected{silent: true}},
	{"one async request waits while another is worked off, again and again",
		beside(deployment{model: "w", active: always(1), concurrent: always(0), async: rates{"200": each(5, 1)}, queue: always(1)}), expected{silent: true}},
	{"the queue grows with pauses",
		beside(deployment{model: "w", active: always(1), concurrent: always(0), async: rates{"200": always(1)}, queue: func(m float64) float64 { return max(0, 20*(m-60)-15*mod(m, 10)) }}), expected{any: told("w", 60, 160)}},
	{"the queue only grows, two scrapers",
		world{deployments: []deployment{{model: "w", active: always(3), sync: rates{"200": always(5)}, async: rates{"200": between(60, 9e9, 0.6, 30)}, queue: func(m float64) float64 { return max(0, 29.4*(m-60)) }}, search()}, minutes: 200, scrapers: twoScrapers},
		expected{any: told("w", 60, 150), alerts: 1}},
	{"the queue of a draft only grows",
		beside(deployment{model: "w", environment: "-", concurrent: always(0), async: rates{"200": always(0.6)}, queue: func(m float64) float64 { return max(0, 29.4*(m-60)) }}), expected{silent: true}},
	{"the queue is drained from a peak that takes an hour and a half",
		beside(deployment{model: "w", active: always(3), concurrent: always(0), async: rates{"200": always(60)}, queue: func(m float64) float64 { return max(0, min(60*(m-60), 5400-60*(m-60))) }}), expected{silent: true}},
	{"async requests are refused, since there is no room for them",
		beside(deployment{model: "m", active: always(4), sync: rates{"200": always(600)}, async: rates{"200": between(90, 9e9, 5, 10), "429": between(90, 9e9, 5, 0)}}), expected{any: told("m", 90, 130)}},
	{"one async request a minute fails beside six thousand others",
		beside(deployment{model: "m", active: always(40), sync: rates{"200": always(6000)}, async: rates{"200": between(90, 9e9, 0, 1), "500": between(90, 9e9, 1, 0)}}), expected{any: told("m", 90, 130)}},
	{"async requests fail, and is_async is spelled True",
		world{deployments: []deployment{{model: "m", active: always(4), sync: rates{"200": always(600)}, async: rates{"200": between(90, 9e9, 0, 3), "500": between(90, 9e9, 3, 0)}}, search()}, minutes: 200, yes: "True", no: "False"},
		expected{any: told("m", 90, 130)}},

	// One of several.
	{"one deployment of two answers nobody before he leaves",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": always(597)}},
			deployment{model: "m", id: "d2", sync: rates{"200": between(60, 9e9, 0, 3), "499": between(60, 9e9, 3, 0)}, seconds: map[string]level{"499": always(30)}}), expected{any: told("m", 60, 180)}},
	{"a hedging client of two deployments takes the first of both answers",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": always(60), "499": always(60)}, seconds: map[string]level{"499": always(0.2)}},
			deployment{model: "m", id: "d2", sync: rates{"200": always(60), "499": always(60)}, seconds: map[string]level{"499": always(0.2)}}), expected{silent: true}},
	{"a forgotten client calls an old deployment with a key that is no more",
		beside(deployment{model: "m", id: "d1", sync: rates{"200": always(600)}}, deployment{model: "m", id: "d2", sync: rates{"401": always(3)}}), expected{silent: true}},
	{"one deployment of two fails, at scrapes of two minutes",
		world{deployments: []deployment{{model: "m", id: "d1", sync: rates{"200": always(597)}}, {model: "m", id: "d2", concurrent: always(0), sync: rates{"500": between(60, 9e9, 3, 0)}}, search()}, minutes: 240, step: 120},
		expected{any: told("m", 60, 180)}},
	{"both deployments fail half",
		beside(deployment{model: "m", id: "d1", sync: halfFail(90, 130, "500")}, deployment{model: "m", id: "d2", sync: halfFail(90, 130, "500")}), expected{any: page("m", 90, 105), pages: 1}},
	{"two models of one name, and a quiet one fails",
		beside(deployment{model: "m", modelID: "m1", id: "d1", sync: rates{"200": always(6000)}}, deployment{model: "m", modelID: "m2", id: "d2", sync: rates{"200": between(90, 9e9, 0, 2), "502": between(90, 9e9, 2, 0)}}),
		expected{any: told("m", 90, 150)}},
	{"two models of one name, and a quiet one answers nothing",
		beside(deployment{model: "m", modelID: "m1", id: "d1", sync: rates{"200": always(6000)}}, deployment{model: "m", modelID: "m2", id: "d2", sync: rates{"200": between(90, 160, 0, 6)}, concurrent: between(90, 160, 9, 1)}),
		expected{any: page("m", 90, 120), pages: 1}},
	{"two models of one name, and a small one is overloaded",
		beside(deployment{model: "m", modelID: "m1", id: "d1", active: always(20), concurrent: always(20), sync: rates{"200": always(600)}}, deployment{model: "m", modelID: "m2", id: "d2", active: always(1), concurrent: between(60, 9e9, 20, 2), sync: rates{"200": always(20)}}),
		expected{any: told("m", 60, 120)}},
	{"two models of one name, and the replicas of a small one don't get ready",
		beside(deployment{model: "m", modelID: "m1", id: "d1", active: always(20), concurrent: always(20), sync: rates{"200": always(600)}}, deployment{model: "m", modelID: "m2", id: "d2", active: always(1), starting: between(60, 9e9, 1, 0), sync: rates{"200": always(20)}}),
		expected{any: told("m", 60, 120)}},
	{"two models of one name, one in two regions of the day",
		beside(deployment{model: "m", modelID: "m1", id: "d1", concurrent: between(0, 120, 1, 0), sync: rates{"200": between(0, 120, 60, 0)}}, deployment{model: "m", modelID: "m2", id: "d2", concurrent: between(120, 9e9, 1, 0), sync: rates{"200": between(120, 9e9, 60, 0)}}), expected{silent: true}},

	// Canaries.
	{"a canary fails the only three requests that it gets",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(8), sync: rates{"200": always(990)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, concurrent: always(0), sync: rates{"500": between(70, 73, 1, 0)}}), expected{silent: true}},
	{"a canary gets a request in three minutes, and fails each",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(8), sync: rates{"200": always(990)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, concurrent: always(0), sync: rates{"500": each(3, 1)}}), expected{any: told("m", 60, 130), unpaged: true}},
	{"a canary fails one of forty",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(8), sync: rates{"200": always(990)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, concurrent: always(0), sync: rates{"200": always(4), "500": between(70, 71, 1, 0)}}), expected{silent: true}},
	{"a canary is better than the stable one",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(8), sync: rates{"200": always(990), "500": always(4)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, concurrent: always(0), sync: rates{"200": always(50)}}), expected{silent: true}},
	{"a gRPC canary is unavailable for one in three",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(8), sync: rates{"0": always(990)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, concurrent: always(0), sync: rates{"0": always(2), "14": always(1)}}), expected{any: told("m", 60, 120), unpaged: true}},
	{"a tiny canary answers nobody before he leaves",
		beside(deployment{model: "m", id: "d1", phase: "stable", active: always(8), sync: rates{"200": always(990)}},
			deployment{model: "m", id: "d2", phase: "promoting", from: 60, to: 9e9, base: -1, concurrent: always(0), sync: rates{"499": always(3)}, seconds: map[string]level{"499": always(30)}}), expected{any: told("m", 60, 180), unpaged: true}},

	// Counters that begin high.
	{"a code appears with one failure, and no more of it",
		beside(deployment{model: "m", sync: rates{"200": always(600), "502": born(100, 1)}}), expected{silent: true}},
	{"a code appears with a dozen failures among thousands",
		beside(deployment{model: "m", sync: rates{"200": always(600), "502": born(100, 12)}}), expected{silent: true}},
	{"refusals that are the client's fault appear by the thousand",
		beside(deployment{model: "m", sync: rates{"200": always(600), "400": born(100, 3000), "499": born(100, 3000)}}), expected{silent: true}},
	{"a second server begins to scrape, and sees old failures",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(60), "500": always(0)}, base: 9000}, search()}, minutes: 200, scrapers: []scraper{{name: "A"}, {name: "B", lost: during(0, 100)}}}, expected{silent: true}},
	{"a model that vanishes while it sleeps comes back with its old failures",
		world{deployments: append(busy("a", "b"), deployment{model: "m", sync: rates{"200": between(100, 200, 0, 60), "500": always(0)}, concurrent: between(100, 200, 0, 1), base: 9000}), minutes: 300,
			gone: func(_, model string, m float64) bool { return model == "m" && during(100, 200)(m) }}, expected{silent: true}},
	{"the server was away for forty minutes, and codes that are old come back",
		world{deployments: []deployment{{model: "m", sync: rates{"200": always(60), "500": always(0)}, base: 9000}, search()}, minutes: 240, lost: during(100, 140)}, expected{any: page("", 100, 141), pages: 1}},
	{"a code appears with thousands of failures, and goes on",
		beside(deployment{model: "m", sync: rates{"200": always(60), "500": func(m float64) float64 {
			if m > 100 {
				return 30
			}
			return born(100, 2000)(m)
		}}}), expected{any: told("m", 100, 115), pages: 1}},
}

// born is a counter that nobody has seen before a minute, when it has some value, and which then stands.
func born(minute, value float64) level {
	return func(m float64) float64 {
		switch {
		case m < minute:
			return math.NaN()
		case m == minute:
			// Counters of a situation begin at 1000.
			return value - 1000
		}
		return 0
	}
}
