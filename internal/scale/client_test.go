package scale_test

import (
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/youtube"
)

// networks are all of them, in the order in which they are reported.
var networks = []string{"facebook", "x", "instagram", "youtube", "linkedin", "mastodon"}

// fleet makes clients that share one pool of connections, and counts their requests.
type fleet struct {
	sims     *simulators
	http     *http.Client  // nil: each client has its own
	rest     time.Duration // until the server has closed connections that are not needed
	requests atomic.Int64
}

func newFleet(t *testing.T, sims *simulators) *fleet {
	t.Helper()
	transport := &http.Transport{
		DialContext:     (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
		IdleConnTimeout: time.Second, MaxIdleConnsPerHost: 32, WriteBufferSize: 1 << 10,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &fleet{sims: sims, http: &http.Client{Transport: transport}}
}

// apart gives each client connections of its own, as it has by default.
func (f *fleet) apart() *fleet {
	f.http, f.rest = nil, 2*idleTimeout
	return f
}

// client makes a client of a network for one of its accounts.
func (f *fleet) client(t *testing.T, network string, i int) social.Listener {
	t.Helper()
	s := f.sims.Sites[network]
	a := s.Accounts[i]
	opts := &social.Options{
		HTTPClient: f.http, BaseURL: s.Base, Observer: func(social.Observation) { f.requests.Add(1) },
	}
	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: a.Token})
	var client social.Listener
	var err error
	switch network {
	case "mastodon":
		client, err = mastodon.New(s.Base, tokens, opts)
	case "x":
		client, err = x.New(tokens, opts)
	case "facebook":
		client, err = facebook.NewClient(&facebook.Config{Page: facebook.ID(a.ID), Tokens: tokens, App: facebook.App{ID: s.App}}, opts)
	case "instagram":
		client, err = instagram.NewClient(&instagram.Config{
			User: instagram.ID(a.ID), Login: instagram.InstagramLogin, Tokens: tokens, App: instagram.App{ID: s.App},
		}, opts)
	case "youtube":
		client, err = youtube.New(tokens, opts)
	case "linkedin":
		client, err = linkedin.New(linkedin.URN(a.ID), tokens, opts)
	}
	require.NoError(t, err)
	return client
}
