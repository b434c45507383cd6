package mastodon

import (
	"context"
	"iter"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Posts iterates over the account's own statuses, newest first, without private messages. Answers to oneself
// are no replies: a thread comes whole. It implements [social.Timeline].
func (c *Client) Posts(ctx context.Context, q *social.PostsQuery) iter.Seq2[*social.Post, error] {
	own := value(q)
	return func(yield func(*social.Post, error) bool) {
		me, err := c.Me(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		s := &AccountStatusesParams{ExcludeReplies: !own.Replies, ExcludeReblogs: !own.Shares}
		all := c.AccountStatuses(ctx, me.ID, s, &PageParams{Limit: pageSize(own.Limit)})
		until(rest.Map(published(all), (*Status).portable), own.Since, own.Limit)(yield)
	}
}

// published leaves private messages out.
func published(seq iter.Seq2[*Status, error]) iter.Seq2[*Status, error] {
	return func(yield func(*Status, error) bool) {
		for s, err := range seq {
			if err == nil && s.Visibility == VisibilityDirect {
				continue
			}
			if !yield(s, err) {
				return
			}
		}
	}
}
