package x

import (
	"context"
	"iter"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Posts iterates over the account's own posts, newest first, as far as X goes back: 3,200. Answers to oneself are no
// replies: a thread comes whole. It implements [social.Timeline].
func (c *Client) Posts(ctx context.Context, q *social.PostsQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	return func(yield func(*social.Post, error) bool) {
		me, err := c.Me(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		s := LeanPosts()
		s.Post = append(s.Post, PostFieldEditHistory)
		if own.Shares { // only their beginning is in the repost itself
			s.Expansions = append(s.Expansions, ExpandReferences, ExpandReferenceAuthors)
			s.User = DefaultUsers().User
		}
		// X leaves out answers to oneself, too, where it leaves out answers.
		u := &UserPostsParams{ExcludeReposts: !own.Shares, Since: c.startTime(own.Since)}
		all := c.UserPosts(ctx, me.ID, u, &s, &PageParams{Limit: max(own.Limit, 0)})
		posts := rest.Map(newer(mine(all, me, own.Replies), own.Since), (*Post).portable)
		limited(posts, own.Limit)(yield)
	}
}

// newer drops what is older than was asked for: X wants periods to begin a while ago. X counts in whole seconds.
func newer(seq iter.Seq2[*Post, error], since time.Time) iter.Seq2[*Post, error] {
	return func(yield func(*Post, error) bool) {
		for p, err := range seq {
			if err == nil && p.time().Before(since.Truncate(time.Second)) {
				continue
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// mine drops answers to others unless they are wanted, and names the author.
func mine(seq iter.Seq2[*Post, error], me *User, replies bool) iter.Seq2[*Post, error] {
	return func(yield func(*Post, error) bool) {
		for p, err := range seq {
			if err == nil {
				if !replies && p.ReplyTo() != "" && p.InReplyToUserID != me.ID {
					continue
				}
				p.Author = me
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// limited ends a sequence after so many; 0 means never.
func limited(posts iter.Seq2[*social.Post, error], limit int) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		given := 0
		for p, err := range posts {
			if !yield(p, err) || err != nil {
				return
			}
			if given++; limit > 0 && given >= limit {
				return
			}
		}
	}
}
