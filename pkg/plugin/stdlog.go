package plugin

import (
	"bytes"
	"io"
	"log"
)

// QuietStandardLog keeps what servers say out of the standard log, which Grafana writes into its own: net/http puts there
// what comes on a connection that nobody asked on, and that may be anything that the server was sent before.
func QuietStandardLog(out io.Writer) { log.SetOutput(unquoting{out}) }

// unquoting drops each line from its first quote on.
type unquoting struct{ out io.Writer }

// Write implements io.Writer.
func (u unquoting) Write(line []byte) (int, error) {
	shown := line
	if at := bytes.IndexAny(line, "\"`"); at >= 0 {
		shown = append(bytes.Clone(line[:at]), "(left out)\n"...)
	}
	_, err := u.out.Write(shown)
	return len(line), err
}
