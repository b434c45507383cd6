package community_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOverAnInbox does an animator's month on two networks in memory, whose events come through one merged inbox.
func TestOverAnInbox(t *testing.T) {
	t.Parallel()
	ctx, now := t.Context(), march.From
	var sources []social.Source
	contest := &community.Contest{
		Name: "spring", From: march.From, To: march.To, Kinds: []social.EventKind{social.EventComment, social.EventReply}, Hashtags: []string{"spring"},
		Require: []social.EventKind{social.EventFollow}, Winners: 2,
	}
	clients := map[string]*socialtest.Client{}
	for _, name := range []string{"alpha", "beta"} {
		n := socialtest.NewNetwork(name, &socialtest.NetworkOptions{Now: func() time.Time { return now }})
		brand := n.Client("brand", nil)
		clients[name] = brand
		sources = append(sources, social.Source{Name: name, Listener: brand})
		now = march.From.Add(time.Hour)
		post, err := brand.Publish(ctx, &social.Draft{Text: "Tell us your favourite flower! #spring"})
		require.NoError(t, err)
		contest.Posts = append(contest.Posts, post.Ref)
		for i, fan := range []string{"ada", "bob", "cyd"} {
			now = now.Add(time.Hour)
			c := n.Client(fan, nil)
			if i < 2 {
				require.NoError(t, c.Follow(ctx, brand.Account().Ref))
			}
			comment, err := c.Publish(ctx, &social.Draft{Text: fmt.Sprintf("Tulips! @brand #Spring %s, this shop is broken", fan), ReplyTo: post.Ref})
			require.NoError(t, err)
			if fan == "bob" {
				_, err = brand.Reply(ctx, comment.Ref, &social.Draft{Text: "Thank you!"})
				require.NoError(t, err)
			}
		}
	}
	inbox, err := social.Merge(sources, nil)
	require.NoError(t, err)
	events := collect(t, inbox.Listen(ctx, &social.ListenQuery{After: social.FromStart, CatchUp: true}))

	entries, err := contest.Gather(all(nil, events...), nil)
	require.NoError(t, err)
	require.Len(t, entries.Participants, 4, "ada and bob on each network")
	assert.Len(t, entries.Refused, 2, "cyd does not follow")
	record, err := contest.Draw(entries, fixedSeed(1), "")
	require.NoError(t, err)
	require.NoError(t, community.Verify(record, ""))

	ranking, err := community.Rank(all(nil, events...), nil)
	require.NoError(t, err)
	require.Len(t, ranking.Members, 6)
	assert.Contains(t, []string{"ada", "bob"}, ranking.Members[0].Account.Handle, "who followed besides")

	w := watcher(t, nil, community.Rule{Name: "broken", Each: true, Any: []string{"broken"}})
	alerts := 0
	for _, e := range events {
		alerts += len(w.Observe(e))
	}
	assert.Equal(t, 6, alerts)

	var subjects []community.Subject
	for name, brand := range clients {
		f, err := community.Collect(ctx, brand, march)
		require.NoError(t, err)
		for _, e := range events {
			if e.Source == name {
				f.AddEvent(e)
			}
		}
		subjects = append(subjects, community.Subject{Network: name, Account: "brand", Current: f})
		open, err := community.Unanswered(all(nil, events...), brand.Posts(ctx, &social.PostsQuery{Replies: true}), func(e *social.Event) bool { return e.Source != name })
		require.NoError(t, err)
		assert.Len(t, open, 2, "bob has an answer")
	}
	totals := show(community.NewReport(march, february, subjects...).Totals)
	assert.Equal(t, "2 ? ? ? 2/2 0/2", totals[" posts.published"])
	assert.Equal(t, "4 ? ? ? 2/2 0/2", totals[" events.follow"])
	assert.Equal(t, "0.3333 ? ? ? 2/2 0/2", totals[" events.answer_rate"])
}
