package asked

import (
	"context"
	"strconv"
	"time"

	"baseten-metrics-datasource/pkg/prometheus"
)

// question is something to ask of a server. It is its own key: what is asked is made of the question and nothing else, so
// that a limit or a step can't be sent without being told apart.
type question[T any] interface {
	comparable
	ask(ctx context.Context, server Server) (T, error)
}

// lookup is a question whose answer is kept for a short time.
type lookup[T any] interface {
	question[T]
	// coarse is the question with its times rounded, which is the key: ranges that differ by seconds share an answer.
	coarse() any
	// bytes is how much memory an answer takes.
	bytes(answer T) int64
}

// key of an answer: who asks, and what. Questions of two kinds are never equal, since their types differ.
type key struct {
	who      identity
	question any
}

// share asks, or waits for the same person's same question where that is under way.
func share[T any, Q question[T]](ctx context.Context, p Person, q Q) (T, error) {
	return join(ctx, &p.source.underway, key{p.who, q}, func(ctx context.Context) (T, error) {
		return q.ask(ctx, p.source.server)
	})
}

// keep is share with an answer that is used again. Errors are not kept.
func keep[T any, Q lookup[T]](ctx context.Context, p Person, q Q) (T, error) {
	k := key{p.who, q.coarse()}
	if kept, ok := p.source.kept.Get(k); ok {
		if answer, ok := kept.(T); ok {
			return answer, nil
		}
	}
	return join(ctx, &p.source.underway, k, func(ctx context.Context) (T, error) {
		answer, err := q.ask(ctx, p.source.server)
		if err == nil {
			p.source.kept.Put(k, answer, q.bytes(answer)+keyBytes)
		}
		return answer, err
	})
}

// keyBytes is about what an entry takes beside its answer.
const keyBytes = 1 << 10

// grain that the times of look-ups are rounded to.
const grain = 30 * time.Second

// scope is the part of a look-up that narrows it, in a form that can be a key.
type scope struct {
	matches texts
	wider   texts
	// start and end, zero where there is none.
	start, end time.Time
	limit      int
}

func scopeOf(request prometheus.LookupRequest) scope {
	return scope{textsOf(request.Matches), textsOf(request.Wider), request.Start, request.End, request.Limit}
}

func (s scope) request() prometheus.LookupRequest {
	return prometheus.LookupRequest{Matches: s.matches.list(), Wider: s.wider.list(), Start: s.start, End: s.end, Limit: s.limit}
}

func (s scope) coarse() scope {
	s.start, s.end = wholeGrain(s.start), wholeGrain(s.end)
	return s
}

// wholeGrain is the last whole grain that isn't after a time, in the one form in which equal times are equal keys.
func wholeGrain(at time.Time) time.Time { return at.Truncate(grain).UTC() }

// texts is a list of texts in a form that can be a key.
type texts string

func textsOf(list []string) texts {
	var joined []byte
	for _, text := range list {
		joined = strconv.AppendQuote(joined, text)
	}
	return texts(joined)
}

func (t texts) list() []string {
	var list []string
	for rest := string(t); rest != ""; {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return list
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			return list
		}
		list, rest = append(list, text), rest[len(quoted):]
	}
	return list
}
