package community

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// HoursOptions says how the best hours are found. The zero value is a good start.
type HoursOptions struct {
	Zone string // IANA name of the zone of the hours, "" is UTC; "Local" is refused

	// Before leaves out posts published at that instant or later, which are too young to be compared: two days
	// before now suits most networks. Zero leaves out none.
	Before time.Time

	// Prior is how many average posts each hour is assumed to have seen before the first one: what a few posts
	// say is moved towards the average that strongly. 0 is 5.
	Prior float64
}

// Hour is one hour of the week on one network. It marshals to JSON, with the weekday as "monday".
type Hour struct {
	Weekday time.Weekday `json:"weekday"`
	Hour    int          `json:"hour"`  // 0 to 23
	Posts   int          `json:"posts"` // how many posts speak for it

	// Score is the part of the network's posts, from 0 to 1, that a post of this hour is expected to do better than:
	// 0.5 is average. It is moved towards what is known of this hour on other days and of this day at other hours, the
	// more so the fewer posts there are.
	Score float64 `json:"score"`

	// Mean is the plain average of this hour's posts: engagement by Basis, or in counts if there is no basis. Rates of
	// posts that hardly anybody saw are moved towards the rate of all.
	Mean float64 `json:"mean"`
}

// NetworkHours ranks the hours of one network.
type NetworkHours struct {
	Network    string          `json:"network"`
	Engagement []social.Metric `json:"engagement"`      // what was added up
	Basis      social.Metric   `json:"basis,omitempty"` // by what it was divided: reach if known; "" for nothing
	Posts      int             `json:"posts"`           // how many posts were counted
	Skipped    int             `json:"skipped"`         // how many lack the metrics, a time, or are too young
	Mean       float64         `json:"mean"`            // the plain average of the posts
	Hours      []Hour          `json:"hours"`           // the best first; only hours that posts speak for
}

// BestHours ranks the hours of the week by how posts of the past did, for each network in alphabetical order.
//
// A post counts by its engagement: the network's own sum of interactions, or else reactions (or likes), comments,
// shares, quotes, saves and clicks, as far as half of the network's posts have them; divided by reach, or else
// impressions or views, where half have those. A post that lacks one of these is skipped, never taken for 0. The
// posts are then ranked, and it is ranks that are averaged, so that a single one that went round the world counts as one
// good post; and few posts prove little: see [Hour].Score.
//
// An hour's rank is no proof of a cause. Posts with numbers come from [social.Posts] through [Measured].
// An error of posts is returned with what was read before it; an unknown zone is [social.ErrInvalid].
func BestHours(posts iter.Seq2[*social.Post, error], opts *HoursOptions) ([]NetworkHours, error) {
	o := HoursOptions{}
	if opts != nil {
		o = *opts
	}
	if o.Prior <= 0 || math.IsNaN(o.Prior) {
		o.Prior = 5
	}
	loc, err := (&Calendar{Zone: o.Zone}).location()
	if err != nil {
		return nil, social.Invalid("", "Zone", err.Error())
	}
	networks := map[string]*hourSamples{}
	var failed error
	for p, err := range posts {
		if err != nil {
			failed = fmt.Errorf("community: best hours: %w", err)
			break
		}
		s := networks[p.Ref.Network]
		if s == nil {
			s = &hourSamples{}
			networks[p.Ref.Network] = s
		}
		if p.Time.IsZero() || !o.Before.IsZero() && !p.Time.Before(o.Before) {
			s.skipped++
			continue
		}
		when := p.Time.In(loc)
		s.cells = append(s.cells, cell{when.Weekday(), when.Hour()})
		s.metrics = append(s.metrics, p.Metrics)
	}
	var out []NetworkHours
	for _, name := range slices.Sorted(maps.Keys(networks)) {
		h := networks[name].rank(o.Prior)
		h.Network = name
		out = append(out, h)
	}
	return out, failed
}

