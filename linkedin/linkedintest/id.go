package linkedintest

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ids makes the network's ids. Equal seeds and clocks give equal runs.
type ids struct {
	rand  *mathrand.Rand
	last  uint64
	small uint64
	given map[string]bool
}

func newIDs(seed uint64) ids {
	return ids{
		rand:  mathrand.New(mathrand.NewPCG(seed, 7)), //nolint:gosec // reproducible, not secret
		small: 96_000_000, given: map[string]bool{},
	}
}

// number makes the id of a post or comment: milliseconds in the upper bits, always growing.
func (g *ids) number(now time.Time) uint64 {
	id := uint64(max(0, now.UnixMilli())) << 22
	g.last = max(id, g.last+1) + g.rand.Uint64N(1000)
	return g.last
}

// serial makes the id of a Page, an app or a notification.
func (g *ids) serial() uint64 {
	g.small += 1 + g.rand.Uint64N(9000)
	return g.small
}

// opaque makes an id of letters and digits.
func (g *ids) opaque(prefix string, n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for {
		var b strings.Builder
		b.WriteString(prefix)
		for range n {
			b.WriteByte(letters[g.rand.IntN(len(letters))])
		}
		if id := b.String(); !g.given[id] {
			g.given[id] = true
			return id
		}
	}
}

// secrets makes values that nobody can guess and that nobody takes for real ones.
type secrets struct {
	mu sync.Mutex
	n  int
}

func (s *secrets) next(kind string) string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	return fmt.Sprintf("simulated-%s-%d-%s", kind, s.n, hex.EncodeToString(random[:]))
}

// uuid is a random UUID, as answers and challenges have one.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// The kinds of URNs.
const (
	kindPerson       = "person"
	kindOrganization = "organization"
	kindShare        = "share"
	kindUGC          = "ugcPost"
	kindActivity     = "activity"
	kindComment      = "comment"
	kindImage        = "image"
	kindVideo        = "video"
	kindDocument     = "document"
	kindApp          = "developerApplication"
)

func urn(kind, id string) string { return "urn:li:" + kind + ":" + id }

func urnNumber(kind string, id uint64) string { return urn(kind, strconv.FormatUint(id, 10)) }

// splitURN takes a URN apart; the id of urn:li:comment:(…) keeps its parentheses.
func splitURN(s string) (kind, id string, ok bool) {
	rest, found := strings.CutPrefix(s, "urn:li:")
	kind, id, cut := strings.Cut(rest, ":")
	return kind, id, found && cut && kind != "" && id != ""
}

// commentURN names a comment by its thread and its number.
func commentURN(thread string, id uint64) string {
	return fmt.Sprintf("urn:li:comment:(%s,%d)", thread, id)
}

// splitComment takes the URN of a comment apart.
func splitComment(s string) (thread string, id uint64, ok bool) {
	inner, found := strings.CutPrefix(s, "urn:li:comment:(")
	inner, closed := strings.CutSuffix(inner, ")")
	thread, number, cut := strings.Cut(inner, ",")
	id, err := strconv.ParseUint(number, 10, 64)
	return thread, id, found && closed && cut && err == nil
}

// millis is a time as the API writes it.
func millis(t time.Time) int64 { return t.UnixMilli() }
