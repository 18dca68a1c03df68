// Package sample makes bodies of answers for the benchmarks, and the byte loop that bounds what reading them can cost.
package sample

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
)

// Case is a body and what is in it.
type Case struct {
	Name           string
	Body           []byte
	StartMs        int64
	StepMs         int64
	Series, Points int
}

const (
	startMs = 1_700_000_040_000
	stepMs  = 60_000
)

// Cases are the bodies that the goals speak of: 1,000 series of a day's minutes, whole and with gaps of their own, and an
// instant query of 10,000 series.
func Cases() []Case {
	return []Case{Range("range", 1000, 1440, 0), Range("gaps", 1000, 1440, 0.03), Instant("instant", 10_000, fewLabels)}
}

// Labels of a series: four, and as many as real ones have, seven where a query groups and ten where it doesn't.
const (
	fewLabels   = 4
	someLabels  = 7
	manyLabels  = 10
	manyInRange = 200
)

// RealCases are answers with as many labels as real series have: instant ones of 10,000 series, and a day of 200.
func RealCases() []Case {
	return []Case{
		Instant("instant-7", 10_000, someLabels), Instant("instant-10", 10_000, manyLabels),
		RangeOf("range-7", manyInRange, 1440, 0, someLabels), RangeOf("range-10", manyInRange, 1440, 0, manyLabels),
	}
}

// Range makes the answer of a range query; gaps is the share of samples that are missing.
func Range(name string, series, points int, gaps float64) Case {
	return RangeOf(name, series, points, gaps, fewLabels)
}

// RangeOf is Range with so many labels, at most ten.
func RangeOf(name string, series, points int, gaps float64, labels int) Case {
	random := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // the same numbers each time
	body := []byte(`{"status":"success","data":{"resultType":"matrix","result":[`)
	for i := range series {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, `{"metric":`...)
		body = appendLabels(body, i, labels)
		body = append(body, `,"values":[`...)
		value := random.Float64() * 100
		first := true
		for j := range points {
			value += random.NormFloat64()
			if random.Float64() < gaps {
				continue
			}
			if !first {
				body = append(body, ',')
			}
			first = false
			body = append(body, '[')
			body = strconv.AppendInt(body, (startMs+int64(j)*stepMs)/1000, 10)
			body = append(body, `,"`...)
			body = appendValue(body, i, value)
			body = append(body, `"]`...)
		}
		body = append(body, `]}`...)
	}
	return Case{name, append(body, `]}}`...), startMs, stepMs, series, points}
}

// Instant makes the answer of an instant query, with so many labels, at most ten.
func Instant(name string, series, labels int) Case {
	random := rand.New(rand.NewPCG(2, 2)) //nolint:gosec // the same numbers each time
	body := []byte(`{"status":"success","data":{"resultType":"vector","result":[`)
	for i := range series {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, `{"metric":`...)
		body = appendLabels(body, i, labels)
		body = append(body, `,"value":[1700086440.123,"`...)
		body = appendValue(body, i, random.Float64()*100)
		body = append(body, `"]}`...)
	}
	return Case{name, append(body, `]}}`...), 0, 0, series, 1}
}

func appendLabels(body []byte, i, labels int) []byte {
	body = fmt.Appendf(body, `{"deployment_id":"d%05d","environment":"production","model_name":"Llama %d","replica":"r-%d"`, i, i%50, i)
	for _, more := range []string{`,"rollout_phase":"stable"`, `,"model_id":"m0a1b2c3"`, `,"status_code":"200"`, `,"is_async":"false"`, `,"instance":"app.baseten.co:443"`, `,"job":"baseten"`}[:labels-fewLabels] {
		body = append(body, more...)
	}
	return append(body, '}')
}

// appendValue writes what servers send: rates with all their digits, averages with some, and whole numbers.
func appendValue(body []byte, i int, value float64) []byte {
	switch i % 3 {
	case 0:
		return strconv.AppendFloat(body, value/60, 'f', -1, 64)
	case 1:
		return strconv.AppendFloat(body, value, 'f', 3, 64)
	}
	return strconv.AppendInt(body, int64(value), 10)
}

// ByteLoop reads a body in pieces and looks at each byte: nothing that decodes can be faster.
func ByteLoop(body io.Reader) (sum uint64) {
	buf := make([]byte, 128<<10)
	for {
		n, err := body.Read(buf)
		for _, c := range buf[:n] {
			if c == ',' {
				sum++
			}
		}
		if err != nil {
			return sum
		}
	}
}
