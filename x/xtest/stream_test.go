package xtest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/x/xtest"
)

// rule adds rules to the filtered stream.
func (s *site) rule(values ...string) reply {
	s.t.Helper()
	var add []object
	for _, v := range values {
		add = append(add, object{"value": v, "tag": "tag " + v})
	}
	return s.do(s.AppToken(), http.MethodPost, "/2/tweets/search/stream/rules", object{"add": add})
}

// listener reads a stream line by line.
type listener struct {
	status int
	body   string
	lines  chan string // closed at the end
	cancel context.CancelFunc
}

func (s *site) listen(path string) *listener {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	s.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	require.NoError(s.t, err)
	req.Header.Set("Authorization", "Bearer "+s.AppToken())
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req) //nolint:bodyclose // the reader does
	require.NoError(s.t, err)
	l := &listener{status: resp.StatusCode, lines: make(chan string, 1<<15), cancel: cancel}
	if resp.StatusCode != http.StatusOK {
		data, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		l.body = string(data)
		return l
	}
	go func() {
		defer close(l.lines)
		defer func() { _ = resp.Body.Close() }()
		for reader := bufio.NewReader(resp.Body); ; {
			line, err := reader.ReadString('\n')
			if err != nil {
				return
			}
			l.lines <- line
		}
	}()
	return l
}

// next is the next line that is not a keep-alive.
func (l *listener) next(t *testing.T) object {
	t.Helper()
	for {
		select {
		case line, ok := <-l.lines:
			require.True(t, ok, "the stream ended")
			require.True(t, strings.HasSuffix(line, "\r\n"))
			if line == "\r\n" {
				continue
			}
			var o object
			require.NoError(t, json.Unmarshal([]byte(line), &o))
			return o
		case <-t.Context().Done():
			t.Fatal("no line")
		}
	}
}

const filtered = "/2/tweets/search/stream"

func TestRules(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{Stream: xtest.StreamOptions{Rules: 2}})
	assert.Equal(t, http.StatusConflict, s.listen(filtered).status, "no rules")
	made := s.rule("cat has:media", "from:acme")
	summary := func(r reply) object { return r.meta()["summary"].(object) }
	assert.EqualValues(t, 2, summary(made)["created"], made.text)
	twice := s.rule("from:acme")
	assert.Equal(t, "DuplicateRule", twice.list("errors")[0]["title"])
	assert.Equal(t, http.StatusForbidden, s.rule("third").status)
	for _, bad := range []string{"min_faves:3", "has:media", "-cat", "(cat", "-(a b)", "is:retweet"} {
		r := s.rule(bad)
		assert.Equal(t, http.StatusBadRequest, r.status, bad)
		assert.EqualValues(t, 1, summary(r)["invalid"], bad)
	}
	ids := []string{made.ids()[0], "12345"}
	gone := s.do(s.AppToken(), http.MethodPost, filtered+"/rules", object{"delete": object{"ids": ids}})
	assert.EqualValues(t, 1, summary(gone)["deleted"])
	assert.EqualValues(t, 1, summary(gone)["not_deleted"])
	dry := s.do(s.AppToken(), http.MethodPost, filtered+"/rules?dry_run=true", object{"add": []object{{"value": "dog"}}})
	assert.EqualValues(t, 1, summary(dry)["created"])
	assert.Len(t, s.do(s.AppToken(), http.MethodGet, filtered+"/rules", nil).list("data"), 1)
}

