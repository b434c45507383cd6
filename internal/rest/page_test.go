package rest_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// book is a list in pages; it counts how often one is fetched.
type book struct {
	pages   map[string]*social.Page[int]
	fetched []string
}

func (b *book) fetch(_ context.Context, cursor string) (*social.Page[int], error) {
	b.fetched = append(b.fetched, cursor)
	p := b.pages[cursor]
	if p == nil {
		return nil, errTorn
	}
	return p, nil
}

var errTorn = errors.New("page torn out")

func page(next string, items ...int) *social.Page[int] {
	p := &social.Page[int]{Next: next}
	for _, i := range items {
		p.Items = append(p.Items, &i)
	}
	return p
}

func read(t *testing.T, seq iter.Seq2[*int, error]) (items []int, err error) {
	t.Helper()
	for it, e := range seq {
		require.NoError(t, err, "an error comes last")
		if e != nil {
			assert.Nil(t, it)
			err = e
			continue
		}
		items = append(items, *it)
	}
	return items, err
}

func TestPages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pages   map[string]*social.Page[int]
		items   []int
		fetched []string
		err     error
	}{
		"one":         {map[string]*social.Page[int]{"": page("", 1, 2)}, []int{1, 2}, []string{""}, nil},
		"empty":       {map[string]*social.Page[int]{"": page("")}, nil, []string{""}, nil},
		"several":     {map[string]*social.Page[int]{"": page("a", 1), "a": page("b", 2), "b": page("", 3)}, []int{1, 2, 3}, []string{"", "a", "b"}, nil},
		"a filtered":  {map[string]*social.Page[int]{"": page("a"), "a": page("b"), "b": page("", 3)}, []int{3}, []string{"", "a", "b"}, nil},
		"same cursor": {map[string]*social.Page[int]{"": page("a", 1), "a": page("a", 2)}, []int{1, 2}, []string{"", "a"}, nil},
		"a circle":    {map[string]*social.Page[int]{"": page("a", 1), "a": page("b", 2), "b": page("a", 3)}, []int{1, 2, 3}, []string{"", "a", "b"}, nil},
		"torn":        {map[string]*social.Page[int]{"": page("a", 1)}, []int{1}, []string{"", "a"}, errTorn},
		"null items":  {map[string]*social.Page[int]{"": {Items: []*int{nil, new(7), nil}}}, []int{7}, []string{""}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &book{pages: c.pages}
			seq := rest.Pages(t.Context(), "", b.fetch)
			assert.Empty(t, b.fetched, "nothing is fetched before ranging")
			for range 2 { // each range starts anew
				b.fetched = nil
				items, err := read(t, seq)
				assert.Equal(t, c.err, err)
				assert.Equal(t, c.items, items)
				assert.Equal(t, c.fetched, b.fetched)
			}
		})
	}
}

func TestPagesStopOnBreak(t *testing.T) {
	t.Parallel()
	b := &book{pages: map[string]*social.Page[int]{"x": page("a", 1, 2), "a": page("", 3)}}
	for it := range rest.Pages(t.Context(), "x", b.fetch) {
		assert.Equal(t, 1, *it)
		break
	}
	assert.Equal(t, []string{"x"}, b.fetched)
}

func TestMap(t *testing.T) {
	t.Parallel()
	b := &book{pages: map[string]*social.Page[int]{"": page("a", 1, 2)}}
	double := rest.Map(rest.Pages(t.Context(), "", b.fetch), func(i *int) *int { return new(*i * 2) })
	items, err := read(t, double)
	assert.Equal(t, []int{2, 4}, items)
	require.ErrorIs(t, err, errTorn)
	for it := range double {
		assert.Equal(t, 2, *it)
		break
	}
}
