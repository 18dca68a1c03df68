package frames

import (
	"bytes"
	"slices"
	"strings"

	"baseten-metrics-datasource/pkg/prometheus/decode"
)

// none stands for a label that a series doesn't have, where others do.
const none = "(none)"

// namer gives series the names that people read.
type namer struct {
	options Options
	// parts of the legend template: text and label names take turns, text first.
	parts []string
	alone bool
	// named: there are several metrics, so names must tell them apart.
	named bool
	// labels and text are room that each name uses again: a name takes one allocation, its own.
	labels []decode.Label
	text   []byte
}

func newNamer(options Options, series []*decode.Series) namer {
	n := namer{options: options, parts: template(options.LegendFormat), alone: len(series) == 1}
	for i := 1; i < len(series) && options.Labels == nil && !n.named; i++ {
		n.named = series[i].Label("__name__") != series[0].Label("__name__")
	}
	return n
}

// name follows the legend template if there is one. Automatic names are: the title where there are no labels, the bare value
// of a single label, otherwise the values of all with what they are, in the query's order; the qualifier stands before, and the
// title where the panel holds several metrics.
func (n *namer) name(s *decode.Series) string {
	if n.parts != nil {
		if name := n.fromTemplate(s); name != "" {
			return name
		}
	}
	name := n.automatic(s)
	if n.options.Title != "" && name == n.options.valueName() {
		return Qualified(n.options.Qualifier, name)
	}
	before := n.options.Qualifier
	if n.options.Titled {
		before = Qualified(before, n.options.valueName())
	}
	if before == "" {
		return name
	}
	return before + " " + name
}

// Qualified is a title with a qualifier before it, without what the title says itself: of "p95 staging" and "Response time, p95"
// that is "staging Response time, p95".
func Qualified(qualifier, title string) string {
	if _, said, ok := strings.Cut(title, ", "); ok {
		qualifier = strings.Replace(" "+qualifier+" ", " "+strings.ReplaceAll(said, ", ", " ")+" ", " ", 1)
	}
	return strings.TrimSpace(strings.TrimSpace(qualifier) + " " + title)
}

func (n *namer) automatic(s *decode.Series) string {
	if len(n.options.Labels) == 0 {
		return n.allLabels(s)
	}
	if len(n.options.Labels) == 1 {
		if value := s.Label(n.options.Labels[0]); value != "" {
			return value
		}
		return n.bare()
	}
	name := n.text[:0]
	for _, label := range n.options.Labels {
		if value := s.Label(label); value != "" {
			name = n.joinWord(name, label, value)
		}
	}
	n.text = name
	if len(name) == 0 {
		return n.bare()
	}
	return string(name)
}

// bare names a series that has none of the labels.
func (n *namer) bare() string {
	if n.alone {
		return n.options.valueName()
	}
	return none
}

// allLabels names a series of a query that a person wrote.
func (n *namer) allLabels(s *decode.Series) string {
	metric := ""
	labels := n.labels[:0]
	for _, l := range s.Labels {
		if l.Name == "__name__" {
			metric = l.Value
		} else {
			labels = append(labels, l)
		}
	}
	n.labels = labels
	if len(labels) == 0 || n.options.Labels != nil && n.alone {
		if n.options.Title == "" && metric != "" {
			return metric
		}
		if n.options.Title == "" && n.options.Asked != "" {
			return asked(n.options.Asked)
		}
		return n.options.valueName()
	}
	name := labels[0].Value
	if len(labels) > 1 {
		byName := func(a, b decode.Label) int { return strings.Compare(a.Name, b.Name) }
		// Servers send labels by their names.
		if !slices.IsSortedFunc(labels, byName) {
			slices.SortFunc(labels, byName)
		}
		all := n.text[:0]
		for _, l := range labels {
			all = join(all, l.Name, l.Value)
		}
		n.text = all
		name = string(all)
	}
	if n.named && metric != "" {
		return metric + " " + name
	}
	return name
}

// longestAsked is how much of a query a name holds, in characters: legends are one line.
const longestAsked = 120

// asked is a query as a name, on one line.
func asked(query string) string {
	// More bytes than that never stay, so no longer query is gone through as a whole.
	cut := query[:min(len(query), 8*longestAsked)]
	line := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(cut, "")), " "))
	if len(line) <= longestAsked && len(cut) == len(query) {
		return string(line)
	}
	return string(line[:min(len(line), longestAsked-1)]) + "…"
}

// joinWord adds a label that the query groups by.
func (n *namer) joinWord(name []byte, label, value string) []byte {
	word, known := n.options.LabelPrefixes[label]
	if !known {
		return join(name, label, value)
	}
	if len(name) > 0 {
		name = append(name, ", "...)
	}
	if word != "" {
		name = append(append(name, word...), ' ')
	}
	return append(name, value...)
}

func join(name []byte, label, value string) []byte {
	if len(name) > 0 {
		name = append(name, ", "...)
	}
	name = append(name, label...)
	name = append(name, '=')
	return append(name, value...)
}

func (n *namer) fromTemplate(s *decode.Series) string {
	name := n.text[:0]
	for i, part := range n.parts {
		if i%2 == 1 {
			part = s.Label(part)
		}
		name = append(name, part...)
	}
	n.text = name
	return string(bytes.TrimSpace(name))
}

// template cuts `a {{label}} b` into text, label, text, …; nil where there is no template.
func template(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	var parts []string
	for {
		before, after, open := strings.Cut(text, "{{")
		label, rest, closed := strings.Cut(after, "}}")
		if !open || !closed {
			return append(parts, text)
		}
		parts = append(parts, before, strings.TrimSpace(label))
		text = rest
	}
}
