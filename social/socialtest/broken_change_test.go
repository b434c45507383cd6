package socialtest_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

func changeDefects() []defect {
	return append([]defect{
		{caughtBy: "Editor/keeps-the-rest", what: "replaces everything", client: broken{
			edit: func(ctx context.Context, c *client, ref social.Ref, ch *social.Change) (*social.Post, error) {
				all := *ch
				all.Warning = new("")
				return c.Edit(ctx, ref, &all)
			},
		}},
		{caughtBy: "Editor/keeps-the-text", what: "clears what is not named", client: broken{
			edit: func(ctx context.Context, c *client, ref social.Ref, ch *social.Change) (*social.Post, error) {
				all := *ch
				if all.Text == nil {
					all.Text = new("")
				}
				return c.Edit(ctx, ref, &all)
			},
		}},
		{caughtBy: "Editor/supported-or-not-visibility", what: "drops the visibility", client: broken{
			edit: func(ctx context.Context, c *client, ref social.Ref, ch *social.Change) (*social.Post, error) {
				part := *ch
				part.Visibility = nil
				return c.Edit(ctx, ref, &part)
			},
		}},
		{caughtBy: "Editor/foreign-ref", what: "takes any network's reference", client: broken{
			edit: func(ctx context.Context, c *client, ref social.Ref, ch *social.Change) (*social.Post, error) {
				ref.Network = "memory"
				return c.Edit(ctx, ref, ch)
			},
		}},
		{caughtBy: "Deleter/deletes", what: "does not say that there was nothing", client: broken{
			remove: func(ctx context.Context, c *client, ref social.Ref) error {
				if err := c.Delete(ctx, ref); !errors.Is(err, social.ErrNotFound) {
					return err
				}
				return nil
			},
		}},
		{caughtBy: "Deleter/of-others", what: "hides the refusal", client: broken{
			remove: func(ctx context.Context, c *client, ref social.Ref) error {
				if err := c.Delete(ctx, ref); !errors.Is(err, social.ErrPermission) {
					return err
				}
				return nil
			},
		}},
		{caughtBy: "Deleter/lost-after", what: "takes its own repeat for a failure", client: broken{
			remove: func(ctx context.Context, c *client, ref social.Ref) error {
				if err := c.Delete(ctx, ref); err != nil {
					return err
				}
				return c.Delete(ctx, ref)
			},
		}},
	}, scheduleDefects()...)
}

func scheduleDefects() []defect {
	return []defect{
		{caughtBy: "Scheduler/soonest-first", what: "lists the latest first", client: broken{
			scheduled: func(ctx context.Context, c *client) iter.Seq2[*social.Post, error] { return reversed(c.Scheduled(ctx)) },
		}},
		{caughtBy: "Scheduler/list-restartable", what: "can be ranged over once", client: broken{
			scheduled: func(ctx context.Context, c *client) iter.Seq2[*social.Post, error] { return once(c.Scheduled(ctx)) },
		}},
		{caughtBy: "Scheduler/reschedule", what: "only says so", client: broken{
			reschedule: func(ctx context.Context, c *client, ref social.Ref, at time.Time) (*social.Post, error) {
				for p := range c.Scheduled(ctx) {
					if p.Ref == ref {
						p.Time = at
						return p, nil
					}
				}
				return nil, nil
			},
		}},
		{caughtBy: "Scheduler/unschedule", what: "only says so", client: broken{
			unschedule: func(context.Context, *client, social.Ref) error { return nil },
		}},
	}
}