// Slots makes weekly slots at the n best hours, as far as so many do better than average, the best first: for a
// [Calendar] in the zone that the hours are of. Each goes to the targets, or to the network if there are none, and has
// a name like "mastodon monday 18:00".
func (h *NetworkHours) Slots(n int, targets ...Target) []Slot {
	if len(targets) == 0 {
		targets = []Target{{Network: h.Network}}
	}
	var out []Slot
	for _, best := range h.Hours {
		if len(out) >= n || best.Score <= average {
			break
		}
		at := TimeOfDay{Hour: best.Hour}
		out = append(out, Slot{
			Name: fmt.Sprintf("%s %s %s", h.Network, strings.ToLower(best.Weekday.String()), at),
			Days: []time.Weekday{best.Weekday}, At: at, Targets: slices.Clone(targets),
		})
	}
	return out
}

// cell is one hour of the week.
type cell struct {
	day  time.Weekday
	hour int
}

// hourSamples holds one network's posts.
type hourSamples struct {
	cells   []cell
	metrics []social.Metrics
	skipped int
}

// tally adds up values.
type tally struct {
	n   int
	sum float64
}

func (t *tally) add(v float64) { t.n, t.sum = t.n+1, t.sum+v }

// mean is the average, 0 of nothing.
func (t *tally) mean() float64 {
	if t.n == 0 {
		return 0
	}
	return t.sum / float64(t.n)
}

// without is the tally less what part holds.
func (t *tally) without(part *tally) *tally { return &tally{n: t.n - part.n, sum: t.sum - part.sum} }

// towards is the average as if there were prior more values, of that size.
func (t *tally) towards(value, prior float64) float64 {
	return (t.sum + prior*value) / (float64(t.n) + prior)
}

// average is the mean of all ranks.
const average = 0.5

// ranks gives each value its place between 0 and 1, equal ones the same.
func ranks(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	out := make([]float64, len(values))
	for i, v := range values {
		below, _ := slices.BinarySearch(sorted, v)
		upTo, _ := slices.BinarySearch(sorted, math.Nextafter(v, math.Inf(1)))
		out[i] = float64(below+upTo) / 2 / float64(len(values))
	}
	return out
}

// rank computes the network's hours.
func (s *hourSamples) rank(prior float64) NetworkHours {
	sc := scaleOf(s.metrics)
	values, cells := s.values(&sc)
	out := NetworkHours{
		Engagement: sc.sum, Basis: sc.basis, Posts: len(values), Skipped: s.skipped + len(s.metrics) - len(values), Hours: []Hour{},
	}
	byCell, raw := map[cell]*tally{}, map[cell]*tally{}
	byDay, byHour := map[time.Weekday]*tally{}, map[int]*tally{}
	for i, rank := range ranks(values) {
		c := cells[i]
		put(byCell, c, rank)
		put(raw, c, values[i])
		put(byDay, c.day, rank)
		put(byHour, c.hour, rank)
		out.Mean += values[i] / float64(len(values))
	}
	for c, t := range byCell {
		day, hour := byDay[c.day].without(t).towards(average, prior), byHour[c.hour].without(t).towards(average, prior)
		expected := min(max(day+hour-average, 0), 1)
		out.Hours = append(out.Hours, Hour{
			Weekday: c.day, Hour: c.hour, Posts: t.n, Score: t.towards(expected, prior), Mean: raw[c].mean(),
		})
	}
	slices.SortFunc(out.Hours, func(a, b Hour) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Posts, a.Posts), cmp.Compare(a.Weekday, b.Weekday),
			cmp.Compare(a.Hour, b.Hour))
	})
	return out
}

// values returns what each usable post is worth, and its hour. Rates of posts that hardly anybody saw are moved
// towards the rate of all, as one like among two readers proves nothing.
func (s *hourSamples) values(sc *scale) ([]float64, []cell) {
	var engaged, seen, values []float64
	var cells []cell
	var sum, audience float64
	for i, m := range s.metrics {
		e, b, ok := sc.of(m)
		if !ok {
			continue
		}
		engaged, seen, cells = append(engaged, e), append(seen, b), append(cells, s.cells[i])
		sum += e
		audience += b
	}
	if sc.basis == "" {
		return engaged, cells
	}
	pseudo := median(slices.Clone(seen)) / 10
	for i := range engaged {
		values = append(values, (engaged[i]+pseudo*sum/audience)/(seen[i]+pseudo))
	}
	return values, cells
}

// put adds v to the tally of k.
func put[K comparable](m map[K]*tally, k K, v float64) {
	if m[k] == nil {
		m[k] = &tally{}
	}
	m[k].add(v)
}
