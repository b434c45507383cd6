package community

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

// Names under which things are hashed, so that none can be taken for another.
const (
	domainTerms   = "relais/contest/terms/1\n"
	domainEntries = "relais/contest/entries/1\n"
	domainCommit  = "relais/contest/commitment/1\n"
	domainKey     = "relais/contest/key/1\n"
)

// Record is all that anybody needs to reproduce a draw. It marshals to JSON.
type Record struct {
	Contest     Contest       `json:"contest"`
	Commitment  string        `json:"commitment"` // as published before the contest
	Entries     []Participant `json:"entries"`
	Digest      string        `json:"digest"` // of the entries
	Seed        Seed          `json:"seed"`
	BeaconValue string        `json:"beacon_value,omitempty"`
	Winners     []Participant `json:"winners"`               // the first drawn first; fewer if there are not enough entries
	Substitutes []Participant `json:"substitutes,omitempty"` // in the order in which they move up
}

// netstring appends s in the form "length:bytes,", so that no two lists of strings look the same.
func netstring(out []byte, s string) []byte {
	out = strconv.AppendInt(out, int64(len(s)), 10)
	out = append(out, ':')
	out = append(out, s...)
	return append(out, ',')
}

// list appends the number of strings and each of them.
func list(out []byte, items []string) []byte {
	out = netstring(out, strconv.Itoa(len(items)))
	for _, s := range items {
		out = netstring(out, s)
	}
	return out
}

// canonical is the one form of the terms that is hashed; [Contest.Draw] describes it.
func (c *Contest) canonical() []byte {
	moment := func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
	refs := func(refs []social.Ref) []string {
		var out []string
		for _, r := range refs {
			out = append(out, r.Network, r.ID)
		}
		return out
	}
	kinds := func(kinds []social.EventKind) []string {
		var out []string
		for _, k := range kinds {
			out = append(out, string(k))
		}
		return out
	}
	out := []byte(domainTerms)
	for _, s := range []string{
		c.Name, moment(c.From), moment(c.To), strconv.Itoa(c.Winners), strconv.Itoa(c.Substitutes), strconv.Itoa(c.tickets()),
		strconv.Itoa(c.Friends), strconv.FormatBool(c.IgnoreBots), c.Beacon,
	} {
		out = netstring(out, s)
	}
	out = list(out, kinds(c.Kinds))
	out = list(out, kinds(c.Require))
	out = list(out, c.Hashtags)
	out = list(out, refs(c.Posts))
	return list(out, refs(c.Exclude))
}

// Commitment is what to publish before the contest: a SHA-256 digest, in hexadecimal, that binds the seed and the
// terms and tells nothing about the seed. Errors are those of [Contest.Validate], and [social.ErrInvalid] for the zero
// Seed, which anybody can guess.
func (c *Contest) Commitment(seed Seed) (string, error) {
	if err := c.ready(seed); err != nil {
		return "", err
	}
	return c.commitment(seed), nil
}

// ready reports whether there can be a draw with that seed.
func (c *Contest) ready(seed Seed) error {
	if seed == (Seed{}) {
		return errors.Join(c.Validate(), social.Invalid("", "seed", "is zero: NewSeed makes one"))
	}
	return c.Validate()
}

func (c *Contest) commitment(seed Seed) string {
	in := netstring([]byte(domainCommit), string(c.canonical()))
	return digest(netstring(in, string(seed[:])))
}

// Digest is what to publish when the entries are closed: the SHA-256 digest, in hexadecimal, of who takes part and
// with how many chances, as [Contest.Draw] describes it.
func (e *Entries) Digest() string {
	in := []byte(domainEntries)
	for _, p := range e.Participants {
		in = netstring(netstring(netstring(in, p.Network), p.ID), strconv.Itoa(p.Tickets))
	}
	return digest(in)
}

func digest(in []byte) string {
	sum := sha256.Sum256(in)
	return hex.EncodeToString(sum[:])
}

