// Package link holds what the rules of networks about links in a text have in common, which all go back to
// twitter-text. Each network's own rules, of which there are as many, stay with it.
//
// Its functions take a text and a position in it and return where what stands there ends, which is that position
// itself if it does not stand there. See https://github.com/twitter/twitter-text.
package link

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// IsAlnum reports letters and digits of ASCII.
func IsAlnum[T byte | rune](c T) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// PortEnd reads a port, whose colon stands at text[p].
func PortEnd(text string, p int) int {
	if p >= len(text) || text[p] != ':' {
		return p
	}
	end := p + 1
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	if end == p+1 {
		return p
	}
	return end
}

// QueryEnd reads a query, whose question mark stands at text[p]. Closing punctuation stays outside.
func QueryEnd(text string, p int) int {
	if p >= len(text) || text[p] != '?' {
		return p
	}
	end := p
	for i := p + 1; i < len(text); i++ {
		switch b := text[i]; {
		case IsAlnum(b) || strings.IndexByte("_&=#/-", b) >= 0:
			end = i + 1
		case strings.IndexByte("!?*'();:+$%[].,~|@", b) < 0:
			return end
		}
	}
	return end
}

// GroupEnd reads a group in parentheses of a path, which may hold one more; isPath reports what else it may hold.
// A group that is empty or not balanced is none.
func GroupEnd(text string, p int, isPath func(rune) bool) int {
	depth, start, nested := 0, 0, false
	for i := p; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case r == '(':
			if depth == 2 || nested {
				return p
			}
			depth++
			nested = depth == 2
			start = i
		case r == ')':
			if i-1 == start {
				return p
			}
			if depth--; depth == 0 {
				return i
			}
		case !isPath(r):
			return p
		}
	}
	return p
}

// IsPath reports what of ASCII may stand in a path, parentheses apart.
func IsPath(r rune) bool { return IsAlnum(r) || strings.ContainsRune("!*';:=+,.$/%#[]-_~@|&", r) }

// EndsPath reports what of ASCII may be the last character of a path.
func EndsPath(r rune) bool { return IsAlnum(r) || strings.ContainsRune("+-=_#/", r) }

// ContinuesHost reports whether what stands at text[p] keeps the letters before it from being the end of a host
// name.
func ContinuesHost(text string, p int) bool {
	return p < len(text) && (IsAlnum(text[p]) || strings.IndexByte("@+-", text[p]) >= 0)
}

// IsTLD reports whether a top-level domain exists.
func IsTLD(name string) bool {
	name = strings.ToLower(name)
	if _, icann := publicsuffix.PublicSuffix(name); icann {
		return true
	}
	_, icann := publicsuffix.PublicSuffix("x." + name) // domains that only list what is under them
	return icann
}
