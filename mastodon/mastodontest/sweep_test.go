package mastodontest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

// sweep lists routes; words in capitals stand for ids.
const sweep = `
GET /.well-known/nodeinfo
GET /nodeinfo/2.0
GET /.well-known/oauth-authorization-server
GET /health
GET /oauth/userinfo
GET /api/v1/instance/rules
GET /api/v1/instance/activity
GET /api/v1/apps/verify_credentials
GET /api/v1/statuses?id[]=MINE&id[]=1
GET /api/v1/statuses/MINE
GET /api/v1/statuses/QUOTE
GET /api/v1/statuses/MINE/context
GET /api/v1/statuses/MINE/history
GET /api/v1/statuses/MINE/favourited_by
GET /api/v1/statuses/MINE/reblogged_by
GET /api/v1/statuses/MINE/quotes
POST /api/v1/statuses/REPLY/bookmark
POST /api/v1/statuses/REPLY/translate?lang=de
POST /api/v1/statuses/MINE/pin
POST /api/v1/statuses/MINE/mute
POST /api/v1/statuses/MINE/unmute
POST /api/v1/statuses/MINE/unpin
POST /api/v1/statuses/REPLY/favourite
POST /api/v1/statuses/REPLY/unfavourite
POST /api/v1/statuses/REPLY/reblog
GET /api/v1/polls/POLL
GET /api/v1/bookmarks
POST /api/v1/statuses/REPLY/unbookmark
GET /api/v1/favourites
GET /api/v1/notifications?include_filtered=true
GET /api/v2/notifications?expand_accounts=partial_avatars
GET /api/v2/notifications/policy
GET /api/v1/notifications/requests
GET /api/v1/notifications/requests/merged
GET /api/v1/markers?timeline[]=home
GET /api/v1/conversations
GET /api/v1/timelines/home
GET /api/v1/timelines/public?only_media=true
GET /api/v1/timelines/tag/go
GET /api/v1/timelines/list/LIST
GET /api/v1/timelines/link?url=https://example.org/x
GET /api/v2/search?q=hello
GET /api/v1/trends/tags
GET /api/v1/trends/statuses
GET /api/v1/trends/links
GET /api/v1/tags/go
POST /api/v1/tags/go/feature
POST /api/v1/tags/go/unfeature
POST /api/v1/tags/go/unfollow
GET /api/v1/followed_tags
GET /api/v1/featured_tags
GET /api/v1/featured_tags/suggestions
GET /api/v1/accounts/verify_credentials
GET /api/v1/accounts?id[]=BOB
GET /api/v1/accounts/BOB
GET /api/v1/accounts/BOB/statuses?exclude_replies=true
GET /api/v1/accounts/BOB/followers
GET /api/v1/accounts/BOB/following
GET /api/v1/accounts/BOB/lists
GET /api/v1/accounts/BOB/featured_tags
GET /api/v1/accounts/BOB/endorsements
POST /api/v1/accounts/BOB/endorse
GET /api/v1/endorsements
POST /api/v1/accounts/BOB/unendorse
GET /api/v1/accounts/search?q=bob
GET /api/v1/accounts/relationships?id[]=BOB
GET /api/v1/accounts/familiar_followers?id[]=BOB
POST /api/v1/accounts/BOB/mute
GET /api/v1/mutes
POST /api/v1/accounts/BOB/unmute
POST /api/v1/accounts/BOB/unfollow
POST /api/v1/accounts/BOB/block
GET /api/v1/blocks
POST /api/v1/accounts/BOB/unblock
GET /api/v1/follow_requests
GET /api/v1/domain_blocks
DELETE /api/v1/domain_blocks?domain=bad.example
GET /api/v1/directory
GET /api/v1/profile
GET /api/v1/preferences
DELETE /api/v1/profile/avatar
GET /api/v1/lists
GET /api/v1/lists/LIST/accounts
GET /api/v2/filters
GET /api/v2/filters/FILTER
GET /api/v2/filters/FILTER/keywords
GET /api/v2/filters/FILTER/statuses
GET /api/v1/scheduled_statuses
GET /api/v1/admin/accounts
GET /api/v1/admin/accounts/BOB
GET /api/v1/admin/reports
GET /api/v1/admin/domain_blocks
GET /api/v1/admin/trends/tags
GET /api/v1/admin/trends/statuses
GET /api/v1/admin/trends/links
GET /api/v1/admin/domain_allows
POST /api/v1/admin/domain_allows?domain=good.example
POST /api/v1/admin/email_domain_blocks?domain=mail.example
GET /api/v1/admin/email_domain_blocks
POST /api/v1/admin/canonical_email_blocks?email=a.b%2Bc@mail.example
POST /api/v1/admin/canonical_email_blocks/test?email=ab@mail.example
POST /api/v1/admin/ip_blocks?ip=192.0.2.0/24&severity=no_access
GET /api/v1/admin/ip_blocks
GET /api/v1/instance/peers
GET /api/v1/instance/domain_blocks
GET /api/v1/instance/extended_description
GET /api/v1/instance/translation_languages
GET /api/v1/custom_emojis
GET /api/v2/suggestions
DELETE /api/v1/suggestions/BOB
GET /api/v1/announcements
PUT /api/v1/announcements/ANNOUNCEMENT/reactions/%F0%9F%91%8D
GET /api/v1/announcements
POST /api/v1/announcements/ANNOUNCEMENT/dismiss
GET /api/v1_alpha/async_refreshes/REFRESH
POST /api/v1/notifications/clear
DELETE /api/v1/lists/LIST`

