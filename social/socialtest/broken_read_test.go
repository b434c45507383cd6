package socialtest_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

func timelineDefects() []defect {
	type posts = iter.Seq2[*social.Post, error]
	does := func(f func(context.Context, *client, *social.PostsQuery) posts) broken { return broken{posts: f} }
	return []defect{
		{caughtBy: "Timeline/newest-first", what: "lists the oldest first", client: does(
			func(ctx context.Context, c *client, q *social.PostsQuery) posts { return reversed(c.Posts(ctx, q)) })},
		{caughtBy: "Timeline/restartable", what: "can be ranged over once", client: does(
			func(ctx context.Context, c *client, q *social.PostsQuery) posts { return once(c.Posts(ctx, q)) })},
		{caughtBy: "Timeline/nothing-before-range", what: "fetches ahead", client: does(
			func(ctx context.Context, c *client, q *social.PostsQuery) posts {
				next, _ := iter.Pull2(c.Posts(ctx, q))
				next()
				return c.Posts(ctx, q)
			})},
		{caughtBy: "Timeline/break", what: "fetches all pages first", client: does(
			func(ctx context.Context, c *client, q *social.PostsQuery) posts {
				return reversed(reversed(c.Posts(ctx, q)))
			})},
		{caughtBy: "Timeline/no-repeats", what: "repeats the border of each page", client: does(
			func(ctx context.Context, c *client, q *social.PostsQuery) posts {
				return func(yield func(*social.Post, error) bool) {
					n := 0
					for p, err := range c.Posts(ctx, q) {
						if n++; n%40 == 0 && !yield(p, err) || !yield(p, err) {
							return
						}
					}
				}
			})},
		{caughtBy: "Timeline/cancelled", what: "ends in silence", client: does(
			func(ctx context.Context, c *client, q *social.PostsQuery) posts {
				return func(yield func(*social.Post, error) bool) {
					for p, err := range c.Posts(ctx, q) {
						if err != nil || !yield(p, nil) {
							return
						}
					}
				}
			})},
		{caughtBy: "Timeline/revoked", what: "repeats its error", client: does(
			func(ctx context.Context, c *client, q *social.PostsQuery) posts {
				return func(yield func(*social.Post, error) bool) {
					for p, err := range c.Posts(ctx, q) {
						if !yield(p, err) || err != nil && !yield(nil, err) {
							return
						}
					}
				}
			})},
		{caughtBy: "Timeline/limit", what: "ignores the limit", client: does(
			func(ctx context.Context, c *client, _ *social.PostsQuery) posts { return c.Posts(ctx, nil) })},
	}
}

type events = iter.Seq2[*social.Event, error]

func listens(f func(context.Context, *client, *social.ListenQuery) events) broken {
	return broken{listen: f}
}

// altered passes events on through f, which may drop them.
func altered(f func(n int, e *social.Event) *social.Event) broken {
	return listens(func(ctx context.Context, c *client, q *social.ListenQuery) events {
		return func(yield func(*social.Event, error) bool) {
			n := 0
			for e, err := range c.Listen(ctx, q) {
				if err == nil {
					e = f(n, e)
					n++
				}
				if (e != nil || err != nil) && !yield(e, err) {
					return
				}
			}
		}
	})
}

// asking passes on what another query gives.
func asking(change func(q *social.ListenQuery)) broken {
	return listens(func(ctx context.Context, c *client, q *social.ListenQuery) events {
		var other social.ListenQuery
		if q != nil {
			other = *q
		}
		change(&other)
		return c.Listen(ctx, &other)
	})
}

