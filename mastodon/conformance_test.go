package mastodon_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// TestConformance runs every suite against each kind of server.
func TestConformance(t *testing.T) {
	t.Parallel()
	flavours := map[string]*mastodontest.Options{
		"Mastodon":   {},
		"KeyIgnored": {IgnoreIdempotencyKey: true},
		"GoToSocial": {Flavour: mastodontest.GoToSocial},
	}
	for name, opts := range flavours {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			harness := func(t *testing.T) *socialtest.Harness {
				t.Helper()
				return newHarness(t, opts)
			}
			suites := map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
				"Publisher": socialtest.TestPublisher, "Resumer": socialtest.TestResumer, "Checker": socialtest.TestChecker,
				"Editor": socialtest.TestEditor, "Deleter": socialtest.TestDeleter, "Scheduler": socialtest.TestScheduler,
				"Replier": socialtest.TestReplier, "Messenger": socialtest.TestMessenger, "Reactor": socialtest.TestReactor,
				"Follower": socialtest.TestFollower, "Moderator": socialtest.TestModerator, "Searcher": socialtest.TestSearcher,
				"Timeline": socialtest.TestTimeline, "Listener": socialtest.TestListener, "Cursorer": socialtest.TestCursorer,
				"Analyst": socialtest.TestAnalyst, "Profiler": socialtest.TestProfiler, "Thread": socialtest.TestThread,
			}
			for suite, run := range suites {
				t.Run(suite, func(t *testing.T) {
					t.Parallel()
					run(t, harness)
				})
			}
		})
	}
}

// newHarness puts a server, an account and its public around a client.
func newHarness(t *testing.T, opts *mastodontest.Options) *socialtest.Harness {
	t.Helper()
	w := newWorld(t, opts)
	exempt := map[string]string{}
	if opts.IgnoreIdempotencyKey || opts.Flavour == mastodontest.GoToSocial {
		exempt["Publisher/same-key-elsewhere"] = "the server ignores keys, so only the process that published knows them"
	}
	var count atomic.Int64
	text := func(words string) string { return fmt.Sprintf("%s no. %d.", words, count.Add(1)) }
	return &socialtest.Harness{
		Client:  w.client(),
		Fresh:   func(change func(*social.Options)) any { return w.client(change) },
		Account: social.Account{Ref: accountRef(w.brand), Handle: w.brand.Acct},
		Draft:   func() *social.Draft { return &social.Draft{Text: text("Post")} },
		Rich: func() *social.Draft {
			m := social.MediaBytes("cat.png", []byte("\x89PNG\r\n\x1a\n a cat"))
			m.AltText = "A cat on a mat"
			return &social.Draft{
				Text: text("Rich post"), Media: []*social.Media{m}, Warning: "cats", Language: "en", Visibility: social.VisibilityUnlisted,
			}
		},
		Missing: func(kind social.RefKind) social.Ref {
			id := "999999999999999999"
			if opts.Flavour == mastodontest.GoToSocial {
				id = "01ZZZZZZZZZZZZZZZZZZZZZZZZ"
			}
			return social.Ref{Network: "mastodon", Kind: kind, ID: id}
		},
		Now:      w.srv.Now,
		Secrets:  []string{w.token},
		Exempt:   exempt,
		Audience: w.audience(),
		Server:   w.server(),
	}
}

func (w *world) audience() socialtest.Audience {
	pen := w.person("")
	w.srv.Follow(w.brand, pen) // messages of strangers are set aside
	return socialtest.Audience{
		Account: func() social.Account {
			a := w.person("")
			return social.Account{Ref: accountRef(a), Handle: a.Acct}
		},
		Post: func(text string) social.Ref { return postRef(w.srv.Post(w.person(""), text, nil).ID) },
		Mention: func(text string) social.Ref {
			return postRef(w.srv.Post(w.person(""), "@"+w.brand.Acct+" "+text, nil).ID)
		},
		Comment: func(on social.Ref, text string) social.Ref { return postRef(w.srv.Reply(w.person(""), on.ID, text).ID) },
		Message: func(text string) (message, conversation social.Ref) {
			s := w.srv.Message(pen, text, w.brand)
			return postRef(s.ID), w.conversation(s.ID)
		},
		React: func(on social.Ref, r social.Reaction) {
			switch r {
			case social.ReactionShare:
				w.srv.Boost(w.person(""), on.ID)
			default:
				w.srv.Favourite(w.person(""), on.ID)
			}
		},
		Follow: func() social.Ref {
			a := w.person("")
			w.srv.Follow(a, w.brand)
			return accountRef(a)
		},
	}
}

// conversation finds the exchange whose newest message is given.
func (w *world) conversation(status string) social.Ref {
	var list []struct {
		ID         string `json:"id"`
		LastStatus struct {
			ID string `json:"id"`
		} `json:"last_status"`
	}
	w.get("/api/v1/conversations", nil, &list)
	for _, c := range list {
		if c.LastStatus.ID == status {
			return social.Ref{Network: "mastodon", Kind: social.RefConversation, ID: c.ID}
		}
	}
	return social.Ref{}
}

