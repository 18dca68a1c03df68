package decode

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"a\u00e4"},"values":[[1700000040,"1"],[1700000100,"0.12345678901234567"],[1700000160,"NaN"]]}]}}`,
		`{"status":"success","data":{"result":[{"values":[[1700000100.5,"1"],[1700000040,"2"],[1700000040,3]],"metric":{}}],"resultType":"matrix"},"warnings":["w"],"infos":["i"],"isPartial":true}`,
		`{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1700000040.123,"-1.5e-7"]},{"metric":{"a":"c"},"histogram":[1,{"count":"1"}]}]}}`,
		`{"status":"success","data":{"resultType":"scalar","result":[1700000040,"+Inf"]}}`,
		`{"status":"success","data":{"resultType":"string","result":[1700000040,"text"]}}`,
		`{"status":"error","errorType":"bad_data","error":"parse error"}`,
		`{"data":{"resultType":"matrix","result":[{"metric":{"a":"1","a":"2"},"values":null,"values":[["1700000040","1"]],"value":[1,"2"]}]}}`,
		`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1700000040,"1"],[1700000040,"NaN"],[1700000100,"1e400"]]},{"metric":{"x":"\ud83d\ude80"},"values":[]}]}}`,
	} {
		f.Add([]byte(seed), uint8(0))
		f.Add([]byte(seed), uint8(5))
	}
	f.Fuzz(func(t *testing.T, body []byte, size uint8) {
		for _, grid := range []Grid{grid3, {}} {
			options := Options{Grid: grid}
			got, err := Decode(bytes.NewReader(body), options)
			if size > 0 {
				pieces, pieceErr := Decode(&trickle{body, int(size)}, options)
				if (err == nil) != (pieceErr == nil) || err == nil && describe(got) != describe(pieces) {
					t.Fatalf("whole: %v; in pieces of %d: %v", err, size, pieceErr)
				}
			}
			want, wantErr := reference(body, grid)
			if err != nil && strings.Contains(err.Error(), "nested deeper") || errors.Is(err, ErrLimit) {
				return
			}
			if (err == nil) != (wantErr == nil) {
				// A fault in a part that something later replaces, or that an error status makes idle, is one for Decode
				// and none for the reference.
				if wantErr == nil && errors.Is(err, ErrShape) && (want.Status == "error" || repeats(body)) {
					return
				}
				t.Fatalf("Decode: %v; reference: %v", err, wantErr)
			}
			if err == nil && describe(got) != describe(want) {
				t.Fatalf("Decode:\n%sreference:\n%s", describe(got), describe(want))
			}
		}
	})
}

// repeats says whether some object of the body has a key twice.
func repeats(body []byte) bool {
	fields, ok := members(body)
	if !ok {
		return false
	}
	seen := map[string]bool{}
	for _, m := range fields {
		if seen[m.key] || repeats(m.raw) {
			return true
		}
		seen[m.key] = true
	}
	for _, m := range fields {
		if elementsRepeat(m.raw) {
			return true
		}
	}
	return false
}

func elementsRepeat(raw []byte) bool {
	items, ok := arrayItems(raw)
	if !ok {
		return false
	}
	for _, item := range items {
		if repeats(item) || elementsRepeat(item) {
			return true
		}
	}
	return false
}
