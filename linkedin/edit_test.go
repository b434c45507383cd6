package linkedin_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// TestEditWithoutReading: a change that stands is no error because it cannot be read back.
func TestEditWithoutReading(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	p := w.posted("News")
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.FailBefore, Match: "GET /rest/posts/*", Times: linkedintest.Forever})
	post, err := w.client().Edit(t.Context(), postRef(p.URN), &social.Change{Text: new("Newer")})
	require.NoError(t, err)
	assert.Equal(t, "Newer", post.Text)
	stands, _ := w.srv.FindPost(p.URN)
	assert.Equal(t, "Newer", stands.Text)
}

// TestDeleteWithoutReading: a post that went wrong is deleted, whether or not it can be read; and what was not deleted is
// never called so.
func TestDeleteWithoutReading(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	p, other := w.posted("Wrong"), w.posted("Also wrong")
	unread := linkedintest.Fault{Kind: linkedintest.FailBefore, Match: "GET /rest/posts/*", Times: linkedintest.Forever}
	mend := w.srv.Faults().Add(unread)
	require.NoError(t, w.client().Delete(t.Context(), postRef(p.URN)))
	_, ok := w.srv.FindPost(p.URN)
	assert.False(t, ok)
	mend()
	unread.Kind = linkedintest.Unauthorized
	w.srv.Faults().Add(unread)
	require.ErrorIs(t, w.client().Delete(t.Context(), postRef(other.URN)), social.ErrAuth)
	assert.Zero(t, w.srv.Requests().Count("DELETE /rest/posts/*")-1)
}

// TestAnswerBeyondTheDay: whoever may not read any more today may answer all the same.
func TestAnswerBeyondTheDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	k := w.srv.Comment(w.member("Bob"), w.posted("News").URN, "Well?")
	spent := linkedintest.Answer("GET /rest/socialActions/*/comments/*", linkedintest.Error{
		Status: 429, Message: "Resource level throttle MEMBER DAY limit for calls to this resource is reached.",
	}, false)
	spent.Times = linkedintest.Forever
	w.srv.Faults().Add(spent)
	post, err := w.client().Reply(t.Context(), commentRef(k), &social.Draft{Text: "Well."})
	require.NoError(t, err)
	assert.Equal(t, k, post.ReplyTo.ID)
}

// TestNotificationsWithoutATime are of the time of what they tell of.
func TestNotificationsWithoutATime(t *testing.T) {
	t.Parallel()
	written := time.UnixMilli(7530131111628768438 >> 22).UTC()
	for body, want := range map[string]time.Time{
		`{"action":"COMMENT","generatedActivity":"urn:li:comment:(activity:1,7530131111628768438)"}`:                            written,
		`{"action":"SHARE","decoratedGeneratedActivity":{"share":{"entity":"urn:li:share:7530131111628768438"}}}`:               written,
		`{"action":"COMMENT","lastModifiedAt":5,"generatedActivity":"urn:li:comment:(activity:1,7530131111628768438)"}`:         time.UnixMilli(5).UTC(),
		`{"action":"COMMENT_EDIT","generatedActivity":"urn:li:comment:(activity:1,7530131111628768438)"}`:                       {},
		`{"action":"COMMENT","generatedActivity":"urn:li:comment:(activity:1,2)","sourcePost":"urn:li:activity:7530131111628"}`: {},
		`{"action":"LIKE"}`: {},
	} {
		var n linkedin.Notification
		linkedin.Decode([]byte(body), &n)
		assert.Equal(t, want, n.At.Time, body)
	}
}
