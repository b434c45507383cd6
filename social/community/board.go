package community

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// decay gives points a weight by their age. Weights are kept relative to a landmark and grow with time, so that
// nothing has to be reckoned again when time passes (G. Cormode et al., Forward Decay, 2009).
type decay struct {
	halfLife time.Duration // 0: points do not age
	landmark time.Time
}

// maxHalfLives is how far from the landmark weights may grow before it is moved.
const maxHalfLives = 512

// lives is how many half-lives t is behind the landmark.
func (d *decay) lives(t time.Time) float64 {
	if d.halfLife <= 0 {
		return 0
	}
	return t.Sub(d.landmark).Seconds() / d.halfLife.Seconds()
}

// board keeps points of accounts. With a limit it holds that many accounts and replaces the one with the fewest
// points by a new one, which inherits as many as doubtful (A. Metwally et al., Space-Saving, 2005).
type board struct {
	limit   int // 0: none
	decay   decay
	members map[person]*scored
	order   scoredHeap // the fewest points first; only with a limit
}

// scored is one account on a board.
type scored struct {
	who         person
	account     social.Account
	score       float64 // points seen
	missed      float64 // at most so many more were not
	parts       map[string]*Part
	first, last time.Time
	index       int
}

func newBoard(limit int, halfLife time.Duration) *board {
	return &board{limit: limit, decay: decay{halfLife: halfLife}, members: map[person]*scored{}}
}

// add gives points to an account for something at time t. A nil account changes nothing about what is known of it.
func (b *board) add(who person, account *social.Account, part string, points float64, t time.Time) {
	if b.decay.landmark.IsZero() {
		b.decay.landmark = t
	}
	if b.decay.lives(t) > maxHalfLives {
		b.rescale(t)
	}
	points *= math.Exp2(b.decay.lives(t))
	m := b.member(who, t)
	if account != nil && !t.Before(m.last) {
		m.account = *account
		m.account.Raw = nil // which may be large
	}
	m.first, m.last = earlier(m.first, t), later(m.last, t)
	m.score += points
	p := m.parts[part]
	if p == nil {
		p = &Part{Name: part}
		m.parts[part] = p
	}
	p.Count++
	p.Score += points
	if b.limit > 0 {
		heap.Fix(&b.order, m.index)
	}
}

// member finds or makes the account's place.
func (b *board) member(who person, t time.Time) *scored {
	if m := b.members[who]; m != nil {
		return m
	}
	m := &scored{who: who, parts: map[string]*Part{}, first: t, last: t}
	m.account.Ref = social.Ref{Network: who.network, Kind: social.RefAccount, ID: who.id}
	b.members[who] = m
	switch {
	case b.limit <= 0:
	case len(b.order) < b.limit:
		heap.Push(&b.order, m)
	default:
		least := b.order[0]
		delete(b.members, least.who)
		m.missed = least.score + least.missed
		b.order[0], m.index = m, 0
	}
	return m
}

// rescale moves the landmark to t.
func (b *board) rescale(t time.Time) {
	factor := math.Exp2(-b.decay.lives(t))
	b.decay.landmark = t
	for _, m := range b.members {
		m.score *= factor
		m.missed *= factor
		for _, p := range m.parts {
			p.Score *= factor
		}
	}
}

// top lists the members with the most points, as they stand at now. top 0 means all.
func (b *board) top(top int, now time.Time) []Member {
	factor := 1.0
	if !b.decay.landmark.IsZero() {
		factor = math.Exp2(-b.decay.lives(now))
	}
	out := make([]Member, 0, len(b.members))
	for _, m := range b.members {
		member := Member{Account: m.account, Score: m.score * factor, Missed: m.missed * factor, First: m.first, Last: m.last}
		for _, p := range m.parts {
			member.Parts = append(member.Parts, Part{Name: p.Name, Count: p.Count, Score: p.Score * factor})
		}
		slices.SortFunc(member.Parts, func(a, b Part) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Name, b.Name))
		})
		out = append(out, member)
	}
	slices.SortFunc(out, func(a, b Member) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), b.Last.Compare(a.Last),
			cmp.Compare(a.Account.Ref.Network, b.Account.Ref.Network), cmp.Compare(a.Account.Ref.ID, b.Account.Ref.ID))
	})
	if top > 0 && len(out) > top {
		out = slices.Clone(out[:top])
	}
	return out
}

// scoredHeap is a [heap.Interface] with the fewest points on top.
type scoredHeap []*scored

func (h scoredHeap) Len() int           { return len(h) }
func (h scoredHeap) Less(i, j int) bool { return h[i].score+h[i].missed < h[j].score+h[j].missed }
func (h scoredHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push implements [heap.Interface].
func (h *scoredHeap) Push(x any) {
	m := x.(*scored) //nolint:forcetypeassert // only board pushes
	m.index = len(*h)
	*h = append(*h, m)
}

// Pop implements [heap.Interface].
func (h *scoredHeap) Pop() any {
	last := len(*h) - 1
	m := (*h)[last]
	*h = (*h)[:last]
	return m
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