func (w *world) server() socialtest.Server {
	return socialtest.Server{
		Standing: w.standing,
		Traffic: func() (reads, writes int) {
			for _, e := range w.srv.Requests().All() {
				switch {
				case strings.HasPrefix(e.Path, "/oauth"):
				case e.Method == http.MethodGet:
					reads++
				default:
					writes++
				}
			}
			return reads, writes
		},
		Fill: func(n int) {
			for i := range n {
				w.srv.Post(w.brand, fmt.Sprintf("Filler %d", i), nil)
			}
		},
		Told: func(on, answer social.Ref) bool {
			parent, ok := w.srv.Status(on.ID)
			if !ok {
				return false
			}
			for _, a := range w.people {
				if a.Acct == parent.Author {
					return slices.ContainsFunc(w.srv.Notifications(a), func(n mastodontest.Notification) bool { return n.Status == answer.ID })
				}
			}
			return false
		},
		Reacted: func(on social.Ref, r social.Reaction) bool {
			var s struct{ Favourited, Reblogged, Bookmarked bool }
			w.get("/api/v1/statuses/"+on.ID, nil, &s)
			return map[social.Reaction]bool{
				social.ReactionLike: s.Favourited, social.ReactionShare: s.Reblogged, social.ReactionBookmark: s.Bookmarked,
			}[r]
		},
		Follows:   func(a social.Ref) bool { r := w.relationship(a.ID); return r.Following || r.Requested },
		Moderated: w.moderated,
		Metrics:   w.metrics,
		Break:     w.breakIt,
	}
}

func (w *world) standing() []*social.Post {
	var posts []*social.Post
	for _, s := range w.srv.Statuses(w.brand) {
		if s.BoostOf != "" {
			continue
		}
		p := &social.Post{Ref: postRef(s.ID), State: social.StatePublished, Text: s.Text, Visibility: social.Visibility(s.Visibility)}
		if s.Visibility == "private" {
			p.Visibility = social.VisibilityFollowers
		}
		if s.ReplyTo != "" {
			p.ReplyTo = postRef(s.ReplyTo)
		}
		posts = append(posts, p)
	}
	for _, s := range w.srv.Scheduled(w.brand) {
		posts = append(posts, &social.Post{
			Ref:   social.Ref{Network: "mastodon", Kind: social.RefScheduled, ID: s.ID},
			State: social.StateScheduled, Text: s.Text, Time: s.At,
		})
	}
	return posts
}

type relationship struct {
	Following  bool
	Requested  bool
	Muting     bool
	Blocking   bool
	FollowedBy bool `json:"followed_by"`
}

func (w *world) relationship(id string) relationship {
	var list []relationship
	w.get("/api/v1/accounts/relationships", url.Values{"id[]": {id}}, &list)
	if len(list) == 0 {
		return relationship{}
	}
	return list[0]
}

func (w *world) moderated(ref social.Ref, a social.Action) bool {
	switch a {
	case social.ActionMute:
		if ref.Kind == social.RefPost {
			var s struct{ Muted bool }
			w.get("/api/v1/statuses/"+ref.ID, nil, &s)
			return s.Muted
		}
		return w.relationship(ref.ID).Muting
	case social.ActionBan:
		return w.relationship(ref.ID).Blocking
	case social.ActionRemove:
		return !w.relationship(ref.ID).FollowedBy
	case social.ActionReport:
		return len(w.srv.Reports()) > 0
	default:
		return false
	}
}

func (w *world) metrics(ref social.Ref) social.Metrics {
	var s struct {
		Replies    float64  `json:"replies_count"`
		Reblogs    float64  `json:"reblogs_count"`
		Favourites float64  `json:"favourites_count"`
		Quotes     *float64 `json:"quotes_count"`
	}
	w.get("/api/v1/statuses/"+ref.ID, nil, &s)
	m := social.Metrics{social.MetricComments: s.Replies, social.MetricShares: s.Reblogs, social.MetricLikes: s.Favourites}
	social.Set(m, social.MetricQuotes, s.Quotes)
	return m
}

// breakIt arms the faults of the simulator.
func (w *world) breakIt(f socialtest.Fault) func() {
	add := func(fault mastodontest.Fault) func() {
		remove := w.srv.Faults().Add(fault)
		return func() { remove() }
	}
	blind := func(kind mastodontest.Fault) func() {
		var gone atomic.Bool
		kind.Where = func(r *http.Request) bool { return isWrite(r) && !gone.Swap(true) }
		first := add(kind)
		rest := add(mastodontest.Fault{Kind: mastodontest.CutBefore, Times: mastodontest.Forever, Where: func(*http.Request) bool { return gone.Load() }})
		return func() { first(); rest() }
	}
	always := mastodontest.Forever
	switch f {
	case socialtest.FaultLostBefore:
		return add(mastodontest.Fault{Kind: mastodontest.CutBefore, Where: isWrite})
	case socialtest.FaultLostAfter:
		return add(mastodontest.Fault{Kind: mastodontest.CutAfter, Where: isWrite})
	case socialtest.FaultBlindBefore:
		return blind(mastodontest.Fault{Kind: mastodontest.CutBefore})
	case socialtest.FaultBlindAfter:
		return blind(mastodontest.Fault{Kind: mastodontest.CutAfter})
	case socialtest.FaultHang:
		return add(mastodontest.Fault{Kind: mastodontest.SlowBefore, Delay: time.Hour, Where: isWrite})
	case socialtest.FaultCut:
		w.srv.DisconnectStreams(mastodontest.CloseReset)
		return func() {}
	case socialtest.FaultPassing:
		return add(mastodontest.Fault{Kind: mastodontest.FailBefore, Times: 2, Where: func(r *http.Request) bool { return r.Method == http.MethodGet }})
	case socialtest.FaultDown:
		return add(mastodontest.Fault{Kind: mastodontest.FailBefore, Times: always})
	case socialtest.FaultAuth:
		return add(mastodontest.Fault{Kind: mastodontest.Unauthorized, Times: always})
	case socialtest.FaultRate:
		return add(mastodontest.Fault{
			Kind: mastodontest.FailBefore, Status: http.StatusTooManyRequests, Times: always,
			Header: http.Header{"Retry-After": {"3600"}}, Body: `{"error":"Too many requests"}`,
		})
	default:
		return nil
	}
}
