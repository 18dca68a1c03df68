package asked

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// asker is the context's value that stands for the credentials of who asks, as the SDK carries them to the request.
type asker struct{}

// stub is a server that answers with what it was asked and for whom. Over HTTP it could not be seen when all wait.
type stub struct {
	mu    sync.Mutex
	asked []string
	// hold keeps each answer back until it is closed.
	hold chan struct{}
	fail error
}

func (s *stub) answer(ctx context.Context, question ...any) (string, error) {
	text := fmt.Sprint(append([]any{ctx.Value(asker{})}, question...)...)
	s.mu.Lock()
	s.asked = append(s.asked, text)
	s.mu.Unlock()
	if s.hold != nil {
		<-s.hold
	}
	return text, s.fail
}

func (s *stub) result(ctx context.Context, question ...any) (*decode.Result, error) {
	text, err := s.answer(ctx, question...)
	labels := []decode.Label{{Name: "__name__", Value: text}}
	return &decode.Result{Series: []decode.Series{{Labels: labels, Values: []float64{float64(len(text))}, Times: []int64{1}}}}, err
}

func (s *stub) list(ctx context.Context, question ...any) (*prometheus.LookupResult, error) {
	text, err := s.answer(ctx, question...)
	return &prometheus.LookupResult{Values: []string{text}}, err
}

func (s *stub) QueryRange(ctx context.Context, r prometheus.RangeRequest) (*decode.Result, error) {
	result, err := s.result(ctx, "range", r)
	if strings.HasPrefix(r.Expr, "max(timestamp(") {
		// There is no sample, so that it isn't looked at closely.
		result = &decode.Result{}
	}
	return result, err
}

func (s *stub) QueryInstant(ctx context.Context, r prometheus.InstantRequest) (*decode.Result, error) {
	return s.result(ctx, "instant", r)
}

func (s *stub) Series(ctx context.Context, r prometheus.LookupRequest) (*prometheus.SeriesResult, error) {
	text, err := s.answer(ctx, "series", r)
	return &prometheus.SeriesResult{Series: [][]decode.Label{{{Name: "a", Value: text}}}}, err
}

func (s *stub) LabelNames(ctx context.Context, r prometheus.LookupRequest) (*prometheus.LookupResult, error) {
	return s.list(ctx, "names", r)
}

func (s *stub) LabelValues(ctx context.Context, label string, r prometheus.LookupRequest) (*prometheus.LookupResult, error) {
	return s.list(ctx, "values", label, r)
}

func (s *stub) Metadata(ctx context.Context, metric string) ([]prometheus.Metadata, error) {
	text, err := s.answer(ctx, "meta", metric)
	return []prometheus.Metadata{{Help: text}}, err
}

func (s *stub) BuildInfo(ctx context.Context) (*prometheus.BuildInfo, error) {
	text, err := s.answer(ctx, "build")
	return &prometheus.BuildInfo{Version: text}, err
}

func (s *stub) Exposition(ctx context.Context) (prometheus.Exposition, error) {
	text, err := s.answer(ctx, "export")
	return prometheus.Exposition(text), err
}

func (s *stub) CloseIdleConnections() {}

// at is a whole minute.
var at = time.Unix(1_700_000_040, 0)

func lookupOf(change ...func(*prometheus.LookupRequest)) prometheus.LookupRequest {
	r := prometheus.LookupRequest{Matches: []string{"up", `x{a="b"}`}, Start: at, End: at.Add(time.Hour), Limit: 10}
	for _, c := range change {
		c(&r)
	}
	return r
}

// narrowings are what else tells look-ups apart.
var narrowings = map[string]func(*prometheus.LookupRequest){
	"matches": func(r *prometheus.LookupRequest) { r.Matches = []string{"up"} },
	"matches that read the same in a row": func(r *prometheus.LookupRequest) {
		r.Matches = []string{`up"x{a=\"b\"}`}
	},
	"start": func(r *prometheus.LookupRequest) { r.Start = r.Start.Add(-time.Minute) },
	"end":   func(r *prometheus.LookupRequest) { r.End = r.End.Add(time.Minute) },
	"limit": func(r *prometheus.LookupRequest) { r.Limit = 11 },
}

