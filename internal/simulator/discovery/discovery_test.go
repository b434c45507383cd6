package discovery_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/simulator/discovery"
)

// library is a small document.
func library(t *testing.T) *discovery.Document {
	t.Helper()
	d, err := discovery.Load(filepath.Join("testdata", "library.json"))
	require.NoError(t, err)
	return d
}

// published is one of Google's own documents.
func published(t *testing.T, name string) *discovery.Document {
	t.Helper()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("set SPECS_DIR to the folder that holds youtube-v3-discovery.json")
	}
	d, err := discovery.Load(filepath.Join(dir, name))
	require.NoError(t, err)
	return d
}

// request makes a request from "METHOD target".
func request(t *testing.T, method, target, body string) *discovery.Request {
	t.Helper()
	u, err := url.Parse(target)
	require.NoError(t, err)
	return &discovery.Request{
		Method: method, Path: u.Path, Query: u.Query(), ContentType: "application/json", Body: []byte(body),
	}
}

// texts are the problems as lines.
func texts(problems []discovery.Problem) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return lines
}

func TestLoad(t *testing.T) {
	t.Parallel()
	_, err := discovery.Load(filepath.Join(t.TempDir(), "none.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
	name := filepath.Join(t.TempDir(), "broken.json")
	require.NoError(t, os.WriteFile(name, []byte("{"), 0o600))
	_, err = discovery.Load(name)
	require.ErrorContains(t, err, "broken.json")
}

func TestKnows(t *testing.T) {
	t.Parallel()
	d := library(t)
	for target, want := range map[string]bool{
		"/library/v1/books": true, "/library/v1/books/a": true, "/library/v1/books/": false, "/library/v1/books/a/b": false,
		"/library/v1/shelf/content": true, "/books": false, "/upload/library/v1/books": false,
	} {
		assert.Equal(t, want, d.Knows(request(t, "GET", target, "")), target)
	}
	assert.True(t, d.Knows(request(t, "POST", "/upload/library/v1/books", "")))
	assert.False(t, d.Knows(request(t, "PATCH", "/library/v1/books", "")))
}

func TestPublishedDocuments(t *testing.T) {
	t.Parallel()
	video := `{"id":"v","snippet":{"title":"A","categoryId":"22","tags":["a"]},"status":{"privacyStatus":"private","publishAt":"2030-01-02T03:04:05Z"}}`
	v3, analytics := published(t, "youtube-v3-discovery.json"), published(t, "youtubeanalytics-v2-discovery.json")
	for _, r := range []*discovery.Request{
		request(t, "POST", "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status&notifySubscribers=false", video),
		request(t, "PUT", "/youtube/v3/videos?part=snippet", video),
		request(t, "GET", "/youtube/v3/commentThreads?part=snippet,replies&allThreadsRelatedToChannelId=c&maxResults=100&order=time", ""),
		request(t, "POST", "/youtube/v3/comments?part=snippet", `{"snippet":{"parentId":"c","textOriginal":"Hi"}}`),
		request(t, "POST", "/youtube/v3/comments/setModerationStatus?id=a&moderationStatus=rejected&banAuthor=true", ""),
		request(t, "DELETE", "/youtube/v3/videos?id=v", ""),
	} {
		assert.Empty(t, texts(v3.CheckRequest(r)), "%s %s", r.Method, r.Path)
	}
	assert.Empty(t, texts(analytics.CheckRequest(request(t, "GET",
		"/v2/reports?ids=channel%3D%3DMINE&startDate=2026-01-01&endDate=2026-01-31&metrics=views,likes&dimensions=day", ""))))
	assert.Len(t, analytics.CheckRequest(request(t, "GET", "/v2/reports?ids=mine&startDate=yesterday", "")), 4,
		"two values that do not fit, and two that are missing")
	assert.NotEmpty(t, v3.CheckRequest(request(t, "GET", "/youtube/v3/commentThreads?part=snippet&maxResults=101", "")))
	assert.NotEmpty(t, v3.CheckRequest(request(t, "PUT", "/youtube/v3/videos?part=snippet", `{"snippet":{}}`)))

	list := request(t, "GET", "/youtube/v3/videos?part=snippet,statistics&id=v", "")
	assert.Empty(t, texts(v3.CheckAnswer(list, 200, []byte(
		`{"kind":"k","items":[{"id":"v","snippet":{"publishedAt":"2026-01-02T03:04:05Z"},"statistics":{"viewCount":"12"}}],"pageInfo":{"totalResults":1}}`))))
	assert.Len(t, v3.CheckAnswer(list, 200, []byte(`{"items":[{"status":{},"statistics":{"viewCount":12}}],"pages":1}`)), 3)
}
