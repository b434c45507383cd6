package community

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// Figures adds up what is known of one account in one period: what the network reports, the account's posts, what
// others did, and how they were answered. What was never added is not known, which is not 0. It is not safe for
// concurrent use.
type Figures struct {
	period  Period
	own     map[person]bool
	account social.Metrics

	posts      []social.Metrics // those published in the period
	counted    map[person]bool  // which they are
	postsKnown bool

	events      map[social.EventKind]int
	people      map[person]bool
	rating      tally
	repeats     repeats
	eventsKnown bool

	asked    map[person]time.Time // what may be answered, and since when
	answers  map[person]time.Time // the first answer to something
	answered bool                 // answers are known
}

// NewFigures returns figures of which nothing is known yet. Events of own accounts are left out.
func NewFigures(p Period, own ...social.Ref) *Figures {
	return &Figures{
		period: p, own: people(own), counted: map[person]bool{}, events: map[social.EventKind]int{}, people: map[person]bool{}, repeats: newRepeats(remembered),
		asked: map[person]time.Time{}, answers: map[person]time.Time{},
	}
}

// Collect reads the figures of the account of client c: its metrics over the period if c is a [social.Analyst], and its
// posts, measured, if it has a [social.Timeline]. Events are to be added by the caller, who has stored them.
//
// What c cannot do is not known, and no error. Other errors are returned, joined, together with what could be read.
//
// Some networks keep no history of accounts, as Mastodon and X, and know nothing of a period. Where they have totals,
// read these by [social.AccountMetrics] without a query at the end of each period, store their Metrics, and give them
// to AddAccount.
//
// Posts are read from p.From until now. To fill the figures of several periods at the price of one, read and measure the
// posts once and give them to AddPosts of each.
func Collect(ctx context.Context, c any, p Period, own ...social.Ref) (*Figures, error) {
	f := NewFigures(p, own...)
	var failed []error
	if social.Can[social.Analyst](c) {
		r, err := social.AccountMetrics(ctx, c, &social.MetricsQuery{From: p.From, To: p.To})
		switch {
		case err == nil:
			f.AddAccount(r)
		case !errors.Is(err, errors.ErrUnsupported):
			failed = append(failed, fmt.Errorf("community: metrics of the account: %w", err))
		}
	}
	if social.Can[social.Timeline](c) {
		posts := f.publications(social.Posts(ctx, c, &social.PostsQuery{Since: p.From, Replies: true}))
		if social.Can[social.Analyst](c) {
			posts = Measured(ctx, c, posts)
		}
		if err := f.AddPosts(posts); err != nil {
			failed = append(failed, err)
		}
	}
	return f, errors.Join(failed...)
}

// publications leaves out what was published outside the period, and adds answers at once: nobody needs their numbers,
// and some networks charge for each.
func (f *Figures) publications(posts iter.Seq2[*social.Post, error]) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		for p, err := range posts {
			switch {
			case err == nil && !p.ReplyTo.IsZero():
				f.AddAnswer(p.ReplyTo, p.Time)
			case err != nil || f.period.Contains(p.Time):
				if !yield(p, err) {
					return
				}
			}
		}
	}
}

// AddAccount adds what the network reports on the account over the period. Of several reports the last that has a metric
// counts.
func (f *Figures) AddAccount(r *social.AccountReport) {
	if f.account == nil {
		f.account = social.Metrics{}
	}
	for _, name := range r.Metrics.Names() {
		if v, ok := known(r.Metrics, name); ok {
			f.account[name] = v
		}
	}
}

// AddPosts adds posts of the account, with their numbers; see [Measured]. Those outside the period do not count. Those
// that answer something are no publications: they count as answers, whenever they came. A post that comes again counts
// once, with the numbers that came first.
//
// An error of posts is returned, and then nothing of them counts as known, since a part would look like the whole.
func (f *Figures) AddPosts(posts iter.Seq2[*social.Post, error]) error {
	var published []social.Metrics
	fresh := map[person]bool{}
	for p, err := range posts {
		if err != nil {
			return fmt.Errorf("community: posts of the report: %w", err)
		}
		key := thing(p.Ref)
		switch {
		case !p.ReplyTo.IsZero():
			f.AddAnswer(p.ReplyTo, p.Time)
		case key.id != "" && (fresh[key] || f.counted[key]): // as where pages of a list overlap
		case f.period.Contains(p.Time) && p.State != social.StateScheduled:
			published = append(published, p.Metrics)
			fresh[key] = true
		}
	}
	f.posts, f.postsKnown = append(f.posts, published...), true
	maps.Copy(f.counted, fresh)
	return nil
}

// AddAnswer adds that the account answered something at some time: a comment, a mention. Where answers are posts, AddPosts
// does so. As long as there is none at all, how much is answered counts as not known: most networks do not list answers
// among posts.
func (f *Figures) AddAnswer(to social.Ref, at time.Time) {
	if to.ID == "" || at.IsZero() {
		return
	}
	f.answered = true
	if first, ok := f.answers[thing(to)]; !ok || at.Before(first) {
		f.answers[thing(to)] = at
	}
}

