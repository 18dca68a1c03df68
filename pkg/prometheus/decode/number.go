package decode

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// window is how many bytes the fast paths may look at without asking for more. A sample with a time in milliseconds and
// seventeen digits needs fewer.
const window = 64

// exactPowers are the powers of ten that a float64 holds exactly.
var exactPowers = [23]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// maxPower bounds the powers of ten of the table, and so keeps every result a normal number.
const maxPower = 64

// power is the first 128 bits of 10^q, cut off, not rounded, and the binary exponent of its highest bit.
type power struct {
	hi, lo uint64
	exp    int
}

// powers has 10^q at index q+maxPower.
var powers = makePowers()

func makePowers() [2*maxPower + 1]power {
	var table [2*maxPower + 1]power
	mask := new(big.Int).SetUint64(math.MaxUint64)
	for q := -maxPower; q <= maxPower; q++ {
		var (
			n   *big.Int
			exp int
		)
		if q >= 0 {
			n = new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(q)), nil)
			n.Lsh(n, 256)
			exp = -256
		} else {
			n = new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-q)), nil)
			n.Quo(new(big.Int).Lsh(big.NewInt(1), 512), n)
			exp = -512
		}
		length := n.BitLen()
		n.Rsh(n, uint(length-128))
		table[q+maxPower] = power{
			hi:  new(big.Int).Rsh(n, 64).Uint64(),
			lo:  new(big.Int).And(n, mask).Uint64(),
			exp: exp + length - 1,
		}
	}
	return table
}

// decimal gives the float64 nearest to m × 10^q, ties to even, the same as strconv. ok is false where that can't be
// proved cheaply; the caller then asks strconv.
//
// Below 2^53 one division or multiplication of two exact numbers rounds once and so rightly. Otherwise m is multiplied by
// the cut-off power: the true product lies between the product and the product plus m. If no number in between would round
// otherwise, the rounding is proved (D. Lemire, "Number Parsing at a Gigabyte per Second", 2021).
func decimal(m uint64, q int) (value float64, ok bool) {
	if m < 1<<53 {
		if q <= 0 && q >= -22 {
			return float64(m) / exactPowers[-q], true
		}
		if q > 0 && q <= 22 && m != 0 {
			// The product may be inexact, but both factors are exact: still one rounding.
			return float64(m) * exactPowers[q], true
		}
	}
	if m == 0 {
		return 0, true
	}
	if q < -maxPower || q > maxPower {
		return 0, false
	}
	p := &powers[q+maxPower]
	shift := bits.LeadingZeros64(m)
	m <<= shift
	hi, lo := bits.Mul64(m, p.hi)
	// The lowest nine bits of hi and all of lo are rounded away (ten where the top bit is set). The first factor alone is
	// too small by less than m.
	if hi&0x1ff == 0x1ff && lo+m < m {
		high, low := bits.Mul64(m, p.lo)
		var carry uint64
		lo, carry = bits.Add64(lo, high, 0)
		hi += carry
		if hi&0x1ff == 0x1ff && lo+1 == 0 && low+m < m {
			return 0, false
		}
	}
	top := hi >> 63
	mantissa := hi >> (top + 9)
	// Exactly half way as far as one can see: what was cut off decides.
	if lo == 0 && hi&0x1ff == 0 && mantissa&3 == 1 {
		return 0, false
	}
	// m is a number in [2^63, 2^64) shifted by shift, the power one in [2^127, 2^128) with the exponent exp.
	exp := p.exp + 63 - shift + int(top)
	mantissa = (mantissa + mantissa&1) >> 1
	if mantissa == 1<<53 {
		mantissa >>= 1
		exp++
	}
	return math.Float64frombits(uint64(exp+1023)<<52 | mantissa&(1<<52-1)), true //nolint:gosec // exp is within ±300
}

const (
	zeros = 0x3030303030303030
	highs = 0x8080808080808080
)

// eightDigits says whether all eight bytes are ASCII digits.
func eightDigits(word uint64) bool {
	// A byte above '9' gets its high bit from the first sum, one below '0' from the borrow of the difference.
	return ((word+0x4646464646464646)|(word-zeros))&highs == 0
}

// parseEight is the value of eight ASCII digits, the first one in the lowest byte.
func parseEight(word uint64) uint64 {
	word -= zeros
	word = word*10 + word>>8
	const mask = 0x000000ff000000ff
	return ((word&mask)*(100+1000000<<32) + (word>>16&mask)*(1+10000<<32)) >> 32
}

// quoted reads a decimal number and the quote after it from p[at:]; at the end stands the index after the quote. It
// takes what servers write: an optional minus, digits, a fraction, an exponent. next is 0 for everything else, "NaN"
// and numbers of more than nineteen digits included.
func quoted(p *[window]byte, at int) (value float64, next int) {
	i := at
	negative := p[i&63] == '-'
	if negative {
		i++
	}
	var m uint64
	start := i
	for i < 48 {
		c := p[i&63] - '0'
		if c > 9 {
			break
		}
		if m >= 1e18 {
			return 0, 0
		}
		m = m*10 + uint64(c)
		i++
	}
	if i == start {
		return 0, 0
	}
	q := 0
	if p[i&63] == '.' {
		i++
		start = i
		for i <= window-8 && m < 1e11 {
			word := binary.LittleEndian.Uint64(p[i:])
			if !eightDigits(word) {
				break
			}
			m = m*1e8 + parseEight(word)
			i += 8
		}
		for i < 58 {
			c := p[i&63] - '0'
			if c > 9 {
				break
			}
			if m >= 1e18 {
				return 0, 0
			}
			m = m*10 + uint64(c)
			i++
		}
		if i == start {
			return 0, 0
		}
		q = start - i
	}
	if p[i&63] == 'e' && i < 58 {
		i++
		sign := p[i&63]
		if sign != '-' && sign != '+' {
			return 0, 0
		}
		a, b := p[(i+1)&63]-'0', p[(i+2)&63]-'0'
		switch {
		case a > 9:
			return 0, 0
		case b > 9:
			i += 2
			b = a
		default:
			i += 3
			b += a * 10
		}
		if sign == '-' {
			q -= int(b)
		} else {
			q += int(b)
		}
	}
	if i >= window || p[i&63] != '"' {
		return 0, 0
	}
	value, ok := decimal(m, q)
	if !ok {
		return 0, 0
	}
	if negative {
		value = math.Copysign(value, -1)
	}
	return value, i + 1
}

// parseFloat reads what strconv.ParseFloat reads; a number too large for a float64 is infinite, not an error.
func parseFloat(text []byte) (float64, bool) {
	switch string(text) {
	case "NaN":
		return math.NaN(), true
	case "+Inf":
		return math.Inf(1), true
	case "-Inf":
		return math.Inf(-1), true
	}
	value, err := strconv.ParseFloat(string(text), 64)
	if err != nil && !math.IsInf(value, 0) {
		return 0, false
	}
	return value, true
}
