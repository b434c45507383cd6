package graph_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/graph/graphtest"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// inProcess answers requests without a connection, so that time can be that of a bubble.
type inProcess struct {
	http.Handler

	calls, refused atomic.Int64
}

func (p *inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	own := r.Clone(r.Context())
	own.RequestURI = r.URL.RequestURI()
	p.ServeHTTP(rec, own)
	p.calls.Add(1)
	if rec.Code != http.StatusOK {
		p.refused.Add(1)
	}
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// TestPace makes more calls than a day allows, at once: they are spread, and none is refused.
func TestPace(t *testing.T) {
	t.Parallel()
	const allowed, wanted = 100, 180
	synctest.Test(t, func(t *testing.T) {
		s := graphtest.New(&graphtest.Options{Limits: graphtest.Limits{Asset: graphtest.Allowance{Calls: allowed, Per: 24 * time.Hour}}})
		defer s.Close()
		s.Lock()
		app := s.Register(graphtest.App{Name: "Desk"})
		owner := s.AddPerson("Anna", false)
		page := s.Put(&graphtest.Type{Name: "Page", Owner: func(n *graphtest.Node) string { return n.ID }}, s.NewID(), nil)
		s.SetRole(owner.ID, page.ID, "MANAGE")
		token := s.PageToken(s.Issue(graphtest.UserToken, app.ID, owner.ID, true), page.ID).Value
		s.Unlock()

		net := &inProcess{Handler: s}
		c, err := graph.New(&graph.Config{
			Network: "facebook", Tokens: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}),
			Budgets: graph.Budgets{App: app.ID, Account: page.ID, UseCase: graph.UsePages},
		}, &social.Options{HTTPClient: &http.Client{Transport: net}})
		require.NoError(t, err)
		began := time.Now()
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				for range wanted / 12 {
					_, err := c.Do(t.Context(), &graph.Request{Op: "pages.get", Path: rest.Path(page.ID)}, nil)
					assert.NoError(t, err)
				}
			})
		}
		wg.Wait()
		took := time.Since(began)
		t.Logf("%d calls, of which a day allows %d, in %v, %d refused", net.calls.Load(), allowed, took.Round(time.Second), net.refused.Load())
		assert.Equal(t, int64(wanted), net.calls.Load())
		assert.Zero(t, net.refused.Load())
		assert.Less(t, took, 60*time.Hour)
	})
}
