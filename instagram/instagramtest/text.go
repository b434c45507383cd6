package instagramtest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of texts, see
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media.
const (
	maxCaption         = 2200 // characters
	maxCaptionHashtags = 30
	maxCaptionMentions = 20
	maxAltText         = 1000 // characters
	maxMessageBytes    = 1000
	maxComment         = 300 // characters
	maxCommentHashtags = 4
	maxCommentLinks    = 1
)

// tagged finds the words of a text that begin with a mark: "#" for hashtags, "@" for mentions. They come
// without the mark, in lower case, in their order; a repeated one comes again.
func tagged(text string, mark rune) []string {
	var out []string
	previous := ' '
	for i, r := range text {
		if r == mark && !isWord(previous) {
			if word := leadingWord(text[i+utf8.RuneLen(mark):], mark); word != "" {
				out = append(out, strings.ToLower(word))
			}
		}
		previous = r
	}
	return out
}

func leadingWord(text string, mark rune) string {
	end := strings.IndexFunc(text, func(r rune) bool {
		return !isWord(r) && (mark != '@' || r != '.')
	})
	if end >= 0 {
		text = text[:end]
	}
	return strings.TrimRight(text, ".")
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// withoutMarks takes the "@" of mentions away, as the network does in texts that it shows to somebody else
// than their author.
func withoutMarks(text string) string {
	var out strings.Builder
	previous := ' '
	for i, r := range text {
		if r != '@' || isWord(previous) || leadingWord(text[i+1:], '@') == "" {
			_, _ = out.WriteRune(r) // never fails
		}
		previous = r
	}
	return out.String()
}

// links counts the web addresses of a text.
func links(text string) int {
	n := 0
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		if strings.HasPrefix(word, "http://") || strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "www.") {
			n++
		}
	}
	return n
}

// shouted reports whether a text of more than one letter is written in capitals only.
func shouted(text string) bool {
	upper := 0
	for _, r := range text {
		if unicode.IsLower(r) || unicode.IsLetter(r) && !unicode.IsUpper(r) {
			return false
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return upper > 1
}
