package linkedin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// development makes a client of an application of the Development tier, which may read nothing in batches.
func (w *world) development() *linkedin.Client {
	app := w.srv.RegisterApp(linkedintest.App{Products: []linkedintest.Product{linkedintest.CommunityManagement}, Tier: linkedintest.Development})
	return w.configured(linkedin.Config{Author: linkedin.URN(w.acme), Tokens: static(w.srv.Grant(app.ClientID, w.ann).Access)})
}

func TestOrganizations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	garden := linkedin.URN(w.srv.AddOrganization(linkedintest.Organization{
		Name: "Garden", Description: "We grow", Website: "https://garden.example", Specialties: []string{"soil"}, Founded: 1984,
		Industries: []string{"urn:li:industry:4"}, Parent: w.acme,
	}))
	w.srv.Assign(string(garden), w.ann, linkedintest.Administrator)
	rival, acme := linkedin.URN(w.srv.CreateOrganization("Rival")), linkedin.URN(w.acme)
	c := w.client()
	o, err := c.OrganizationProfile(t.Context(), garden)
	require.NoError(t, err)
	assert.Equal(t, garden, o.URN())
	assert.Equal(t, "We grow", o.Description)
	assert.Equal(t, "https://garden.example", o.Website)
	assert.Equal(t, "Garden", o.Names.Texts[o.Names.Preferred.String()])
	assert.Equal(t, 1984, o.Founded.Year)
	assert.Equal(t, acme, o.Parent.Parent)
	assert.NotEmpty(t, o.Logo.Original)
	assert.Equal(t, "https://www.linkedin.com/company/garden/", o.Address())
	own, err := c.OrganizationProfile(t.Context(), "")
	require.NoError(t, err)
	assert.Equal(t, "ACME", own.Name)
	_, err = c.OrganizationProfile(t.Context(), rival)
	require.ErrorIs(t, err, social.ErrPermission, "for administrators only")
	_, err = c.OrganizationProfile(t.Context(), linkedin.URN(w.ann))
	require.ErrorIs(t, err, social.ErrInvalid)

	for name, c := range map[string]*linkedin.Client{"batch": c, "one by one": w.development()} {
		found, failed, err := c.OrganizationProfiles(t.Context(), garden, rival, acme, garden, "urn:li:organization:99")
		require.NoError(t, err, name)
		assert.Len(t, found, 2, name)
		assert.Equal(t, "We grow", found[garden].Description, name)
		require.ErrorIs(t, failed[rival], social.ErrPermission, name)
		require.ErrorIs(t, failed["urn:li:organization:99"], social.ErrNotFound, name)
	}
	found, failed, err := c.LookupOrganizations(t.Context(), rival, "urn:li:organization:99")
	require.NoError(t, err)
	assert.Equal(t, "Rival", found[rival].Name, "what everybody may see")
	require.ErrorIs(t, failed["urn:li:organization:99"], social.ErrNotFound)
	_, _, err = w.development().LookupOrganizations(t.Context(), rival)
	require.ErrorIs(t, err, social.ErrPermission)

	o, err = c.FindOrganization(t.Context(), "/rival/")
	require.NoError(t, err)
	assert.Equal(t, rival, o.URN())
	assert.Empty(t, o.Description)
	o, err = c.FindOrganization(t.Context(), "garden")
	require.NoError(t, err)
	assert.Equal(t, "We grow", o.Description)
	_, err = c.FindOrganization(t.Context(), "nobody")
	require.ErrorIs(t, err, social.ErrNotFound)
	_, err = c.FindOrganization(t.Context(), "https://www.linkedin.com/company/garden")
	require.ErrorIs(t, err, social.ErrInvalid)
}

