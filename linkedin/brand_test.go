package linkedin_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// renaming is a network that calls things by other names.
type renaming struct {
	http.RoundTripper
	old, name string
}

func (r *renaming) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.RoundTripper.RoundTrip(req)
	if err != nil || !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return resp, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	body = bytes.ReplaceAll(body, []byte(`"`+r.old+`"`), []byte(`"`+r.name+`"`))
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// TestShowcasePages: where LinkedIn calls a showcase page a brand, it is the Page of that number all the same.
func TestShowcasePages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	brand := linkedin.NewURN(linkedin.KindBrand, linkedintest.ID(w.acme))
	c := w.client(func(o *social.Options) {
		o.HTTPClient.Transport = &renaming{o.HTTPClient.Transport, w.acme, string(brand)}
		o.ExpectAccount = w.acme
	})
	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutAfter, Match: aPost})
	post, err := c.Publish(t.Context(), &social.Draft{Text: "Hello"})
	require.NoError(t, err, "the guard knows the role, and the look-up the post")
	require.Len(t, w.srv.Posts(w.acme), 1)

	w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutAfter, Match: aComment})
	_, err = c.CreateComment(t.Context(), urn(post.Ref.ID), plain("Ask us"))
	require.NoError(t, err)
	assert.Len(t, w.srv.Comments(post.Ref.ID), 1)

	reports, err := c.PostMetrics(t.Context(), post.Ref)
	require.NoError(t, err)
	require.NoError(t, reports[0].Err)
	assert.Contains(t, reports[0].Metrics, social.MetricImpressions)

	w.srv.Comment(w.member("Bob"), post.Ref.ID, "Well")
	heard := caughtUp(t, c, social.FromStart)
	require.Len(t, heard, 1, "what the Page wrote itself is not told")
	assert.Equal(t, "Well", heard[0].Text)
	assert.Equal(t, urn(w.acme), heard[0].Raw.(*linkedin.Notification).Page)
}
