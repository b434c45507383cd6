package community

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// GatherOptions says more about who may take part. The zero value is a good start.
type GatherOptions struct {
	// Follows reports whether an account follows the organiser already, for a contest that requires it: those who
	// followed long ago left no event. nil: only events count.
	Follows func(account social.Ref) bool
}

// Gather collects the entries of a contest from events, in any order: stored ones, or those of [social.Listen] with
// CatchUp. opts may be nil.
//
// Whoever did one of Kinds on one of Posts between From and To takes part, if the text holds what it must and if they
// did what is required besides. What was edited counts as it stood at To, what was deleted before To does not count,
// and what the network set aside as unwanted never does. An edit or deletion counts when it comes after what it changes.
// Taking back a follow or a like leaves no event, and is not noticed.
//
// If events yields an error, it is returned alone: a draw among some of the participants would be none.
func (c *Contest) Gather(events iter.Seq2[*social.Event, error], opts *GatherOptions) (*Entries, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	g := newGatherer(c)
	if opts != nil {
		g.follows = opts.Follows
	}
	for e, err := range events {
		if err != nil {
			return nil, fmt.Errorf("community: contest entries: %w", err)
		}
		g.add(e)
	}
	return g.entries(), nil
}

// gatherer collects what people did.
type gatherer struct {
	c       *Contest
	posts   map[person]bool
	out     map[person]bool
	tags    []term
	follows func(social.Ref) bool
	people  map[person]*taker
	acts    map[person]*attempt // by what was written
	unknown int
}

// taker is somebody who tries to take part.
type taker struct {
	account  social.Account
	attempts []*attempt
	did      map[social.EventKind]bool
}

// attempt is one event that would take part.
type attempt struct {
	evidence Evidence
	id       string
	text     string
	deleted  bool
}

func newGatherer(c *Contest) *gatherer {
	g := &gatherer{c: c, posts: people(c.Posts), out: people(c.Exclude), people: map[person]*taker{}, acts: map[person]*attempt{}}
	for _, tag := range c.Hashtags {
		t, _ := newTerm("#"+tag, false)
		g.tags = append(g.tags, t)
	}
	return g
}

// about reports whether the event concerns one of the contest's posts.
func (g *gatherer) about(e *social.Event) bool {
	return len(g.posts) == 0 || g.posts[thing(e.Ref)] || g.posts[thing(e.Parent)] || g.posts[thing(e.Root)]
}

func (g *gatherer) add(e *social.Event) {
	if !e.Time.IsZero() && !e.Time.Before(g.c.To) {
		return
	}
	switch e.Kind {
	case social.EventDeleted:
		if a := g.acts[thing(e.Ref)]; a != nil {
			a.deleted = true
		}
		return
	case social.EventEdited:
		if a := g.acts[thing(e.Ref)]; a != nil {
			a.text = e.Text
		}
		return
	default:
	}
	takesPart, required := slices.Contains(g.c.Kinds, e.Kind), slices.Contains(g.c.Require, e.Kind)
	inTime := !e.Time.Before(g.c.From) && g.about(e)
	if e.Kind == social.EventFollow {
		required = required && !e.Pending
		inTime = takesPart && !e.Time.Before(g.c.From)
	}
	if e.Filtered || !inTime && (!required || e.Kind != social.EventFollow) {
		return
	}
	who, ok := personOf(&e.Author)
	if !ok || e.Time.IsZero() {
		if takesPart {
			g.unknown++
		}
		return
	}
	t := g.people[who]
	if t == nil {
		t = &taker{account: e.Author, did: map[social.EventKind]bool{}}
		t.account.Raw = nil
		g.people[who] = t
	}
	t.account.Bot = t.account.Bot || e.Author.Bot // not each event of a network says so
	if t.account.Handle == "" {
		t.account.Handle = e.Author.Handle
	}
	if required {
		t.did[e.Kind] = true
	}
	if takesPart && inTime {
		g.try(t, e)
	}
}

