package mastodontest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

func TestRelationships(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	path := "/api/v1/accounts/" + bob.ID
	relation := r.post(t, path+"/follow", object{"notify": true, "languages": []string{"fr"}}).object(t)
	assert.Equal(t, true, relation["following"])
	assert.Equal(t, true, relation["notifying"])
	assert.Equal(t, []any{"fr"}, relation["languages"])

	relation = r.post(t, path+"/mute", "duration=3600").object(t)
	assert.Equal(t, true, relation["muting"])
	assert.NotNil(t, relation["muting_expires_at"])
	r.clock.Advance(2 * time.Hour)
	assert.Empty(t, r.get(t, "/api/v1/mutes").list(t))

	assert.Equal(t, "hm", r.post(t, path+"/note", "comment=hm").object(t)["note"])
	r.Follow(bob, r.alice)
	assert.Equal(t, false, r.post(t, path+"/remove_from_followers", nil).object(t)["followed_by"])
	assert.Equal(t, true, r.post(t, path+"/block", nil).object(t)["blocking"])
	assert.Empty(t, r.get(t, "/api/v1/accounts/"+r.alice.ID+"/following").list(t))
	assert.Equal(t, 403, r.as(bob).post(t, "/api/v1/accounts/"+r.alice.ID+"/follow", nil).status)
	assert.Equal(t, false, r.post(t, path+"/unblock", nil).object(t)["blocking"])

	r.SetAccount(r.alice, mastodontest.AccountState{Locked: true})
	r.Follow(bob, r.alice)
	require.Len(t, r.get(t, "/api/v1/follow_requests").list(t), 1)
	assert.Equal(t, true, r.post(t, "/api/v1/follow_requests/"+bob.ID+"/authorize", nil).object(t)["followed_by"])
	assert.Equal(t, []string{"bob"}, r.Followers(r.alice))
}

// The cursor of followers is the id of the follow, which only the Link header tells.
func TestFollowersPaging(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for i := range 95 {
		r.Follow(r.CreateAccount(fmt.Sprintf("fan%02d", i)), r.alice)
	}
	next := "/api/v1/accounts/" + r.alice.ID + "/followers"
	seen := map[any]bool{}
	for pages := 0; next != ""; pages++ {
		require.Less(t, pages, 4)
		a := r.get(t, next)
		for _, o := range a.list(t) {
			seen[o["id"]] = true
		}
		next = a.link("next")
	}
	assert.Len(t, seen, 95)
	assert.Len(t, r.get(t, "/api/v1/accounts/"+r.alice.ID+"/followers?limit=500").list(t), 80)
	r.SetAccount(r.alice, mastodontest.AccountState{HideCollections: true})
	other := r.as(r.CreateAccount("nosy"))
	assert.Empty(t, other.get(t, "/api/v1/accounts/"+r.alice.ID+"/followers").list(t))
}

func TestTimelinesAndSearch(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob, far := r.CreateAccount("bob"), r.CreateAccount("far@far.example")
	r.Follow(r.alice, bob)
	mine := r.Post(r.alice, "mine #go", nil)
	theirs := r.Post(bob, "theirs", nil)
	remote := r.Post(far, "remote brand #go #rust", nil)
	r.Post(bob, "not for alice: @far@far.example", &mastodontest.PostOptions{Visibility: "direct"})

	assert.Equal(t, []string{theirs.ID, mine.ID}, r.get(t, "/api/v1/timelines/home").ids(t))
	assert.Equal(t, []string{remote.ID, theirs.ID, mine.ID}, r.get(t, "/api/v1/timelines/public").ids(t))
	assert.Equal(t, []string{remote.ID}, r.get(t, "/api/v1/timelines/public?remote=true").ids(t))
	assert.Equal(t, []string{mine.ID}, r.get(t, "/api/v1/timelines/tag/Go?none[]=rust").ids(t))
	assert.Equal(t, []string{mine.ID}, r.get(t, "/api/v1/timelines/home?max_id="+theirs.ID).ids(t))
	assert.Equal(t, []string{theirs.ID}, r.get(t, "/api/v1/timelines/public?limit=1&min_id="+mine.ID).ids(t))
	assert.Equal(t, []string{remote.ID}, r.get(t, "/api/v1/timelines/public?limit=1&since_id="+mine.ID).ids(t))

	found := r.get(t, "/api/v2/search?q=brand").object(t)
	assert.Len(t, found["statuses"], 1)
	assert.Len(t, r.get(t, "/api/v2/search?q=go&type=hashtags").object(t)["hashtags"], 1)
	assert.Equal(t, bob.ID, r.get(t, "/api/v1/accounts/lookup?acct=bob@mastodon.example").object(t)["id"])
	r.SetTrends([]string{"go", "rust"}, []string{remote.ID}, nil)
	trends := r.get(t, "/api/v1/trends/tags?limit=1")
	assert.Equal(t, "go", trends.list(t)[0]["name"])
	assert.Contains(t, trends.link("next"), "offset=1")
	assert.Equal(t, "2", trends.list(t)[0]["history"].([]any)[0].(object)["uses"])

	list := r.post(t, "/api/v1/lists", "title=team").object(t)
	members := "/api/v1/lists/" + list["id"].(string) + "/accounts"
	assert.Equal(t, 200, r.post(t, members, object{"account_ids": []string{bob.ID}}).status)
	assert.Equal(t, 422, r.post(t, members, object{"account_ids": []string{bob.ID}}).status)
	assert.Equal(t, 404, r.post(t, members, object{"account_ids": []string{far.ID}}).status)
	assert.Equal(t, []string{theirs.ID}, r.get(t, "/api/v1/timelines/list/"+list["id"].(string)).ids(t))
	assert.Equal(t, 200, r.send(t.Context(), http.MethodDelete, members, object{"account_ids": []string{bob.ID}}).status)
	assert.Empty(t, r.get(t, members).list(t))
}

