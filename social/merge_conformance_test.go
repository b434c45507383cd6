package social_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// mergedClient is a client that listens through a merge.
type mergedClient struct {
	*socialtest.Client
	merged *social.Merged
}

func (c mergedClient) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return c.merged.Listen(ctx, q)
}

func (c mergedClient) Cursor(ctx context.Context) (string, error) { return c.merged.Cursor(ctx) }

// TestMergeConformance: a merge is a listener as any other, alone, among quiet ones, inside another merge.
func TestMergeConformance(t *testing.T) {
	t.Parallel()
	watch := func(string, error) {}
	quick := social.MergeOptions{RetryWait: time.Millisecond, RetryWaitMax: time.Millisecond}
	for name, build := range map[string]func(t *testing.T, n *socialtest.Network, c *socialtest.Client) *social.Merged{
		"alone": func(t *testing.T, _ *socialtest.Network, c *socialtest.Client) *social.Merged {
			t.Helper()
			return merge(t, nil, social.Source{Listener: c})
		},
		"among others": func(t *testing.T, n *socialtest.Network, c *socialtest.Client) *social.Merged {
			t.Helper()
			o := quick
			o.Watch = watch
			return merge(t, &o, social.Source{Name: "b", Listener: c},
				social.Source{Name: "a", Listener: n.Client("quiet", nil)}, social.Source{Name: "c", Listener: n.Client("silent", nil)})
		},
		"with a store": func(t *testing.T, n *socialtest.Network, c *socialtest.Client) *social.Merged {
			t.Helper()
			o := quick
			o.Store = &social.MemoryCursors{}
			return merge(t, &o, social.Source{Name: "b", Listener: c}, social.Source{Name: "a", Listener: n.Client("quiet", nil)})
		},
		"nested": func(t *testing.T, n *socialtest.Network, c *socialtest.Client) *social.Merged {
			t.Helper()
			inner := merge(t, nil, social.Source{Name: "b", Listener: c}, social.Source{Name: "a", Listener: n.Client("quiet", nil)})
			return merge(t, nil, social.Source{Name: "inner", Listener: inner}, social.Source{Name: "c", Listener: n.Client("silent", nil)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			harness := func(t *testing.T) *socialtest.Harness {
				t.Helper()
				n := socialtest.NewNetwork("memory", nil)
				wrap := func(c any) any {
					client, ok := c.(*socialtest.Client)
					require.True(t, ok)
					return mergedClient{client, build(t, n, client)}
				}
				h := n.Harness("acme")
				fresh := h.Fresh
				h.Client = wrap(h.Client)
				h.Fresh = func(change func(*social.Options)) any { return wrap(fresh(change)) }
				return h
			}
			t.Run("Listener", func(t *testing.T) { socialtest.TestListener(t, harness) })
			t.Run("Cursorer", func(t *testing.T) { socialtest.TestCursorer(t, harness) })
		})
	}
}

// merge makes a merge that must be right.
func merge(t *testing.T, opts *social.MergeOptions, sources ...social.Source) *social.Merged {
	t.Helper()
	m, err := social.Merge(sources, opts)
	require.NoError(t, err)
	return m
}
