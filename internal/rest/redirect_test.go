package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// redirector answers /from/{status} with a redirect to where it is told, and other paths with an item.
func redirector(t *testing.T, location func(r *http.Request) string) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	calls := counter()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		var status int
		if _, err := fmt.Sscanf(r.URL.Path, "/from/%d", &status); err == nil {
			http.Redirect(w, r, location(r), status)
			return
		}
		writeJSON(w, item{ID: r.URL.Path, Text: r.Header.Get("Authorization")})
	}))
	t.Cleanup(srv.Close)
	return srv, calls
}

func TestRedirectOfAReadWithinTheOrigin(t *testing.T) {
	t.Parallel()
	srv, _ := redirector(t, func(r *http.Request) string { return "http://" + strings.ToUpper(r.Host) + "/to" })
	c := newClient(t, srv.URL, withToken(staticToken(), nil))
	for _, status := range []int{301, 302, 303, 307, 308} {
		var out item
		_, err := c.Do(t.Context(), &rest.Request{Op: "items.get", Path: fmt.Sprint("/from/", status)}, &out)
		require.NoError(t, err)
		assert.Equal(t, item{"/to", "Bearer " + fakeToken()}, out)
	}
}

func TestRedirectToAnotherOrigin(t *testing.T) {
	t.Parallel()
	var leaked atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaked.Add(1) }))
	t.Cleanup(other.Close)
	for name, location := range map[string]func(*http.Request) string{
		"other port":   func(*http.Request) string { return other.URL + "/to?token=" + fakeToken() },
		"other scheme": func(r *http.Request) string { return "https://" + r.Host + "/to" },
		"other host": func(r *http.Request) string {
			return "http://" + strings.Replace(r.Host, "127.0.0.1", "localhost", 1) + "/to"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, calls := redirector(t, location)
			c := newClient(t, srv.URL, withToken(staticToken(), nil))
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				for _, status := range []int{301, 302, 303, 307, 308} {
					_, err := c.Do(t.Context(), &rest.Request{
						Op: "x", Method: method, Path: fmt.Sprint("/from/", status), Class: classOf(method),
					}, nil)
					e := socialError(t, err)
					assert.Equal(t, social.ErrInvalid, e.Kind)
					assert.Equal(t, "BaseURL", e.Field)
					assert.Equal(t, status, e.Status)
					assert.NotContains(t, everyForm(err), fakeToken())
				}
			}
			assert.EqualValues(t, 10, calls.Load(), "nothing is repeated")
			assert.Zero(t, leaked.Load(), "nothing reaches the other origin")
		})
	}
}

func classOf(method string) rest.Class {
	if method == http.MethodGet {
		return rest.Read
	}
	return rest.Unsafe
}

func TestRedirectOfAWriteIsRefused(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, class := range []rest.Class{rest.Idempotent, rest.Unsafe} {
			srv, calls := redirector(t, func(*http.Request) string { return "/to" })
			c := newClient(t, srv.URL, withToken(staticToken(), nil))
			_, err := c.Do(t.Context(), &rest.Request{
				Op: "items.create", Method: http.MethodPost, Path: fmt.Sprint("/from/", status), Class: class, Body: jsonBody(t, item{}),
			}, nil)
			e := socialError(t, err)
			assert.Equal(t, social.ErrInvalid, e.Kind)
			assert.Equal(t, "BaseURL", e.Field)
			assert.Equal(t, status, e.Status)
			assert.Contains(t, e.Error(), "redirects")
			assert.EqualValues(t, 1, calls.Load())
		}
	}
}

func TestRedirectToNoAddress(t *testing.T) {
	t.Parallel()
	srv, calls := redirector(t, func(*http.Request) string { return "http://%zz/" + fakeToken() })
	_, err := newClient(t, srv.URL, nil).Do(t.Context(), &rest.Request{Op: "x", Path: "/from/302", Class: rest.Unsafe}, nil)
	require.ErrorContains(t, err, "no address")
	assert.Equal(t, "BaseURL", socialError(t, err).Field)
	assert.NotContains(t, everyForm(err), fakeToken())
	assert.EqualValues(t, 1, calls.Load())
}

func TestRedirectLoopEnds(t *testing.T) {
	t.Parallel()
	srv, calls := redirector(t, func(r *http.Request) string { return r.URL.Path })
	_, err := newClient(t, srv.URL, nil).Do(t.Context(), &rest.Request{Op: "x", Path: "/from/302"}, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	require.ErrorContains(t, err, "too often")
	assert.EqualValues(t, 6, calls.Load())
}