func TestHomeIsRegenerated(t *testing.T) {
	t.Parallel()
	r := newRig(t, &mastodontest.Options{CacheTimelines: 1})
	assert.Equal(t, 206, r.get(t, "/api/v1/timelines/home").status)
	assert.Equal(t, 200, r.get(t, "/api/v1/timelines/home").status)
}

func TestProfile(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.send(t.Context(), http.MethodPatch, "/api/v1/accounts/update_credentials",
		"display_name=Alice&note=Hello&fields_attributes[1][name]=b&fields_attributes[1][value]=2&fields_attributes[0][name]=a&fields_attributes[0][value]=1&source[privacy]=unlisted")
	require.Equal(t, 200, a.status, "%s", a.body)
	o := a.object(t)
	assert.Equal(t, "<p>Hello</p>", o["note"])
	fields := o["source"].(object)["fields"].([]any)
	assert.Equal(t, "a", fields[0].(object)["name"])
	assert.Equal(t, "unlisted", r.post(t, "/api/v1/statuses", "status=x").object(t)["visibility"])

	a = r.send(t.Context(), http.MethodPatch, "/api/v1/profile", object{
		"avatar_description": "me", "fields_attributes": []object{{"name": "c", "value": "3"}},
	})
	assert.Equal(t, "me", a.object(t)["avatar_description"])
	assert.Len(t, a.object(t)["fields"], 1)
	assert.Equal(t, 422, r.send(t.Context(), http.MethodPatch, "/api/v1/profile", object{"display_name": "a name that is longer than thirty characters"}).status)
	assert.Equal(t, "Alice", r.get(t, "/api/v1/accounts/verify_credentials").object(t)["display_name"])
	assert.Equal(t, "unlisted", r.get(t, "/api/v1/preferences").object(t)["posting:default:visibility"])
}

func TestFilters(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	st := r.Post(bob, "a rude word", nil)
	f := r.post(t, "/api/v2/filters", object{
		"title": "rude", "context": []string{"home"}, "keywords_attributes": []object{{"keyword": "rude", "whole_word": true}},
	}).object(t)
	hits := r.get(t, "/api/v1/statuses/"+st.ID).object(t)["filtered"].([]any)
	require.Len(t, hits, 1)
	assert.Equal(t, []any{"rude"}, hits[0].(object)["keyword_matches"])
	path := "/api/v2/filters/" + f["id"].(string)
	keyword := r.get(t, path+"/keywords").ids(t)[0]
	assert.Equal(t, "polite", r.put(t, "/api/v2/filters/keywords/"+keyword, "keyword=polite").object(t)["keyword"])
	assert.Empty(t, r.get(t, "/api/v1/statuses/"+st.ID).object(t)["filtered"])
	r.post(t, path+"/statuses", "status_id="+st.ID)
	assert.Len(t, r.get(t, "/api/v1/statuses/"+st.ID).object(t)["filtered"], 1)
	assert.Equal(t, 200, r.delete(t, path).status)
	assert.Empty(t, r.get(t, "/api/v2/filters").list(t))
	assert.Equal(t, 422, r.post(t, "/api/v2/filters", object{"title": "x"}).status)
}

