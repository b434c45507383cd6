package community

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/relais-go/relais/social"
)

// person names an account by its network and ID: the same person counts once on each network.
type person struct{ network, id string }

// personOf returns who the account is; ok is false for one without an ID.
func personOf(a *social.Account) (p person, ok bool) {
	return person{a.Ref.Network, a.Ref.ID}, a.Ref.ID != ""
}

// people makes a set of accounts.
func people(refs []social.Ref) map[person]bool {
	out := make(map[person]bool, len(refs))
	for _, r := range refs {
		out[person{r.Network, r.ID}] = true
	}
	return out
}

// thing names what a reference points at, whichever kind it is taken for.
func thing(r social.Ref) person { return person{r.Network, r.ID} }

// remembered is how many of the newest things of one sort are remembered, so that memory is bounded.
const remembered = 1 << 16

// recent is a map that forgets its oldest key when a new one would be too many.
type recent[K comparable, V any] struct {
	limit  int
	values map[K]V
	order  []K // in the order of coming, as a ring once it is full
	oldest int
}

func newRecent[K comparable, V any](limit int) *recent[K, V] {
	return &recent[K, V]{limit: limit, values: map[K]V{}}
}

func (r *recent[K, V]) get(k K) (V, bool) {
	v, ok := r.values[k]
	return v, ok
}

// put stores v under k. A key that is there already keeps its age.
func (r *recent[K, V]) put(k K, v V) {
	if _, ok := r.values[k]; !ok {
		if len(r.order) < r.limit {
			r.order = append(r.order, k)
		} else {
			delete(r.values, r.order[r.oldest])
			r.order[r.oldest] = k
			r.oldest = (r.oldest + 1) % r.limit
		}
	}
	r.values[k] = v
}

// fingerprint is a short name of an event, the same in each process. Events are delivered at least once, and repeats
// share their ID, which is unique per account of the organisation; hence source, kind and author.
func fingerprint(e *social.Event) uint64 {
	h := sha256.New()
	for _, s := range []string{e.Source, e.Ref.Network, e.Author.Ref.Network, e.ID, string(e.Kind), e.Author.Ref.ID} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// repeats remembers events, to tell which come again.
type repeats struct{ seen *recent[uint64, struct{}] }

func newRepeats(limit int) repeats { return repeats{newRecent[uint64, struct{}](limit)} }

// again reports whether e was there before, and remembers it. One without an ID is always new.
func (r repeats) again(e *social.Event) bool {
	if e.ID == "" {
		return false
	}
	key := fingerprint(e)
	if _, ok := r.seen.get(key); ok {
		return true
	}
	r.seen.put(key, struct{}{})
	return false
}

// keys lists the keys, the oldest first.
func (r *recent[K, V]) keys() []K {
	return append(append([]K{}, r.order[r.oldest:]...), r.order[:r.oldest]...)
}
