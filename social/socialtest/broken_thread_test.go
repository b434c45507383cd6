package socialtest_test

import (
	"context"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

func threadDefects() []defect {
	limited := func(change func(*social.Limits)) broken {
		return broken{limits: func(ctx context.Context, c *client) (*social.Limits, error) {
			l, err := c.Limits(ctx)
			if l != nil {
				change(l)
			}
			return l, err
		}}
	}
	halves := limited(func(l *social.Limits) {
		l.Count = func(text string) int { return utf8.RuneCountInString(text) / 2 }
	})
	return []defect{
		{caughtBy: "Thread/fits", what: "understates its limits", client: limited(func(l *social.Limits) { l.Text = 10 })},
		{caughtBy: "Thread/fitted-threads", what: "counts half", client: halves},
		{caughtBy: "Thread/fitted-short", what: "counts half", client: halves},
		{
			caughtBy: "Thread/fitted-numbers", what: "does not say that the link is put into the text",
			client: limited(func(l *social.Limits) { l.Compose = nil }),
		},
		{caughtBy: "Thread/checked-first", what: "checks nothing", client: broken{
			check: func(context.Context, *client, *social.Draft) error { return nil },
		}},
		{caughtBy: "Thread/stands", what: "answers nothing", client: broken{
			reply: func(ctx context.Context, c *client, _ social.Ref, d *social.Draft) (*social.Post, error) {
				return c.Publish(ctx, with(d, func(d *social.Draft) { d.ReplyTo = social.Ref{} }))
			},
		}},
		{caughtBy: "Thread/resumed-stood", what: "publishes again instead of resuming", client: broken{
			resume: func(ctx context.Context, c *client, p *social.Pending) (*social.Post, error) {
				again := *p
				again.Key = "another"
				return c.Resume(ctx, &again)
			},
		}},
		{caughtBy: "Thread/resumed-never-stood", what: "takes for published what is not", client: broken{
			resume: func(context.Context, *client, *social.Pending) (*social.Post, error) {
				return &social.Post{Ref: social.Ref{Network: "memory", ID: "999"}}, nil
			},
		}},
	}
}