// reversed yields the elements backwards.
func reversed[T any](seq iter.Seq2[*T, error]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var all []*T
		for v, err := range seq {
			if err != nil {
				yield(nil, err)
				return
			}
			all = append(all, v)
		}
		for _, v := range slices.Backward(all) {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// once yields nothing the second time.
func once[T any](seq iter.Seq2[*T, error]) iter.Seq2[*T, error] {
	done := false
	return func(yield func(*T, error) bool) {
		if !done {
			done = true
			seq(yield)
		}
	}
}

func answerDefects() []defect {
	inPublic := func(ctx context.Context, c *client, _ social.Ref, d *social.Draft) (*social.Post, error) {
		return c.Publish(ctx, d)
	}
	return []defect{
		{caughtBy: "Replier/to-comment", what: "does not thread", client: broken{reply: inPublic}},
		{caughtBy: "Replier/private-stays-private", what: "answers messages in public", client: broken{reply: inPublic}},
		{caughtBy: "Replier/uncertain", what: "carries no Pending", client: broken{
			reply: func(ctx context.Context, c *client, to social.Ref, d *social.Draft) (*social.Post, error) {
				return bare(c.Reply(ctx, to, d))
			},
		}},
		{caughtBy: "Messenger/to-conversation", what: "writes in public", client: broken{message: inPublic}},
		{caughtBy: "Messenger/first-comment", what: "comments in public on what is private", client: broken{
			message: func(ctx context.Context, c *client, to social.Ref, d *social.Draft) (*social.Post, error) {
				own := *d
				own.FirstComment = ""
				p, err := c.Message(ctx, to, &own)
				if err == nil && d.FirstComment != "" {
					_, err = c.Publish(ctx, &social.Draft{Text: d.FirstComment})
				}
				return p, err
			},
		}},
		{caughtBy: "Messenger/draft-unchanged", what: "addresses the draft", client: broken{
			message: func(ctx context.Context, c *client, to social.Ref, d *social.Draft) (*social.Post, error) {
				d.Visibility = social.VisibilityDirect
				return c.Message(ctx, to, d)
			},
		}},
	}
}

func communityDefects() []defect {
	shared := []social.Action{social.ActionHide, social.ActionBan}
	return []defect{
		{caughtBy: "Reactor/like", what: "cannot repeat", client: broken{
			react: func(ctx context.Context, c *client, ref social.Ref, r social.Reaction) error {
				p, err := c.PostMetrics(ctx, ref)
				if err == nil && p[0].Metrics[social.MetricLikes] > 0 {
					return &social.Error{Network: "memory", Op: "react", Kind: social.ErrDuplicate}
				}
				return c.React(ctx, ref, r)
			},
		}},
		{caughtBy: "Reactor/unheard-of", what: "takes everything for a like", client: broken{
			react: func(ctx context.Context, c *client, ref social.Ref, _ social.Reaction) error {
				return c.React(ctx, ref, social.ReactionLike)
			},
		}},
		{caughtBy: "Follower/follow-and-back", what: "does nothing", client: broken{
			follow: func(context.Context, *client, social.Ref) error { return nil },
		}},
		{caughtBy: "Follower/missing-ref", what: "hides that there is nobody", client: broken{
			follow: func(ctx context.Context, c *client, ref social.Ref) error {
				if err := c.Follow(ctx, ref); !errors.Is(err, social.ErrNotFound) {
					return err
				}
				return nil
			},
		}},
		{caughtBy: "Moderator/actions", what: "gives its own list away", client: broken{
			actions: func(*client) []social.Action { return shared },
		}},
		{caughtBy: "Moderator/ban", what: "mutes instead", client: broken{
			moderate: func(ctx context.Context, c *client, ref social.Ref, a social.Action) error {
				if a == social.ActionBan {
					a = social.ActionMute
				}
				return c.Moderate(ctx, ref, a, nil)
			},
		}},
		{caughtBy: "Moderator/unheard-of", what: "ignores what it does not know", client: broken{
			moderate: func(context.Context, *client, social.Ref, social.Action) error { return nil },
		}},
	}
}

func searchDefects() []defect {
	return []defect{
		{caughtBy: "Searcher/words", what: "lists the oldest first", client: broken{
			search: func(ctx context.Context, c *client, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
				return reversed(c.Search(ctx, q))
			},
		}},
		{caughtBy: "Searcher/limit", what: "ignores the limit", client: broken{
			search: func(ctx context.Context, c *client, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
				all := *q
				all.Limit = 0
				return c.Search(ctx, &all)
			},
		}},
		{caughtBy: "Searcher/find-account", what: "does not take an \"@\"", client: broken{
			findAccount: func(ctx context.Context, c *client, handle string) (*social.Account, error) {
				return c.FindAccount(ctx, strings.Replace(handle, "@", "@@", 1))
			},
		}},
		{caughtBy: "Profiler/keeps-the-rest", what: "clears what is not named", client: broken{
			update: func(ctx context.Context, c *client, ch *social.ProfileChange) (*social.Profile, error) {
				all := *ch
				if all.Name == nil {
					all.Name = new("")
				}
				return c.UpdateProfile(ctx, &all)
			},
		}},
		{caughtBy: "Profiler/field-Website", what: "drops the website", client: broken{
			update: func(ctx context.Context, c *client, ch *social.ProfileChange) (*social.Profile, error) {
				part := *ch
				part.Website = nil
				return c.UpdateProfile(ctx, &part)
			},
		}},
	}
}