func TestFilteredStream(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{Stream: xtest.StreamOptions{KeepAlive: 5 * time.Millisecond}})
	fan := s.CreateUser("fan")
	require.Equal(t, http.StatusOK, s.rule("acme -is:retweet", "#party").status)
	l := s.listen(filtered + "?tweet.fields=author_id&expansions=author_id")
	require.Equal(t, http.StatusOK, l.status)
	second := s.listen(filtered)
	assert.Equal(t, http.StatusTooManyRequests, second.status)
	assert.Contains(t, second.body, "TooManyConnections")
	assert.Equal(t, "\r\n", <-l.lines)

	s.Post(fan, "Nothing", nil)
	id := s.Post(fan, "ACME throws a #party", nil)
	got := l.next(t)
	assert.Equal(t, id, got["data"].(object)["id"])
	assert.Len(t, got["matching_rules"], 2)
	assert.Contains(t, got["includes"], "users")
	assert.Contains(t, got["data"], "edit_history_tweet_ids")

	s.SetStreamFaults(xtest.StreamFaults{PadBytes: 70 << 10, DuplicateEvery: 1})
	s.Post(fan, "acme again", nil)
	assert.Len(t, l.next(t)["padding"], 70<<10)
	assert.Len(t, l.next(t)["padding"], 70<<10)
	s.SetStreamFaults(xtest.StreamFaults{})

	assert.Equal(t, 1, s.EndStreams("OperationalDisconnect"))
	ended := l.next(t)["errors"].([]any)[0].(object)
	assert.Equal(t, "OperationalDisconnect", ended["disconnect_type"])
	for line := range l.lines {
		assert.Equal(t, "\r\n", line)
	}
	again := s.listen(filtered)
	require.Equal(t, http.StatusOK, again.status)
	connections := s.do(s.AppToken(), http.MethodGet, "/2/connections", nil)
	require.Len(t, connections.list("data"), 1)
	killed := s.do(s.AppToken(), http.MethodDelete, "/2/connections/filtered_stream", nil)
	assert.EqualValues(t, 1, killed.data()["successful_kills"])
	for range again.lines {
	}
	refused := s.listen(filtered + "?backfill_minutes=5")
	assert.Equal(t, http.StatusForbidden, refused.status)
}

// A stream that is cut in the middle of a line leaves no connection behind.
func TestCutInTheMiddleOfALine(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{})
	fan := s.CreateUser("fan")
	s.rule("acme")
	s.Faults().Add(xtest.Fault{Kind: xtest.CutBody, Match: "GET " + filtered, Bytes: 20})
	l := s.listen(filtered)
	s.Post(fan, "acme", nil)
	for line := range l.lines {
		t.Errorf("a whole line: %s", line)
	}
	again := s.listen(filtered)
	require.Equal(t, http.StatusOK, again.status)
	id := s.Post(fan, "acme again", nil)
	assert.Equal(t, id, again.next(t)["data"].(object)["id"])
}

func TestBackfill(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{Plan: xtest.Enterprise})
	fan := s.CreateUser("fan")
	s.rule("acme")
	s.Post(fan, "acme long ago", nil)
	s.clock.Advance(10 * time.Minute)
	missed := s.Post(fan, "acme just now", nil)
	l := s.listen(filtered + "?backfill_minutes=5")
	assert.Equal(t, missed, l.next(t)["data"].(object)["id"])
}

// A client that searches after every cut misses nothing.
func TestTenThousandPostsWithCuts(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{RateLimits: xtest.NoLimits()})
	fan := s.CreateUser("fan")
	s.rule("acme")
	const n, cuts = 10_000, 200
	modes := []xtest.DisconnectMode{xtest.CloseClean, xtest.CloseReset}
	got := map[string]bool{}
	l := s.listen(filtered)
	collect := func(line string) {
		var o object
		if json.Unmarshal([]byte(line), &o) == nil && o["data"] != nil {
			got[o["data"].(object)["id"].(string)] = true
		}
	}
	missed := 0
	for i := range cuts {
		for j := range n / cuts {
			s.Post(fan, fmt.Sprint("acme ", i, " ", j), nil)
			if j == n/cuts/2 {
				collect(<-l.lines)
				s.DisconnectStreams(modes[i%2])
			}
		}
		for line := range l.lines {
			collect(line)
		}
		missed = (i+1)*n/cuts - len(got)
		l = s.listen(filtered)
		require.Equal(t, http.StatusOK, l.status)
	}
	assert.Greater(t, missed, n/3, "what was posted during the cuts is not on the stream")
	for token := ""; ; {
		r := s.do(s.AppToken(), http.MethodGet, "/2/tweets/search/all?query=acme&max_results=500"+token, nil)
		for _, id := range r.ids() {
			got[id] = true
		}
		next, ok := r.meta()["next_token"].(string)
		if !ok {
			break
		}
		token = "&next_token=" + next
	}
	assert.Len(t, got, n)
	assert.Equal(t, cuts+1, s.StreamsOpened())
}

func TestStall(t *testing.T) {
	t.Parallel()
	s := start(t, xtest.Options{Stream: xtest.StreamOptions{KeepAlive: time.Millisecond}})
	s.rule("acme")
	l := s.listen(filtered)
	require.NoError(t, s.WaitStreams(t.Context(), 1))
	assert.Equal(t, "\r\n", <-l.lines)
	assert.Equal(t, 1, s.DisconnectStreams(xtest.Stall))
	assert.Equal(t, http.StatusOK, s.listen(filtered).status, "the stalled one does not count")
	l.cancel()
	for range l.lines {
	}
}
