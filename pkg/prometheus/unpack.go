package prometheus

import (
	"io"
	"sync"
)

// Unpacking takes longer than decoding, so it runs ahead: aheadChunks of aheadBytes each wait to be read.
const (
	aheadChunks = 4
	aheadBytes  = 64 << 10
)

var aheadBuffers = sync.Pool{New: func() any { b := make([]byte, aheadBytes); return &b }}

// piece is what one read gave.
type piece struct {
	held *[]byte
	n    int
	err  error
}

// ahead reads from its source in a goroutine of its own, which ends with the source or with stop.
type ahead struct {
	pieces  chan piece
	done    chan struct{}
	current piece
	at      int
}

func newAhead(source io.Reader) *ahead {
	a := &ahead{pieces: make(chan piece, aheadChunks), done: make(chan struct{})}
	go a.run(source)
	return a
}

func (a *ahead) run(source io.Reader) {
	defer close(a.pieces)
	for {
		held, _ := aheadBuffers.Get().(*[]byte)
		p := piece{held: held}
		p.n, p.err = source.Read(*held)
		select {
		case a.pieces <- p:
		case <-a.done:
			return
		}
		if p.err != nil {
			return
		}
	}
}

// Read implements io.Reader.
func (a *ahead) Read(into []byte) (int, error) {
	if a.current.held == nil || a.at == a.current.n {
		if a.current.err != nil {
			return 0, a.current.err
		}
		if a.current.held != nil {
			aheadBuffers.Put(a.current.held)
		}
		next, ok := <-a.pieces
		if !ok {
			return 0, io.ErrUnexpectedEOF
		}
		a.current, a.at = next, 0
	}
	n := copy(into, (*a.current.held)[a.at:a.current.n])
	a.at += n
	if a.at == a.current.n && a.current.err != nil {
		return n, a.current.err
	}
	return n, nil
}

// stop ends the goroutine and waits for it. What its source reads from must have been closed, or it may wait for that.
func (a *ahead) stop() {
	close(a.done)
	for range a.pieces {
		continue
	}
}
