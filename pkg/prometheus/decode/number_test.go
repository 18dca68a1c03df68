package decode

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// read runs the fast reader on one number; ok is false where it leaves the number to strconv.
func read(text string) (float64, bool) {
	var p [window]byte
	if len(text)+1 > window {
		return 0, false
	}
	copy(p[:], text)
	p[len(text)] = '"'
	value, next := quoted(&p, 0)
	return value, next == len(text)+1
}

func TestNumbersThatAreHardToRound(t *testing.T) {
	for _, text := range []string{
		"0", "-0", "0.0", "1", "-1", "0.1", "0.3", "5", "123456789", "9007199254740991", "9007199254740992", "9007199254740993",
		"9007199254740995", "9007199254740997", "1844674407370955161", "9999999999999999999", "0.30000000000000004",
		"2.2250738585072011", "1.7976931348623157", "4.35", "1e22", "1e23", "8.5e+22", "1.234e-07", "5e-64", "9e+44",
		"179769313486231580793", "7.2057594037927933e+16", "9.5e-30", "1e-22", "3e-23", "0.000000000000000000000000123",
		"6929495644600919.5", "3.7455744005952583e+15", "1090544144181609348671888949248", "9214843084008499",
	} {
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := read(text); ok && math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%s: got %v, strconv says %v", text, got, want)
		}
	}
}

func TestWhatTheFastReaderLeavesToStrconv(t *testing.T) {
	for _, text := range []string{"", "-", ".", ".5", "5.", "+5", "NaN", "+Inf", "1e", "1e+", "1e5", "0x1p-2", "1_0", " 1", "1 ", "--1", "1.2.3", "12345678901234567890"} {
		if got, ok := read(text); ok {
			t.Errorf("%q: read as %v", text, got)
		}
	}
}

// TestNumbersAgreeWithStrconv tries decimals of every kind that a server writes. NUMBERS sets how many; the long run of the
// fuzz job takes 20 million.
func TestNumbersAgreeWithStrconv(t *testing.T) {
	count := 300_000
	if text := os.Getenv("NUMBERS"); text != "" {
		var err error
		if count, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	fast := 0
	for range count {
		text := randomDecimal(random)
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(text, err)
		}
		got, ok := read(text)
		if !ok {
			continue
		}
		fast++
		if math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%s: got %v, strconv says %v", text, got, want)
		}
	}
	if fast < count*9/10 {
		t.Errorf("only %d of %d numbers took the fast way", fast, count)
	}
}

func randomDecimal(random *rand.Rand) string {
	switch random.IntN(6) {
	case 0:
		return strconv.FormatFloat(random.Float64()*math.Pow(10, float64(random.IntN(20)-10)), 'f', -1, 64)
	case 1:
		return strconv.FormatFloat(random.NormFloat64()*math.Pow(10, float64(random.IntN(40)-20)), 'g', -1, 64)
	case 2:
		return strconv.FormatUint(random.Uint64()>>random.IntN(64)/10, 10)
	case 3:
		// Half way between two neighbours, or one digit beside it.
		half := random.Uint64()>>11<<1 | 1
		return strconv.FormatUint(half+uint64(random.IntN(3))-1, 10)
	case 4:
		digits := strconv.FormatUint(random.Uint64()/10, 10)
		at := 1 + random.IntN(len(digits))
		if at == len(digits) {
			return digits
		}
		return digits[:at] + "." + digits[at:]
	default:
		return strconv.FormatUint(random.Uint64()/10, 10) + "e" + [...]string{"-", "+"}[random.IntN(2)] + strconv.Itoa(random.IntN(62))
	}
}

func FuzzNumber(f *testing.F) {
	for _, text := range []string{"0.1", "-1e+22", "9007199254740993", "1e-400", "0x1p-2"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := read(text)
		if !ok {
			return
		}
		want, err := strconv.ParseFloat(text, 64)
		if err != nil || math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%q: got %v, strconv says %v, %v", text, got, want, err)
		}
	})
}
