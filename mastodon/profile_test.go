package mastodon_test

import (
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func picture(name string) *social.Media {
	return social.MediaBytes(name, []byte("\x89PNG\r\n\x1a\n"+name))
}

func TestUpdateCredentials(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.GoToSocial} {
		for _, withFile := range []bool{false, true} {
			w := newWorld(t, &mastodontest.Options{Flavour: flavour})
			c := w.client()
			name, note, language, privacy, yes, no := "Acme", "We mend & more", "de", mastodon.VisibilityUnlisted, true, false
			domains := []string{"acme.example"}
			fields := make([]social.ProfileField, 4)
			for i := range fields {
				fields[i] = social.ProfileField{Name: "F" + strconv.Itoa(i), Value: "https://acme.example/" + strconv.Itoa(i)}
			}
			p := &mastodon.CredentialsParams{
				DisplayName: &name, Note: &note, Locked: &yes, Bot: &no, AttributionDomains: &domains, Fields: &fields,
				Privacy: &privacy, Sensitive: &yes, Language: &language,
			}
			if withFile {
				p.Avatar, p.Header = picture("a.png"), picture("h.png")
			}
			a, err := c.UpdateCredentials(t.Context(), p)
			require.NoError(t, err)
			assert.Equal(t, name, a.DisplayName)
			assert.True(t, a.Locked)
			require.NotNil(t, a.Source)
			assert.Equal(t, note, a.Source.Note)
			assert.Equal(t, privacy, a.Source.Privacy)
			assert.True(t, a.Source.Sensitive)
			assert.Equal(t, "de", a.Source.Language)
			require.Len(t, a.Source.Fields, 4)
			for i, f := range a.Source.Fields {
				assert.Equal(t, fields[i], social.ProfileField{Name: f.Name, Value: f.Value}, "in this order")
			}
			assert.NotEqual(t, withFile, strings.Contains(a.Avatar, "missing"))
			assert.NotEqual(t, withFile, strings.Contains(a.Header, "missing"))

			after := &mastodon.CredentialsParams{Fields: &[]social.ProfileField{}, AttributionDomains: &[]string{}}
			if withFile {
				after.Avatar = picture("b.png")
			}
			a, err = c.UpdateCredentials(t.Context(), after)
			require.NoError(t, err)
			assert.Empty(t, a.Source.Fields, "cleared")
			assert.Equal(t, name, a.DisplayName, "kept")
			assert.Equal(t, note, a.Source.Note, "kept")
			if withFile {
				a, err = c.DeleteAvatar(t.Context())
				require.NoError(t, err)
				assert.Contains(t, a.Avatar, "missing")
				a, err = c.DeleteHeader(t.Context())
				require.NoError(t, err)
				assert.Contains(t, a.Header, "missing")
			}
		}
	}
}

// What is known of the own account is read anew after a change.
func TestUpdateCredentialsForgetsMe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, name := w.client(), "New"
	before, err := c.Me(t.Context())
	require.NoError(t, err)
	_, err = c.Me(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, w.srv.Requests().Count("GET /api/v1/accounts/verify_credentials"))
	_, err = c.UpdateCredentials(t.Context(), &mastodon.CredentialsParams{DisplayName: &name})
	require.NoError(t, err)
	after, err := c.Me(t.Context())
	require.NoError(t, err)
	assert.NotEqual(t, before.DisplayName, after.DisplayName)
}

func TestOwnProfile(t *testing.T) {
	t.Parallel()
	for name, flavour := range map[string]mastodontest.Flavour{"4.6": mastodontest.Mastodon, "3.5": mastodontest.OldMastodon} {
		w := newWorld(t, &mastodontest.Options{Flavour: flavour})
		c, note := w.client(), "plain <b>text</b>"
		_, err := c.UpdateCredentials(t.Context(), &mastodon.CredentialsParams{Note: &note})
		require.NoError(t, err)
		p, err := c.OwnProfile(t.Context())
		require.NoError(t, err)
		assert.Equal(t, w.brand.ID, string(p.ID), name)
		assert.Equal(t, note, p.Note, name)
	}
}

func TestUpdateProfile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	name, bio, fields := "Acme", "We mend.\n\n\n#repair  since 1950", []social.ProfileField{{Name: "Web", Value: "https://acme.example"}}
	avatar := picture("logo.png")
	avatar.AltText = "A spanner"
	p, err := c.UpdateProfile(t.Context(), &social.ProfileChange{Name: &name, Bio: &bio, Fields: &fields, Avatar: avatar, Banner: picture("street.png")})
	require.NoError(t, err)
	assert.Equal(t, name, p.Account.Name)
	assert.Equal(t, bio, p.Account.Bio)
	assert.Equal(t, fields, p.Fields)
	raw, ok := p.Raw.(*mastodon.Account)
	require.True(t, ok)
	assert.Equal(t, "A spanner", raw.AvatarDescription)
	assert.NotContains(t, p.Banner, "missing")

	p, err = c.UpdateProfile(t.Context(), &social.ProfileChange{Avatar: picture("other.png")})
	require.NoError(t, err)
	raw, ok = p.Raw.(*mastodon.Account)
	require.True(t, ok)
	assert.Empty(t, raw.AvatarDescription, "the description of the former picture does not stay")
	assert.Equal(t, bio, p.Account.Bio)

	w.srv.Requests().Reset()
	p, err = c.UpdateProfile(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, fields, p.Fields)
	assert.Zero(t, w.writes())
}

func TestUpdateProfileChecksFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.client()
	long := func(n int) *string { s := strings.Repeat("é", n); return &s }
	site := "https://acme.example"
	video := social.MediaBytes("clip.mp4", []byte("film"))
	video.Focus = &social.Focus{}
	fields := []social.ProfileField{{Name: *long(256)}, {Value: *long(256)}, {}, {}, {}}
	_, err := c.UpdateProfile(t.Context(), &social.ProfileChange{
		Name: long(31), Bio: long(501), Website: &site, Fields: &fields, Avatar: video, Banner: &social.Media{Name: "x.png"},
	})
	for field, kind := range map[string]error{
		"Name": social.ErrInvalid, "Bio": social.ErrInvalid, "Website": errors.ErrUnsupported, "Fields": social.ErrInvalid,
		"Fields[0].Name": social.ErrInvalid, "Fields[1].Value": social.ErrInvalid, "Avatar": social.ErrInvalid,
		"Avatar.Focus": errors.ErrUnsupported, "Banner.Open": social.ErrInvalid,
	} {
		requireField(t, err, kind, field)
	}
	assert.Zero(t, w.writes(), "nothing is sent")
	link := strings.Repeat("x", 477) + " https://acme.example/a/very/long/path" // counted as 23
	_, err = c.UpdateProfile(t.Context(), &social.ProfileChange{Bio: &link})
	require.NotErrorIs(t, err, errors.ErrUnsupported)

	g := newWorld(t, &mastodontest.Options{Flavour: mastodontest.GoToSocial})
	logo := picture("logo.png")
	logo.AltText = "A spanner"
	_, err = g.client().UpdateProfile(t.Context(), &social.ProfileChange{Avatar: logo})
	requireField(t, err, errors.ErrUnsupported, "Avatar.AltText")
	assert.Zero(t, g.writes())
}

// endless is a picture that takes no memory.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	clear(p[:n])
	e.left -= n
	return n, nil
}

// A picture is streamed, sent again from its beginning after a fault, and its parts are named as the API wants.
func TestAvatarIsStreamed(t *testing.T) {
	t.Parallel()
	const size = 3 << 20
	tries := 0
	c := stubClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method != http.MethodPatch {
			_, _ = io.WriteString(w, `{}`)
			return
		}
		_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		form, err := multipart.NewReader(r.Body, params["boundary"]).ReadForm(1 << 10)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if tries++; tries == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"id": form.Value["fields_attributes[0][value]"][0], "display_name": form.Value["source[privacy]"][0],
			"followers_count": form.File["header"][0].Size, "username": form.File["header"][0].Header.Get("Content-Type"),
		})
	}))
	opened := 0
	m := &social.Media{Name: "header.png", ContentType: "image/png", Size: size, Open: func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(&endless{size}), nil
	}}
	value, privacy := strconv.Itoa(rand.IntN(1000)), mastodon.VisibilityPrivate
	a, err := c.UpdateCredentials(t.Context(), &mastodon.CredentialsParams{
		Header: m, Fields: &[]social.ProfileField{{Name: "n", Value: value}}, Privacy: &privacy,
	})
	require.NoError(t, err)
	assert.Equal(t, value, string(a.ID))
	assert.Equal(t, "private", a.DisplayName)
	assert.EqualValues(t, size, a.FollowersCount)
	assert.Equal(t, "image/png", a.Username)
	assert.Equal(t, 2, tries)
	assert.GreaterOrEqual(t, opened, 2)

	_, err = c.UpdateCredentials(t.Context(), &mastodon.CredentialsParams{Avatar: &social.Media{Name: "x.png"}})
	requireField(t, err, social.ErrInvalid, "Avatar.Open")
}

func TestProfileInDryRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c, name := w.client(func(o *social.Options) { o.DryRun = true }), "x"
	_, err := c.UpdateProfile(t.Context(), &social.ProfileChange{Name: &name})
	require.ErrorIs(t, err, social.ErrDryRun)
	p, err := c.Profile(t.Context())
	require.NoError(t, err)
	assert.NotEqual(t, name, p.Account.Name)
}
