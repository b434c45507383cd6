package x

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// position is how far a channel of sources was dealt with: everything up to base, and above it what is in done.
// Above base are the last seconds, in which something may still become visible between what is visible already.
type position struct {
	base uint64
	done []uint64 // ascending
}

// maxDone bounds a cursor.
const maxDone = 32

// cursorPrefix keeps others' cursors out, and those of later versions.
const cursorPrefix = network + "1:"

// encodeCursor writes two positions as short as may be.
func encodeCursor(account, found position) string {
	return cursorPrefix + account.encode() + ":" + found.encode()
}

func (p position) encode() string {
	var b strings.Builder
	b.WriteString(strconv.FormatUint(p.base, 36))
	for _, id := range p.done {
		b.WriteByte('+')
		b.WriteString(strconv.FormatUint(id-p.base, 36))
	}
	return b.String()
}

func parseCursor(s string) (account, found position, err error) {
	bad := social.Invalid(network, "After", "is no cursor of this network")
	text, ok := strings.CutPrefix(s, cursorPrefix)
	first, second, two := strings.Cut(text, ":")
	if !ok || !two || len(s) > 4000 {
		return account, found, bad
	}
	account, ok = parsePosition(first)
	if !ok {
		return account, found, bad
	}
	if found, ok = parsePosition(second); !ok {
		return account, found, bad
	}
	return account, found, nil
}

func parsePosition(s string) (position, bool) {
	var p position
	base, rest, more := strings.Cut(s, "+")
	n, err := strconv.ParseUint(base, 36, 63)
	if err != nil || base[0] == '+' {
		return p, false
	}
	p.base = n
	for more {
		var delta string
		delta, rest, more = strings.Cut(rest, "+")
		d, err := strconv.ParseUint(delta, 36, 62)
		if err != nil || d == 0 || len(p.done) == maxDone {
			return p, false
		}
		p.done = append(p.done, p.base+d)
	}
	return p, slices.IsSorted(p.done)
}

// epoch is the zero of the times in ids. See https://docs.x.com/fundamentals/x-ids.
const epoch = 1288834974657 // milliseconds since 1970

// idAt is the lowest id of a moment.
func idAt(t time.Time) uint64 {
	return uint64(max(0, t.UnixMilli()-epoch)) << 22
}

// before is the highest id from before a moment.
func before(t time.Time) uint64 { return max(idAt(t), 1) - 1 }

// present is the highest id from before a moment that was so long ago. Ids do not tell moments within a millisecond
// apart, so it waits for the next one to begin.
func (c *Client) present(ctx context.Context, ago time.Duration) (uint64, error) {
	then := c.serverTime().Add(-ago)
	next := then.Truncate(time.Millisecond).Add(time.Millisecond)
	if err := rest.Sleep(ctx, next.Sub(then)-ago); err != nil {
		return 0, &social.Error{Network: network, Op: "cursor", Err: err}
	}
	return before(next), nil
}

// timeOf is when an id was made.
func timeOf(id uint64) time.Time {
	return time.UnixMilli(int64(id>>22) + epoch)
}

// number is the id as a number, 0 if it is none.
func (id ID) number() uint64 {
	n, err := strconv.ParseUint(string(id), 10, 63)
	if err != nil {
		return 0
	}
	return n
}

func idOfNumber(n uint64) string { return strconv.FormatUint(n, 10) }

// serverTime is X's clock, by the earliest reading that its answers allow.
func (c *Client) serverTime() time.Time {
	lo, hi, ok := c.skew.Bounds()
	if !ok || lo <= 0 && hi > 0 {
		return time.Now()
	}
	return time.Now().Add(lo)
}
