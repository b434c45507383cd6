package mastodon_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
)

func TestGoToSocial(t *testing.T) {
	t.Parallel()
	s := decode[mastodon.Status](t, `{"id":"01J0000000000000000000000A","created_at":"2026-05-04T03:02:01.5Z","edited_at":null,"in_reply_to_id":null,
		"visibility":"mutuals_only","local_only":true,"card":null,"poll":null,"text":"**hi**","content_type":"text/markdown","tags":[{"name":"a","url":"u"}],
		"filtered":[{"filter":{"id":"01F","title":"t","context":["home"],"expires_at":null,"filter_action":"warn","keywords":[],
			"statuses":[{"id":"01S","phrase":"01J"},{"id":"01T","status_id":"01K"}]},"keyword_matches":null,"status_matches":["01J"]}],
		"interaction_policy":{"can_favourite":{"always":["public","me"],"with_approval":[]},
			"can_reply":{"automatic_approval":["followers"],"manual_approval":["public"]},"can_reblog":{"always":null,"with_approval":null}}}`)
	assert.Equal(t, mastodon.ID("01J0000000000000000000000A"), s.ID)
	assert.Equal(t, mastodon.VisibilityMutualsOnly, s.Visibility)
	assert.True(t, s.LocalOnly)
	assert.Equal(t, []mastodon.FilterStatus{{ID: "01S", StatusID: "01J"}, {ID: "01T", StatusID: "01K"}}, s.Filtered[0].Filter.Statuses)
	assert.Equal(t, []mastodon.ID{"01J"}, s.Filtered[0].StatusMatches)
	require.NotNil(t, s.InteractionPolicy)
	assert.Equal(t, []string{"public", "me"}, s.InteractionPolicy.CanFavourite.Always)
	assert.Equal(t, []string{"public"}, s.InteractionPolicy.CanReply.ManualApproval)

	tag := decode[mastodon.Tag](t, `{"name":"a","url":"u","history":null}`)
	assert.Empty(t, tag.History)

	i := decode[mastodon.Instance](t, `{"domain":"town.example","account_domain":"example","version":"0.20.0 git-abc","configuration":{"vapid":{"public_key":"k"},
		"urls":{"streaming":"wss://town.example"},"emojis":{"emoji_size_limit":51200},"oidc_enabled":true,"media_attachments":{"description_minimum":3}}}`)
	assert.Equal(t, "gotosocial", i.Software())
	assert.Equal(t, "example", i.AccountDomain)
	assert.Zero(t, i.APIVersions.Mastodon)
	assert.Equal(t, "wss://town.example", i.Configuration.URLs.Streaming)
	assert.Equal(t, mastodon.Int(3), i.Configuration.MediaAttachments.DescriptionMinimum)
}

func TestAkkoma(t *testing.T) {
	t.Parallel()
	s := decode[mastodon.Status](t, `{"id":"AbCdEf","visibility":"list:3","application":"Web","quote":{"id":"9","content":"x"},"quote_id":"9",
		"emoji_reactions":[{"name":"👍","count":1}],"pleroma":{"local":true},"replies_count":2}`)
	assert.Equal(t, mastodon.Visibility("list:3"), s.Visibility)
	assert.Equal(t, int64(2), s.RepliesCount, "what comes after a field of an unexpected type")

	n := decode[mastodon.Notification](t, `{"id":"1","type":"pleroma:emoji_reaction","emoji":"👍","pleroma":{"is_seen":true},"account":{"id":"2","acct":"a"}}`)
	assert.Equal(t, mastodon.NotifyEmojiReaction, n.Type)
	assert.Equal(t, "👍", n.Emoji)
	assert.Equal(t, "a", n.Account.Acct)

	token := decode[mastodon.Token](t, `{"access_token":"a","refresh_token":"r","expires_in":"3600","created_at":1777863721,"me":"https://a.example/users/a","id":5}`)
	assert.Equal(t, mastodon.Int(3600), token.ExpiresIn)
	assert.Equal(t, 2026, token.CreatedAt.Year())
}

