package community

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

// Ranker ranks authors while events come in; see [Rank]. It is not safe for concurrent use.
//
// Of repeats, posts that spread the word, people seen and people named it remembers the newest 65,536 each.
type Ranker struct {
	opts    RankOptions
	own     map[person]bool
	active  *board
	spread  *board
	repeats repeats
	newest  time.Time
	counts  Ranking

	posts   *recent[person, person]      // posts that spread the word, and whose they are
	seen    *recent[person, struct{}]    // who has come already
	named   *recent[person, invitation]  // handles that somebody named, by network
	brought *recent[[2]person, struct{}] // who was brought by whom
}

// invitation is that somebody named another.
type invitation struct {
	by person
	at time.Time
}

// NewRanker returns a ranker without events. opts may be nil.
func NewRanker(opts *RankOptions) (*Ranker, error) {
	var o RankOptions
	if opts != nil {
		o = *opts
	}
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	return &Ranker{
		opts: o, own: people(o.Own), active: newBoard(o.Track, o.HalfLife), spread: newBoard(o.Track, o.HalfLife),
		repeats: newRepeats(remembered), posts: newRecent[person, person](remembered), seen: newRecent[person, struct{}](remembered),
		named: newRecent[person, invitation](remembered), brought: newRecent[[2]person, struct{}](remembered),
	}, nil
}

// Add counts one event. Events may come in any order; those that bring somebody are recognised when they come after
// what brought them.
func (r *Ranker) Add(e *social.Event) {
	who, ok := personOf(&e.Author)
	weight := r.opts.Weights[e.Kind]
	switch {
	case !ok || e.Time.IsZero():
		r.counts.Unknown++
		return
	case r.own[who], r.opts.IgnoreBots && e.Author.Bot, weight == 0 && !spreads(e.Kind),
		e.Time.Before(r.opts.Since), !r.opts.Now.IsZero() && e.Time.After(r.opts.Now):
		r.counts.Ignored++
		return
	case r.repeats.again(e):
		r.counts.Repeated++
		return
	}
	r.counts.Counted++
	r.newest = later(r.newest, e.Time)
	if weight > 0 {
		r.active.add(who, &e.Author, string(e.Kind), weight, e.Time)
	}
	r.credit(who, e)
	if spreads(e.Kind) {
		r.spreadBy(who, e)
	}
	r.name(who, e)
	r.seen.put(who, struct{}{})
}

// spreads reports whether such an event carries the word to others.
func spreads(k social.EventKind) bool {
	switch k {
	case social.EventShare, social.EventQuote, social.EventMention, social.EventFound:
		return true
	default:
		return false
	}
}

// spreadBy gives points to who carried the word.
func (r *Ranker) spreadBy(who person, e *social.Event) {
	p := r.opts.Prescription
	r.spread.add(who, &e.Author, string(e.Kind), p.Spread, e.Time)
	if followers, ok := known(e.Author.Metrics, social.MetricFollowers); ok && followers >= 0 {
		r.spread.add(who, nil, PartReach, p.Reach*math.Log10(1+followers), e.Time)
	}
	// What is shared without words is the organisation's own post: who answers that was not brought by the sharer.
	if e.Kind != social.EventShare && e.Ref.ID != "" {
		r.posts.put(thing(e.Ref), who)
	}
}

// credit gives points to whom e's author came through: the author of the post that e answers, or who named the author
// before they were ever seen.
func (r *Ranker) credit(who person, e *social.Event) {
	for _, ref := range []social.Ref{e.Parent, e.Root} {
		if by, ok := r.posts.get(thing(ref)); ok && ref.ID != "" {
			r.bring(by, who, e.Time)
		}
	}
	if _, known := r.seen.get(who); known || e.Author.Handle == "" {
		return
	}
	if inv, ok := r.named.get(person{who.network, strings.ToLower(e.Author.Handle)}); ok {
		if wait := e.Time.Sub(inv.at); wait >= 0 && wait <= r.opts.Prescription.Within {
			r.bring(inv.by, who, e.Time)
		}
	}
}

// bring notes that one person came through another, once for each two.
func (r *Ranker) bring(by, who person, t time.Time) {
	pair := [2]person{by, who}
	if _, again := r.brought.get(pair); again || by == who || r.own[by] {
		return
	}
	r.brought.put(pair, struct{}{})
	r.spread.add(by, nil, PartBrought, r.opts.Prescription.Brought, t)
}

// name remembers whom e's author names.
func (r *Ranker) name(who person, e *social.Event) {
	if e.Private {
		return
	}
	for _, h := range handles(e.Text, maxNamed) {
		key := person{who.network, h}
		// The first to name somebody brings them, while that may still work.
		if inv, taken := r.named.get(key); !taken || e.Time.Sub(inv.at) > r.opts.Prescription.Within {
			r.named.put(key, invitation{who, e.Time})
		}
	}
}

// Ranking returns how things stand. It may be called at any time.
func (r *Ranker) Ranking() *Ranking {
	now := r.opts.Now
	if now.IsZero() {
		now = r.newest
	}
	out := r.counts
	out.Members, out.Prescribers = r.active.top(r.opts.Top, now), r.spread.top(r.opts.Top, now)
	return &out
}

// maxNamed is how many names of one text are looked at: more is no invitation.
const maxNamed = 20

// handles lists the different accounts that text names by "@", without it and in lower case, in their order.
func handles(text string, limit int) []string {
	var out []string
	before := ' '
	for i, r := range text {
		if r == '@' && !inHandle(before) && before != '@' {
			if h := handleAt(text[i+1:]); h != "" && !slices.Contains(out, h) {
				if out = append(out, h); len(out) == limit {
					break
				}
			}
		}
		before = r
	}
	return out
}

// handleAt reads a handle, with the server of federated ones, from the beginning of s.
func handleAt(s string) string {
	user := handleRun(s)
	name := strings.Trim(user, ".-")
	if name == "" || !strings.HasSuffix(user, name) {
		return strings.ToLower(name) // a full stop behind the name ends it
	}
	if rest, federated := strings.CutPrefix(s[len(user):], "@"); federated {
		if server := strings.Trim(handleRun(rest), ".-"); server != "" {
			name += "@" + server
		}
	}
	return strings.ToLower(name)
}

// handleRun is the beginning of s that a handle may be made of.
func handleRun(s string) string {
	if end := strings.IndexFunc(s, func(r rune) bool { return !inHandle(r) }); end >= 0 {
		return s[:end]
	}
	return s
}

// inHandle reports whether handles may hold the character.
func inHandle(r rune) bool {
	return r == '_' || r == '.' || r == '-' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
