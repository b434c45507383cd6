package xtest

import (
	"strings"
	"unicode/utf8"
)

// WeightedLength is the length of a text as the network counts it, written from
// https://docs.x.com/fundamentals/counting-characters and the configuration v3 of twitter-text: normalised
// to form C, 23 for a URL, 2 for an emoji however long its sequence, 1 or 2 for other characters.
func (s *Server) WeightedLength(text string) int {
	text = s.nfc(text)
	urls := findURLs(text)
	weight := 0
	for i := 0; i < len(text); {
		if len(urls) > 0 && urls[0].start == i {
			weight += 23
			i = urls[0].end
			urls = urls[1:]
			continue
		}
		if n := emojiLength(text[i:]); n > 0 {
			weight += 2
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		weight += runeWeight(r)
		i += n
	}
	return weight
}

func runeWeight(r rune) int {
	switch {
	case r <= 4351, r >= 8192 && r <= 8205, r >= 8208 && r <= 8223, r >= 8242 && r <= 8247:
		return 1
	}
	return 2
}

// forbiddenRune reports characters that no post may contain.
func forbiddenRune(r rune) bool { return r == 0xFFFE || r == 0xFEFF || r == 0xFFFF }

const (
	joiner     = 0x200D // zero width joiner
	emojiStyle = 0xFE0F // variation selector 16
	textStyle  = 0xFE0E // variation selector 15
	keycap     = 0x20E3
	blackFlag  = 0x1F3F4
	cancelTag  = 0xE007F
	firstTag   = 0xE0020
	regionalA  = 0x1F1E6
	regionalZ  = 0x1F1FF
	lightSkin  = 0x1F3FB
	darkSkin   = 0x1F3FF
)

// emojiLength is the number of bytes of the emoji sequence that text begins with, 0 if it begins with none.
func emojiLength(text string) int {
	r, n := utf8.DecodeRuneInString(text)
	next := func(at int) (rune, int) { return utf8.DecodeRuneInString(text[at:]) }
	if r >= '0' && r <= '9' || r == '#' || r == '*' {
		b, m := next(n)
		if b == emojiStyle {
			n += m
			b, m = next(n)
		}
		if b == keycap {
			return n + m
		}
		return 0
	}
	if r >= regionalA && r <= regionalZ {
		if b, m := next(n); b >= regionalA && b <= regionalZ {
			return n + m
		}
		return 0
	}
	end := emojiElement(text)
	for end > 0 {
		b, m := next(end)
		if b != joiner {
			break
		}
		more := emojiElement(text[end+m:])
		if more == 0 {
			break
		}
		end += m + more
	}
	return end
}

// emojiElement is one pictogram with its presentation selector, skin tone or tags.
func emojiElement(text string) int {
	r, n := utf8.DecodeRuneInString(text)
	if !pictogram(r) {
		return 0
	}
	b, m := utf8.DecodeRuneInString(text[n:])
	switch {
	case b == textStyle:
		return 0
	case b == emojiStyle, b >= lightSkin && b <= darkSkin:
		return n + m
	case r == blackFlag && b >= firstTag && b < cancelTag:
		if i := strings.IndexRune(text, cancelTag); i > 0 {
			return i + utf8.RuneLen(cancelTag)
		}
	case r == 0xA9 || r == 0xAE || r == 0x2122 || r == 0x265F:
		return 0 // emoji only with the selector
	}
	return n
}

// pictogram reports characters that can begin an emoji. Those beyond U+1F000 are taken whole, because the
// unassigned ones among them weigh as much.
func pictogram(r rune) bool {
	if r >= 0x1F000 && r <= 0x1FAFF && (r < regionalA || r > regionalZ) {
		return true
	}
	if r < 0xA9 || r > 0x3299 {
		return false
	}
	return strings.ContainsRune("©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌚⌛⌨⏏⏩⏪⏫⏬⏭⏮⏯⏰⏱⏲⏳⏸⏹⏺Ⓜ▪▫▶◀◻◼◽◾"+
		"☀☁☂☃☄☎☑☔☕☘☝☠☢☣☦☪☮☯☸☹☺♀♂♈♉♊♋♌♍♎♏♐♑♒♓♟♠♣♥♦♨♻♾♿⚒⚓⚔⚕⚖⚗⚙⚛⚜⚠⚡⚧⚪⚫⚰⚱⚽⚾⛄⛅⛈⛎⛏⛑⛓⛔"+
		"⛩⛪⛰⛱⛲⛳⛴⛵⛷⛸⛹⛺⛽✂✅✈✉✊✋✌✍✏✒✔✖✝✡✨✳✴❄❇❌❎❓❔❕❗❣❤➕➖➗➡➰➿⤴⤵⬅⬆⬇⬛⬜⭐⭕〰〽㊗㊙", r)
}