func TestReportsAndAdmin(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob, troll := r.CreateAccount("bob"), r.CreateAccount("troll")
	bad := r.Post(troll, "bad", nil)
	report := r.post(t, "/api/v1/reports", object{
		"account_id": troll.ID, "status_ids": []string{bad.ID}, "comment": "look", "category": "spam",
	}).object(t)
	assert.Equal(t, "spam", r.Reports()[0].Category)

	root := r.as(bob, "admin:read", "admin:write", "read")
	assert.Equal(t, 403, root.get(t, "/api/v1/admin/reports").status, "the scope alone does not do")
	r.SetAccount(bob, mastodontest.AccountState{Admin: true})
	assert.Equal(t, 403, r.as(bob).get(t, "/api/v1/admin/reports").status, "the role alone does not do either")
	require.Len(t, root.get(t, "/api/v1/admin/reports").list(t), 1)
	id := report["id"].(string)
	assert.NotNil(t, root.post(t, "/api/v1/admin/reports/"+id+"/assign_to_self", nil).object(t)["assigned_account"])
	account := "/api/v1/admin/accounts/" + troll.ID
	assert.Equal(t, 200, root.post(t, account+"/action", object{"type": "suspend", "report_id": id}).status)
	assert.Empty(t, root.get(t, "/api/v1/admin/reports").list(t))
	assert.Equal(t, []string{troll.ID}, root.get(t, "/api/v2/admin/accounts?status=suspended").ids(t))
	assert.Equal(t, 404, r.get(t, "/api/v1/statuses/"+bad.ID).status)
	assert.Equal(t, false, root.post(t, account+"/unsuspend", nil).object(t)["suspended"])
	assert.Equal(t, 200, r.get(t, "/api/v1/statuses/"+bad.ID).status)

	measures := root.post(t, "/api/v1/admin/measures", object{
		"keys": []string{"new_users", "opened_reports"}, "start_at": "2026-02-28", "end_at": "2026-03-01",
	}).list(t)
	require.Len(t, measures, 2)
	assert.Equal(t, "3", measures[0]["total"])
	assert.Len(t, measures[1]["data"], 2)
	assert.Len(t, root.post(t, "/api/v1/admin/dimensions", object{"keys": []string{"servers"}}).list(t)[0]["data"], 1)
	assert.NotEmpty(t, root.post(t, "/api/v1/admin/retention", object{"frequency": "day", "start_at": "2026-03-01", "end_at": "2026-03-01"}).list(t))
	assert.Equal(t, 200, root.post(t, "/api/v1/admin/domain_blocks", "domain=bad.example&severity=suspend").status)
	assert.Len(t, root.get(t, "/api/v1/admin/domain_blocks").list(t), 1)
}

func TestPushSubscription(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	assert.Equal(t, 404, r.get(t, "/api/v1/push/subscription").status)
	// The example key of RFC 8291, appendix A.
	keys := object{"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}
	sub := r.post(t, "/api/v1/push/subscription", object{
		"subscription": object{"endpoint": "https://push.example/1", "keys": keys, "standard": true},
		"data":         object{"alerts": object{"mention": true}, "policy": "followed"},
	}).object(t)
	assert.Equal(t, true, sub["alerts"].(object)["mention"])
	assert.Equal(t, true, sub["standard"])
	assert.Equal(t, 422, r.post(t, "/api/v1/push/subscription", object{"subscription": object{"endpoint": "https://push.example/1"}}).status)
	updated := r.put(t, "/api/v1/push/subscription", object{"data": object{"alerts": object{"poll": true}}}).object(t)
	assert.Equal(t, false, updated["alerts"].(object)["mention"])
	r.delete(t, "/api/v1/push/subscription")
	assert.Equal(t, 404, r.get(t, "/api/v1/push/subscription").status)
}

func TestPolls(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	st := r.Post(bob, "which?", &mastodontest.PostOptions{Poll: []string{"a", "b"}})
	path := "/api/v1/polls/" + st.Poll.ID
	voted := r.post(t, path+"/votes", object{"choices": []int{1}}).object(t)
	assert.Equal(t, []any{1.0}, voted["own_votes"])
	assert.Equal(t, 422, r.post(t, path+"/votes", "choices[]=0").status, "only once")
	r.clock.Advance(25 * time.Hour)
	assert.Equal(t, true, r.get(t, path).object(t)["expired"])
	assert.Equal(t, []string{"poll"}, types(r.get(t, "/api/v1/notifications").list(t)))
	assert.Equal(t, 422, r.as(r.CreateAccount("late")).post(t, path+"/votes", "choices[]=0").status)
}
