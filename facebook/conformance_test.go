package facebook_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// TestConformance runs the suites of what this package implements.
func TestConformance(t *testing.T) {
	t.Parallel()
	type suites map[string]func(*testing.T, func(*testing.T) *socialtest.Harness)
	publishing := suites{
		"Publisher": socialtest.TestPublisher, "Resumer": socialtest.TestResumer, "Editor": socialtest.TestEditor,
		"Deleter": socialtest.TestDeleter, "Replier": socialtest.TestReplier, "Thread": socialtest.TestThread,
	}
	all := suites{
		"Messenger": socialtest.TestMessenger, "Reactor": socialtest.TestReactor, "Moderator": socialtest.TestModerator,
		"Checker": socialtest.TestChecker, "Scheduler": socialtest.TestScheduler, "Timeline": socialtest.TestTimeline,
	}
	maps.Copy(all, publishing)
	for name, kind := range map[string]struct {
		cfg    facebook.Config
		suites suites
	}{
		"Direct": {facebook.Config{Direct: true}, all},
		"Drafts": {facebook.Config{}, publishing},
	} {
		for suite, run := range kind.suites {
			t.Run(name+suite, func(t *testing.T) {
				t.Parallel()
				run(t, func(t *testing.T) *socialtest.Harness {
					t.Helper()
					return newHarness(t, &kind.cfg)
				})
			})
		}
	}
}

// newHarness puts Facebook, a Page and its public around a client.
func newHarness(t *testing.T, cfg *facebook.Config) *socialtest.Harness {
	t.Helper()
	_, h := harnessOf(t, cfg)
	return h
}

func harnessOf(t *testing.T, cfg *facebook.Config) (*audience, *socialtest.Harness) {
	t.Helper()
	w := newWorld(t, nil)
	fresh := func(change func(*social.Options)) any { return w.configured(*cfg, change) }
	var count atomic.Int64
	text := func(words string) string { return fmt.Sprintf("%s no. %d.", words, count.Add(1)) }
	a := &audience{w: w, direct: cfg.Direct, known: map[string]string{}}
	return a, &socialtest.Harness{
		Client:  fresh(nil),
		Fresh:   fresh,
		Account: social.Account{Ref: accountRef(w.page), Handle: "Acme"},
		Draft:   func() *social.Draft { return &social.Draft{Text: text("Post")} },
		Rich: func() *social.Draft {
			m := social.MediaBytes("cat.jpg", probetest.JPEG(64, 64))
			m.AltText = "A cat on a mat"
			return &social.Draft{Text: text("Rich post"), Media: []*social.Media{m}}
		},
		Missing: missing(w.page),
		Now:     w.srv.Now,
		Secrets: []string{w.token, w.srv.App().Secret},
		Exempt: map[string]string{
			"Publisher/same-key-elsewhere": "Facebook has no idempotency keys, so only the process that published knows them",
		},
		Audience: a.portable(),
		Server:   a.server(),
	}
}

// missing are references to nothing.
func missing(page string) func(social.RefKind) social.Ref {
	return func(kind social.RefKind) social.Ref {
		id := "199999999999999"
		switch kind {
		case social.RefPost, social.RefScheduled:
			id = page + "_" + id
		case social.RefConversation:
			id = "t_" + id
		default:
		}
		return social.Ref{Network: "facebook", Kind: kind, ID: id}
	}
}

// audience are the people around the Page.
type audience struct {
	w      *world
	direct bool // posts are made with one call
	mu     sync.Mutex
	known  map[string]string // handles of the simulator, by the ID that the Page knows
	tagged []string          // posts elsewhere
}

func (a *audience) person() (handle, id string) {
	handle = a.w.person("")
	id = a.w.srv.PSID(a.w.page, handle)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known[id] = handle
	return handle, id
}

func (a *audience) handle(id string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.known[id]
}

func (a *audience) portable() socialtest.Audience {
	w := a.w
	pen, _ := a.person()
	return socialtest.Audience{
		Account: func() social.Account { // who has written, so that they can be written to
			handle, id := a.person()
			w.srv.Message(handle, w.page, "Hello")
			return social.Account{Ref: accountRef(id), Handle: handle}
		},
		Mention: func(text string) social.Ref {
			a.mu.Lock()
			defer a.mu.Unlock()
			id := w.srv.Tag(w.person(""), w.page, text)
			a.tagged = append(a.tagged, id)
			return postRef(id)
		},
		Comment: func(on social.Ref, text string) social.Ref {
			return commentRef(w.srv.Comment(w.person(""), on.ID, text))
		},
		Message: func(text string) (message, conversation social.Ref) {
			id := w.srv.Message(pen, w.page, text)
			return social.Ref{Network: "facebook", Kind: social.RefMessage, ID: id},
				social.Ref{Network: "facebook", Kind: social.RefConversation, ID: w.srv.Conversation(w.page, pen)}
		},
	}
}

func (a *audience) server() socialtest.Server {
	w := a.w
	return socialtest.Server{
		Standing: a.standing,
		Traffic:  w.traffic,
		Fill: func(n int) {
			for i := range n {
				w.srv.PublishInApp(w.page, fmt.Sprintf("Filler %d", i))
			}
		},
		Reacted: func(on social.Ref, r social.Reaction) bool {
			p, ok := w.srv.FindPost(on.ID)
			return ok && r == social.ReactionLike && p.Reactions["LIKE"] > 0
		},
		Moderated: a.moderated,
		Break:     a.breakIt,
	}
}

