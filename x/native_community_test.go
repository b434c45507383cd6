package x_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

// TestCommunities reads what the simulator does not have.
func TestCommunities(t *testing.T) {
	t.Parallel()
	const fields = "access,created_at,description,id,join_policy,member_count,name"
	var mu sync.Mutex
	var asked []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		q := r.URL.Query()
		asked = append(asked, fmt.Sprint(r.URL.Path, " ", q.Get("query"), " ", q.Get("max_results"), " ", q.Get("pagination_token")))
		assert.Equal(t, fields, q.Get("community.fields"))
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/2/communities/7":
			_, _ = fmt.Fprint(w, `{"data":{"id":"7","name":"Bakers","access":"Public","join_policy":"Open","member_count":12,"created_at":"2026-01-02T03:04:05.000Z"}}`)
		case r.URL.Path != "/2/communities/search":
			_, _ = fmt.Fprint(w, `{"errors":[{"detail":"Could not find it.","type":"https://api.x.com/2/problems/resource-not-found"}]}`)
		case q.Get("pagination_token") == "":
			_, _ = fmt.Fprint(w, `{"data":[{"id":"7","name":"Bakers"}],"meta":{"next_token":"more"}}`)
		default:
			_, _ = fmt.Fprint(w, `{"data":[{"id":"8","name":"Bread"}],"meta":{}}`)
		}
	}))
	t.Cleanup(srv.Close)
	c, err := x.New(static("token-123"), &social.Options{BaseURL: srv.URL, HTTPClient: srv.Client()})
	require.NoError(t, err)
	got, err := c.Community(t.Context(), "7")
	require.NoError(t, err)
	assert.Equal(t, "Bakers", got.Name)
	require.NotNil(t, got.MemberCount)
	assert.EqualValues(t, 12, *got.MemberCount)
	_, err = c.Community(t.Context(), "9")
	require.ErrorIs(t, err, social.ErrNotFound)

	found, err := every(c.SearchCommunities(t.Context(), "bread", nil))
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, x.ID("8"), found[1].ID)
	_, err = c.SearchCommunitiesPage(t.Context(), "bread", &x.PageParams{Limit: 1})
	require.NoError(t, err)
	assert.Equal(t, []string{
		"/2/communities/7   ", "/2/communities/9   ", "/2/communities/search bread 100 ", "/2/communities/search bread 100 more",
		"/2/communities/search bread 10 ",
	}, asked)
}
