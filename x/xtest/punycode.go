package xtest

import (
	"strings"
	"unicode/utf8"
)

// asciiLength is the length of a label of a host name in its ASCII form, prefix included, see
// https://www.rfc-editor.org/rfc/rfc3492.
func asciiLength(label string) int {
	runes := []rune(strings.ToLower(label))
	plain := 0
	for _, r := range runes {
		if r < utf8.RuneSelf {
			plain++
		}
	}
	if plain == len(runes) {
		return plain
	}
	const base, tmin, tmax, skew, damp = 36, 1, 26, 38, 700
	length := len("xn--") + plain
	if plain > 0 {
		length++ // the delimiter
	}
	n, delta, bias := rune(utf8.RuneSelf), 0, 72
	for handled := plain; handled < len(runes); n++ {
		next := rune(utf8.MaxRune)
		for _, r := range runes {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (handled + 1)
		n = next
		for _, r := range runes {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := base; ; k += base {
				t := min(max(k-bias, tmin), tmax)
				length++
				if q < t {
					break
				}
				q = (q - t) / (base - t)
			}
			handled++
			// The next bias, section 6.1.
			d := delta / 2
			if handled == plain+1 {
				d = delta / damp
			}
			d += d / handled
			k := 0
			for ; d > (base-tmin)*tmax/2; k += base {
				d /= base - tmin
			}
			bias = k + (base-tmin+1)*d/(d+skew)
			delta = 0
		}
		delta++
	}
	return length
}
