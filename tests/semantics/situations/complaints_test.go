package situations

import (
	"strings"
	"testing"
)

// The shipped rules are right in every situation, so that the judge has nothing to say there. Here is what it says of wrong ones.
func TestTheJudgeComplains(t *testing.T) {
	one := func(severity, model string, from, to float64) alert {
		return alert{name: "rule", model: model, severity: severity, from: from, to: to}
	}
	paged := page("m", 90, 100)
	for name, c := range map[string]struct {
		expected expected
		found    []alert
		want     string
	}{
		"nothing is expected, and nothing fires":      {expected{}, nil, ""},
		"a ticket where nobody may be paged":          {expected{}, []alert{one("ticket", "m", 95, 120)}, ""},
		"the watchdog where nothing may fire":         {expected{silent: true}, []alert{one("none", "", 0, 240)}, ""},
		"a page where nobody may be paged":            {expected{}, []alert{one("page", "m", 95, 120)}, "fires"},
		"a ticket where nothing may fire":             {expected{silent: true}, []alert{one("ticket", "m", 95, 120)}, "fires"},
		"a page in time":                              {expected{any: paged}, []alert{one("page", "m", 99, 120)}, ""},
		"no page":                                     {expected{any: paged}, nil, "none of"},
		"a page in the first minute that is too late": {expected{any: paged}, []alert{one("page", "m", 100, 120)}, "none of"},
		"a ticket instead of a page":                  {expected{any: paged}, []alert{one("ticket", "m", 95, 120)}, "none of"},
		"a ticket that is as good as a page":          {expected{any: told("m", 90, 100)}, []alert{one("ticket", "m", 95, 120)}, ""},
		"a page before anything has happened":         {expected{any: paged}, []alert{one("page", "m", 89, 120)}, "begins before 90"},
		"a page of a model that is well":              {expected{any: paged}, []alert{one("page", "m", 95, 120), one("page", "n", 95, 120)}, "is nobody's business"},
		"a ticket of a model that is well":            {expected{any: paged}, []alert{one("page", "m", 95, 120), one("ticket", "n", 95, 120)}, "is another model's"},
		"a second one that has to come, and does not": {expected{any: paged, also: page("n", 95, 110)}, []alert{one("page", "m", 95, 120)}, "does not begin"},
		"a page where a ticket is enough":             {expected{any: told("m", 90, 100), unpaged: true}, []alert{one("page", "m", 95, 120)}, "wakes somebody"},
		"more pages than may come":                    {expected{any: paged, pages: 1}, []alert{one("page", "m", 95, 100), one("page", "m", 110, 120)}, "2 pages, not at most 1"},
		"more alerts than may come":                   {expected{any: paged, alerts: 1}, []alert{one("page", "m", 95, 100), one("ticket", "m", 95, 120)}, "2 alerts, not at most 1"},
		"two pages for ten minutes at a time":         {expected{any: paged, oneAtATime: true}, []alert{one("page", "m", 95, 120), one("page", "m", 110, 140)}, ""},
		"two pages for longer at a time":              {expected{any: paged, oneAtATime: true}, []alert{one("page", "m", 95, 121), one("page", "m", 110, 140)}, "at a time"},
		"a page that lasts":                           {expected{any: paged, lasting: &want{model: "m", from: 95, to: 120}}, []alert{one("page", "m", 95, 120)}, ""},
		"a page that is over too early":               {expected{any: paged, lasting: &want{model: "m", from: 95, to: 121}}, []alert{one("page", "m", 95, 120)}, "no page of m in minute 120"},
		"another model's page, where one has to last": {expected{any: page("*", 90, 100), lasting: &want{model: "m", from: 95, to: 100}}, []alert{one("page", "n", 95, 120)}, "no page of m in minute 95"},
	} {
		got := strings.Join(c.expected.judge(c.found), "; ")
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
