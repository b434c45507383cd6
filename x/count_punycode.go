package x

import (
	"math"
	"unicode/utf8"
)

// punycodeLength is the length of a label in ASCII, with its prefix. Characters are encoded as they are.
// See https://www.rfc-editor.org/rfc/rfc3492.
func punycodeLength(label string) int {
	length, total := 0, 0
	for _, r := range label {
		total++
		if r < utf8.RuneSelf {
			length++
		}
	}
	if length == total {
		return length
	}
	const base, first, bias = 36, 0x80, 72
	done, b := length, length
	if b > 0 {
		length++ // the hyphen between the two parts
	}
	n, delta, adapt := rune(first), 0, bias
	for done < total && length <= maxLabelLength {
		next := rune(math.MaxInt32)
		for _, r := range label {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range label {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := base; ; k += base {
				t := min(max(k-adapt, 1), 26)
				length++
				if q < t {
					break
				}
				q = (q - t) / (base - t)
			}
			adapt = adaptBias(delta, done+1, done == b)
			delta = 0
			done++
		}
		delta++
		n++
	}
	return length + len("xn--")
}

// adaptBias is section 6.1 of RFC 3492.
func adaptBias(delta, points int, first bool) int {
	const base, low, high, damp, skew = 36, 1, 26, 700, 38
	if first {
		delta /= damp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for delta > (base-low)*high/2 {
		delta /= base - low
		k += base
	}
	return k + (base-low+1)*delta/(delta+skew)
}
