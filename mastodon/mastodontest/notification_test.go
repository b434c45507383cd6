package mastodontest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNotificationPaging(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob := r.CreateAccount("bob")
	var sent []string
	for range 25 {
		sent = append(sent, r.Notify(r.alice, "follow", bob, ""))
	}
	assert.Less(t, len(sent[0]), len(sent[24]), "ids of different lengths occur")

	// Forward without gaps.
	var forward []string
	last := sent[0]
	for {
		ids := r.get(t, "/api/v1/notifications?limit=10&min_id="+last).ids(t)
		if len(ids) == 0 {
			break
		}
		for _, id := range slices.Backward(ids) {
			forward = append(forward, id)
		}
		last = ids[0]
	}
	assert.Equal(t, sent[1:], forward)
	// since_id is the newest page instead.
	assert.Equal(t, sent[24], r.get(t, "/api/v1/notifications?limit=3&since_id="+sent[0]).ids(t)[0])

	// Backward by links, which echo the other parameters.
	var backward []string
	next := "/api/v1/notifications?limit=10&types[]=follow"
	for pages := 0; ; pages++ {
		require.Less(t, pages, 6)
		a := r.get(t, next)
		ids := a.ids(t)
		if len(ids) == 0 {
			assert.Empty(t, a.link("next"))
			break
		}
		backward = append(backward, ids...)
		next = a.link("next")
		assert.Contains(t, next, "types%5B%5D=follow")
		assert.Contains(t, next, "limit=10")
		assert.Contains(t, a.link("prev"), "min_id="+ids[0])
	}
	require.Len(t, backward, 25)
	assert.Equal(t, sent[0], backward[24])
	assert.Len(t, r.get(t, "/api/v1/notifications?limit=1000").ids(t), 25)
	assert.Len(t, r.get(t, "/api/v1/notifications?exclude_types[]=follow").ids(t), 0)
	assert.EqualValues(t, 25, r.get(t, "/api/v1/notifications/unread_count").object(t)["count"])
	r.post(t, "/api/v1/markers", object{"notifications": object{"last_read_id": sent[20]}})
	assert.EqualValues(t, 4, r.get(t, "/api/v1/notifications/unread_count").object(t)["count"])
	assert.Equal(t, 409, r.post(t, "/api/v1/markers", "notifications[last_read_id]="+sent[3]).status)
}

func TestAudienceIsHeard(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	bob, eve := r.CreateAccount("bob"), r.CreateAccount("eve@far.example")
	st := r.Post(r.alice, "hello", nil)
	r.Favourite(bob, st.ID)
	r.Boost(eve, st.ID)
	r.Follow(bob, r.alice)
	r.Reply(eve, st.ID, "nice")
	got := r.get(t, "/api/v1/notifications").list(t)
	assert.Equal(t, []string{"mention", "follow", "reblog", "favourite"}, types(got))

	// A reply without the handle notifies nobody: only the thread shows it.
	r.token = r.Token(bob)
	r.post(t, "/api/v1/statuses", object{"status": "quiet", "in_reply_to_id": st.ID})
	assert.Len(t, r.Notifications(r.alice), 4)
	assert.Len(t, r.get(t, "/api/v1/statuses/"+st.ID+"/context").object(t)["descendants"], 2)
}

func TestFilteredNotifications(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	stranger := r.CreateAccount("stranger")
	r.Message(stranger, "hello", r.alice)
	assert.Empty(t, r.get(t, "/api/v1/notifications").list(t), "held back by default")
	assert.Len(t, r.get(t, "/api/v1/notifications?include_filtered=true").list(t), 1)
	requests := r.get(t, "/api/v1/notifications/requests")
	require.Len(t, requests.list(t), 1)
	r.post(t, "/api/v1/notifications/requests/"+requests.ids(t)[0]+"/accept", nil)
	assert.Len(t, r.get(t, "/api/v1/notifications").list(t), 1)
	r.Message(stranger, "again", r.alice)
	assert.Len(t, r.get(t, "/api/v1/notifications").list(t), 2)

	conversations := r.get(t, "/api/v1/conversations").list(t)
	require.Len(t, conversations, 2)
	assert.Equal(t, true, conversations[0]["unread"])
	read := r.post(t, "/api/v1/conversations/"+conversations[0]["id"].(string)+"/read", nil).object(t)
	assert.Equal(t, false, read["unread"])
}

func TestGroupedNotifications(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	st := r.Post(r.alice, "hello", nil)
	for i := range 3 {
		r.Favourite(r.CreateAccount(fmt.Sprintf("fan%d", i)), st.ID)
	}
	r.Reply(r.CreateAccount("bob"), st.ID, "nice")
	got := r.get(t, "/api/v2/notifications").object(t)
	groups := got["notification_groups"].([]any)
	require.Len(t, groups, 2)
	mention, favourites := groups[0].(object), groups[1].(object)
	assert.True(t, strings.HasPrefix(mention["group_key"].(string), "ungrouped-"))
	assert.EqualValues(t, 3, favourites["notifications_count"])
	assert.Equal(t, st.ID, favourites["status_id"])
	assert.Len(t, got["accounts"], 4)
	key := favourites["group_key"].(string)
	assert.Len(t, r.get(t, "/api/v2/notifications/"+key+"/accounts").list(t), 3)
	r.post(t, "/api/v2/notifications/"+key+"/dismiss", nil)
	assert.EqualValues(t, 1, r.get(t, "/api/v2/notifications/unread_count").object(t)["count"])
}
