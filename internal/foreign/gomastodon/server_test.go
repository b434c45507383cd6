package gomastodon_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

func TestSearchAndTimelines(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	ann, far := p.CreateAccount("ann"), p.CreateAccount("far@far.example")
	p.Follow(p.acme, ann)
	here, there := p.Post(ann, "garden #go @acme", nil), p.Post(far, "shed #go", nil)
	p.SetTrends([]string{"go"}, []string{there.ID}, nil)
	found := must(p.c.Search(ctx, "garden", false))(t)
	assert.Equal(t, []string{here.ID}, ids(found.Statuses, statusID))
	assert.Equal(t, []string{ann.ID}, ids(must(p.c.Search(ctx, "ann", true))(t).Accounts, accountID))
	assert.Equal(t, "go", must(p.c.Search(ctx, "#go", false))(t).Hashtags[0].Name)

	both := []string{there.ID, here.ID}
	assert.Equal(t, both, ids(must(p.c.GetTimelinePublic(ctx, false, nil))(t), statusID))
	assert.Equal(t, both[1:], ids(must(p.c.GetTimelinePublic(ctx, true, nil))(t), statusID))
	assert.Equal(t, both, ids(must(p.c.GetTimelineHashtag(ctx, "go", false, nil))(t), statusID))
	assert.Equal(t, both[1:], ids(must(p.c.GetTimelineHashtag(ctx, "go", true, nil))(t), statusID))
	assert.Empty(t, must(p.c.GetTimelineHashtagMultiple(ctx, "go", false, &mast.TagData{All: []string{"none"}}, nil))(t))
	assert.Len(t, must(p.c.GetTimelineMedia(ctx, false, nil))(t), 2, "the parameter that this client sends is unknown to Mastodon")
	assert.Equal(t, both[:1], ids(must(p.c.GetTrendingStatuses(ctx, nil))(t), statusID))

	assert.True(t, must(p.c.TagFollow(ctx, "go"))(t).Following)
	assert.Equal(t, "go", must(p.c.TagsFollowed(ctx, nil))(t)[0].Name)
	assert.True(t, must(p.c.TagInfo(ctx, "go"))(t).Following)
	assert.False(t, must(p.c.TagUnfollow(ctx, "go"))(t).Following)
}

func TestConversations(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	ann := p.CreateAccount("ann")
	s := p.Message(ann, "psst", p.acme)
	list := must(p.c.GetConversations(ctx, nil))(t)
	require.Len(t, list, 1)
	assert.True(t, list[0].Unread)
	assert.Equal(t, mast.ID(s.ID), list[0].LastStatus.ID)
	assert.Equal(t, []string{ann.ID}, ids(list[0].Accounts, accountID))
	require.NoError(t, p.c.MarkConversationAsRead(ctx, list[0].ID))
	assert.False(t, must(p.c.GetConversations(ctx, nil))(t)[0].Unread)
	assert.Equal(t, []string{s.ID}, ids(must(p.c.GetTimelineDirect(ctx, nil))(t), statusID))
	require.NoError(t, p.c.DeleteConversation(ctx, list[0].ID))
	assert.Empty(t, must(p.c.GetConversations(ctx, nil))(t))
}

func TestInstance(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.OldMastodon, mastodontest.GoToSocial} {
		p := newPlace(t, &mastodontest.Options{Flavour: flavour, Title: "Place"})
		i := must(p.c.GetInstance(t.Context()))(t)
		assert.Equal(t, "Place", i.Title)
		assert.Equal(t, "mastodon.example", i.URI)
		assert.Contains(t, i.URLs["streaming_api"], "://127.0.0.1:")
		require.NotNil(t, i.GetConfig())
		assert.NotZero(t, (*i.Configuration.Statuses)["max_characters"])
		assert.NotZero(t, i.Stats.UserCount)
		if flavour != mastodontest.GoToSocial {
			assert.NotEmpty(t, must(p.c.GetInstanceActivity(t.Context()))(t))
		}
		must(p.c.GetInstancePeers(t.Context()))(t)
	}
}

