package socialtest

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/relais-go/relais/social"
)

// sequence describes a method that iterates.
type sequence[T any] struct {
	open func(ctx context.Context, r *run, client any) iter.Seq2[*T, error]
	fill func(ctx context.Context, r *run, n int) // makes n more elements, or skips
	id   func(*T) string
}

// cases are the promises that every iterator keeps.
func (s sequence[T]) cases() []testCase { return join(s.rangeCases(), s.failureCases()) }

// rangeCases are the promises about what is yielded.
func (s sequence[T]) rangeCases() []testCase {
	return []testCase{
		{
			name:        "nothing-before-range",
			explanation: "nothing is fetched before the sequence is ranged over",
			run: func(ctx context.Context, r *run) {
				r.need("Server.Traffic", r.Server.Traffic != nil)
				s.fill(ctx, r, 1)
				reads, _ := r.Server.Traffic()
				seq := s.open(ctx, r, r.Client)
				if after, _ := r.Server.Traffic(); after != reads {
					r.errorf("%d requests were sent before the range", after-reads)
				}
				if len(s.all(r, seq)) == 0 {
					r.errorf("the sequence is empty")
				}
			},
		},
		{
			name:        "restartable",
			explanation: "each range starts anew, and sees what has been added meanwhile",
			run: func(ctx context.Context, r *run) {
				s.fill(ctx, r, 2)
				seq := s.open(ctx, r, r.Client)
				first := s.all(r, seq)
				if second := s.all(r, seq); !slices.Equal(first, second) {
					r.errorf("the first range gave %q, the second %q", first, second)
				}
				s.fill(ctx, r, 1)
				if third := s.all(r, seq); len(third) != len(first)+1 {
					r.errorf("a range gave %d elements, and %d after one more was added", len(first), len(third))
				}
			},
		},
		{
			name:        "no-repeats",
			explanation: "each element comes once, over all pages",
			run: func(ctx context.Context, r *run) {
				s.fill(ctx, r, manyPages)
				ids := s.all(r, s.open(ctx, r, r.Client))
				if len(ids) < manyPages {
					r.errorf("got %d elements, want at least %d", len(ids), manyPages)
				}
				slices.Sort(ids)
				if n := len(slices.Compact(slices.Clone(ids))); n != len(ids) {
					r.errorf("%d of %d elements are repeats", len(ids)-n, len(ids))
				}
			},
		},
		{
			name:        "break",
			explanation: "when the consumer stops, nothing more is fetched",
			run:         s.breaks,
		},
	}
}

// failureCases are the promises about errors.
func (s sequence[T]) failureCases() []testCase {
	return []testCase{
		{
			name:        "cancelled",
			explanation: "an ended context is yielded as an error, once and last, so that a part never passes for the whole",
			run: func(ctx context.Context, r *run) {
				s.fill(ctx, r, 1)
				ended, cancel := context.WithCancel(ctx)
				cancel()
				r.wantContext(s.onlyError(r, s.open(ended, r, r.Client)), context.Canceled)
			},
		},
		{
			name:        "revoked",
			explanation: "an error comes once and last, with a nil element: ErrAuth for a token that is no longer taken",
			run:         s.fails(FaultAuth, social.ErrAuth),
		},
		{
			name:        "down",
			explanation: "an error comes once and last, with a nil element: ErrUnavailable when the network is down",
			run:         s.fails(FaultDown, social.ErrUnavailable),
		},
		{
			name:        "passing",
			explanation: "reads are repeated when the network is away for a moment",
			run: func(ctx context.Context, r *run) {
				s.fill(ctx, r, 2)
				before := s.all(r, s.open(ctx, r, r.Client))
				mend := r.breakWith(FaultPassing)
				after := s.all(r, s.open(ctx, r, r.Client))
				mend()
				if !slices.Equal(before, after) {
					r.errorf("got %q, want %q", after, before)
				}
			},
		},
	}
}

// manyPages is more than two pages of any list that a network serves by default.
const manyPages = 110

func (s sequence[T]) fails(f Fault, kind error) func(context.Context, *run) {
	return func(ctx context.Context, r *run) {
		s.fill(ctx, r, 1)
		defer r.breakWith(f)()
		r.wantError(s.onlyError(r, s.open(ctx, r, r.Client)), kind)
	}
}

func (s sequence[T]) breaks(ctx context.Context, r *run) {
	r.need("Server.Traffic", r.Server.Traffic != nil)
	s.fill(ctx, r, manyPages)
	start, _ := r.Server.Traffic()
	s.all(r, s.open(ctx, r, r.Client))
	whole, _ := r.Server.Traffic()
	if whole-start < 2 {
		r.skipf("the list has one page only")
	}
	for _, err := range s.open(ctx, r, r.Client) {
		r.noError(err, "ranging")
		break
	}
	if first, _ := r.Server.Traffic(); first-whole >= whole-start {
		r.errorf("%d requests were sent for the first element, and %d for all", first-whole, whole-start)
	}
}

// all ranges to the end and returns the IDs.
func (s sequence[T]) all(r *run, seq iter.Seq2[*T, error]) []string {
	var ids []string
	for v, err := range seq {
		r.noError(err, "ranging")
		if v == nil {
			r.fatalf("a nil element came without an error")
		}
		ids = append(ids, s.id(v))
	}
	return ids
}

// onlyError ranges on over an error, wants nothing after it, and returns it.
func (s sequence[T]) onlyError(r *run, seq iter.Seq2[*T, error]) error {
	return lastError(r, seq)
}

func lastError[T any](r *run, seq iter.Seq2[*T, error]) error {
	var last error
	for v, err := range seq {
		switch {
		case last != nil:
			r.fatalf("after the error %q came another element (%v, %v)", last, v, err)
		case err != nil && v != nil:
			r.errorf("the error %q came with an element", err)
		}
		last = err
	}
	if last == nil {
		return errors.New("the sequence ended without an error")
	}
	return last
}