func listenDefects() []defect {
	fromStart := asking(func(q *social.ListenQuery) { q.After = social.FromStart })
	return []defect{
		{caughtBy: "Listener/from-start", what: "loses an event", client: altered(func(n int, e *social.Event) *social.Event {
			if n == 2 {
				return nil
			}
			return e
		})},
		{caughtBy: "Listener/from-start", what: "gives no cursors", client: altered(func(_ int, e *social.Event) *social.Event {
			e.Cursor = ""
			return e
		})},
		{caughtBy: "Listener/from-start", what: "does not end", client: asking(func(q *social.ListenQuery) { q.CatchUp = false })},
		{caughtBy: "Listener/many", what: "drops the rest after a page", client: altered(func(n int, e *social.Event) *social.Event {
			if n >= 40 {
				return nil
			}
			return e
		})},
		{caughtBy: "Listener/nothing-new", what: "starts at the beginning", client: fromStart},
		{caughtBy: "Listener/live-from-now", what: "starts at the beginning", client: fromStart},
		{caughtBy: "Listener/resume", what: "starts over", client: fromStart},
		{caughtBy: "Listener/resume-later", what: "forgets what happened meanwhile", client: asking(func(q *social.ListenQuery) {
			if q.After != social.FromStart {
				q.After = ""
			}
		})},
		{caughtBy: "Listener/kinds", what: "delivers all kinds", client: asking(func(q *social.ListenQuery) { q.Kinds = nil })},
		{caughtBy: "Listener/live", what: "ends when it has caught up", client: asking(func(q *social.ListenQuery) { q.CatchUp = true })},
	}
}

func liveDefects() []defect {
	return []defect{
		{caughtBy: "Listener/slow-consumer", what: "drops what does not fit its buffer", client: listens(buffering)},
		{caughtBy: "Listener/break", what: "leaves a goroutine", client: listens(leaking)},
		{caughtBy: "Listener/break", what: "leaves a goroutine until its context ends", client: listens(lingering)},
		{caughtBy: "Listener/context-ends", what: "yields the context's error", client: listens(
			func(ctx context.Context, c *client, q *social.ListenQuery) events {
				return func(yield func(*social.Event, error) bool) {
					for e, err := range c.Listen(ctx, q) {
						if !yield(e, err) {
							return
						}
					}
					if ctx.Err() != nil {
						yield(nil, ctx.Err())
					}
				}
			})},
		{caughtBy: "Listener/cut", what: "hears nothing more after the first event", client: altered(
			func(n int, e *social.Event) *social.Event {
				if n > 0 {
					return nil
				}
				return e
			})},
		{caughtBy: "Listener/cut", what: "repeats after a cut", client: listens(
			func(ctx context.Context, c *client, q *social.ListenQuery) events {
				return func(yield func(*social.Event, error) bool) {
					for e, err := range c.Listen(ctx, q) {
						for range 2 {
							if !yield(e, err) {
								return
							}
						}
					}
				}
			})},
		{caughtBy: "Listener/passing", what: "yields faults that pass", client: listens(
			func(ctx context.Context, c *client, q *social.ListenQuery) events {
				return func(yield func(*social.Event, error) bool) {
					for e, err := range c.Listen(ctx, q) {
						if !yield(e, err) || !yield(nil, &social.Error{Network: "memory", Op: "listen", Kind: social.ErrUnavailable}) {
							return
						}
					}
				}
			})},
		{caughtBy: "Listener/unknown-cursor", what: "starts over in silence", client: asking(func(q *social.ListenQuery) {
			if q.After != "" {
				q.After = social.FromStart
			}
		})},
		{caughtBy: "Listener/revoked", what: "ends in silence", client: listens(silent)},
		{caughtBy: "Listener/revoked-live", what: "ends in silence", client: listens(silent)},
	}
}

// silent swallows errors.
func silent(ctx context.Context, c *client, q *social.ListenQuery) events {
	return func(yield func(*social.Event, error) bool) {
		for e, err := range c.Listen(ctx, q) {
			if err != nil || !yield(e, nil) {
				return
			}
		}
	}
}