type ask func(context.Context, Person) (any, error)

// kinds are all that a person can ask: the question, and what makes another one of it.
var kinds = map[string]struct {
	ask    ask
	others map[string]ask
	// kept: the answer is used again later.
	kept bool
}{
	"QueryRange": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.QueryRange(ctx, rangeOf(nil)) },
		others: map[string]ask{
			"expression": func(ctx context.Context, p Person) (any, error) {
				return p.QueryRange(ctx, rangeOf(func(r *prometheus.RangeRequest) { r.Expr = "down" }))
			},
			"start": func(ctx context.Context, p Person) (any, error) {
				return p.QueryRange(ctx, rangeOf(func(r *prometheus.RangeRequest) { r.Start = r.Start.Add(time.Millisecond) }))
			},
			"end": func(ctx context.Context, p Person) (any, error) {
				return p.QueryRange(ctx, rangeOf(func(r *prometheus.RangeRequest) { r.End = r.End.Add(time.Millisecond) }))
			},
			"step": func(ctx context.Context, p Person) (any, error) {
				return p.QueryRange(ctx, rangeOf(func(r *prometheus.RangeRequest) { r.Step = time.Second }))
			},
			"filter": func(ctx context.Context, p Person) (any, error) {
				return p.QueryRange(ctx, rangeOf(func(r *prometheus.RangeRequest) { r.Filter = `a="b"` }))
			},
		},
	},
	"QueryInstant": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.QueryInstant(ctx, instantOf(nil)) },
		others: map[string]ask{
			"expression": func(ctx context.Context, p Person) (any, error) {
				return p.QueryInstant(ctx, instantOf(func(r *prometheus.InstantRequest) { r.Expr = "down" }))
			},
			"time": func(ctx context.Context, p Person) (any, error) {
				return p.QueryInstant(ctx, instantOf(func(r *prometheus.InstantRequest) { r.Time = r.Time.Add(time.Millisecond) }))
			},
			"step": func(ctx context.Context, p Person) (any, error) {
				return p.QueryInstant(ctx, instantOf(func(r *prometheus.InstantRequest) { r.Step = time.Hour }))
			},
			"filter": func(ctx context.Context, p Person) (any, error) {
				return p.QueryInstant(ctx, instantOf(func(r *prometheus.InstantRequest) { r.Filter = `a="b"` }))
			},
		},
	},
	"HeedsFilters": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.HeedsFilters(ctx, at) },
		others: map[string]ask{
			"time": func(ctx context.Context, p Person) (any, error) { return p.HeedsFilters(ctx, at.Add(grain)) },
		},
		kept: true,
	},
	"Exposition": {ask: func(ctx context.Context, p Person) (any, error) { return p.Exposition(ctx) }},
	"BuildInfo":  {ask: func(ctx context.Context, p Person) (any, error) { return p.BuildInfo(ctx) }},
	"LabelNames": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.LabelNames(ctx, lookupOf()) },
		others: narrowed(func(ctx context.Context, p Person, r prometheus.LookupRequest) (any, error) {
			return p.LabelNames(ctx, r)
		}),
		kept: true,
	},
	"LabelValues": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.LabelValues(ctx, "a", lookupOf()) },
		others: narrowed(func(ctx context.Context, p Person, r prometheus.LookupRequest) (any, error) {
			return p.LabelValues(ctx, "a", r)
		},
			func(ctx context.Context, p Person) (any, error) { return p.LabelValues(ctx, "b", lookupOf()) }),
		kept: true,
	},
	"Series": {
		ask:    func(ctx context.Context, p Person) (any, error) { return p.Series(ctx, lookupOf()) },
		others: narrowed(func(ctx context.Context, p Person, r prometheus.LookupRequest) (any, error) { return p.Series(ctx, r) }),
		kept:   true,
	},
	"HasSeries": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.HasSeries(ctx, lookupOf()) },
		others: func() map[string]ask {
			others := narrowed(func(ctx context.Context, p Person, r prometheus.LookupRequest) (any, error) {
				return p.HasSeries(ctx, r)
			})
			// It asks for one series, whatever the limit.
			delete(others, "limit")
			return others
		}(),
		kept: true,
	},
	"Metadata": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.Metadata(ctx, "up") },
		others: map[string]ask{
			"metric": func(ctx context.Context, p Person) (any, error) { return p.Metadata(ctx, "down") },
		},
		kept: true,
	},
	"SeriesCounts": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.SeriesCounts(ctx, at) },
		others: map[string]ask{
			"time": func(ctx context.Context, p Person) (any, error) { return p.SeriesCounts(ctx, at.Add(grain)) },
		},
		kept: true,
	},
	"SeriesCountsAnew": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.SeriesCountsAnew(ctx, at) },
		others: map[string]ask{
			"time": func(ctx context.Context, p Person) (any, error) { return p.SeriesCountsAnew(ctx, at.Add(time.Second)) },
		},
	},
	"LastSample": {
		ask: func(ctx context.Context, p Person) (any, error) { return p.LastSample(ctx, "up", at) },
		others: map[string]ask{
			"selector": func(ctx context.Context, p Person) (any, error) { return p.LastSample(ctx, "down", at) },
			"time":     func(ctx context.Context, p Person) (any, error) { return p.LastSample(ctx, "up", at.Add(grain)) },
		},
		kept: true,
	},
}

