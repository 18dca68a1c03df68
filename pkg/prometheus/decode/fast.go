package decode

import "encoding/binary"

// point reads one sample as servers write it, `[1700000000,"0.5"]` or with milliseconds, for the years 2001 to 2286. next is
// the index after it, 0 where it is anything else or not all in the window.
func point(p *[window]byte) (ms int64, value float64, next int) {
	word := binary.LittleEndian.Uint64(p[1:9])
	a, b := p[9]-'0', p[10]-'0'
	// The first digit keeps leading zeros, which JSON forbids, and times that Grafana can't hold for the slow way.
	if p[0] != '[' || p[1]-'1' > 7 || !eightDigits(word) || a > 9 || b > 9 {
		return 0, 0, 0
	}
	ms = int64(parseEight(word)*100+uint64(a)*10+uint64(b)) * 1000 //nolint:gosec // ten digits at most
	i := 11
	if p[11] == '.' {
		i = 12
		for unit := int64(100); unit > 0 && p[i&63]-'0' <= 9; unit /= 10 {
			ms += int64(p[i&63]-'0') * unit
			i++
		}
		if i == 12 {
			return 0, 0, 0
		}
	}
	if p[i&63] != ',' || p[(i+1)&63] != '"' {
		return 0, 0, 0
	}
	value, i = quoted(p, i+2)
	if i == 0 || i >= window || p[i&63] != ']' {
		return 0, 0, 0
	}
	return ms, value, i + 1
}

// fast takes samples as long as point can read them and they lie on the grid, ascending, each with the comma after it.
// It gives the position of the next one. done is true when the closing bracket was taken too.
func (c *column) fast(buf []byte, pos, end int) (at int, done bool) {
	if c.loose {
		return pos, false
	}
	vals, next, step, gaps, mask := c.vals, c.next, c.grid.StepMs, c.gaps, c.mask
	expected := c.grid.Time(next)
	for pos < end {
		p := (*[window]byte)(buf[pos:])
		ms, value, i := point(p)
		if i == 0 || i >= window {
			break
		}
		closing := p[i&63] == ']'
		if !closing && p[i&63] != ',' {
			break
		}
		if ms != expected {
			place, ok := c.place(ms)
			if !ok || place < next {
				break
			}
			c.next = next
			c.skipTo(place)
			gaps, next = true, place
			expected = ms
		} else if next >= c.grid.N {
			break
		}
		if gaps {
			mask[next>>6] |= 1 << (next & 63)
		}
		vals = append(vals, value)
		next++
		expected += step
		pos += i + 1
		if closing {
			done = true
			break
		}
	}
	c.vals, c.next = vals, next
	return pos, done
}
