package instagramtest

import (
	"encoding/base64"
	"encoding/binary"
	"math/rand/v2"
	"strconv"
)

// ids hands out numbers as the network does: beyond 2^53, rising, with gaps. Equal seeds give equal runs.
type ids struct {
	rand *rand.Rand
	last map[idKind]uint64
}

// An idKind is the first number of a range. Accounts, media, containers and comments of the network cannot be
// told apart by their numbers either, save for the accounts' 17841.
type idKind uint64

const (
	accountID  idKind = 17_841_400_000_000_000
	objectID   idKind = 17_890_000_000_000_000 // media, containers, comments
	hashtagID  idKind = 17_843_800_000_000_000
	scopedID   idKind = 1_254_000_000_000_000 // a person as one account sees him
	appUserID  idKind = 25_300_000_000_000_000
	placeID    idKind = 114_000_000_000_000
	productID  idKind = 3_231_000_000_000_000
	pageID     idKind = 104_000_000_000_000
	fbUserID   idKind = 10_158_000_000_000_000
	messageID  idKind = 32_100_000_000_000_000
	legacyID   idKind = 60_000_000_000
	businessID idKind = 2_200_000_000_000_000
)

func newIDs(seed uint64) ids {
	return ids{
		rand: rand.New(rand.NewPCG(seed, 1)), //nolint:gosec // reproducible, not secret
		last: map[idKind]uint64{},
	}
}

func (i *ids) number(kind idKind) uint64 {
	last, known := i.last[kind]
	if !known {
		last = uint64(kind)
	}
	last += 1 + i.rand.Uint64N(9_000)
	i.last[kind] = last
	return last
}

func (i *ids) next(kind idKind) string { return strconv.FormatUint(i.number(kind), 10) }

// shortcode is the part of a permalink that names the media.
func shortcode(id string) string {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		n = 0 // not one of ours
	}
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], n)
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// opaque makes the long ids that messages and conversations have.
func opaque(kind string, n uint64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(kind + ":" + strconv.FormatUint(n, 10)))
}