func narrowed(look func(context.Context, Person, prometheus.LookupRequest) (any, error), label ...ask) map[string]ask {
	others := map[string]ask{}
	for name, change := range narrowings {
		others[name] = func(ctx context.Context, p Person) (any, error) { return look(ctx, p, lookupOf(change)) }
	}
	for _, other := range label {
		others["label"] = other
	}
	return others
}

func rangeOf(change func(*prometheus.RangeRequest)) prometheus.RangeRequest {
	r := prometheus.RangeRequest{Expr: "up", Start: at, End: at.Add(time.Hour), Step: time.Minute}
	if change != nil {
		change(&r)
	}
	return r
}

func instantOf(change func(*prometheus.InstantRequest)) prometheus.InstantRequest {
	r := prometheus.InstantRequest{Expr: "up", Time: at, Step: time.Minute}
	if change != nil {
		change(&r)
	}
	return r
}

// as is somebody's requests to a source, and the context that carries who it is.
func as(s *Source, name string) (context.Context, Person) {
	return context.WithValue(context.Background(), asker{}, name), s.Person(http.Header{"Authorization": {"Bearer " + name}, "X-Panel-Id": {"1"}})
}

func TestEveryKindOfQuestionIsInTheTable(t *testing.T) {
	person := reflect.TypeFor[Person]()
	for i := range person.NumMethod() {
		if name := person.Method(i).Name; kinds[name].ask == nil {
			t.Errorf("Person.%s has no row in the table of kinds: who shares its answers?", name)
		}
	}
}

// text of an answer, with what pointers point to.
func text(answer any) string {
	if value := reflect.ValueOf(answer); value.Kind() == reflect.Pointer {
		answer = value.Elem().Interface()
	}
	return fmt.Sprintf("%+v", answer)
}

func TestTwoPeopleNeverShareAnAnswer(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			for _, forwarded := range []bool{true, false} {
				server := &stub{}
				source := New(server, forwarded)
				want := []string{"ada"}
				if !kind.kept {
					want = append(want, "ada")
				}
				if forwarded || !kind.kept {
					want = append(want, "ben")
				}
				if !kind.kept {
					want = append(want, "ada")
				}
				for _, who := range []string{"ada", "ada", "ben", "ada"} {
					ctx, person := as(source, who)
					answer, err := kind.ask(ctx, person)
					if err != nil {
						t.Fatal(err)
					}
					if words := text(answer); forwarded && strings.Contains(words, "ada") && who == "ben" {
						t.Errorf("%s gets %s", who, words)
					}
				}
				if got := strings.Join(server.people(), " "); got != strings.Join(want, " ") {
					t.Errorf("identity forwarded: %v: the server was asked for %s, want %v", forwarded, got, want)
				}
			}
		})
	}
}

