package mastodontest

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// ids makes identifiers that grow with time. Mastodon's are decimal numbers: snowflakes for what
// federates, short serial numbers for what stays on the server. GoToSocial's are all ULIDs.
type ids struct {
	ulid   bool
	last   int64
	serial map[string]int64
}

// Serial numbers start below a power of ten, so that ids of different lengths occur: a client that
// compares them as text goes wrong here as it does on a real server.
const firstSerial = 90

// next makes the id of something that came to be at that time.
func (g *ids) next(at time.Time) string {
	millis := at.UnixMilli()
	g.last = max(g.last+1, millis<<16)
	if g.ulid {
		return ulid(g.last>>16, g.last&0xffff)
	}
	return strconv.FormatInt(g.last, 10)
}

// backdated makes an id of the past. It does not move the sequence.
func (g *ids) backdated(at time.Time) string {
	g.serial["backdated"]++
	if g.ulid {
		return ulid(at.UnixMilli(), g.serial["backdated"])
	}
	return strconv.FormatInt(at.UnixMilli()<<16+g.serial["backdated"], 10)
}

// nextSerial makes the id of a thing that is numbered per kind.
func (g *ids) nextSerial(kind string, at time.Time) string {
	if g.ulid {
		return g.next(at)
	}
	if g.serial[kind] == 0 {
		g.serial[kind] = firstSerial
	}
	g.serial[kind]++
	return strconv.FormatInt(g.serial[kind], 10)
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func ulid(millis, sequence int64) string {
	var out [26]byte
	for i := 9; i >= 0; i-- {
		out[i] = crockford[millis&31]
		millis >>= 5
	}
	for i := 25; i >= 10; i-- {
		out[i] = crockford[sequence&31]
		sequence >>= 5
	}
	return string(out[:])
}

// compareIDs orders ids by age: numbers of different lengths by value.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func sortByID[T any](rows []T, key func(T) string) {
	slices.SortFunc(rows, func(a, b T) int { return compareIDs(key(a), key(b)) })
}

// searchID is the index of the first row whose id is not below id.
func searchID[T any](rows []T, key func(T) string, id string) int {
	return sort.Search(len(rows), func(i int) bool { return compareIDs(key(rows[i]), id) >= 0 })
}
