package translator

import (
	"context"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// places are as many as engines may work at one time. They are shared out fairly: where several data sources wait each gets the
// next one in turn, and none holds all, so that one that asks without end makes nobody else wait for more than one translation.
type places struct {
	mu sync.Mutex
	// free of all, and most that one source may hold.
	free, most int
	held       map[string]int
	waiting    map[string][]chan struct{}
	// turns are the sources that wait, in the order in which they get a place.
	turns []string
}

func newPlaces(all int) *places {
	return &places{free: all, most: max(1, all-1), held: map[string]int{}, waiting: map[string][]chan struct{}{}}
}

// sourceOf names who asks: one data source of one organization.
func sourceOf(ctx context.Context) string {
	asker := backend.PluginConfigFromContext(ctx)
	if asker.DataSourceInstanceSettings == nil {
		return ""
	}
	return asker.Namespace + "/" + asker.DataSourceInstanceSettings.UID
}

// enter takes a place for a source, as soon as it is its turn. The error is the context's cause.
func (p *places) enter(ctx context.Context, source string) error {
	p.mu.Lock()
	if p.free > 0 && p.held[source] < p.most && len(p.waiting[source]) == 0 {
		p.take(source)
		p.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	if len(p.waiting[source]) == 0 {
		p.turns = append(p.turns, source)
	}
	p.waiting[source] = append(p.waiting[source], turn)
	p.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-turn:
		// It came at the same moment, and is handed on.
		p.giveBack(source)
	default:
		p.forget(source, turn)
	}
	return context.Cause(ctx)
}

func (p *places) leave(source string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.giveBack(source)
}

func (p *places) take(source string) {
	p.free--
	p.held[source]++
}

// giveBack frees a place and hands free ones to the sources whose turn it is.
func (p *places) giveBack(source string) {
	p.free++
	if p.held[source]--; p.held[source] == 0 {
		delete(p.held, source)
	}
	for i := 0; i < len(p.turns) && p.free > 0; {
		next := p.turns[i]
		if p.held[next] >= p.most {
			i++
			continue
		}
		turn := p.waiting[next][0]
		p.take(next)
		close(turn)
		p.turns = append(p.turns[:i], p.turns[i+1:]...)
		if p.waiting[next] = p.waiting[next][1:]; len(p.waiting[next]) > 0 {
			p.turns = append(p.turns, next)
		} else {
			delete(p.waiting, next)
		}
		i = 0
	}
}

// forget takes back a wait that nobody waits for any more.
func (p *places) forget(source string, turn chan struct{}) {
	list := p.waiting[source]
	for i := range list {
		if list[i] == turn {
			list = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	if p.waiting[source] = list; len(list) > 0 {
		return
	}
	delete(p.waiting, source)
	for i, name := range p.turns {
		if name == source {
			p.turns = append(p.turns[:i], p.turns[i+1:]...)
			return
		}
	}
}
