package x

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/link"
)

// cashtags counts the cashtags in a text: a dollar sign behind white space, up to six letters, and perhaps a share class
// behind a dot or underscore. See https://github.com/twitter/twitter-text.
func cashtags(text string) int {
	n := 0
	for at := range len(text) {
		if text[at] != '$' {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(text[:at]); at > 0 && !unicode.IsSpace(before) {
			continue
		}
		if end := cashtagEnd(text, at+1); end > 0 {
			n++
		}
	}
	return n
}

// cashtagEnd reads the name behind the sign; 0 means that there is none.
func cashtagEnd(text string, start int) int {
	letters := func(p, most int) int {
		end := p
		for end < len(text) && end-p < most && link.IsAlnum(text[end]) && text[end] > '9' {
			end++
		}
		return end
	}
	end := letters(start, 6)
	if end == start {
		return 0
	}
	if end < len(text) && (text[end] == '.' || text[end] == '_') {
		if class := letters(end+1, 2); class > end+1 && endsCashtag(text[class:]) {
			return class
		}
	}
	if !endsCashtag(text[end:]) {
		return 0
	}
	return end
}

// endsCashtag reports whether a name ends where such a text follows.
func endsCashtag(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || unicode.IsSpace(r) || strings.ContainsRune(`!'#%&()*+,\-./:;<=>?@[]^_{|}~$`, r)
}