func TestPushSubscription(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	yes, no := mast.Sbool(true), mast.Sbool(false)
	made := must(p.c.AddPushSubscription(ctx, "https://push.example/acme", key.PublicKey, make([]byte, 16), mast.PushAlerts{Mention: &yes}))(t)
	assert.Equal(t, "https://push.example/acme", made.Endpoint)
	assert.NotEmpty(t, made.ServerKey)
	assert.True(t, bool(*made.Alerts.Mention))
	changed := must(p.c.UpdatePushSubscription(ctx, &mast.PushAlerts{Mention: &no, Follow: &yes}))(t)
	assert.True(t, bool(*changed.Alerts.Follow))
	assert.Equal(t, made.ID, must(p.c.GetPushSubscription(ctx))(t).ID)
	require.NoError(t, p.c.RemovePushSubscription(ctx))
	_, err = p.c.GetPushSubscription(ctx)
	refused(t, err, http.StatusNotFound, "Record not found")
}

func TestAdministration(t *testing.T) {
	t.Parallel()
	p := newPlace(t, nil)
	ctx := t.Context()
	p.SetAccount(p.acme, mastodontest.AccountState{Admin: true})
	boss := p.client(p.acme, "read", "write", "admin:read", "admin:write")
	ann, rude := p.CreateAccount("ann"), p.CreateAccount("rude")
	bad := p.Post(rude, "insult @ann", nil)
	complaint := must(p.client(ann).Report(ctx, mast.ID(rude.ID), []mast.ID{mast.ID(bad.ID)}, "rude"))(t)
	reports := must(boss.GetAdminReports(ctx, nil))(t)
	require.Len(t, reports, 1)
	assert.Equal(t, complaint.ID, reports[0].ID)
	assert.Equal(t, "rude", reports[0].Comment)
	assert.Equal(t, "rude", reports[0].TargetAccount.Username)
	assert.Equal(t, []string{bad.ID}, ids(reports[0].Statuses, statusID))
	assert.Equal(t, "acme", must(boss.AdminReportAssignToSelf(ctx, complaint.ID))(t).AssignedAccount.Username)
	assert.Nil(t, must(boss.AdminReportUnassign(ctx, complaint.ID))(t).AssignedAccount)

	id := mast.ID(rude.ID)
	require.NoError(t, boss.AdminAccountPerformAction(ctx, id, &mast.AdminAccountAction{Type: "silence", ReportID: complaint.ID, Text: "be nice"}))
	assert.True(t, must(boss.GetAdminAccount(ctx, id))(t).Silenced)
	assert.True(t, must(boss.GetAdminReport(ctx, complaint.ID))(t).ActionTaken)
	assert.False(t, must(boss.AdminReportReopen(ctx, complaint.ID))(t).ActionTaken)
	assert.True(t, must(boss.AdminReportResolve(ctx, complaint.ID))(t).ActionTaken)
	assert.False(t, must(boss.AdminAccountUnsilence(ctx, id))(t).Silenced)
	for action, undo := range map[string]func() (*mast.AdminAccount, error){
		"suspend":   func() (*mast.AdminAccount, error) { return boss.AdminAccountUnsuspend(ctx, id) },
		"disable":   func() (*mast.AdminAccount, error) { return boss.AdminAccountEnable(ctx, id) },
		"sensitive": func() (*mast.AdminAccount, error) { return boss.AdminAccountUnsensitive(ctx, id) },
	} {
		require.NoError(t, boss.AdminAccountPerformAction(ctx, id, &mast.AdminAccountAction{Type: action}))
		a := must(undo())(t)
		assert.False(t, a.Suspended || a.Disabled, action)
	}
	err := boss.AdminAccountPerformAction(ctx, id, &mast.AdminAccountAction{Type: "shout"})
	refused(t, err, http.StatusUnprocessableEntity, "Validation failed: Type is not included in the list")
	for _, handle := range []string{"new", "newer"} {
		p.SetAccount(p.CreateAccount(handle), mastodontest.AccountState{Pending: true})
	}
	accounts := must(boss.GetAdminAccounts(ctx, &mast.Pagination{Limit: 3}))(t)
	require.Len(t, accounts, 3)
	assert.Equal(t, "newer", accounts[0].Username)
	assert.False(t, accounts[0].Approved)
	assert.True(t, must(boss.AdminAccountApprove(ctx, accounts[0].ID))(t).Approved)
	must(boss.AdminAccountReject(ctx, accounts[1].ID))(t)
	_, err = boss.AdminAccountApprove(ctx, accounts[0].ID)
	refused(t, err, http.StatusForbidden, "This action is not allowed")
}
