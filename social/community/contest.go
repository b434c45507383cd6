package community

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

// Contest is the terms of a draw among those who took part in something. Publish them together with the
// [Contest.Commitment] before it begins. It marshals to JSON.
//
// A draw goes like this:
//
//  1. Before the contest: make a seed with [NewSeed], keep it secret, and publish the terms and the commitment.
//  2. When it has ended: collect the entries with [Contest.Gather], and publish their [Entries.Digest].
//  3. When the beacon is known: [Contest.Draw], and publish the [Record].
//  4. Anybody: [Verify] the record against the commitment published in step 1.
//
// The commitment shows that the seed was not chosen to suit the entries. An organiser who knows the seed could still
// choose the entries to suit it, by letting accounts take part that will win; the Beacon takes that away, since nobody
// knows its value before the entries are closed.
type Contest struct {
	Name string    `json:"name"` // not empty; a commitment is good for one contest
	From time.Time `json:"from"` // the first instant at which one can take part
	To   time.Time `json:"to"`   // the first instant at which one cannot any more

	// Posts are those that one has to act on, by comment, reaction or quote; empty: what is done counts wherever.
	Posts []social.Ref `json:"posts,omitempty"`

	Kinds    []social.EventKind `json:"kinds"`              // what takes part, as comments and replies; at least one
	Hashtags []string           `json:"hashtags,omitempty"` // each must be in the text, without "#", whatever its case
	Friends  int                `json:"friends,omitempty"`  // how many others the text must name with "@"

	// Require are kinds of events of which each participant needs one besides, as a follow or a share, before To. A
	// follow counts whenever it was; other kinds count from From on, and on Posts.
	Require []social.EventKind `json:"require,omitempty"`

	// Tickets is how many times the same person can take part, each time with a further chance, as by another comment or
	// by liking another one of Posts: the same thing counts once. 0 is 1. Nobody wins twice. A person is an account: who
	// has one on two networks is two people here.
	Tickets int `json:"tickets,omitempty"`

	Exclude    []social.Ref `json:"exclude,omitempty"` // accounts that do not take part: the organiser's, those of its staff
	IgnoreBots bool         `json:"ignore_bots,omitempty"`

	Winners     int `json:"winners"`               // at least 1
	Substitutes int `json:"substitutes,omitempty"` // who move up, in their order, if a winner cannot be reached

	// Beacon says where a value will come from that nobody can know before To: "the draw of EuroMillions on 5 June 2026",
	// "round 4,000,000 of drand's quicknet". "" is a draw without one.
	Beacon string `json:"beacon,omitempty"`
}

// Seed is the secret of a draw until it is revealed. Its text form is 64 hexadecimal digits; [Seed.String] hides it,
// so that it does not come into a log.
type Seed [32]byte

// NewSeed draws a seed from the operating system's source of random numbers.
func NewSeed() Seed {
	var s Seed
	_, _ = rand.Read(s[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	return s
}

// String hides the seed.
func (Seed) String() string { return "[seed]" }

// GoString hides the seed.
func (Seed) GoString() string { return "[seed]" }

// MarshalText implements [encoding.TextMarshaler].
func (s Seed) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(s[:])), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Seed) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	if err != nil || len(raw) != len(s) {
		return errors.New("community: a seed is 64 hexadecimal digits")
	}
	copy(s[:], raw)
	return nil
}

// Validate reports everything that is wrong with the terms, joined. Each problem wraps [social.ErrInvalid].
func (c *Contest) Validate() error {
	v := &checker{}
	if c.Name == "" {
		v.add("Name", "is empty")
	}
	if c.From.IsZero() {
		v.add("From", "is not set")
	}
	if !c.To.After(c.From) {
		v.add("To", "is not after From")
	}
	if len(c.Kinds) == 0 {
		v.add("Kinds", "is empty")
	}
	for i, tag := range c.Hashtags {
		if t, ok := newTerm("#"+tag, false); !ok || len(t.words) != 1 || t.words[0].mark != '#' {
			v.add(fmt.Sprintf("Hashtags[%d]", i), "is no hashtag")
		}
	}
	for i, r := range slices.Concat(c.Posts, c.Exclude) {
		if r.Network == "" || r.ID == "" || !utf8.ValidString(r.Network+r.ID) {
			field, n := "Posts", i
			if i >= len(c.Posts) {
				field, n = "Exclude", i-len(c.Posts)
			}
			v.add(fmt.Sprintf("%s[%d]", field, n), "names nothing")
		}
	}
	for field, n := range map[string]int{"Friends": c.Friends, "Tickets": c.Tickets, "Substitutes": c.Substitutes} {
		if n < 0 {
			v.add(field, "is negative")
		}
	}
	for field, s := range map[string]string{"Name": c.Name, "Beacon": c.Beacon} {
		if !utf8.ValidString(s) { // JSON would change it, and so the commitment
			v.add(field, "is no UTF-8")
		}
	}
	if c.Winners < 1 {
		v.add("Winners", "must be at least 1")
	}
	if c.Tickets > maxTickets {
		v.add("Tickets", fmt.Sprintf("must be at most %d", maxTickets))
	}
	return errors.Join(v.problems...)
}

// maxTickets bounds what one participant costs in a draw.
const maxTickets = 1000

// tickets is how many chances one person can have.
func (c *Contest) tickets() int { return max(c.Tickets, 1) }

// Participant is one person who takes part.
type Participant struct {
	Network string `json:"network"`
	ID      string `json:"id"`               // of the account
	Handle  string `json:"handle,omitempty"` // for people: it has no part in the draw
	Tickets int    `json:"tickets"`          // how many chances

	// Evidence is what took part, at most as many as Tickets. It has no part in the draw.
	Evidence []Evidence `json:"evidence,omitempty"`
}

// Evidence is an event by which somebody takes part.
type Evidence struct {
	Kind social.EventKind `json:"kind"`
	Ref  social.Ref       `json:"ref"`
	Time time.Time        `json:"time"`
}

// Refusal is somebody who tried to take part, and why they do not.
type Refusal struct {
	Network string `json:"network"`
	ID      string `json:"id"`
	Handle  string `json:"handle,omitempty"`
	Reason  string `json:"reason"`
}

// Entries are those who take part, in the order of their network and ID, compared byte by byte. It marshals to JSON,
// and has to be stored: networks forget, and the draw is reproduced from here.
type Entries struct {
	Participants []Participant `json:"participants"`
	Refused      []Refusal     `json:"refused,omitempty"` // in the same order
	Unknown      int           `json:"unknown,omitempty"` // events that would have taken part and have no author or time
}

// compare orders participants.
func (p *Participant) compare(o *Participant) int {
	if c := strings.Compare(p.Network, o.Network); c != 0 {
		return c
	}
	return strings.Compare(p.ID, o.ID)
}

// validate reports what makes entries unfit for a draw.
func (e *Entries) validate() error {
	v := &checker{}
	for i := range e.Participants {
		field := fmt.Sprintf("Participants[%d]", i)
		p := &e.Participants[i]
		switch {
		case p.Network == "" || p.ID == "" || !utf8.ValidString(p.Network+p.ID):
			v.add(field, "names nobody")
		case p.Tickets < 1 || p.Tickets > maxTickets:
			v.add(field+".Tickets", fmt.Sprintf("must be between 1 and %d", maxTickets))
		case i > 0 && e.Participants[i-1].compare(p) >= 0:
			v.add(field, "is there twice or out of order")
		}
	}
	return errors.Join(v.problems...)
}
