package xtest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A span is a part of a text, in bytes.
type span struct{ start, end int }

const (
	latinAccents = `\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{24F}\x{253}\x{254}\x{256}\x{257}\x{259}\x{25B}\x{263}\x{268}\x{26F}\x{272}\x{289}\x{28B}\x{2BB}\x{300}-\x{36F}\x{1E00}-\x{1EFF}`
	pathRune     = `[a-z\x{400}-\x{4FF}0-9!*';:=+,.$/%#\[\]\-\x{2013}_~@|&` + latinAccents + `]`
	pathParens   = `\((?:` + pathRune + `+|(?:` + pathRune + `*\(` + pathRune + `+\)` + pathRune + `*))\)`
	pathEnd      = `(?:[+\-a-z\x{400}-\x{4FF}0-9=_#/` + latinAccents + `]|(?:` + pathParens + `))`
	queryRune    = `[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]`
)

var (
	urlTail     = regexp.MustCompile(`(?i)^(?::[0-9]+)?(?:/(?:(?:` + pathRune + `*(?:` + pathParens + pathRune + `*)*` + pathEnd + `)|(?:@` + pathRune + `+/))*)?(?:\?` + queryRune + `*[a-z0-9\-_&=#/])?`)
	shortURL    = regexp.MustCompile(`(?i)^https?://t\.co/([a-z0-9]+)(?:\?` + queryRune + `*[a-z0-9\-_&=#/])?`)
	asciiLabels = regexp.MustCompile(`(?i)^[\-a-z0-9` + latinAccents + `]+(?:\.[\-a-z0-9` + latinAccents + `]+)*`)
)

// findURLs finds what the network takes for a URL, with a scheme or without one.
func findURLs(text string) []span {
	if !strings.Contains(text, ".") {
		return nil
	}
	var found []span
	for i := 0; i < len(text); {
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		if n := schemeLength(text[i:]); n > 0 && (i == 0 || mayPrecede(before)) {
			if end, ok := urlWithScheme(text, i, n); ok {
				found = append(found, span{i, end})
				i = end
				continue
			}
			i += n
			continue
		}
		run := asciiLabels.FindString(text[i:])
		if run == "" {
			_, n := utf8.DecodeRuneInString(text[i:])
			i += n
			continue
		}
		end := i + len(run)
		if i == 0 || mayPrecede(before) && !strings.ContainsRune("-_./", before) {
			if n := domainLength(run, text[end:]); n > 0 {
				tail := urlTail.FindString(text[i+n:])
				if !strings.HasPrefix(strings.TrimLeft(tail, ":0123456789"), "/") {
					tail = "" // only a path carries the port and the query along
				}
				found = append(found, span{i, i + n + len(tail)})
				i += n + len(tail)
				continue
			}
		}
		if n := schemeLength(text[i:]); n > 0 {
			end = i + n
		}
		i = end
	}
	return found
}

func schemeLength(text string) int {
	for _, scheme := range []string{"https://", "http://"} {
		if len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
			return len(scheme)
		}
	}
	return 0
}

func mayPrecede(r rune) bool {
	return (r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r)) &&
		!strings.ContainsRune("@＠$#＃", r) && !forbiddenRune(r)
}

func urlWithScheme(text string, start, scheme int) (int, bool) {
	rest := text[start+scheme:]
	run := len(rest)
	if i := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && r != '-' && r != '_' && !domainRune(r) }); i >= 0 {
		run = i
	}
	n := domainLength(rest[:run], rest[run:])
	if n == 0 {
		return 0, false
	}
	end := start + scheme + n + len(urlTail.FindString(rest[n:]))
	if short := shortURL.FindStringSubmatch(text[start:end]); short != nil {
		return start + len(short[0]), len(short[1]) <= 40
	}
	return end, end-start <= 4096
}

// domainRune reports characters that a label of a host name may have, hyphens aside.
func domainRune(r rune) bool {
	switch {
	case strings.ContainsRune(`!'#%&()*+,\-./:;<=>?@[]^_{|}~$`, r), unicode.IsSpace(r), forbiddenRune(r):
		return false
	case r >= 0x202A && r <= 0x202E, r == 0x61C, r == 0x200E, r == 0x200F, r >= 0x2066 && r <= 0x2069:
		return false
	}
	return true
}

// domainLength is the length of the host name that run begins with, 0 if it has no known top level domain.
func domainLength(run, after string) int {
	for end := len(run); ; {
		dot := strings.LastIndexByte(run[:end], '.')
		if dot <= 0 {
			return 0
		}
		if n := tldLength(run[dot+1:], after); n > 0 && goodLabels(run[:dot]) {
			return dot + 1 + n
		}
		end = dot
	}
}

func goodLabels(host string) bool {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		first, last := label == "" || strings.ContainsRune("-_", rune(label[0])), strings.HasSuffix(label, "-") || strings.HasSuffix(label, "_")
		broken := strings.HasPrefix(label, "xn--") && strings.ContainsFunc(label, func(r rune) bool { return r >= utf8.RuneSelf })
		if first || last || broken || asciiLength(label) > 63 || i == len(labels)-1 && strings.Contains(label, "_") {
			return false
		}
	}
	return true
}

func knownTLD(name string) bool {
	return !strings.Contains(name, ",") && (strings.Contains(topLevelDomains, ","+name+",") || name == "onion")
}

func tldLength(text, after string) int {
	n := len(text)
	if i := strings.IndexFunc(text, func(r rune) bool {
		return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-'
	}); i >= 0 {
		n = i
	}
	name := strings.ToLower(text[:n])
	if strings.HasPrefix(name, "xn--") && len(name) > 4 {
		return n
	}
	whole := text + after
	if n > 0 && knownTLD(name) {
		if next, _ := utf8.DecodeRuneInString(whole[n:]); len(whole) == n || !strings.ContainsRune("@+-", next) {
			return n
		}
	}
	if n > 0 {
		return 0
	}
	for i, r := range text { // a name in another script
		end := i + utf8.RuneLen(r)
		next, _ := utf8.DecodeRuneInString(whole[end:])
		if knownTLD(text[:end]) && (end == len(whole) || mayPrecede(next) && !strings.ContainsRune("+-", next)) {
			return end
		}
	}
	return 0
}