// Draw draws winners and substitutes. beacon is the value that the contest's Beacon turned out to have, as text, without
// blanks around it; "" if the contest has none.
//
// The same seed, terms, beacon and entries always give the same result, in each version of this library and of Go, and
// in any other language. In what follows, s(x) is x as a netstring: the number of its bytes in decimal, ":", the bytes
// and ","; text is UTF-8, numbers are decimal, + joins, and \n is a line feed.
//
//	terms      = "relais/contest/terms/1\n" + s(Name) + s(From) + s(To) + s(Winners) + s(Substitutes) + s(Tickets)
//	             + s(Friends) + s(IgnoreBots) + s(Beacon) + l(Kinds) + l(Require) + l(Hashtags) + l(Posts) + l(Exclude)
//	commitment = SHA-256("relais/contest/commitment/1\n" + s(terms) + s(seed))
//	digest     = SHA-256("relais/contest/entries/1\n" + for each participant: s(Network) + s(ID) + s(Tickets))
//	key        = SHA-256("relais/contest/key/1\n" + s(terms) + s(seed) + s(beacon))
//	number     = HMAC-SHA-256(key, s(Network) + s(ID) + s(i)), i from 1 to Tickets of the participant; the least counts
//
// Times are RFC 3339 in UTC with as many decimals as needed, IgnoreBots is "true" or "false", Tickets of terms is at
// least 1, the seed is its 32 bytes, and l(x) is s(how many strings) and s of each string; a reference is two strings, its
// Network and its ID. Participants are ordered by the bytes of their numbers, the least first, and by Network and ID if
// these are equal. The first are the winners, the next the substitutes.
//
// Numbers of different participants do not depend on each other: each order is as likely as any other, more tickets
// give so many times the chance, and leaving out a participant changes nothing about the order of the others.
//
// Errors wrap [social.ErrInvalid]: those of [Contest.Commitment]; entries out of order; none at all; a beacon that is
// missing or not foreseen.
func (c *Contest) Draw(entries *Entries, seed Seed, beacon string) (*Record, error) {
	if err := c.ready(seed); err != nil {
		return nil, err
	}
	if err := entries.validate(); err != nil {
		return nil, err
	}
	switch {
	case len(entries.Participants) == 0:
		return nil, social.Invalid("", "Participants", "is empty: nobody can win")
	case beacon == "" && c.Beacon != "":
		return nil, social.Invalid("", "beacon", "is empty, and the terms foresee one")
	case beacon != "" && c.Beacon == "":
		return nil, social.Invalid("", "beacon", "is not foreseen by the terms")
	case beacon != strings.TrimSpace(beacon) || !utf8.ValidString(beacon):
		return nil, social.Invalid("", "beacon", "has blanks around it, or is no UTF-8")
	}
	for i, p := range entries.Participants {
		if p.Tickets > c.tickets() {
			return nil, social.Invalid("", fmt.Sprintf("Participants[%d].Tickets", i), "are more than the terms allow")
		}
	}
	order := c.order(entries.Participants, seed, beacon)
	winners := min(c.Winners, len(order))
	last := winners + min(c.Substitutes, len(order)-winners)
	return &Record{
		Contest: *c, Commitment: c.commitment(seed), Entries: slices.Clone(entries.Participants), Digest: entries.Digest(), Seed: seed,
		BeaconValue: beacon, Winners: order[:winners:winners], Substitutes: order[winners:last:last],
	}, nil
}

// order puts participants into the order of the draw.
func (c *Contest) order(in []Participant, seed Seed, beacon string) []Participant {
	raw := netstring([]byte(domainKey), string(c.canonical()))
	raw = netstring(raw, string(seed[:]))
	key := sha256.Sum256(netstring(raw, beacon))
	type drawn struct {
		p      Participant
		number []byte
	}
	all := make([]drawn, len(in))
	for i, p := range in {
		all[i].p = p
		for ticket := 1; ticket <= p.Tickets; ticket++ {
			mac := hmac.New(sha256.New, key[:])
			mac.Write(netstring(netstring(netstring(nil, p.Network), p.ID), strconv.Itoa(ticket)))
			if n := mac.Sum(nil); all[i].number == nil || bytes.Compare(n, all[i].number) < 0 {
				all[i].number = n
			}
		}
	}
	slices.SortFunc(all, func(a, b drawn) int {
		if c := bytes.Compare(a.number, b.number); c != 0 {
			return c
		}
		return a.p.compare(&b.p)
	})
	out := make([]Participant, len(all))
	for i := range all {
		out[i] = all[i].p
	}
	return out
}

// Verify does a draw again from its record and reports whether it came out as recorded. commitment is the one that was
// published before the contest, and not that of the record; "" leaves that comparison out, and then the seed may have
// been chosen afterwards. Errors wrap [social.ErrInvalid] and name what differs.
//
// It cannot tell whether the entries are those who took part: for that, compare the digest with the one published when
// the entries were closed, and look oneself up.
func Verify(r *Record, commitment string) error {
	if commitment != "" && !strings.EqualFold(strings.TrimSpace(commitment), r.Contest.commitment(r.Seed)) {
		return social.Invalid("", "Commitment", "is not that of this seed and these terms")
	}
	again, err := r.Contest.Draw(&Entries{Participants: r.Entries}, r.Seed, r.BeaconValue)
	if err != nil {
		return fmt.Errorf("community: the draw cannot be done again: %w", err)
	}
	same := func(a, b []Participant) bool {
		return slices.EqualFunc(a, b, func(p, q Participant) bool { return p.compare(&q) == 0 && p.Tickets == q.Tickets })
	}
	switch {
	case r.Commitment != again.Commitment:
		return social.Invalid("", "Commitment", "is not that of this seed and these terms")
	case r.Digest != again.Digest:
		return social.Invalid("", "Digest", "is not that of these entries")
	case !same(r.Winners, again.Winners):
		return social.Invalid("", "Winners", "are others")
	case !same(r.Substitutes, again.Substitutes):
		return social.Invalid("", "Substitutes", "are others")
	default:
		return nil
	}
}
