package community

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// RankOptions says how members are ranked. The zero value is a good start.
type RankOptions struct {
	// Now is when the ranking is made: what is older counts less, and later events are left out. Zero: when the newest
	// event happened.
	Now time.Time

	Since time.Time // leaves out older events; zero: none

	// HalfLife is the age at which an event counts half as much as a new one. 0 is 30 days; negative: age does not
	// matter.
	HalfLife time.Duration

	// Weights are the points for each kind of event; kinds that are not there count nothing. nil is
	// [DefaultWeights]. They must not be negative.
	Weights map[social.EventKind]float64

	// Prescription are the points by which prescribers are ranked; nil is [DefaultPrescription].
	Prescription *Prescription

	Own        []social.Ref // accounts to leave out: the organisation's own, those of its staff
	IgnoreBots bool         // leaves out accounts that say of themselves that they are automated

	Top int // how many members and prescribers to list; 0: all

	// Track is how many accounts are kept in memory for each of the two lists; 0: all that occur. With a limit, each
	// account that has more than the Track-th part of all points is kept for certain, and [Member].Missed says by how
	// much a score may fall short. A hundred times Top is plenty.
	Track int
}

// Prescription says what makes a prescriber: somebody whose word carries further.
type Prescription struct {
	Spread  float64 // for each share, quote, mention or post found
	Reach   float64 // for each of these, times log10(1 + followers), where followers are known
	Brought float64 // for each person who came through them

	// Within is how long after naming somebody that person may come to count as brought; 0 is 7 days.
	Within time.Duration
}

// DefaultPrescription returns the points for prescribers: 1 to spread, 1 for reach and 3 for each person brought.
func DefaultPrescription() *Prescription { return &Prescription{Spread: 1, Reach: 1, Brought: 3} }

// DefaultWeights returns the points for each kind of event: 4 for shares, quotes and reviews, 3 for mentions, comments
// and replies, 2 for posts found, 1 for reactions, follows and private messages.
func DefaultWeights() map[social.EventKind]float64 {
	return map[social.EventKind]float64{
		social.EventShare: 4, social.EventQuote: 4, social.EventReview: 4,
		social.EventMention: 3, social.EventComment: 3, social.EventReply: 3,
		social.EventFound:    2,
		social.EventReaction: 1, social.EventFollow: 1, social.EventMessage: 1,
	}
}

// Member is one account in a ranking. The same person counts once on each network.
type Member struct {
	Account social.Account // as the newest event shows it, without Raw
	Score   float64        // the sum of Parts
	Missed  float64        // with RankOptions.Track, how much the score may fall short at most; else 0
	Parts   []Part         // where the score comes from, the largest first
	First   time.Time      // the oldest event counted
	Last    time.Time      // the newest event counted
}

// Part is what one sort of event contributes to a score.
type Part struct {
	Name  string  `json:"name"`  // the event's kind; of prescribers also "reach" and "brought"
	Count int     `json:"count"` // how many events
	Score float64 `json:"score"` // their points, by age
}

// Names of parts of prescribers' scores besides the kinds of events.
const (
	PartReach   = "reach"   // followers of who spread; Count is how often they are known
	PartBrought = "brought" // people who came through them; Count is how many
)

// Why explains the score in words, as "7.5: 6.0 from 2 comment, 1.5 from 2 reaction".
func (m *Member) Why() string {
	parts := make([]string, len(m.Parts))
	for i, p := range m.Parts {
		parts[i] = fmt.Sprintf("%.1f from %d %s", p.Score, p.Count, p.Name)
	}
	return strconv.FormatFloat(m.Score, 'f', 1, 64) + ": " + strings.Join(parts, ", ")
}

// Ranking is who is active, and who brings others.
type Ranking struct {
	Members     []Member // the most active first
	Prescribers []Member // who carries furthest first

	Counted  int // events that counted
	Repeated int // events that were there already
	Ignored  int // events of own accounts, of bots, of kinds without points, or outside the time
	Unknown  int // events without an author or a time
}

// Rank ranks the authors of events. It reads to the end of the sequence: give it stored events, or listen with CatchUp.
// For events that never end use a [Ranker].
//
// If events yields an error, the ranking of what came before is returned with it. Options that mean nothing are
// [social.ErrInvalid].
func Rank(events iter.Seq2[*social.Event, error], opts *RankOptions) (*Ranking, error) {
	r, err := NewRanker(opts)
	if err != nil {
		return nil, err
	}
	for e, err := range events {
		if err != nil {
			return r.Ranking(), fmt.Errorf("community: ranking: %w", err)
		}
		r.Add(e)
	}
	return r.Ranking(), nil
}

// withDefaults completes the options.
func (o RankOptions) withDefaults() RankOptions {
	if o.HalfLife == 0 {
		o.HalfLife = 30 * 24 * time.Hour
	}
	if o.Weights == nil {
		o.Weights = DefaultWeights()
	}
	p := DefaultPrescription()
	if o.Prescription != nil {
		*p = *o.Prescription
	}
	if p.Within == 0 {
		p.Within = 7 * 24 * time.Hour
	}
	o.Prescription = p
	return o
}

func (o *RankOptions) validate() error {
	v := &checker{}
	points := func(field string, f float64) {
		if f < 0 || math.IsNaN(f) || math.IsInf(f, 0) {
			v.add(field, "must be 0 or more")
		}
	}
	for kind, w := range o.Weights {
		points("Weights["+strconv.Quote(string(kind))+"]", w)
	}
	points("Prescription.Spread", o.Prescription.Spread)
	points("Prescription.Reach", o.Prescription.Reach)
	points("Prescription.Brought", o.Prescription.Brought)
	for field, n := range map[string]int{"Top": o.Top, "Track": o.Track, "Prescription.Within": int(min(o.Prescription.Within, 1))} {
		if n < 0 {
			v.add(field, "is negative")
		}
	}
	if o.Track > 0 && o.Top > o.Track {
		v.add("Top", "is more than Track")
	}
	return errors.Join(v.problems...)
}
