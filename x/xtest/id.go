package xtest

import (
	"fmt"
	"strconv"
	"time"
)

// epoch is the zero of the times in ids.
const epoch = 1288834974657 // milliseconds since 1970

// ids makes snowflakes: milliseconds since the epoch in the upper bits, always growing.
type ids struct{ last uint64 }

func (g *ids) next(now time.Time) uint64 {
	id := snowflake(now)
	if id <= g.last {
		id = g.last + 1
	}
	g.last = id
	return id
}

// snowflake is the smallest id of a moment.
func snowflake(t time.Time) uint64 {
	return uint64(max(0, t.UnixMilli()-epoch)) << 22
}

func idText(id uint64) string { return strconv.FormatUint(id, 10) }

// parseID reads an id as the network does: 1 to 19 digits.
func parseID(s string) (uint64, bool) {
	if len(s) == 0 || len(s) > 19 {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil && s[0] != '+'
}

// stamp is a time as the network writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// shortLink is the n-th link of the network's shortener.
func shortLink(n int) string { return "https://t.co/" + fmt.Sprintf("%010s", base62(n)) }

func base62(n int) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	out := ""
	for n > 0 {
		out = string(digits[n%62]) + out
		n /= 62
	}
	return out
}
