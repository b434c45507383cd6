package socialtest_test

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// bare takes the Pending away from an error.
func bare(p *social.Post, err error) (*social.Post, error) {
	if e, ok := errors.AsType[*social.Error](err); ok {
		e.Pending = nil
	}
	return p, err
}

// with returns a copy of a draft with a change.
func with(d *social.Draft, change func(*social.Draft)) *social.Draft {
	c := *d
	change(&c)
	return &c
}

func publishDefects() []defect {
	does := func(f func(context.Context, *client, *social.Draft) (*social.Post, error)) broken {
		return broken{publish: f}
	}
	return []defect{
		{caughtBy: "Publisher/stands", what: "makes a post up", client: does(
			func(_ context.Context, _ *client, d *social.Draft) (*social.Post, error) {
				return &social.Post{Ref: social.Ref{Network: "memory", ID: "1"}, State: social.StatePublished, Text: d.Text}, nil
			})},
		{caughtBy: "Publisher/stands", what: "publishes twice", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				return errors2(c.Publish(ctx, d))(c.Publish(ctx, d))
			})},
		{caughtBy: "Publisher/rate-limited", what: "waits for more than half of its time before it says so", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				p, err := c.Publish(ctx, d)
				if errors.Is(err, social.ErrRateLimited) {
					time.Sleep(300 * time.Millisecond) // of 400
				}
				return p, err
			})},
		{caughtBy: "Publisher/draft-unchanged", what: "writes its key into the draft", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				d.Key = "made-up"
				return c.Publish(ctx, d)
			})},
		{caughtBy: "Publisher/empty-draft", what: "fills empty drafts", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				return c.Publish(ctx, with(d, func(d *social.Draft) { d.Text += " " }))
			})},
		{caughtBy: "Publisher/lost-after", what: "sends again blindly", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				first := with(d, func(d *social.Draft) { d.Key = "first" })
				short, cancel := context.WithCancel(ctx)
				defer cancel()
				if p, err := c.Publish(short, first); err != nil {
					return p, err
				}
				return c.Publish(ctx, with(d, func(d *social.Draft) { d.Key = "second" }))
			})},
		{caughtBy: "Publisher/lost-after", what: "gives up", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				if _, err := c.Publish(ctx, d); err != nil {
					return nil, err
				}
				return nil, &social.Error{Network: "memory", Op: "publish", Kind: social.ErrUnavailable}
			})},
		{caughtBy: "Publisher/lost-before", what: "is uncertain without a Pending", client: does(
			func(context.Context, *client, *social.Draft) (*social.Post, error) {
				return nil, &social.Error{Network: "memory", Op: "publish", Kind: social.ErrUncertain}
			})},
	}
}

func interruptDefects() []defect {
	does := func(f func(context.Context, *client, *social.Draft) (*social.Post, error)) broken {
		return broken{publish: f}
	}
	return []defect{
		{caughtBy: "Publisher/uncertain", what: "carries no Pending", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				return bare(c.Publish(ctx, d))
			})},
		{caughtBy: "Publisher/uncertain", what: "calls it a failure", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				p, err := c.Publish(ctx, d)
				if e, ok := errors.AsType[*social.Error](err); ok {
					e.Kind, e.Err = social.ErrUnavailable, nil
				}
				return p, err
			})},
		{caughtBy: "Publisher/cancelled-during", what: "forgets what it began", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				return bare(c.Publish(ctx, d))
			})},
		{caughtBy: "Publisher/cancelled-during", what: "does not notice that the context ends", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				return c.Publish(context.WithoutCancel(ctx), d)
			})},
		{caughtBy: "Publisher/cancelled", what: "publishes with an ended context", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				return c.Publish(context.WithoutCancel(ctx), d)
			})},
		{caughtBy: "Publisher/revoked", what: "returns errors of its own", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				p, err := c.Publish(ctx, d)
				if err != nil {
					err = errors.New("cannot publish")
				}
				return p, err
			})},
		{caughtBy: "Publisher/revoked", what: "shows the token", harness: func(h *socialtest.Harness) {
			h.Secrets = []string{"was revoked"}
		}},
		{caughtBy: "Publisher/rate-limited", what: "does not say for how long", client: does(
			func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				p, err := c.Publish(ctx, d)
				if e, ok := errors.AsType[*social.Error](err); ok {
					e.RetryAfter = 0
				}
				return p, err
			})},
		{caughtBy: "Publisher/dry-run", what: "does not care", options: func(o *social.Options) { o.DryRun = false }},
		{caughtBy: "Publisher/wrong-account", what: "does not care", options: func(o *social.Options) { o.ExpectAccount = "" }},
		{caughtBy: "Publisher/right-account", what: "knows only IDs", options: func(o *social.Options) {
			if o.ExpectAccount == "acme" {
				o.ExpectAccount = "@acme"
			}
		}},
	}
}

// errors2 keeps the first of two results unless the second is an error.
func errors2(p *social.Post, err error) func(*social.Post, error) (*social.Post, error) {
	return func(_ *social.Post, second error) (*social.Post, error) { return p, errors.Join(err, second) }
}

// drops is a publisher that silently drops a part of the draft.
func drops(change func(*social.Draft)) broken {
	return broken{publish: func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
		return c.Publish(ctx, with(d, change))
	}}
}