// AddEvents adds what others did. Events outside the period, of own accounts and that come again do not count. An error
// of events is returned, and then events count as not known, since a part would look like the whole.
func (f *Figures) AddEvents(events iter.Seq2[*social.Event, error]) error {
	for e, err := range events {
		if err != nil {
			f.eventsKnown, f.repeats = false, newRepeats(remembered) // so that they can be added again
			f.events, f.people, f.asked, f.rating = map[social.EventKind]int{}, map[person]bool{}, map[person]time.Time{}, tally{}
			return fmt.Errorf("community: events of the report: %w", err)
		}
		f.AddEvent(e)
	}
	f.eventsKnown = true
	return nil
}

// AddEvent adds one event, as AddEvents does: for the events of a [social.Merge], which go to the figures of the account
// that their Source names.
func (f *Figures) AddEvent(e *social.Event) {
	f.eventsKnown = true
	who, named := personOf(&e.Author)
	if !f.period.Contains(e.Time) || f.own[who] || f.repeats.again(e) {
		return
	}
	f.events[e.Kind]++
	if named {
		f.people[who] = true
	}
	if e.Rating != nil && !math.IsNaN(*e.Rating) && !math.IsInf(*e.Rating, 0) {
		f.rating.add(*e.Rating)
	}
	if asks(e) {
		f.asked[thing(e.Ref)] = e.Time
	}
}

// asks reports whether an event is of the sort that is answered in public.
func asks(e *social.Event) bool {
	switch e.Kind {
	case social.EventMention, social.EventComment, social.EventReply, social.EventReview:
		return e.Ref.ID != "" && !e.Private && !e.Filtered
	default:
		return false
	}
}

// How says how a figure came about, and so what may be done with it.
type How string

// Ways of making a figure.
const (
	HowSum    How = "sum"    // added up: comparable only if all was known
	HowRate   How = "rate"   // one sum divided by another, over what is known of both
	HowMedian How = "median" // the middle of what is known
	HowSaid   How = "said"   // as the network says, which adds up over accounts
	HowUnique How = "unique" // as HowSaid or counted, and does not add up: different people, averages
)

// figure is one number and over what it was made.
type figure struct {
	how       How
	value     float64
	has       bool
	top, base float64 // of rates
	known, of int
}

// whole reports whether the figure can be compared with another.
func (g *figure) whole() bool { return g.has && (g.how != HowSum || g.known == g.of) }

// unique reports whether a metric does not add up over posts or accounts.
func unique(name social.Metric) bool {
	switch name {
	case social.MetricReach, social.MetricAvgWatchTime, social.MetricCompletion, social.MetricRating, social.MetricPollVoters:
		return true
	default:
		return false
	}
}

// all gives the figures by name.
func (f *Figures) all() map[string]figure {
	out := map[string]figure{}
	for name, v := range f.account {
		how := HowSaid
		if unique(name) {
			how = HowUnique
		}
		out["account."+string(name)] = figure{how: how, value: v, has: true, known: 1, of: 1}
	}
	if f.postsKnown {
		f.ofPosts(out)
	}
	if f.eventsKnown {
		f.ofEvents(out)
	}
	return out
}

// ofPosts adds the figures of publications.
func (f *Figures) ofPosts(out map[string]figure) {
	n := len(f.posts)
	out["posts.published"] = figure{how: HowSum, value: float64(n), has: true, known: n, of: n}
	for _, m := range f.posts {
		for name := range m {
			v, ok := known(m, name)
			if !ok || unique(name) {
				continue
			}
			g := out["posts."+string(name)]
			out["posts."+string(name)] = figure{how: HowSum, value: g.value + v, has: true, known: g.known + 1, of: n}
		}
	}
	sc := scaleOf(f.posts)
	rate := figure{how: HowRate, of: n}
	for _, m := range f.posts {
		if e, seen, ok := sc.of(m); ok && sc.basis != "" {
			rate.top, rate.base, rate.known = rate.top+e, rate.base+seen, rate.known+1
		}
	}
	if rate.base > 0 {
		rate.value, rate.has = rate.top/rate.base, true
		out["posts.engagement_rate"] = rate
	}
}

// ofEvents adds the figures of what others did.
func (f *Figures) ofEvents(out map[string]figure) {
	total := 0
	for kind, n := range f.events {
		total += n
		out["events."+string(kind)] = figure{how: HowSum, value: float64(n), has: true, known: n, of: n}
	}
	out["events.all"] = figure{how: HowSum, value: float64(total), has: true, known: total, of: total}
	out["events.people"] = figure{how: HowUnique, value: float64(len(f.people)), has: true, known: total, of: total}
	if f.rating.n > 0 {
		out["events.rating"] = figure{
			how: HowRate, value: f.rating.mean(), has: true, top: f.rating.sum, base: float64(f.rating.n), known: f.rating.n, of: f.events[social.EventReview],
		}
	}
	if !f.answered || len(f.asked) == 0 {
		return
	}
	var waits []float64
	for what, since := range f.asked {
		if at, ok := f.answers[what]; ok {
			waits = append(waits, max(at.Sub(since).Seconds(), 0))
		}
	}
	n := len(f.asked)
	out["events.answer_rate"] = figure{
		how: HowRate, value: float64(len(waits)) / float64(n), has: true, top: float64(len(waits)), base: float64(n), known: n, of: n,
	}
	if len(waits) > 0 {
		out["events.answer_time"] = figure{how: HowMedian, value: median(slices.Clone(waits)), has: true, known: len(waits), of: n}
	}
}
