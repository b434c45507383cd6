package community

import (
	"math"
	"time"
)

// spikeState is what is usual, and the bucket that is being filled. It marshals to JSON.
type spikeState struct {
	cfg *Spike

	Bucket  time.Duration `json:"bucket"`  // of cfg, by which a stored state is known to fit
	Index   int64         `json:"index"`   // of the bucket that is being filled, since 1970
	Count   int           `json:"count"`   // matches in it; 0 before the first
	Partial bool          `json:"partial"` // it was begun in its midst and says nothing about what is usual
	Usual   []usual       `json:"usual"`   // one for each season
}

// usual is a decaying average of buckets.
type usual struct {
	Sum    float64 `json:"sum"`    // of matches, by age
	Weight float64 `json:"weight"` // of buckets, by age
	Index  int64   `json:"index"`  // of the newest of these
	N      int     `json:"n"`      // how many these are, whatever their age
}

// maxGap is how many empty buckets behind a match are looked at one by one; what lies before them has no weight left.
const maxGap = 1 << 16

func newSpikeState(cfg *Spike) *spikeState {
	return &spikeState{cfg: cfg, Bucket: cfg.Bucket, Usual: make([]usual, cfg.seasons())}
}

// season returns the average to which a bucket belongs.
func (s *spikeState) season(index int64) *usual {
	n := int64(len(s.Usual))
	return &s.Usual[((index%n)+n)%n]
}

// age moves an average to a later bucket.
func (s *spikeState) age(u *usual, index int64) {
	if u.N > 0 && index > u.Index {
		f := math.Exp2(-float64(index-u.Index) * s.cfg.Bucket.Seconds() / s.cfg.HalfLife.Seconds())
		u.Sum *= f
		u.Weight *= f
	}
	u.Index = max(u.Index, index)
}

// end takes a bucket into its average. A bucket far above what is usual counts as the least that would be a spike, so
// that one storm does not hide the next.
func (s *spikeState) end(index int64, count int) {
	u := s.season(index)
	value := float64(count)
	if u.N >= s.cfg.Warmup {
		value = min(value, max(float64(s.cfg.MinCount), s.cfg.Ratio*u.rate()))
	}
	s.age(u, index)
	u.Sum += value
	u.Weight++
	u.N++
}

// rate is how many matches are usual in a bucket.
func (u *usual) rate() float64 {
	if u.Weight <= 0 {
		return 0
	}
	return u.Sum / u.Weight
}

// observe counts a match. over reports whether its bucket now holds more than usual.
func (s *spikeState) observe(at time.Time) (count int, expected, chance float64, over bool) {
	index := floorDiv(at.Unix(), int64(s.cfg.Bucket/time.Second))
	switch {
	case s.Count == 0:
		s.Index, s.Partial = index, true
	case index < s.Index: // late: its bucket has been averaged already
		if u := s.season(index); u.N > 0 {
			u.Sum += math.Exp2(-float64(u.Index-index) * s.cfg.Bucket.Seconds() / s.cfg.HalfLife.Seconds())
		}
		return 0, 0, 0, false
	case index > s.Index:
		if !s.Partial {
			s.end(s.Index, s.Count)
		}
		for i := max(s.Index+1, index-maxGap); i < index; i++ {
			s.end(i, 0)
		}
		s.Index, s.Count, s.Partial = index, 0, false
	}
	s.Count++
	u := s.season(index)
	if u.N < s.cfg.Warmup || s.Count < s.cfg.MinCount {
		return s.Count, 0, 0, false
	}
	aged := *u
	s.age(&aged, index)
	if expected = aged.rate(); float64(s.Count) < s.cfg.Ratio*expected {
		return s.Count, expected, 1, false
	}
	chance = surplus(s.Count, aged.Sum+0.5, aged.Weight)
	return s.Count, expected, chance, chance <= s.cfg.Chance
}

// surplus is the probability of count or more in a Poisson distribution whose rate is Gamma-distributed with that
// shape and weight: the tail of a negative binomial distribution.
func surplus(count int, shape, weight float64) float64 {
	if count <= 0 {
		return 1
	}
	q := 1 / (weight + 1)
	k := float64(count)
	up, _ := math.Lgamma(k + shape)
	base, _ := math.Lgamma(shape)
	fact, _ := math.Lgamma(k + 1)
	term := math.Exp(up - base - fact + shape*math.Log1p(-q) + k*math.Log(q))
	sum := 0.0
	for range 100000 {
		sum += term
		if term <= sum*1e-12 && k > shape*q/(1-q) {
			break
		}
		term *= (k + shape) / (k + 1) * q
		k++
	}
	return min(sum, 1)
}

// floorDiv divides and rounds down, also before 1970.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