// TestPixelfed covers empty lists in the place of empty objects, as PHP writes them.
func TestPixelfed(t *testing.T) {
	t.Parallel()
	s := decode[mastodon.Status](t, `{"id":"5","created_at":null,"account":[],"application":[],"media_attachments":[{"id":6,"type":"image","meta":[],"description":null},
		{"id":7,"meta":{"original":{"width":800.0,"height":"600","aspect":"1.33","frame_rate":30},"focus":{"x":"0.5","y":null}}}],"tags":null,"favourites_count":4}`)
	assert.True(t, s.CreatedAt.IsZero())
	assert.Equal(t, int64(4), s.FavouritesCount)
	require.Len(t, s.MediaAttachments, 2)
	assert.Equal(t, mastodon.ID("6"), s.MediaAttachments[0].ID)
	meta := s.MediaAttachments[1].Meta
	assert.Equal(t, mastodon.MediaSize{Width: 800, Height: 600, Aspect: 1.33, FrameRate: "30"}, meta.Original)
	assert.Equal(t, &mastodon.Focus{X: 0.5}, meta.Focus)

	v1 := decode[mastodon.InstanceV1](t, `{"uri":"pix.example","version":"3.5.3 (compatible; Pixelfed 0.12.5)","urls":{"streaming_api":null},"contact_account":null,
		"stats":{"user_count":5},"rules":[{"id":1,"text":"be kind","translations":[]}]}`)
	i := v1.Instance()
	assert.Equal(t, "pixelfed", i.Software())
	assert.Empty(t, i.Configuration.URLs.Streaming)
	assert.Equal(t, mastodon.ID("1"), i.Rules[0].ID)
}

func TestInstanceV1(t *testing.T) {
	t.Parallel()
	v1 := decode[mastodon.InstanceV1](t, `{"uri":"https://town.example/","title":"Town","short_description":"","description":"A town","email":"a@town.example",
		"version":"3.5.3","thumbnail":"https://town.example/t.png","languages":["fr"],"registrations":true,"approval_required":true,"rules":[],
		"urls":{"streaming_api":"wss://stream.town.example"},"contact_account":{"id":"1","acct":"anna"},
		"configuration":{"statuses":{"max_characters":700},"polls":{"max_options":5}},"max_toot_chars":500}`)
	i := v1.Instance()
	assert.Equal(t, "town.example", i.Domain)
	assert.Equal(t, "A town", i.Description)
	assert.Equal(t, "mastodon", i.Software())
	assert.Equal(t, "wss://stream.town.example", i.Configuration.URLs.Streaming)
	assert.Equal(t, mastodon.Int(700), i.Configuration.Statuses.MaxCharacters, "the newer name wins")
	assert.Equal(t, "https://town.example/t.png", i.Thumbnail.URL)
	assert.True(t, i.Registrations.Enabled)
	assert.True(t, i.Registrations.ApprovalRequired)
	assert.Equal(t, "anna", i.Contact.Account.Acct)
	assert.Equal(t, "a@town.example", i.Contact.Email)
}

// TestNumbersInQuotes covers entities whose documentation has numbers and times in quotes.
func TestNumbersInQuotes(t *testing.T) {
	t.Parallel()
	tag := decode[mastodon.Tag](t, `{"history":[{"day":"1777852800","uses":"12","accounts":"3"}]}`)
	assert.Equal(t, "2026-05-04", tag.History[0].Day.Format("2006-01-02"))
	assert.Equal(t, mastodon.Int(12), tag.History[0].Uses)

	week := decode[mastodon.InstanceActivity](t, `{"week":"1777852800","statuses":"37125","logins":"14239","registrations":"542"}`)
	assert.Equal(t, mastodon.Int(14239), week.Logins)
	assert.Equal(t, 2026, week.Week.Year())

	m := decode[mastodon.AdminMeasure](t, `{"key":"active_users","unit":null,"total":"23","previous_total":"20","data":[{"date":"2026-05-04T00:00:00Z","value":"7"}]}`)
	assert.Equal(t, mastodon.Int(20), *m.PreviousTotal)
	assert.Equal(t, mastodon.Int(7), m.Data[0].Value)

	d := decode[mastodon.AdminDimension](t, `{"data":[{"key":"mastodon","value":"4.5.0"},{"key":"redis","value":7,"unit":"bytes"}]}`)
	assert.Equal(t, mastodon.Scalar("4.5.0"), d.Data[0].Value)
	assert.Equal(t, mastodon.Scalar("7"), d.Data[1].Value)

	assert.Equal(t, mastodon.Int(9), decode[mastodon.NotificationRequest](t, `{"notifications_count":"9"}`).NotificationsCount)
	assert.Equal(t, mastodon.Int(9), decode[mastodon.FeaturedTag](t, `{"statuses_count":"9"}`).StatusesCount)
	assert.Equal(t, mastodon.ID("1234"), decode[mastodon.NotificationGroup](t, `{"most_recent_notification_id":1234}`).MostRecentNotificationID)
	assert.Zero(t, decode[mastodon.Application](t, `{"client_secret_expires_at":0}`).ClientSecretExpiresAt)
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	p := decode[mastodon.Preferences](t, `{"posting:default:visibility":"unlisted","posting:default:sensitive":true,"posting:default:language":null,
		"posting:default:quote_policy":"nobody","reading:expand:media":"hide_all","reading:expand:spoilers":true}`)
	assert.Equal(t, mastodon.Preferences{
		Visibility: mastodon.VisibilityUnlisted, Sensitive: true, QuotePolicy: mastodon.QuoteNobody, ExpandMedia: "hide_all", ExpandSpoilers: true,
	}, p)
}
