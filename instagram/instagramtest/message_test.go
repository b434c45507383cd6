package instagramtest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

// direct is where an API has the messages: on the page or on the account.
func (s *site) direct(api instagramtest.API) (token, path string) {
	if api == fl {
		return s.page, "/" + s.facebook.Page
	}
	return s.token, "/" + s.acme
}

func to(id, text string) url.Values {
	return url.Values{"recipient": {`{"id":"` + id + `"}`}, "message": {fmt.Sprintf(`{"text":%q}`, text)}}
}

func TestConversations(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, _ string) {
		t.Helper()
		token, path := s.direct(api)
		ann := s.PersonID(s.acme, s.ann)
		r := s.post(api, token, path+"/messages", to(ann, "hello"))
		assert.Equal(t, []int{10, 2534022}, []int{r.code(), r.subcode()}, "never the first message")
		asked := s.DM(s.ann, s.acme, "Are you open?")
		s.clock.Advance(time.Hour)
		r = s.post(api, token, "/me/messages", to(ann, "Yes"))
		assert.Equal(t, ann, r.body["recipient_id"], r.text)
		answer, _ := r.body["message_id"].(string)

		list := s.get(api, token, path+"/conversations?platform=instagram&fields=id,updated_time,participants,messages{id,created_time,from,to,message}")
		require.Len(t, list.data(), 1, list.text)
		c := list.data()[0]
		assert.Equal(t, "2026-08-20T13:00:00+0000", c["updated_time"])
		messages := objects(member(c, "messages", "data"))
		require.Len(t, messages, 2)
		assert.Equal(t, answer, messages[0]["id"], "newest first")
		assert.Equal(t, object{"id": s.acme, "username": "acme"}, messages[0]["from"])
		assert.Equal(t, object{
			"id": asked, "created_time": "2026-08-20T12:00:00+0000", "message": "Are you open?",
			"from": object{"id": ann, "username": "ann"}, "to": object{"data": []any{object{"id": s.acme, "username": "acme"}}},
		}, messages[1])
		assert.Len(t, s.get(api, token, path+"/conversations?platform=instagram&user_id="+ann).data(), 1)
		assert.Empty(t, s.get(api, token, path+"/conversations?platform=instagram&user_id=1").data())

		for i := range 25 {
			s.DM(s.ann, s.acme, fmt.Sprint(i))
		}
		thread := c["id"].(string)
		list = s.get(api, token, "/"+thread+"/messages?limit=100&fields=id,message")
		require.Len(t, list.data(), 27)
		assert.Equal(t, "5", list.data()[19]["message"])
		assert.NotContains(t, list.data()[20], "message", "details of the 20 newest only")
		assert.Equal(t, 33, s.get(api, token, "/"+asked+"?fields=message").subcode())
		assert.Equal(t, "24", s.get(api, token, "/"+list.ids()[0]+"?fields=message").body["message"])
	})
}

func TestMessagesThatAreRefused(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{Traps: instagramtest.Traps{SingleImages: true}}, func(t *testing.T, s *site, api instagramtest.API, _ string) {
		t.Helper()
		token, path := s.direct(api)
		ann := s.PersonID(s.acme, s.ann)
		s.DM(s.ann, s.acme, "hi")
		check := func(name string, form url.Values, code, subcode int) {
			r := s.post(api, token, path+"/messages", form)
			assert.Equal(t, []int{code, subcode}, []int{r.code(), r.subcode()}, name+" "+r.text)
		}
		check("no recipient", url.Values{"message": {`{"text":"x"}`}}, 100, 0)
		check("an account's id", to(s.ann, "x"), 100, 2534014)
		check("too long", to(ann, strings.Repeat("é", 501)), 100, 0)
		check("nothing", url.Values{"recipient": {`{"id":"` + ann + `"}`}, "message": {`{}`}}, 100, 0)
		images := `{"attachments":[{"type":"image","payload":{"url":"https://a.example/1.png"}},{"type":"image","payload":{"url":"https://a.example/2.png"}}]}`
		check("two images", url.Values{"recipient": {`{"id":"` + ann + `"}`}, "message": {images}}, 100, 2534068)
		check("longest", to(ann, strings.Repeat("é", 500)), 0, 0)
		s.clock.Advance(25 * time.Hour)
		check("after a day", to(ann, "late"), 10, 2534022)
		tagged := to(ann, "a person answers")
		tagged.Set("messaging_type", "MESSAGE_TAG")
		tagged.Set("tag", "HUMAN_AGENT")
		check("a human agent", tagged, 0, 0)
		s.clock.Advance(6 * 24 * time.Hour)
		check("after a week", tagged, 10, 2534022)
		s.DM(s.ann, s.acme, "again")
		s.BlockPerson(s.ann, s.acme)
		check("blocked", to(ann, "x"), 551, 0)
		s.SetProfile(s.acme, instagramtest.Profile{NoMessageAccess: true})
		check("no access", to(ann, "x"), 200, 2534041)
		assert.Equal(t, 2534041, s.get(api, token, path+"/conversations?platform=instagram").subcode())
	})
}

