package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

// createOnce writes an item to the shelf, once.
func createOnce(ctx context.Context, c *rest.Client, text string) (*item, error) {
	body, err := rest.JSON(item{Text: text})
	if err != nil {
		return nil, err
	}
	return rest.WriteOnce(ctx, c.Once(), &rest.Write[*item]{
		Twin: text,
		Send: func(ctx context.Context) (*item, error) {
			out := new(item)
			_, err := c.Do(ctx, &rest.Request{
				Op: "items.create", Method: http.MethodPost, Path: rest.Path("items"), Class: rest.Lookup, Body: body,
			}, out)
			return out, err
		},
		Find: func(ctx context.Context, taken func(string) bool) (*item, bool, error) {
			var all []*item
			if _, err := c.Do(ctx, &rest.Request{Op: "items.list", Path: rest.Path("items")}, &all); err != nil {
				return nil, false, err
			}
			for _, it := range all {
				if it.Text == text && !taken(it.ID) {
					return it, true, nil
				}
			}
			return nil, false, nil
		},
		ID: func(it *item) string { return it.ID },
	})
}

// harass arms faults of all kinds, for writes and for the look-ups after them.
func harass(s *shelf) (hits func() int) {
	var removes []func() int
	for _, f := range []simulator.Fault{
		{Kind: simulator.Refuse}, {Kind: simulator.CutBefore}, {Kind: simulator.CutAfter}, {Kind: simulator.CutBody},
		{Kind: simulator.FailBefore}, {Kind: simulator.FailAfter}, {Kind: simulator.Malformed},
		{Kind: simulator.FailBefore, Status: http.StatusTooManyRequests},
	} {
		f.Match, f.Probability, f.Times = "/items", 0.06, simulator.Forever
		removes = append(removes, s.sim.Faults().Add(f))
	}
	return func() int {
		n := 0
		for _, remove := range removes {
			n += remove()
		}
		return n
	}
}

// A thousand writes over real connections, nearly half of which fail in some way: what is said to stand stands
// once, what is said not to stand does not.
func TestWritesHappenOnce(t *testing.T) {
	t.Parallel()
	const writes, workers, same = 1000, 16, 200
	s := newShelf(t)
	hits := harass(s)
	c := s.client(t, func(cfg *rest.Config) { cfg.Options.Settle = time.Millisecond })
	texts := make(chan string, writes)
	for i := range writes {
		if i < same {
			texts <- "the same"
		} else {
			texts <- fmt.Sprint("text ", i)
		}
	}
	close(texts)
	var mu sync.Mutex
	made, unsure, absent := map[string][]string{}, map[string]int{}, map[string]int{}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for text := range texts {
				it, err := createOnce(t.Context(), c, text)
				mu.Lock()
				switch {
				case err == nil:
					made[text] = append(made[text], it.ID)
				case errors.Is(err, social.ErrUncertain):
					unsure[text]++
				default:
					assert.True(t, errors.Is(err, social.ErrUnavailable) || errors.Is(err, social.ErrRateLimited), err)
					absent[text]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.Logf("%d writes, %d faults, %d requests: %d stand, %d uncertain, %d refused",
		writes, hits(), s.sim.Log().Total(), total(made), sum(unsure), sum(absent))
	checkShelf(t, s, made, unsure, absent)
	assert.Greater(t, total(made), writes*9/10, "faults alone are no reason to give up")
	assert.Equal(t, writes, total(made)+sum(unsure)+sum(absent))
}

// checkShelf compares what the writers were told with what stands.
func checkShelf(t *testing.T, s *shelf, made map[string][]string, unsure, absent map[string]int) {
	t.Helper()
	stands := map[string]int{}
	ids := map[string]string{}
	for _, it := range s.all() {
		stands[it.Text]++
		ids[it.ID] = it.Text
	}
	claimed := map[string]bool{}
	for text, list := range made {
		for _, id := range list {
			require.Equal(t, text, ids[id], "what was made is there")
			require.False(t, claimed[id], "no two writes are told of the same item")
			claimed[id] = true
		}
	}
	for text, n := range stands {
		assert.GreaterOrEqual(t, n, len(made[text]), text)
		assert.LessOrEqual(t, n, len(made[text])+unsure[text], "%q: nothing stands twice, and nothing that is said not to", text)
	}
	for text := range absent {
		assert.LessOrEqual(t, stands[text], len(made[text])+unsure[text], text)
	}
	assert.True(t, slices.ContainsFunc(s.all(), func(it item) bool { return it.Text == "the same" }))
}

func total(m map[string][]string) (n int) {
	for _, list := range m {
		n += len(list)
	}
	return n
}

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}
