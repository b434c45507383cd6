package community_test

import (
	"errors"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShareOfVoice(t *testing.T) {
	t.Parallel()
	rules := []community.Rule{
		{Name: "1", Subject: "Acme", Any: []string{"acme"}}, {Name: "2", Subject: "Acme", Any: []string{"#acme"}},
		{Name: "3", Subject: "Bolt", Any: []string{"bolt"}, None: []string{"usain"}}, {Name: "4", Subject: "Cog", Any: []string{"cog"}},
	}
	events := []*social.Event{
		said("ada", "#Acme", epoch), said("ada", "acme!", epoch), said("bob", "acme or bolt?", epoch), said("cyd", "Usain Bolt", epoch), said("ada", "#Acme", epoch),
	}
	cause := errors.New("cut")
	got, err := community.ShareOfVoice(all(cause, events...), rules)
	require.ErrorIs(t, err, cause)
	assert.Equal(t, []community.Voice{
		{Subject: "Acme", Events: 3, People: 2, Share: 0.75}, {Subject: "Bolt", Events: 1, People: 1, Share: 0.25}, {Subject: "Cog"},
	}, got)
	_, err = community.ShareOfVoice(all(nil, events...), []community.Rule{{Name: "1"}})
	assert.Equal(t, []string{"Rules[0].Subject"}, fields(err))
	_, err = community.ShareOfVoice(all(nil, events...), []community.Rule{{}})
	assert.Equal(t, []string{"Rules[0].Name"}, fields(err))
}

func TestCampaign(t *testing.T) {
	t.Parallel()
	c := &community.Campaign{Name: "summer & sun", Content: "film"}
	for address, want := range map[string]string{
		"https://example.org":                        "https://example.org?utm_source=x&utm_medium=social&utm_campaign=summer+%26+sun&utm_content=film",
		"https://example.org/a?b=1&a=%20#part":       "https://example.org/a?b=1&a=%20&utm_source=x&utm_medium=social&utm_campaign=summer+%26+sun&utm_content=film#part",
		"http://example.org/?utm_source=mine&utm_id": "http://example.org/?utm_source=mine&utm_id&utm_medium=social&utm_campaign=summer+%26+sun&utm_content=film",
	} {
		got, err := c.Link(address, "x")
		require.NoError(t, err)
		assert.Equal(t, want, got)
		again, err := c.Link(got, "x")
		require.NoError(t, err)
		assert.Equal(t, got, again, "twice is once")
	}
	for _, bad := range []string{"", "example.org", "mailto:a@example.org", "https://%zz", "https://example.org/?a=%zz"} {
		_, err := c.Link(bad, "x")
		require.ErrorIs(t, err, social.ErrInvalid, bad)
	}
	_, err := (&community.Campaign{}).Link("https://example.org", "x")
	require.ErrorIs(t, err, social.ErrInvalid)

	d := &social.Draft{Text: "t", Link: "https://example.org", Variants: map[string]*social.Draft{"x": {Text: "short", Link: "https://example.org/x"}}}
	got, err := c.Apply(d, "x", "mastodon", "x")
	require.NoError(t, err)
	assert.Equal(t, "short", got.For("x").Text)
	assert.Contains(t, got.For("x").Link, "https://example.org/x?utm_source=x&")
	assert.Contains(t, got.For("mastodon").Link, "https://example.org?utm_source=mastodon&")
	assert.Equal(t, "https://example.org/x", d.Variants["x"].Link, "the draft is not changed")
	assert.Len(t, d.Variants, 1)
	got, err = c.Apply(&social.Draft{Text: "t"}, "x")
	require.NoError(t, err)
	assert.Empty(t, got.Variants)
	_, err = c.Apply(&social.Draft{Link: "no"}, "x")
	require.ErrorIs(t, err, social.ErrInvalid)
}

func TestUnanswered(t *testing.T) {
	t.Parallel()
	event := func(kind social.EventKind, id string, minute int) *social.Event {
		return &social.Event{Kind: kind, Ref: social.Ref{Network: "x", ID: id}, Time: epoch.Add(time.Duration(minute) * time.Minute)}
	}
	private := event(social.EventMention, "whisper", 3)
	private.Private = true
	spam := event(social.EventComment, "spam", 4)
	spam.Filtered = true
	events := []*social.Event{
		event(social.EventComment, "late", 9), event(social.EventComment, "answered", 1), event(social.EventMention, "first", 2), event(social.EventMention, "late", 10),
		event(social.EventMessage, "message", 5), event(social.EventMessage, "handled", 6), event(social.EventReaction, "like", 7), event(social.EventEdited, "first", 60),
		event(social.EventEdited, "never seen", 8), event(social.EventReview, "deleted", 1), event(social.EventDeleted, "deleted", 2), private, spam,
	}
	answers := []*social.Post{{ReplyTo: social.Ref{Network: "x", ID: "answered", URL: "u"}}, {}}
	handled := func(e *social.Event) bool { return e.Ref.ID == "handled" }
	got, err := community.Unanswered(all(nil, events...), all(nil, answers...), handled)
	require.NoError(t, err)
	var refs []string
	for _, e := range got {
		refs = append(refs, e.Ref.ID)
	}
	assert.Equal(t, []string{"first", "whisper", "message", "late"}, refs)
	assert.Equal(t, social.EventEdited, got[0].Kind, "as it reads now")

	cause := errors.New("cut")
	_, err = community.Unanswered(all(cause, events...), all[social.Post](nil), nil)
	require.ErrorIs(t, err, cause)
	_, err = community.Unanswered(all(nil, events...), all(cause, answers...), nil)
	require.ErrorIs(t, err, cause)
}

func TestTopPosts(t *testing.T) {
	t.Parallel()
	post := func(network, id string, m social.Metrics) *social.Post {
		return &social.Post{Ref: social.Ref{Network: network, ID: id}, Metrics: m}
	}
	posts := []*social.Post{
		post("x", "big", social.Metrics{social.MetricLikes: 50, social.MetricImpressions: 10000}),
		post("x", "good", social.Metrics{social.MetricLikes: 20, social.MetricImpressions: 100}),
		post("x", "poor", social.Metrics{social.MetricLikes: 0, social.MetricImpressions: 100}),
		post("x", "unknown", social.Metrics{social.MetricImpressions: 1}),
		post("mastodon", "m", social.Metrics{social.MetricLikes: 1}),
	}
	got, err := community.TopPosts(all(nil, posts...), 2)
	require.NoError(t, err)
	require.Len(t, got["x"], 2)
	assert.Equal(t, community.TopPost{Post: posts[1], Engagement: 20, Rate: 0.2, Basis: social.MetricImpressions}, got["x"][0])
	assert.Equal(t, "big", got["x"][1].Post.Ref.ID)
	assert.Equal(t, []community.TopPost{{Post: posts[4], Engagement: 1}}, got["mastodon"])
	cause := errors.New("cut")
	got, err = community.TopPosts(all(cause, posts...), 1)
	require.ErrorIs(t, err, cause)
	assert.Len(t, got, 2)
	_, err = community.TopPosts(all(nil, posts...), 0)
	require.ErrorIs(t, err, social.ErrInvalid)
}