func TestAttachmentsAndReactions(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	ann := s.PersonID(s.acme, s.ann)
	asked := s.DM(s.ann, s.acme, "hi")
	post := s.Post(s.acme, instagramtest.Post{})
	recipient := `{"id":"` + ann + `"}`
	for _, m := range []string{
		`{"attachment":{"type":"image","payload":{"url":"https://a.example/1.png"}}}`,
		`{"attachment":{"type":"like_heart"}}`,
		`{"attachment":{"type":"MEDIA_SHARE","payload":{"id":"` + post + `"}}}`,
		`{"attachments":[{"type":"image","payload":{"url":"https://a.example/1.png"}},{"type":"image","payload":{"url":"https://a.example/2.png"}}]}`,
	} {
		r := s.post(il, s.token, "/me/messages", url.Values{"recipient": {recipient}, "message": {m}})
		assert.NotEmpty(t, r.body["message_id"], r.text)
	}
	r := s.post(il, s.token, "/me/messages", url.Values{
		"recipient": {recipient}, "message": {`{"text":"to that"}`}, "reply_to": {`{"mid":"` + asked + `"}`},
	})
	require.NotEmpty(t, r.body["message_id"], r.text)
	r = s.post(il, s.token, "/me/messages", url.Values{
		"recipient": {recipient}, "sender_action": {"react"}, "payload": {`{"message_id":"` + asked + `","reaction":"love"}`},
	})
	assert.Equal(t, object{"recipient_id": ann}, r.body)
	assert.Equal(t, 100, s.post(il, s.token, "/me/messages", url.Values{"recipient": {recipient}, "sender_action": {"dance"}}).code())
	bob := s.CreatePerson("bob")
	s.Send(instagramtest.Message{From: bob, To: s.acme, Unsupported: true})
	list := s.get(il, s.token, "/me/conversations?platform=instagram&fields=name")
	assert.Equal(t, []any{"bob", "ann"}, []any{list.data()[0]["name"], list.data()[1]["name"]}, "the newest conversation comes first")
	all := s.Messages(s.acme, s.ann)
	require.Len(t, all, 6)
	assert.Equal(t, map[string]string{s.acme: "love"}, all[0].Reactions)
	assert.Equal(t, asked, all[5].ReplyTo)
	assert.Len(t, all[4].Attachments, 2)
	field := s.get(il, s.token, "/"+all[1].ID+"?fields=attachments").body
	assert.Equal(t, "https://a.example/1.png", objects(member(field, "attachments", "data"))[0]["image_data"].(object)["url"])
}

func TestPrivateReplies(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, _ string) {
		t.Helper()
		token, path := s.direct(api)
		post := s.Post(s.acme, instagramtest.Post{})
		comment, late := s.Comment(s.ann, post, "Price?"), s.Comment(s.ann, post, "Hello?")
		form := func(id string) url.Values {
			return url.Values{"recipient": {`{"comment_id":"` + id + `"}`}, "message": {`{"text":"5 euros"}`}}
		}
		r := s.post(api, token, path+"/messages", form(comment))
		assert.Equal(t, s.PersonID(s.acme, s.ann), r.body["recipient_id"], r.text)
		assert.Equal(t, 10900, s.post(api, token, path+"/messages", form(comment)).code(), "once per comment")
		assert.Equal(t, 2534022, s.post(api, token, path+"/messages", to(s.PersonID(s.acme, s.ann), "and?")).subcode(), "it opens no window")
		s.clock.Advance(7*24*time.Hour + time.Second)
		assert.Equal(t, 10903, s.post(api, token, path+"/messages", form(late)).code())
		assert.Equal(t, 33, s.post(api, token, path+"/messages", form("1")).subcode())
		assert.Equal(t, comment, s.Messages(s.acme, s.ann)[0].Comment)
	})
}

func TestWhoWrites(t *testing.T) {
	t.Parallel()
	both(t, instagramtest.Options{}, func(t *testing.T, s *site, api instagramtest.API, _ string) {
		t.Helper()
		token, _ := s.direct(api)
		ann := s.PersonID(s.acme, s.ann)
		r := s.get(api, token, "/"+ann+"?fields=username")
		assert.Equal(t, []int{403, 230}, []int{r.status, r.code()}, "a person consents by writing")
		s.DM(s.ann, s.acme, "hi")
		s.Follow(s.ann, s.acme)
		got := s.get(api, token, "/"+ann+"?fields=username,follower_count,is_user_follow_business,is_business_follow_user,is_verified_user").body
		assert.Equal(t, object{
			"id": ann, "username": "ann", "follower_count": 0.0, "is_user_follow_business": true, "is_business_follow_user": false,
			"is_verified_user": false,
		}, got)
	})
}

func TestModeratedConversations(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{ConversationCalls: 2})
	s.DM(s.ann, s.acme, "spam")
	ann := s.PersonID(s.acme, s.ann)
	form := url.Values{"user_ids": {`[{"id":"` + ann + `"}]`}, "actions": {`["BLOCK_USER","MOVE_TO_SPAM"]`}}
	assert.Equal(t, true, s.post(fl, s.page, "/"+s.acme+"/moderate_conversations", form).body["success"])
	assert.Equal(t, []string{s.ann}, s.Blocked(s.acme))
	list := func() reply {
		return s.get(fl, s.page, "/"+s.facebook.Page+"/conversations?platform=instagram")
	}
	assert.Empty(t, list().data())
	list()
	r := list()
	assert.Equal(t, []int{613, 2534040}, []int{r.code(), r.subcode()}, "two a second")
	s.clock.Advance(time.Second)
	assert.Equal(t, http.StatusOK, list().status)
	assert.Equal(t, 210, s.get(fl, s.user, "/"+s.facebook.Page+"/conversations?platform=instagram").code(), "messages take page tokens only")
	assert.Empty(t, s.get(fl, s.page, "/"+s.facebook.Page+"/conversations").data(), "the page's own messages")

	s.clock.Advance(31 * 24 * time.Hour)
	bob := s.CreatePerson("bob")
	s.DM(bob, s.acme, "a stranger asks")
	assert.Len(t, list().data(), 1)
	s.clock.Advance(31 * 24 * time.Hour)
	assert.Empty(t, list().data(), "requests that nobody answered fade")
}