func (w *world) traffic() (reads, writes int) {
	for _, e := range w.srv.Requests().All() {
		if e.Method == http.MethodGet {
			reads++
		} else {
			writes++
		}
	}
	return reads, writes
}

// standing is what the Page wrote: posts, comments, and messages to people who are known.
func (a *audience) standing() []*social.Post {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := a.w
	var posts []*social.Post
	commented := slices.Clone(a.tagged)
	for _, p := range w.srv.Posts(w.page) {
		commented = append(commented, p.ID)
		if !p.ByPage || !p.Published && p.PublishAt.IsZero() {
			continue
		}
		post := &social.Post{Ref: postRef(p.ID), State: social.StatePublished, Text: p.Message, Visibility: social.VisibilityPublic, Time: p.Created}
		if !p.Published {
			post.Ref.Kind, post.State, post.Time = social.RefScheduled, social.StateScheduled, p.PublishAt
		}
		posts = append(posts, post)
	}
	for _, id := range commented {
		for _, k := range w.srv.Comments(id) {
			if k.ByPage {
				posts = append(posts, &social.Post{
					Ref: commentRef(k.ID), State: social.StatePublished, Text: k.Message, Visibility: social.VisibilityPublic, ReplyTo: answered(id, k.Parent),
				})
			}
		}
	}
	for _, handle := range a.known {
		for _, m := range w.srv.Messages(w.page, handle) {
			if m.ByPage {
				posts = append(posts, &social.Post{
					Ref: social.Ref{Network: "facebook", Kind: social.RefMessage, ID: m.ID}, State: social.StatePublished, Text: m.Text,
					Visibility: social.VisibilityDirect,
				})
			}
		}
	}
	return posts
}

func answered(post, comment string) social.Ref {
	if comment != "" {
		return commentRef(comment)
	}
	return postRef(post)
}

// comment finds a comment anywhere on the Page.
func (w *world) comment(id string) (facebooktest.Comment, bool) {
	for _, p := range w.srv.Posts(w.page) {
		for _, k := range w.srv.Comments(p.ID) {
			if k.ID == id {
				return k, true
			}
		}
	}
	return facebooktest.Comment{}, false
}

// moderated reports whether a measure of the Page is in effect.
func (a *audience) moderated(ref social.Ref, action social.Action) bool {
	w := a.w
	if action == social.ActionBan {
		return slices.Contains(w.srv.Blocked(w.page), a.handle(ref.ID))
	}
	k, ok := w.comment(ref.ID)
	if action == social.ActionDelete {
		return !ok
	}
	return ok && k.Hidden
}

// isWrite tells what publishes, edits, deletes, reacts or moderates from reads, uploads, and the making of drafts.
func (a *audience) isWrite(r *http.Request) bool {
	p := r.URL.Path
	return r.Method != http.MethodGet && !strings.HasPrefix(p, "/video-upload/") && !strings.HasSuffix(p, "/photos") &&
		!strings.HasSuffix(p, "/videos") && (a.direct || !strings.HasSuffix(p, "/feed"))
}

// breakIt arms the faults of the simulator.
func (a *audience) breakIt(f socialtest.Fault) func() {
	w, isWrite := a.w, a.isWrite
	add := func(fault facebooktest.Fault) func() {
		remove := w.srv.Faults().Add(fault)
		return func() { remove() }
	}
	isRead := func(r *http.Request) bool { return r.Method == http.MethodGet }
	blind := func(kind facebooktest.Fault) func() {
		var gone atomic.Bool
		kind.Where = func(r *http.Request) bool { return isWrite(r) && !gone.Swap(true) }
		first := add(kind)
		rest := add(facebooktest.Fault{Kind: facebooktest.CutBefore, Times: facebooktest.Forever, Where: func(*http.Request) bool { return gone.Load() }})
		return func() { first(); rest() }
	}
	switch f {
	case socialtest.FaultLostBefore:
		return add(facebooktest.Fault{Kind: facebooktest.CutBefore, Where: isWrite})
	case socialtest.FaultLostAfter:
		return add(facebooktest.Fault{Kind: facebooktest.CutAfter, Where: isWrite})
	case socialtest.FaultBlindBefore:
		return blind(facebooktest.Fault{Kind: facebooktest.CutBefore})
	case socialtest.FaultBlindAfter:
		return blind(facebooktest.Fault{Kind: facebooktest.CutAfter})
	case socialtest.FaultHang:
		return add(facebooktest.Fault{Kind: facebooktest.SlowBefore, Delay: time.Hour, Where: isWrite})
	case socialtest.FaultCut:
		return add(facebooktest.Fault{Kind: facebooktest.CutBefore, Where: isRead})
	case socialtest.FaultPassing:
		return add(facebooktest.Fault{Kind: facebooktest.FailBefore, Times: 2, Where: isRead})
	case socialtest.FaultDown:
		return add(facebooktest.Fault{Kind: facebooktest.FailBefore, Times: facebooktest.Forever})
	case socialtest.FaultAuth:
		return add(facebooktest.Fault{Kind: facebooktest.Unauthorized, Times: facebooktest.Forever})
	case socialtest.FaultRate:
		w.srv.Throttle("", 80001, time.Hour)
		return w.srv.Unthrottle
	default:
		return nil
	}
}
