package bench_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
	"google.golang.org/api/option"
	google "google.golang.org/api/youtube/v3"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
)

const (
	token   = "token-123"
	address = "https://mastodon.example"
)

// canned is a network in memory: it answers every request with the body for its path, or with an empty object.
type canned map[string][]byte

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	body, ok := c[r.URL.Path]
	if !ok {
		body = []byte("{}")
	}
	resp := &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, ContentLength: int64(len(body)),
		Body: io.NopCloser(bytes.NewReader(body)),
	}
	if strings.HasPrefix(r.URL.Path, "/api/v1/streaming/") {
		if !ok {
			resp.StatusCode, resp.Status = http.StatusNotFound, "404 Not Found"
			return resp, nil
		}
		resp.Header.Set("Content-Type", "text/event-stream")
		resp.ContentLength = -1
		resp.Body = &endless{Reader: bytes.NewReader(body), done: r.Context().Done()}
	}
	return resp, nil
}

// endless is a stream that stays open when all has been said.
type endless struct {
	*bytes.Reader
	done <-chan struct{}
}

func (e *endless) Read(p []byte) (int, error) {
	if e.Len() > 0 {
		return e.Reader.Read(p)
	}
	<-e.done
	return 0, io.EOF
}

func (e *endless) Close() error { return nil }

// statuses is a page of 40 posts, as a server answers it.
func statuses(tb testing.TB) []byte {
	tb.Helper()
	data, err := os.ReadFile("../../mastodon/testdata/statuses.json")
	require.NoError(tb, err)
	var list []json.RawMessage
	require.NoError(tb, json.Unmarshal(data, &list))
	require.Len(tb, list, 40)
	return data
}

func ours(tb testing.TB, server string, rt http.RoundTripper) *mastodon.Client {
	tb.Helper()
	c, err := mastodon.New(server, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}), &social.Options{HTTPClient: &http.Client{Transport: rt}})
	require.NoError(tb, err)
	return c
}

func theirs(server string, rt http.RoundTripper) *mast.Client {
	c := mast.NewClient(&mast.Config{Server: server, AccessToken: token})
	c.Transport = rt
	return c
}

// ourTube and theirTube are clients of YouTube; rt adds the token if one is needed.
func ourTube(tb testing.TB, base string, rt http.RoundTripper, bearer string) *youtube.Client {
	tb.Helper()
	c, err := youtube.NewClient(&youtube.Config{
		Tokens: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: bearer}),
		Quota: youtube.Quota{Daily: map[youtube.Bucket]int64{
			youtube.BucketUnits: -1, youtube.BucketUploads: -1, youtube.BucketSearches: -1,
		}},
	}, &social.Options{HTTPClient: &http.Client{Transport: rt}, BaseURL: base})
	require.NoError(tb, err)
	return c
}

func theirTube(tb testing.TB, base string, rt http.RoundTripper, bearer string) *google.Service {
	tb.Helper()
	client := &http.Client{Transport: &oauth2.Transport{Base: rt, Source: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: bearer})}}
	c, err := google.NewService(tb.Context(), option.WithHTTPClient(client), option.WithEndpoint(base+"/"))
	require.NoError(tb, err)
	return c
}