// TestWhichPages: the roles of the member say which Pages they may run, over several pages of the answer.
func TestWhichPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &linkedintest.Options{Traps: linkedintest.Traps{ShortPages: 1}})
	bob := w.srv.CreateMember("Bob", "Ray")
	for range 130 {
		w.srv.CreateOrganization("Page", w.ann)
	}
	w.srv.Assign(w.acme, bob, linkedintest.Analyst)
	w.srv.Dismiss(w.srv.CreateOrganization("Left", w.ann), w.ann)
	c := w.client()
	pages := map[linkedin.URN]string{}
	for r, err := range c.Roles(t.Context(), &linkedin.RolesParams{State: linkedin.StateApproved}) {
		require.NoError(t, err)
		pages[r.Page] = r.Role
		assert.Equal(t, linkedin.URN(w.ann), r.Member)
	}
	assert.Len(t, pages, 130, "131, less what the trap left out of the first page")
	people := map[linkedin.URN]string{}
	for r, err := range c.Roles(t.Context(), &linkedin.RolesParams{Page: linkedin.URN(w.acme)}) {
		require.NoError(t, err)
		people[r.Member] = r.Role
	}
	assert.Equal(t, map[linkedin.URN]string{linkedin.URN(w.ann): linkedin.RoleAdministrator, linkedin.URN(bob): linkedin.RoleAnalyst}, people)
	for _, err := range w.sharer().Roles(t.Context(), nil) {
		require.ErrorIs(t, err, social.ErrPermission)
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ann := linkedin.URN(w.ann)
	bob := linkedin.URN(w.srv.AddMember(linkedintest.Member{First: "Bob", Last: "Ray", Headline: "Gardener"}))
	c := w.client()
	me, err := c.Me(t.Context())
	require.NoError(t, err)
	assert.Equal(t, ann, me.URN())
	assert.Equal(t, "Ann Lee", me.Name())
	other, err := c.MemberProfile(t.Context(), bob)
	require.NoError(t, err)
	assert.Equal(t, "Gardener", other.Headline)
	for name, c := range map[string]*linkedin.Client{"batch": c, "one by one": w.development()} {
		found, failed, err := c.MemberProfiles(t.Context(), bob, ann, "urn:li:person:none")
		require.NoError(t, err, name)
		assert.Equal(t, "Ray", found[bob].LastName, name)
		assert.Equal(t, "Lee", found[ann].LastName, name)
		require.ErrorIs(t, failed["urn:li:person:none"], social.ErrNotFound, name)
	}
	_, err = c.MemberProfile(t.Context(), linkedin.URN(w.acme))
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = c.UserInfo(t.Context())
	require.ErrorIs(t, err, social.ErrPermission, "Sign In is another product")
	info, err := w.sharer().UserInfo(t.Context())
	require.NoError(t, err)
	assert.Equal(t, ann, info.URN())
	assert.Equal(t, "ann.lee@example.org", info.Email)
	assert.Equal(t, "en_US", info.Locale.String())
}

// TestUpdateOrganization: the call is a partial update, which keeps other languages. The simulator does not have it,
// because LinkedIn does not describe it.
func TestUpdateOrganization(t *testing.T) {
	t.Parallel()
	var sent map[string]any
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = w.Write([]byte(`{"id":1,"description":{"localized":{"de_DE":"Wir","en_US":"We"},"preferredLocale":{"country":"DE","language":"de"}},"name":{"preferredLocale":{"country":"FR","language":"fr"}}}`))
			return
		}
		assert.Equal(t, "PARTIAL_UPDATE", r.Header.Get("X-Restli-Method"))
		assert.Equal(t, "/rest/organizations/1", r.URL.Path)
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&sent))
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(srv.Close)
	c, err := linkedin.New("urn:li:organization:1", static("token-123"), &social.Options{BaseURL: srv.URL})
	require.NoError(t, err)
	require.NoError(t, c.UpdateOrganization(t.Context(), "", &linkedin.OrganizationUpdate{
		Description: new("Wir wachsen"), Website: new("https://acme.example"), Set: map[string]any{"staffCountRange": "SIZE_1"},
	}))
	assert.Equal(t, map[string]any{"patch": map[string]any{"$set": map[string]any{
		"description": map[string]any{
			"localized": map[string]any{"de_DE": "Wir wachsen", "en_US": "We"}, "preferredLocale": map[string]any{"country": "DE", "language": "de"},
		},
		"website": map[string]any{
			"localized": map[string]any{"fr_FR": "https://acme.example"}, "preferredLocale": map[string]any{"country": "FR", "language": "fr"},
		},
		"staffCountRange": "SIZE_1",
	}}}, sent)
	require.ErrorIs(t, c.UpdateOrganization(t.Context(), "", nil), social.ErrInvalid)
	require.ErrorIs(t, c.UpdateOrganization(t.Context(), "urn:li:person:1", nil), social.ErrInvalid)
}