// Every route answers in the described shape (which the rig checks if SPECS_DIR is set), and none of them
// fails on a server with some life in it.
func TestEveryRouteAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob, far := r.CreateAccount("bob"), r.CreateAccount("far@far.example")
	mine := r.Post(r.alice, "hello #go @bob", &mastodontest.PostOptions{Poll: []string{"a", "b"}})
	reply := r.Reply(bob, mine.ID, "hi https://example.org/x")
	quote := r.Post(bob, "look", &mastodontest.PostOptions{Quote: mine.ID})
	r.Follow(r.alice, bob)
	r.Follow(bob, r.alice)
	r.Favourite(bob, mine.ID)
	r.Boost(far, mine.ID)
	r.Message(bob, "psst", r.alice)
	r.SetTrends([]string{"go"}, []string{mine.ID}, []string{"https://example.org/x"})
	r.SetAccount(r.alice, mastodontest.AccountState{Admin: true})
	r.token = r.Token(r.alice, "read", "write", "follow", "push", "profile", "admin:read", "admin:write")
	list := r.post(t, "/api/v1/lists", "title=team").object(t)["id"].(string)
	filter := r.post(t, "/api/v2/filters", object{"title": "x", "context": []string{"home"}}).object(t)["id"].(string)
	r.post(t, "/api/v2/filters/"+filter+"/keywords", "keyword=look")
	r.post(t, "/api/v1/reports", object{"account_id": far.ID, "comment": "x", "rule_ids": []string{"1"}})
	r.post(t, "/api/v1/featured_tags", "name=go")
	r.post(t, "/api/v1/tags/go/follow", nil)
	r.post(t, "/api/v1/domain_blocks", "domain=bad.example")
	r.post(t, "/api/v1/admin/domain_blocks", "domain=bad.example")
	r.post(t, "/api/v1/markers", object{"home": object{"last_read_id": mine.ID}})

	routes := strings.NewReplacer("MINE", mine.ID, "REPLY", reply.ID, "QUOTE", quote.ID, "BOB", bob.ID, "LIST", list,
		"FILTER", filter, "POLL", mine.Poll.ID,
		"ANNOUNCEMENT", r.AddAnnouncement("we are moving"), "REFRESH", r.StartRefresh(mine.ID, 1, 3)).Replace(sweep)
	for line := range strings.SplitSeq(strings.TrimSpace(routes), "\n") {
		method, path, _ := strings.Cut(line, " ")
		a := r.send(t.Context(), method, path, nil)
		assert.NoError(t, a.err)
		assert.Equal(t, http.StatusOK, a.status, "%s: %s", line, a.body)
	}
}