// people for whom the server was asked, in turn.
func (s *stub) people() (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range s.asked {
		names = append(names, text[:3])
	}
	return names
}

func TestTwoPeopleNeverShareARequest(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &stub{hold: make(chan struct{})}
				source := New(server, true)
				for _, who := range []string{"ada", "ben", "ada", "ben", "ada"} {
					ctx, person := as(source, who)
					go func() {
						if answer, err := kind.ask(ctx, person); err != nil || who == "ben" && strings.Contains(text(answer), "ada") {
							t.Errorf("%s gets %s, %v", who, text(answer), err)
						}
					}()
				}
				synctest.Wait()
				if people := server.people(); len(people) != 2 || people[0] == people[1] {
					t.Errorf("the server is asked for %v, want once for each", people)
				}
				if source.Waiting() != 5 {
					t.Errorf("%d wait, want 5", source.Waiting())
				}
				close(server.hold)
				synctest.Wait()
				if source.Waiting() != 0 {
					t.Errorf("%d still wait", source.Waiting())
				}
				source.Close()
			})
		})
	}
}

func TestAnotherQuestionIsAskedAnew(t *testing.T) {
	for name, kind := range kinds {
		for what, other := range kind.others {
			t.Run(name+"/"+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := &stub{hold: make(chan struct{})}
					source := New(server, true)
					ctx, person := as(source, "ada")
					var answers [2]any
					for i, ask := range []ask{kind.ask, other} {
						go func() { answers[i], _ = ask(ctx, person) }()
					}
					synctest.Wait()
					if len(server.asked) != 2 || server.asked[0] == server.asked[1] {
						t.Errorf("under way: the server was asked %q", server.asked)
					}
					close(server.hold)
					synctest.Wait()
					source.Close()

					server, source = &stub{}, New(&stub{}, true)
					source.server = server
					_, person = as(source, "ada")
					for _, ask := range []ask{kind.ask, other} {
						if _, err := ask(ctx, person); err != nil {
							t.Fatal(err)
						}
					}
					if len(server.asked) != 2 {
						t.Errorf("one after the other: the server was asked %q", server.asked)
					}
					source.Close()
				})
			})
		}
	}
}