// leaking reads in a goroutine that nobody stops.
func leaking(ctx context.Context, c *client, q *social.ListenQuery) events {
	return func(yield func(*social.Event, error) bool) {
		ch := make(chan *social.Event)
		go func() {
			for e := range c.Listen(ctx, q) {
				ch <- e
			}
		}()
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-ch:
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// lingering reads in a goroutine that only the context stops.
func lingering(ctx context.Context, c *client, q *social.ListenQuery) events {
	return func(yield func(*social.Event, error) bool) {
		ch := make(chan *social.Event)
		go func() {
			for e := range c.Listen(ctx, q) {
				select {
				case <-ctx.Done():
				case ch <- e:
				}
			}
		}()
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-ch:
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// buffering reads ahead and drops what the consumer is too slow for.
func buffering(ctx context.Context, c *client, q *social.ListenQuery) events {
	return func(yield func(*social.Event, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		ch := make(chan *social.Event, 8)
		go func() {
			for e := range c.Listen(ctx, q) {
				select {
				case ch <- e:
				default:
				}
			}
		}()
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-ch:
				if !yield(e, nil) {
					return
				}
				settle := time.NewTimer(time.Millisecond)
				<-settle.C
			}
		}
	}
}

func eventDefects() []defect {
	return []defect{
		{caughtBy: "Cursorer/now", what: "gives the cursor of the newest event but one", client: broken{
			cursor: func(ctx context.Context, c *client) (string, error) {
				cursor := ""
				previous := ""
				for e := range c.Listen(ctx, &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
					cursor, previous = previous, e.Cursor
				}
				return cursor, nil
			},
		}},
		{caughtBy: "Cursorer/before-anything", what: "knows only cursors of events", client: broken{
			cursor: func(ctx context.Context, c *client) (string, error) {
				cursor := ""
				for e := range c.Listen(ctx, &social.ListenQuery{After: social.FromStart, CatchUp: true}) {
					cursor = e.Cursor
				}
				return cursor, nil
			},
		}},
		{caughtBy: "Listener/message", what: "does not mark messages as private", client: altered(
			func(_ int, e *social.Event) *social.Event { e.Private = false; return e })},
		{caughtBy: "Listener/reaction", what: "does not say which reaction", client: altered(
			func(_ int, e *social.Event) *social.Event { e.Reaction = ""; return e })},
		{caughtBy: "Listener/comment", what: "does not say on what", client: altered(
			func(_ int, e *social.Event) *social.Event { e.Parent, e.Root = social.Ref{}, social.Ref{}; return e })},
		{caughtBy: "Listener/follow", what: "does not say who", client: altered(
			func(_ int, e *social.Event) *social.Event { e.Author = social.Account{}; return e })},
		{caughtBy: "Listener/mention", what: "calls everything something else", client: altered(
			func(_ int, e *social.Event) *social.Event { e.Kind = social.EventOther; return e })},
		{caughtBy: "Listener/own-doing", what: "hears itself", client: listens(
			func(ctx context.Context, c *client, q *social.ListenQuery) events {
				return func(yield func(*social.Event, error) bool) {
					for p := range c.Posts(ctx, nil) {
						if !yield(&social.Event{Kind: social.EventOther, Ref: p.Ref, Author: p.Author}, nil) {
							return
						}
					}
					c.Listen(ctx, q)(yield)
				}
			})},
	}
}

func measureDefects() []defect {
	return []defect{
		{caughtBy: "Analyst/in-order", what: "answers in the network's order", client: broken{
			postMetrics: func(ctx context.Context, c *client, refs []social.Ref) ([]*social.PostReport, error) {
				all, err := c.PostMetrics(ctx, refs...)
				slices.Reverse(all)
				return all, err
			},
		}},
		{caughtBy: "Analyst/values", what: "says 0 for what is not said", client: broken{
			postMetrics: func(ctx context.Context, c *client, refs []social.Ref) ([]*social.PostReport, error) {
				all, err := c.PostMetrics(ctx, refs...)
				for _, p := range all {
					p.Metrics[social.MetricImpressions] += 0
				}
				return all, err
			},
		}},
		{caughtBy: "Analyst/missing-post", what: "fails for all when one is missing", client: broken{
			postMetrics: func(ctx context.Context, c *client, refs []social.Ref) ([]*social.PostReport, error) {
				all, err := c.PostMetrics(ctx, refs...)
				for _, p := range all {
					err = errors.Join(err, p.Err)
				}
				return all, err
			},
		}},
		{caughtBy: "Analyst/chosen-metrics", what: "does not say what is missing", client: broken{
			metrics: func(ctx context.Context, c *client, q *social.MetricsQuery) (*social.AccountReport, error) {
				r, err := c.AccountMetrics(ctx, q)
				if err == nil {
					r.Missing = nil
				}
				return r, err
			},
		}},
		{caughtBy: "Analyst/period", what: "gives totals for a period", client: broken{
			metrics: func(ctx context.Context, c *client, _ *social.MetricsQuery) (*social.AccountReport, error) {
				return c.AccountMetrics(ctx, nil)
			},
		}},
	}
}
