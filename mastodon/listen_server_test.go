package mastodon_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// oddServer shows and pushes notifications as a test tells it to, in ways that the simulator is too well-behaved
// for.
type oddServer struct {
	*httptest.Server

	mu     sync.Mutex
	shown  []int // IDs in the list, sorted
	pushes chan int

	zeroIsNone  bool // takes min_id=0 for no min_id, and shows the newest page
	refusesZero bool // answers 422 to it
}

func newOddServer(t *testing.T, shown ...int) *oddServer {
	t.Helper()
	s := &oddServer{shown: shown, pushes: make(chan int)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v2/instance", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"api_versions":{"mastodon":2}}`)
	})
	mux.HandleFunc("GET /api/v1/notifications", s.list)
	mux.HandleFunc("GET /api/v1/streaming/user/notification", s.stream)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *oddServer) client(t *testing.T) *mastodon.Client {
	t.Helper()
	c, err := mastodon.New(s.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "any"}), &social.Options{
		HTTPClient: s.Client(), RetryWait: time.Millisecond, RetryWaitMax: time.Millisecond,
	})
	require.NoError(t, err)
	return c
}

// show puts notifications into the list, wherever they belong.
func (s *oddServer) show(ids ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = append(s.shown, ids...)
	slices.Sort(s.shown)
}

func (s *oddServer) hide(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = slices.DeleteFunc(s.shown, func(i int) bool { return i == id })
}

func notificationJSON(id int) string {
	return fmt.Sprintf(`{"id":"%d","type":"follow","created_at":"2026-01-01T00:00:00.000Z","account":{"id":"7","acct":"fan"}}`, id)
}

func (s *oddServer) list(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	q := r.URL.Query()
	if q.Get("min_id") == "0" && s.refusesZero {
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = io.WriteString(w, `{"error":"no such id"}`)
		return
	}
	if q.Get("min_id") == "0" && s.zeroIsNone {
		q.Del("min_id")
	}
	page := []json.RawMessage{}
	for _, id := range s.page(q) {
		page = append(page, json.RawMessage(notificationJSON(id)))
	}
	_ = json.NewEncoder(w).Encode(page)
}

// page is a page of the list as Mastodon picks it, newest first.
func (s *oddServer) page(q url.Values) []int {
	limit, _ := strconv.Atoi(cmp.Or(q.Get("limit"), "40"))
	low, _ := strconv.Atoi(q.Get("min_id"))
	high, _ := strconv.Atoi(cmp.Or(q.Get("max_id"), "1000000"))
	var fit []int
	for _, id := range s.shown {
		if id > low && id < high {
			fit = append(fit, id)
		}
	}
	if q.Has("min_id") {
		fit = fit[:min(limit, len(fit))]
	} else {
		fit = fit[max(0, len(fit)-limit):]
	}
	slices.Reverse(fit)
	return fit
}

func (s *oddServer) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	_ = control.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case id := <-s.pushes:
			_, _ = fmt.Fprintf(w, "event: notification\ndata: %s\n\n", notificationJSON(id))
			_ = control.Flush()
		}
	}
}

// listening runs a listener and says what it hears.
func listening(t *testing.T, c *mastodon.Client, after string) func() *social.Event {
	t.Helper()
	timing := hasty()
	timing.SSESilence, timing.GiveUp = time.Minute, 50*time.Millisecond
	heard := make(chan *social.Event)
	ctx := t.Context()
	var done sync.WaitGroup
	done.Go(func() {
		for e, err := range c.ListenWith(ctx, timing, &social.ListenQuery{After: after}) {
			assert.NoError(t, err)
			select {
			case heard <- e:
			case <-ctx.Done():
			}
		}
	})
	t.Cleanup(done.Wait)
	return func() *social.Event {
		select {
		case e := <-heard:
			return e
		case <-time.After(10 * time.Second):
			t.Fatal("nothing was heard")
			return nil
		}
	}
}

func wantNext(t *testing.T, next func() *social.Event, id, cursor int) {
	t.Helper()
	e := next()
	assert.Equal(t, strconv.Itoa(id), e.ID)
	assert.Equal(t, "mastodon:"+strconv.Itoa(cursor), e.Cursor, "of %d", id)
}

