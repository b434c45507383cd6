package x

import (
	"strings"
	"unicode/utf8"
)

const (
	variation = "\uFE0F" // shows the character before it as a picture
	joiner    = "\u200D"
	rightward = joiner + "\u27A1" + variation // turns a person to the right
)

// emojiEnd reads the emoji at s[pos]. It returns pos if there is none of which the end matters: a lone
// character counts the same, whether it is an emoji or not.
func emojiEnd(s string, pos int) int {
	r, size := utf8.DecodeRuneInString(s[pos:])
	end := pos + size
	switch {
	case r == '#' || r == '*' || r >= '0' && r <= '9':
		return keycapEnd(s, pos, end)
	case r < 0xA9:
		return pos
	case isRegional(r):
		return flagEnd(s, pos, end)
	case r == '\U0001F3F4' && strings.HasPrefix(s[end:], "\U000E0067\U000E0062"):
		return nationEnd(s, end)
	}
	if e := joinedEnd(s, pos, r, end); e > 0 {
		return e
	}
	shown := end
	if strings.HasPrefix(s[end:], variation) && strings.ContainsRune(variationEmoji, r) {
		shown += len(variation)
	}
	if t := toneAt(s, shown); t > 0 && strings.ContainsRune(toneEmoji, r) {
		return shown + t
	}
	if shown > end {
		return shown
	}
	return pos
}

func keycapEnd(s string, pos, end int) int {
	if strings.HasPrefix(s[end:], variation) {
		end += len(variation)
	}
	const keycap = "\u20E3"
	if strings.HasPrefix(s[end:], keycap) {
		return end + len(keycap)
	}
	return pos
}

func isRegional(r rune) bool { return r >= '\U0001F1E6' && r <= '\U0001F1FF' }

func flagEnd(s string, pos, end int) int {
	first, _ := utf8.DecodeRuneInString(s[pos:])
	second, size := utf8.DecodeRuneInString(s[end:])
	if !isRegional(second) {
		return end
	}
	const a = '\U0001F1E6'
	region := string([]rune{' ', 'A' + first - a, 'A' + second - a, ' '})
	if strings.Contains(flagRegions, region) {
		return end + size
	}
	return end
}

// nationEnd reads the tags that make a black flag that of England, Scotland or Wales.
func nationEnd(s string, end int) int {
	for _, tags := range [...]string{
		"\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
		"\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F",
		"\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F",
	} {
		if strings.HasPrefix(s[end:], tags) {
			return end + len(tags)
		}
	}
	return end
}

// toneAt is the length of the skin tone at s[pos], 0 if there is none.
func toneAt(s string, pos int) int {
	r, size := utf8.DecodeRuneInString(s[pos:])
	if r >= '\U0001F3FB' && r <= '\U0001F3FF' {
		return size
	}
	return 0
}

// joinedEnd reads an emoji of several that are joined, whose first one is r at s[pos:end]; 0 means that it
// is none.
func joinedEnd(s string, pos int, r rune, end int) int {
	toned := end + toneAt(s, end)
	tone := s[end:toned]
	after := toned
	if tone == "" && strings.HasPrefix(s[end:], variation) {
		after += len(variation)
	}
	if !strings.HasPrefix(s[after:], joiner) {
		return 0
	}
	switch {
	case r == '\U0001F468' || r == '\U0001F469' || r == '\U0001F9D1': // man, woman, person
		if e := coupleEnd(s, r, tone, toned); e > 0 {
			return e
		}
		if e := suffixEnd(s, toned, roles); e > 0 {
			return optionalEnd(s, e)
		}
	case r == '\U0001FAF1': // hand; the other one has another tone
		const hand = joiner + "\U0001FAF2"
		if strings.HasPrefix(s[toned:], hand) {
			return otherToneEnd(s, tone, toned+len(hand))
		}
	case strings.ContainsRune(gendered, r) && after == toned, strings.ContainsRune(genderedAfterVariation, r) && after > end:
		if e := suffixEnd(s, after, genders); e > 0 {
			return optionalEnd(s, e)
		}
	case (r == '\U0001F46F' || r == '\U0001F93C') && after == toned: // dancers, wrestlers
		if e := suffixEnd(s, toned, genders); e > 0 {
			return e
		}
	}
	if strings.ContainsRune(walking, r) && strings.HasPrefix(s[toned:], rightward) {
		return toned + len(rightward)
	}
	for whole := range strings.SplitSeq(joinedEmoji, " ") {
		if strings.HasPrefix(s[pos:], whole) {
			return pos + len(whole)
		}
	}
	return 0
}

// suffixEnd reads one of several continuations at s[pos]; 0 means that there is none.
func suffixEnd(s string, pos int, list string) int {
	if !strings.HasPrefix(s[pos:], joiner) {
		return 0
	}
	pos += len(joiner)
	for one := range strings.SplitSeq(list, " ") {
		if strings.HasPrefix(s[pos:], one) {
			return pos + len(one)
		}
	}
	return 0
}

func optionalEnd(s string, pos int) int {
	if strings.HasPrefix(s[pos:], rightward) {
		return pos + len(rightward)
	}
	return pos
}

// coupleEnd reads what joins a person with another one: a kiss, a heart, hands. Where two persons of the
// same tone, or without any, have an emoji of their own, the joined one is none.
func coupleEnd(s string, first rune, tone string, pos int) int {
	const man, woman, person = '\U0001F468', '\U0001F469', '\U0001F9D1'
	for link := range strings.SplitSeq(couples, " ") {
		if !strings.HasPrefix(s[pos:], joiner+link+joiner) {
			continue
		}
		at := pos + len(link) + 2*len(joiner)
		second, size := utf8.DecodeRuneInString(s[at:])
		end := at + size
		love := strings.HasPrefix(link, heart)
		switch {
		case second != first && (first != woman || second != man || link != hands && !love):
		case first == person && link == hands, first != person && love:
			if tone == "" {
				return end
			}
			if t := toneAt(s, end); t > 0 {
				return end + t
			}
		default:
			return otherToneEnd(s, tone, end)
		}
	}
	return 0
}

// otherToneEnd reads a skin tone other than the one before; 0 means that there is none.
func otherToneEnd(s, tone string, pos int) int {
	t := toneAt(s, pos)
	if t == 0 || tone == "" || s[pos:pos+t] == tone {
		return 0
	}
	return pos + t
}
