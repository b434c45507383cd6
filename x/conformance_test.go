package x_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestConformance runs the suites of what this package implements.
func TestConformance(t *testing.T) {
	t.Parallel()
	kinds := map[string]struct {
		opts xtest.Options
		cfg  x.Config
	}{
		"Enterprise": {xtest.Options{Plan: xtest.Enterprise}, x.Config{Plan: x.PlanEnterprise}},
		"NewDialect": {xtest.Options{Plan: xtest.Enterprise}, x.Config{Plan: x.PlanEnterprise, Dialect: x.DialectPost}},
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			harness := func(t *testing.T) *socialtest.Harness {
				t.Helper()
				return newHarness(t, &kind.opts, kind.cfg)
			}
			suites := map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
				"Publisher": socialtest.TestPublisher, "Resumer": socialtest.TestResumer, "Checker": socialtest.TestChecker,
				"Editor": socialtest.TestEditor, "Deleter": socialtest.TestDeleter, "Replier": socialtest.TestReplier,
				"Searcher": socialtest.TestSearcher, "Timeline": socialtest.TestTimeline, "Analyst": socialtest.TestAnalyst,
				"Profiler": socialtest.TestProfiler, "Thread": socialtest.TestThread,
				"Reactor": socialtest.TestReactor, "Follower": socialtest.TestFollower, "Moderator": socialtest.TestModerator,
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

// newHarness puts X, an account and its public around a client.
func newHarness(t *testing.T, opts *xtest.Options, cfg x.Config) *socialtest.Harness {
	t.Helper()
	w := newWorld(t, opts)
	w.premium()
	own := cfg
	own.Tokens, own.App = static(w.token), static(w.srv.AppToken())
	fresh := func(change func(*social.Options)) any { return w.configured(own, change) }
	var count atomic.Int64
	text := func(words string) string { return fmt.Sprintf("%s no. %d.", words, count.Add(1)) }
	return &socialtest.Harness{
		Client:  fresh(nil),
		Fresh:   fresh,
		Account: social.Account{Ref: accountRef(w.brand), Handle: "acme"},
		Draft:   func() *social.Draft { return &social.Draft{Text: text("Post")} },
		Rich: func() *social.Draft {
			m := social.MediaBytes("cat.png", png(" a cat"))
			m.AltText = "A cat on a mat"
			return &social.Draft{Text: text("Rich post"), Media: []*social.Media{m}}
		},
		Missing: func(kind social.RefKind) social.Ref {
			return social.Ref{Network: "x", Kind: kind, ID: "1999999999999999999"}
		},
		Now:      w.srv.Now,
		Secrets:  []string{w.token, w.srv.AppToken()},
		Exempt:   exempt(),
		Audience: w.audience(),
		Server:   w.server(),
	}
}

// exempt are the cases that X makes impossible to keep.
func exempt() map[string]string {
	cases := map[string]string{
		"Publisher/same-key-elsewhere": "X has no idempotency keys, so only the process that published knows them",
	}
	for _, name := range []string{
		"cancelled", "revoked", "down", "rate-limited", "dry-run", "wrong-account", "right-account", "lost-after", "lost-before",
		"uncertain-is-no-success",
	} {
		cases["Profiler/"+name] = "X lets no program change profiles, so nothing is ever sent"
	}
	return cases
}

func (w *world) audience() socialtest.Audience {
	pen := w.person("")
	return socialtest.Audience{
		Account: func() social.Account {
			name := fmt.Sprintf("someone%d", w.count.Add(1))
			return social.Account{Ref: accountRef(w.person(name)), Handle: name}
		},
		Post:    func(text string) social.Ref { return postRef(w.srv.Post(w.person(""), text, nil)) },
		Mention: func(text string) social.Ref { return postRef(w.srv.Post(w.person(""), "@acme "+text, nil)) },
		Comment: func(on social.Ref, text string) social.Ref {
			return postRef(w.srv.Reply(w.person(""), on.ID, text, nil))
		},
		Message: func(text string) (message, conversation social.Ref) {
			id := w.srv.DM(pen, w.brand, text)
			for _, m := range w.srv.Messages(w.brand) {
				if m.ID == id {
					conversation = social.Ref{Network: "x", Kind: social.RefConversation, ID: m.Conversation}
				}
			}
			return social.Ref{Network: "x", Kind: social.RefMessage, ID: id}, conversation
		},
		React: func(on social.Ref, r social.Reaction) {
			if r == social.ReactionShare {
				w.srv.Repost(w.person(""), on.ID)
				return
			}
			w.srv.Like(w.person(""), on.ID)
		},
		Follow: func() social.Ref {
			id := w.person("")
			w.srv.Follow(id, w.brand)
			return accountRef(id)
		},
	}
}

func (w *world) server() socialtest.Server {
	return socialtest.Server{
		Standing: w.standing,
		Traffic: func() (reads, writes int) {
			for _, e := range w.srv.Requests().All() {
				if e.Method == http.MethodGet {
					reads++
				} else {
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
		Told:    w.told,
		Metrics: w.metrics, Reacted: w.reacted, Follows: w.follows, Moderated: w.moderated,
		Break: w.breakIt,
	}
}

func (w *world) standing() []*social.Post {
	var posts []*social.Post
	for _, p := range w.srv.Posts(w.brand) {
		if p.RepostOf != "" {
			continue
		}
		post := &social.Post{Ref: postRef(p.ID), State: social.StatePublished, Text: p.Text, Visibility: social.VisibilityPublic}
		if p.ReplyTo != "" {
			post.ReplyTo = postRef(p.ReplyTo)
		}
		posts = append(posts, post)
	}
	for _, m := range w.srv.Messages(w.brand) {
		if m.Sender == w.brand {
			posts = append(posts, &social.Post{
				Ref: social.Ref{Network: "x", Kind: social.RefMessage, ID: m.ID}, State: social.StatePublished,
				Text: m.Text, Visibility: social.VisibilityDirect,
			})
		}
	}
	return posts
}

// told reports whether an answer is among the mentions of the author of what it answers.
func (w *world) told(on, answer social.Ref) bool {
	parent, ok := w.srv.FindPost(on.ID)
	if !ok {
		return false
	}
	var a x.Answer[[]*x.Post]
	w.get(parent.Author, "/2/users/"+parent.Author+"/mentions", url.Values{"max_results": {"100"}}, &a)
	for _, p := range a.Data {
		if string(p.ID) == answer.ID {
			return true
		}
	}
	return false
}

// get reads as somebody, past the client under test.
func (w *world) get(user, path string, query url.Values, out any) {
	w.t.Helper()
	c, err := x.New(static(w.srv.Token(user)), w.options())
	require.NoError(w.t, err)
	require.NoError(w.t, c.Do(w.t.Context(), http.MethodGet, path, query, nil, out))
}

func (w *world) metrics(ref social.Ref) social.Metrics {
	var a x.Answer[*x.Post]
	w.get(w.brand, "/2/tweets/"+ref.ID, url.Values{"tweet.fields": {"public_metrics,non_public_metrics,organic_metrics"}}, &a)
	m := social.Metrics{}
	for _, src := range []*x.PostMetrics{a.Data.PublicMetrics, a.Data.OrganicMetrics, a.Data.NonPublicMetrics} {
		if src == nil {
			continue
		}
		for name, n := range map[social.Metric]*int64{
			social.MetricImpressions: src.Impressions, social.MetricLikes: src.Likes, social.MetricComments: src.Replies,
			social.MetricShares: src.Reposts, social.MetricQuotes: src.Quotes, social.MetricSaves: src.Bookmarks,
			social.MetricLinkClicks: src.LinkClicks, social.MetricProfileVisits: src.ProfileClicks,
			social.MetricInteractions: src.Engagements,
		} {
			if _, known := m[name]; !known {
				social.Set(m, name, n)
			}
		}
	}
	return m
}

// breakIt arms the faults of the simulator.
func (w *world) breakIt(f socialtest.Fault) func() {
	add := func(fault xtest.Fault) func() {
		remove := w.srv.Faults().Add(fault)
		return func() { remove() }
	}
	blind := func(kind xtest.Fault) func() {
		var gone atomic.Bool
		kind.Where = func(r *http.Request) bool { return isWrite(r) && !gone.Swap(true) }
		first := add(kind)
		rest := add(xtest.Fault{Kind: xtest.CutBefore, Times: xtest.Forever, Where: func(*http.Request) bool { return gone.Load() }})
		return func() { first(); rest() }
	}
	always := xtest.Forever
	switch f {
	case socialtest.FaultLostBefore:
		return add(xtest.Fault{Kind: xtest.CutBefore, Where: isWrite})
	case socialtest.FaultLostAfter:
		return add(xtest.Fault{Kind: xtest.CutAfter, Where: isWrite})
	case socialtest.FaultBlindBefore:
		return blind(xtest.Fault{Kind: xtest.CutBefore})
	case socialtest.FaultBlindAfter:
		return blind(xtest.Fault{Kind: xtest.CutAfter})
	case socialtest.FaultHang:
		return add(xtest.Fault{Kind: xtest.SlowBefore, Delay: time.Hour, Where: isWrite})
	case socialtest.FaultCut:
		w.srv.DisconnectStreams(xtest.CloseReset)
		return func() {}
	case socialtest.FaultPassing:
		return add(xtest.Fault{Kind: xtest.FailBefore, Times: 2, Where: func(r *http.Request) bool { return r.Method == http.MethodGet }})
	case socialtest.FaultDown:
		return add(xtest.Fault{Kind: xtest.FailBefore, Times: always})
	case socialtest.FaultAuth:
		return add(xtest.Fault{Kind: xtest.Unauthorized, Times: always})
	case socialtest.FaultRate:
		return add(xtest.Fault{
			Kind: xtest.FailBefore, Status: http.StatusTooManyRequests, Times: always,
			Header: http.Header{
				"X-Rate-Limit-Limit": {"15"}, "X-Rate-Limit-Remaining": {"0"},
				"X-Rate-Limit-Reset": {fmt.Sprint(time.Now().Add(time.Hour).Unix())},
			},
			Body: `{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429}`,
		})
	default:
		return nil
	}
}
