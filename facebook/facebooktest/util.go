package facebooktest

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func formatUnix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// indexRunes is where a text holds another, counted in characters; -1 if it does not.
func indexRunes(text, part string) int {
	before, _, found := strings.Cut(text, part)
	if !found {
		return -1
	}
	return utf8.RuneCountInString(before)
}

// captionLocale is the locale in a name of the form filename.locale.srt.
func captionLocale(name string) string {
	parts := strings.Split(name, ".")
	if len(parts) < 3 || parts[len(parts)-1] != "srt" {
		return ""
	}
	return parts[len(parts)-2]
}