// TestListenFindsWhatBecomesVisibleLate lets notifications appear below others that were delivered.
func TestListenFindsWhatBecomesVisibleLate(t *testing.T) {
	t.Parallel()
	s := newOddServer(t, 8, 10, 12)
	next := listening(t, s.client(t), "mastodon:8")
	wantNext(t, next, 10, 10)
	wantNext(t, next, 12, 12)
	s.show(11)
	s.pushes <- 11
	wantNext(t, next, 11, 12) // late, and not a place to go on from
	s.show(9, 13)
	s.pushes <- 13 // 9 is never pushed
	wantNext(t, next, 9, 12)
	wantNext(t, next, 13, 13)
	s.show(7, 14) // 7 is older than where this run began
	s.pushes <- 14
	wantNext(t, next, 14, 14)
}

// TestListenFindsWhatBecomesVisibleLateFarBelow has more than a page of new ones above it.
func TestListenFindsWhatBecomesVisibleLateFarBelow(t *testing.T) {
	t.Parallel()
	s := newOddServer(t, 8, 10, 12)
	next := listening(t, s.client(t), "mastodon:8")
	wantNext(t, next, 10, 10)
	wantNext(t, next, 12, 12)
	s.show(11)
	for id := 13; id <= 150; id++ {
		s.show(id)
	}
	s.pushes <- 150
	wantNext(t, next, 11, 12)
	for id := 13; id <= 150; id++ {
		wantNext(t, next, id, id)
	}
}

// TestListenWaitsForAListThatLags pushes what is not in the list yet, or never.
func TestListenWaitsForAListThatLags(t *testing.T) {
	t.Parallel()
	s := newOddServer(t, 1)
	next := listening(t, s.client(t), "mastodon:1")
	s.pushes <- 2
	go s.show(2)
	wantNext(t, next, 2, 2)
	s.pushes <- 3
	wantNext(t, next, 3, 2) // as it was pushed, after a while
	s.show(3, 4)
	s.pushes <- 4
	wantNext(t, next, 4, 4) // 3 is not repeated
	s.hide(4)
	s.show(5)
	s.pushes <- 5
	wantNext(t, next, 5, 5) // the place to go on from has vanished
	s.hide(5)
	s.hide(3)
	s.hide(2)
	s.hide(1)
	s.show(6)
	s.pushes <- 6
	wantNext(t, next, 6, 6) // and all others with it
}

// TestListenFromStartEverywhere begins at the oldest where "0" is no bound, too.
func TestListenFromStartEverywhere(t *testing.T) {
	t.Parallel()
	var ids []int
	var want []string
	for id := range 250 {
		ids = append(ids, id+1)
		want = append(want, strconv.Itoa(id+1))
	}
	for name, prepare := range map[string]func(*oddServer){
		"as documented":  func(*oddServer) {},
		"zero is none":   func(s *oddServer) { s.zeroIsNone = true },
		"zero is wrong":  func(s *oddServer) { s.refusesZero = true },
		"nothing at all": func(s *oddServer) { s.shown = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newOddServer(t, slices.Clone(ids)...)
			prepare(s)
			got := eventIDs(catchUp(t, s.client(t), social.FromStart))
			if s.shown == nil {
				assert.Empty(t, got)
				return
			}
			assert.Equal(t, want, got)
		})
	}
}

// TestListenWithoutKnowingItself has a token that may read notifications, and not whom it belongs to.
func TestListenWithoutKnowingItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	mine := w.srv.Post(w.brand, "Mine.", nil)
	w.srv.Reply(w.person("fan"), mine.ID, "Yours.")
	w.srv.Reply(w.person("other"), mine.ID, "Theirs.")
	assert.Equal(t, []social.EventKind{social.EventComment, social.EventComment}, kinds(catchUp(t, w.client(), social.FromStart)))
	w.token = w.srv.Token(w.brand, "read:notifications")
	assert.Equal(t, []social.EventKind{social.EventMention, social.EventMention}, kinds(catchUp(t, w.client(), social.FromStart)))
	assert.Equal(t, 2, w.srv.Requests().Count("GET /api/v1/accounts/verify_credentials"), "once for each run")
}

func kinds(events []*social.Event) []social.EventKind {
	out := make([]social.EventKind, len(events))
	for i, e := range events {
		out[i] = e.Kind
	}
	return out
}
