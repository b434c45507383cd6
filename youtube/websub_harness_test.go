package youtube_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

// front is the address that a WebSub is mounted at.
type front struct {
	*httptest.Server
	handler atomic.Pointer[http.Handler]
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := f.handler.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	http.NotFound(w, r)
}

func hubSecret() string { return "hub" + "-secret" }

// unmounted makes a WebSub and an address that does not lead to it yet.
func (w *world) unmounted() (*youtube.WebSub, *front) {
	w.t.Helper()
	f := new(front)
	f.Server = httptest.NewServer(f)
	w.t.Cleanup(f.Close)
	o := youtube.WebSubOptions{Callback: f.URL + "/hub?site=acme", Secrets: []string{hubSecret()}}
	h, err := youtube.NewWebSub(o, w.options(impatient))
	require.NoError(w.t, err)
	return h, f
}

func (w *world) mount(f *front, h http.Handler) { f.handler.Store(&h) }

// impatient hides that the hub wants to be left alone for two minutes.
func impatient(o *social.Options) {
	base := o.HTTPClient.Transport
	o.HTTPClient = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		resp, err := base.RoundTrip(r)
		if err == nil {
			resp.Header.Del("Retry-After")
		}
		return resp, err
	})}
}
