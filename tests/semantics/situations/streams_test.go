package situations

// llama is a model of the shipped objectives: a response within 20 seconds, its first byte within five.
const llama = "Llama 3.1 70B Instruct"

func streaming(first, whole level) world {
	return world{promised: true, minutes: 240, deployments: []deployment{
		{model: llama, active: always(4), concurrent: always(8), sync: rates{"200": always(60)}, firstByte: first, seconds: map[string]level{"200": whole}}, search(),
	}}
}

// streams are read while they are written: what counts is when they begin.
var streams = []situation{
	{"streams of twenty minutes with a quick first byte",
		streaming(always(0.5), always(1200)), expected{silent: true}},
	{"first bytes get slow, and the responses as a whole are in time",
		streaming(between(90, 150, 8, 0.5), always(15)), expected{any: page(llama, 90, 110), pages: 1}},
	{"first bytes of long streams get slow",
		streaming(between(90, 150, 30, 0.5), always(1200)), expected{any: page(llama, 90, 110), pages: 1}},
	{"first bytes get slow, and so do the responses",
		streaming(between(90, 150, 40, 0.5), between(90, 150, 50, 5)), expected{any: page(llama, 90, 115), pages: 1}},
	{"a few first bytes are slow",
		streaming(func(m float64) float64 {
			if m == 100 || m == 140 {
				return 8
			}
			return 0.5
		}, always(15)), expected{}},
	{"the model begins to stream: its first bytes get quick, and its responses long",
		streaming(between(0, 90, 3, 0.5), between(0, 90, 4, 19)), expected{silent: true}},
	{"the export has no time to first byte",
		streaming(nil, always(5)), expected{any: told("", 0, 60), pages: 0}},
	{"every stream waits for a start of four minutes, once",
		world{promised: true, minutes: 480, deployments: []deployment{{model: llama, active: between(304, 9e9, 1, 0), starting: between(300, 304, 1, 0), concurrent: between(300, 304, 6, 0),
			sync:      rates{"200": func(m float64) float64 { return between(304, 306, 15, between(306, 9e9, 10, 0)(m))(m) }},
			firstByte: between(304, 306, 120, 0.5), seconds: map[string]level{"200": between(304, 306, 130, 5)}}, search()}},
		expected{}},
}