func TestErrorsAreNotKept(t *testing.T) {
	for name, kind := range kinds {
		server := &stub{fail: errors.New("down")}
		source := New(server, false)
		ctx, person := as(source, "ada")
		for range 2 {
			if _, err := kind.ask(ctx, person); !errors.Is(err, server.fail) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if len(server.asked) != 2 {
			t.Errorf("%s: asked %d times, want 2", name, len(server.asked))
		}
	}
}

// The identity is what headers say of a person, not of the panel.
func TestWhatTellsPeopleApart(t *testing.T) {
	ada := http.Header{"Authorization": {"Bearer a"}}
	for name, test := range map[string]struct {
		other http.Header
		same  bool
	}{
		"the same":                {http.Header{"Authorization": {"Bearer a"}}, true},
		"another panel":           {http.Header{"Authorization": {"Bearer a"}, "X-Panel-Id": {"7"}, "X-Query-Group-Id": {"q"}}, true},
		"another token":           {http.Header{"Authorization": {"Bearer b"}}, false},
		"a cookie":                {http.Header{"Authorization": {"Bearer a"}, "Cookie": {"session=1"}}, false},
		"an identity token":       {http.Header{"Authorization": {"Bearer a"}, "X-Id-Token": {"i"}}, false},
		"a header nobody knows":   {http.Header{"Authorization": {"Bearer a"}, "X-Team": {"t"}}, false},
		"two values for one":      {http.Header{"Authorization": {"Bearer a", ""}}, false},
		"the same under a name":   {http.Header{"X-Id-Token": {"Bearer a"}}, false},
		"name and value shifted":  {http.Header{"AuthorizationBearer a": {""}}, false},
		"nobody":                  {http.Header{}, false},
		"values that hold a name": {http.Header{"Authorization": {"Bearer a\x02X-Id-Token\x00"}}, false},
	} {
		source := New(&stub{}, true)
		if same := source.Person(ada) == source.Person(test.other); same != test.same {
			t.Errorf("%s: the same person: %v, want %v", name, same, test.same)
		}
	}
	if who := New(&stub{}, true).Person(ada).who; strings.Contains(string(who), "Bearer a") || len(who) != 64 {
		t.Errorf("the key of a person is %q, want a hash", who)
	}
	if shared := New(&stub{}, false); shared.Person(ada) != shared.Person(nil) {
		t.Error("people who share the data source's credentials are told apart")
	}
}

// All that a request has goes to the server.
func TestALookupIsSentWhole(t *testing.T) {
	for _, request := range []prometheus.LookupRequest{
		{Matches: []string{"up", "", `x{a="\"\x00\xff"}`, "été"}, Start: time.Unix(1_700_000_041, 5), End: time.Unix(1_700_000_071, 0), Limit: 7, Wider: []string{"up"}},
		{},
	} {
		if got := scopeOf(request).request(); !reflect.DeepEqual(got, request) {
			t.Errorf("got %+v, want %+v", got, request)
		}
	}
	if fields := reflect.TypeFor[prometheus.LookupRequest]().NumField(); fields != 5 {
		t.Errorf("a look-up has %d fields; are all of them in its scope?", fields)
	}
}

// Ranges that a dashboard asks for within the same half minute.
func TestRangesWithinAGrainShareAnAnswer(t *testing.T) {
	server := &stub{}
	ctx, person := as(New(server, false), "ada")
	for _, shift := range []time.Duration{time.Second, 10 * time.Second, 29 * time.Second} {
		request := prometheus.LookupRequest{Start: at.Add(shift), End: at.Add(time.Hour + shift)}
		if _, err := person.Series(ctx, request); err != nil {
			t.Fatal(err)
		}
		if _, err := person.LabelNames(ctx, request); err != nil {
			t.Fatal(err)
		}
		if _, err := person.LabelValues(ctx, "a", request); err != nil {
			t.Fatal(err)
		}
		if _, err := person.HasSeries(ctx, request); err != nil {
			t.Fatal(err)
		}
		if _, err := person.SeriesCounts(ctx, at.Add(shift)); err != nil {
			t.Fatal(err)
		}
		if _, err := person.LastSample(ctx, "up", at.Add(shift)); err != nil {
			t.Fatal(err)
		}
		if _, err := person.HeedsFilters(ctx, at.Add(shift)); err != nil {
			t.Fatal(err)
		}
	}
	if len(server.asked) != 7 {
		t.Errorf("the server was asked %q", server.asked)
	}
}

// Two zones and a clock's reading are one time.
func TestEqualTimesAreOneQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &stub{hold: make(chan struct{})}
		source := New(server, false)
		ctx, person := as(source, "ada")
		now := time.Now()
		for _, same := range []time.Time{now, now.UTC(), now.In(time.FixedZone("x", 3600)), now.Add(300 * time.Microsecond)} {
			go func() { _, _ = person.QueryInstant(ctx, prometheus.InstantRequest{Expr: "up", Time: same}) }()
			go func() { _, _ = person.QueryRange(ctx, prometheus.RangeRequest{Expr: "up", Start: same, End: same}) }()
		}
		synctest.Wait()
		if len(server.asked) != 2 {
			t.Errorf("the server was asked %q", server.asked)
		}
		close(server.hold)
		synctest.Wait()
	})
}
