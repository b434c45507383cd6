package mastodon_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func TestStaff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := t.Context()
	w.srv.SetAccount(w.brand, mastodontest.AccountState{Admin: true})
	w.token = w.srv.Token(w.brand, "admin:read", "admin:write", "read", "write")
	c, them := w.client(), w.person("someone")
	require.NoError(t, c.Moderate(ctx, accountRef(them), social.ActionReport, &social.Moderation{Category: "spam"}))
	reports, err := all(c.AdminReports(ctx, nil, nil))
	require.NoError(t, err)
	require.Len(t, reports, 1)
	r, err := c.AdminAssignReport(ctx, reports[0].ID)
	require.NoError(t, err)
	require.NotNil(t, r.AssignedAccount)
	_, err = c.AdminResolveReport(ctx, r.ID)
	require.NoError(t, err)
	reports, err = all(c.AdminReports(ctx, nil, nil))
	require.NoError(t, err)
	assert.Empty(t, reports)

	for range 120 {
		w.person("")
	}
	people, err := all(c.AdminAccounts(ctx, nil, nil))
	require.NoError(t, err)
	assert.Len(t, people, 122)

	w.token = w.srv.Token(them, "admin:read")
	_, err = all(w.client().AdminReports(ctx, nil, nil))
	require.ErrorIs(t, err, social.ErrPermission)
	w.token = w.srv.Token(w.brand, "read")
	_, err = all(w.client().AdminReports(ctx, nil, nil))
	require.ErrorIs(t, err, social.ErrPermission)
}

// What the staff does to an account shows, and can be taken back.
func TestStaffActsOnAccounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := t.Context()
	w.srv.SetAccount(w.brand, mastodontest.AccountState{Admin: true})
	w.token = w.srv.Token(w.brand, "admin:read", "admin:write")
	c, them := w.client(), id(w.person("someone"))
	requireField(t, c.AdminActOnAccount(ctx, them, nil), social.ErrInvalid, "Type")
	require.NoError(t, c.AdminActOnAccount(ctx, them, &mastodon.AdminAction{Type: "silence"}))
	a, err := c.AdminAccount(ctx, them)
	require.NoError(t, err)
	assert.True(t, a.Silenced)
	a, err = c.AdminUnsilenceAccount(ctx, them)
	require.NoError(t, err)
	assert.False(t, a.Silenced)

	b, err := c.AdminCreateDomainBlock(ctx, &mastodon.AdminDomainBlockParams{Domain: "bad.example", Severity: "suspend"})
	require.NoError(t, err)
	b, err = c.AdminUpdateDomainBlock(ctx, b.ID, &mastodon.AdminDomainBlockParams{Severity: "silence"})
	require.NoError(t, err)
	assert.Equal(t, "silence", b.Severity)
	_, err = c.AdminCreateDomainBlock(ctx, &mastodon.AdminDomainBlockParams{Domain: "bad.example"})
	require.ErrorIs(t, err, social.ErrInvalid)
	require.NoError(t, c.AdminDeleteDomainBlock(ctx, b.ID))
}

func TestStaffMeasures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := t.Context()
	w.srv.SetAccount(w.brand, mastodontest.AccountState{Admin: true})
	w.token = w.srv.Token(w.brand, "admin:read")
	c, now := w.client(), time.Now()
	m, err := c.AdminMeasures(ctx, &mastodon.AdminMeasuresParams{
		Keys: []string{mastodon.MeasureNewUsers}, From: now.AddDate(0, 0, -2), To: now,
	})
	require.NoError(t, err)
	require.Len(t, m, 1)
	assert.Equal(t, mastodon.MeasureNewUsers, m[0].Key)
	assert.EqualValues(t, 1, m[0].Total)
	_, err = c.AdminMeasures(ctx, nil)
	requireField(t, err, social.ErrInvalid, "Keys")
	_, err = c.AdminMeasures(ctx, &mastodon.AdminMeasuresParams{Keys: []string{mastodon.MeasureTagUses}})
	requireField(t, err, social.ErrInvalid, "Tag")
	_, err = c.AdminMeasures(ctx, &mastodon.AdminMeasuresParams{Keys: []string{mastodon.MeasureInstanceReports}})
	requireField(t, err, social.ErrInvalid, "Domain")
}