// try notes an attempt, unless it is there already: what somebody wrote is one, also where the network tells of it as a
// comment and as a mention, and so is what they did to the same thing again and again, as to like a post.
func (g *gatherer) try(t *taker, e *social.Event) {
	for _, a := range t.attempts {
		same := a.evidence.Kind == e.Kind || written(a.evidence.Kind) && written(e.Kind)
		if same && (e.ID != "" && a.id == e.ID || thing(a.evidence.Ref) == thing(e.Ref)) {
			return
		}
	}
	a := &attempt{evidence: Evidence{Kind: e.Kind, Ref: e.Ref, Time: e.Time.UTC()}, id: e.ID, text: e.Text}
	t.attempts = append(t.attempts, a)
	if written(e.Kind) {
		g.acts[thing(e.Ref)] = a
	}
}

// written reports whether the Ref of such an event is what its author wrote.
func written(kind social.EventKind) bool {
	switch kind {
	case social.EventMention, social.EventComment, social.EventReply, social.EventMessage, social.EventQuote, social.EventReview, social.EventFound:
		return true
	default:
		return false
	}
}

// entries decides who takes part.
func (g *gatherer) entries() *Entries {
	out := &Entries{Participants: []Participant{}, Unknown: g.unknown}
	for who, t := range g.people {
		if len(t.attempts) == 0 {
			continue
		}
		p := Participant{Network: who.network, ID: who.id, Handle: t.account.Handle}
		reason := g.judge(who, t, &p)
		if reason == "" {
			out.Participants = append(out.Participants, p)
		} else {
			out.Refused = append(out.Refused, Refusal{Network: p.Network, ID: p.ID, Handle: p.Handle, Reason: reason})
		}
	}
	slices.SortFunc(out.Participants, func(a, b Participant) int { return a.compare(&b) })
	slices.SortFunc(out.Refused, func(a, b Refusal) int {
		return (&Participant{Network: a.Network, ID: a.ID}).compare(&Participant{Network: b.Network, ID: b.ID})
	})
	return out
}

// judge fills in p's evidence, or says why the person does not take part.
func (g *gatherer) judge(who person, t *taker, p *Participant) string {
	switch {
	case g.out[who]:
		return "is excluded"
	case g.c.IgnoreBots && t.account.Bot:
		return "is automated"
	}
	for _, kind := range g.c.Require {
		follows := kind == social.EventFollow && g.follows != nil && g.follows(t.account.Ref)
		if !t.did[kind] && !follows {
			return "lacks a " + string(kind)
		}
	}
	slices.SortFunc(t.attempts, func(a, b *attempt) int {
		if c := a.evidence.Time.Compare(b.evidence.Time); c != 0 {
			return c
		}
		return strings.Compare(a.evidence.Ref.ID, b.evidence.Ref.ID)
	})
	reason := ""
	for _, a := range t.attempts {
		if lack := g.lack(a, t); lack != "" {
			reason = lack
			continue
		}
		if p.Tickets < g.c.tickets() {
			p.Tickets++
			p.Evidence = append(p.Evidence, a.evidence)
		}
	}
	if p.Tickets > 0 {
		return ""
	}
	return reason
}

// lack says what an attempt lacks.
func (g *gatherer) lack(a *attempt, t *taker) string {
	if a.deleted {
		return "was deleted"
	}
	text := split(a.text, false)
	for i := range g.tags {
		if !g.tags[i].in(text) {
			return "lacks #" + g.c.Hashtags[i]
		}
	}
	if g.c.Friends > 0 {
		named := slices.DeleteFunc(handles(a.text, maxNamed), func(h string) bool { return strings.EqualFold(h, t.account.Handle) })
		if len(named) < g.c.Friends {
			return fmt.Sprintf("names %d of %d", len(named), g.c.Friends)
		}
	}
	return ""
}
