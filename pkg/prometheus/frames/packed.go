package frames

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
)

// packTexts writes each text once, and for each row the place of its text: {"texts":["a","b"],"rows":[0,1,0]}.
func packTexts(values []string) string {
	packed := struct {
		Texts []string `json:"texts"`
		Rows  []int    `json:"rows"`
	}{[]string{}, make([]int, len(values))}
	places := map[string]int{}
	for row, text := range values {
		place, known := places[text]
		if !known {
			place = len(packed.Texts)
			places[text] = place
			packed.Texts = append(packed.Texts, text)
		}
		packed.Rows[row] = place
	}
	written, err := json.Marshal(packed)
	if err != nil {
		// Texts and whole numbers can always be written.
		panic(err)
	}
	return string(written)
}

// packer writes in base64 what takes eight bytes each, little endian, and uses the room of one text for the next.
type packer struct{ room []byte }

// numbers writes doubles.
func (p *packer) numbers(values []float64) string {
	p.room = slices.Grow(p.room[:0], 8*len(values))
	for _, value := range values {
		p.room = binary.LittleEndian.AppendUint64(p.room, math.Float64bits(value))
	}
	return base64.StdEncoding.EncodeToString(p.room)
}

// bits writes bits, lowest first.
func (p *packer) bits(words []uint64) string {
	p.room = slices.Grow(p.room[:0], 8*len(words))
	for _, word := range words {
		p.room = binary.LittleEndian.AppendUint64(p.room, word)
	}
	return base64.StdEncoding.EncodeToString(p.room)
}