func draftDefects() []defect {
	return []defect{
		{caughtBy: "Publisher/variant", what: "drops variants", client: drops(func(d *social.Draft) { d.Variants = nil })},
		{caughtBy: "Publisher/foreign-extra", what: "refuses extras of others", client: broken{
			publish: func(ctx context.Context, c *client, d *social.Draft) (*social.Post, error) {
				if len(d.Extras) > 0 {
					return nil, social.Unsupported("memory", "Extras", "is unknown")
				}
				return c.Publish(ctx, d)
			},
		}},
		{caughtBy: "Publisher/same-key", what: "drops the key", client: drops(func(d *social.Draft) { d.Key = "" })},
		{caughtBy: "Publisher/schedule", what: "drops At", client: drops(func(d *social.Draft) { d.At = time.Time{} })},
		{caughtBy: "Publisher/first-comment", what: "drops the first comment",
			client: drops(func(d *social.Draft) { d.FirstComment = "" })},
		{caughtBy: "Publisher/foreign-reply-to", what: "drops ReplyTo", client: drops(func(d *social.Draft) { d.ReplyTo = social.Ref{} })},
		{caughtBy: "Publisher/foreign-quote", what: "drops Quote", client: drops(func(d *social.Draft) { d.Quote = social.Ref{} })},
		{caughtBy: "Publisher/past-schedule", what: "publishes at once", client: drops(func(d *social.Draft) { d.At = time.Time{} })},
		{caughtBy: "Publisher/media-without-content", what: "drops media", client: drops(func(d *social.Draft) { d.Media = nil })},
		{caughtBy: "Publisher/unreadable-media", what: "drops media", client: drops(func(d *social.Draft) { d.Media = nil })},
		{caughtBy: "Publisher/poll-with-one-option", what: "drops polls", client: drops(func(d *social.Draft) { d.Poll = nil })},
		{caughtBy: "Publisher/text-too-long", what: "cuts the text off", client: drops(func(d *social.Draft) {
			d.Text = d.Text[:min(500, len(d.Text))]
		})},
	}
}

func resumeDefects() []defect {
	does := func(f func(context.Context, *client, *social.Pending) (*social.Post, error)) broken {
		return broken{resume: f}
	}
	again := does(func(ctx context.Context, c *client, p *social.Pending) (*social.Post, error) {
		other := *p
		other.Key += " again"
		return c.Resume(ctx, &other)
	})
	return []defect{
		{caughtBy: "Resumer/stood-already", what: "does not look first", client: again},
		{caughtBy: "Resumer/twice", what: "does not look first", client: again},
		{caughtBy: "Resumer/never-stood", what: "believes that all is well", client: does(
			func(context.Context, *client, *social.Pending) (*social.Post, error) {
				return &social.Post{Ref: social.Ref{Network: "memory", ID: "1"}}, nil
			})},
		{caughtBy: "Resumer/pending-unchanged", what: "notes its progress in the argument", client: does(
			func(ctx context.Context, c *client, p *social.Pending) (*social.Post, error) {
				p.Stage = social.StageComment
				return c.Resume(ctx, p)
			})},
		{caughtBy: "Resumer/foreign-pending", what: "takes those of other networks", client: does(
			func(ctx context.Context, c *client, p *social.Pending) (*social.Post, error) {
				other := *p
				other.Network = "memory"
				return c.Resume(ctx, &other)
			})},
		{caughtBy: "Resumer/still-down", what: "loses the Pending", client: does(
			func(ctx context.Context, c *client, p *social.Pending) (*social.Post, error) {
				return bare(c.Resume(ctx, p))
			})},
		{caughtBy: "Resumer/dry-run", what: "does not care", options: func(o *social.Options) { o.DryRun = false }},
	}
}

func checkDefects() []defect {
	does := func(f func(context.Context, *client, *social.Draft) error) broken { return broken{check: f} }
	return []defect{
		{caughtBy: "Checker/all-at-once", what: "stops at the first problem", client: does(
			func(ctx context.Context, c *client, d *social.Draft) error {
				if all := social.Problems(c.Check(ctx, d)); len(all) > 0 {
					return all[0]
				}
				return nil
			})},
		{caughtBy: "Checker/variants", what: "does not look at variants", client: does(
			func(ctx context.Context, c *client, d *social.Draft) error {
				return c.Check(ctx, with(d, func(d *social.Draft) { d.Variants = nil }))
			})},
		{caughtBy: "Checker/valid", what: "tries it out", client: does(
			func(ctx context.Context, c *client, d *social.Draft) error {
				_, err := c.Publish(ctx, d)
				return err
			})},
		{caughtBy: "Checker/text-too-long", what: "does not count", client: does(
			func(ctx context.Context, c *client, d *social.Draft) error {
				return c.Check(ctx, with(d, func(d *social.Draft) { d.Text = "short" }))
			})},
		{caughtBy: "Checker/limits-cached", what: "asks each time", client: broken{
			limits: func(ctx context.Context, c *client) (*social.Limits, error) {
				if _, err := c.Profile(ctx); err != nil {
					return nil, err
				}
				return c.Limits(ctx)
			},
		}},
		{caughtBy: "Checker/limits", what: "does not say how to count", client: broken{
			limits: func(context.Context, *client) (*social.Limits, error) { return &social.Limits{Text: 500}, nil },
		}},
		{caughtBy: "Checker/at-the-limit", what: "is off by one", client: does(
			func(ctx context.Context, c *client, d *social.Draft) error {
				return c.Check(ctx, with(d, func(d *social.Draft) { d.Text += "." }))
			})},
	}
}
