package instagram_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

type suite = func(*testing.T, func(*testing.T) *socialtest.Harness)

// TestConformance runs the suites of what this package implements, with both logins.
func TestConformance(t *testing.T) {
	t.Parallel()
	suites := map[string]suite{
		"Messenger": socialtest.TestMessenger, "Moderator": socialtest.TestModerator, "Publisher": socialtest.TestPublisher,
		"Resumer": socialtest.TestResumer, "Checker": socialtest.TestChecker, "Replier": socialtest.TestReplier, "Timeline": socialtest.TestTimeline,
		"Thread": socialtest.TestThread,
	}
	facebookOnly := map[string]suite{"Reactor": socialtest.TestReactor, "Deleter": socialtest.TestDeleter}
	for login, api := range logins() {
		harness := func(t *testing.T) *socialtest.Harness {
			t.Helper()
			return newHarness(t, api, nil)
		}
		run := func(name string, s suite) {
			t.Run(login+"/"+name, func(t *testing.T) {
				t.Parallel()
				s(t, harness)
			})
		}
		for name, s := range suites {
			run(name, s)
		}
		for name, s := range facebookOnly {
			if api == instagramtest.FacebookLogin {
				run(name, s)
			}
		}
	}
}

// newHarness puts Instagram, an account and its public around a client.
func newHarness(t *testing.T, api instagramtest.API, opts *instagramtest.Options) *socialtest.Harness {
	t.Helper()
	_, h := harnessOf(t, api, opts)
	return h
}

func harnessOf(t *testing.T, api instagramtest.API, opts *instagramtest.Options) (*world, *socialtest.Harness) {
	t.Helper()
	w := newWorld(t, api, opts)
	fresh := func(change func(*social.Options)) any { return w.client(change) }
	var count atomic.Int64
	post := func() *social.Draft {
		return &social.Draft{
			Text: fmt.Sprintf("Post no. %d.", count.Add(1)), Media: []*social.Media{social.MediaURL(w.files+"/cat.jpg", "image/jpeg")},
		}
	}
	a := &audience{w: w, accounts: map[string]string{}}
	return w, &socialtest.Harness{
		Client:  fresh(nil),
		Fresh:   fresh,
		Account: social.Account{Ref: accountRef(w.user), Handle: "acme"},
		Draft:   post,
		Rich: func() *social.Draft {
			d := post()
			d.Media[0].AltText = "A cat on a mat"
			return d
		},
		Missing: func(kind social.RefKind) social.Ref {
			return social.Ref{Network: "instagram", Kind: kind, ID: "17999999999999999"}
		},
		Now:      w.srv.Now,
		Secrets:  []string{w.token, w.secret(), w.page.UserToken},
		Exempt:   exempt(api),
		Audience: a.portable(),
		Server:   w.server(a),
	}
}

// exempt are the cases that Instagram makes impossible to keep.
func exempt(api instagramtest.API) map[string]string {
	cases := map[string]string{
		"Publisher/same-key-elsewhere": "Instagram has no idempotency keys, so only the process that published knows them",
	}
	if api == instagramtest.InstagramLogin {
		cases["Timeline/deleted"] = "Instagram Login deletes nothing"
	}
	return cases
}

// audience are the people around the account.
type audience struct {
	w        *world
	mu       sync.Mutex
	accounts map[string]string // of people, by the ID that the account knows
	media    []string          // that mention the account
}

func (a *audience) keep(media string) social.Ref {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.media = append(a.media, media)
	return postRef(media)
}

// person is somebody new.
func (a *audience) person() (account, handle, known string) {
	handle = fmt.Sprintf("someone_%d", a.w.count.Add(1))
	account = a.w.person(handle)
	known = string(a.w.known(account))
	a.mu.Lock()
	defer a.mu.Unlock()
	a.accounts[known] = account
	return account, handle, known
}

func (a *audience) account(known string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.accounts[known]
}

func (a *audience) portable() socialtest.Audience {
	w := a.w
	pen, _, known := a.person()
	return socialtest.Audience{
		Account: func() social.Account { // who has written, so that they can be written to
			account, handle, id := a.person()
			w.srv.DM(account, w.user, "Hello")
			return social.Account{Ref: accountRef(id), Handle: handle}
		},
		Post: func(text string) social.Ref {
			return postRef(w.srv.Post(w.person(""), instagramtest.Post{Caption: text}))
		},
		Mention: func(text string) social.Ref {
			return a.keep(w.srv.Post(w.person(""), instagramtest.Post{Caption: "@acme " + text, Tags: []string{w.user}}))
		},
		Comment: func(on social.Ref, text string) social.Ref {
			if on.Kind == social.RefComment {
				return commentRef(w.srv.Reply(w.person(""), on.ID, text))
			}
			return commentRef(w.srv.Comment(w.person(""), on.ID, text))
		},
		Message: func(text string) (message, conversation social.Ref) {
			id := w.srv.DM(pen, w.user, text)
			return messageRef(id), conversationRef(w.conversation(instagram.ID(known)))
		},
	}
}

// conversation is the one with a person.
func (w *world) conversation(known instagram.ID) string {
	w.t.Helper()
	for v, err := range w.client().AccountConversations(w.t.Context(), &instagram.ConversationsParams{Person: known}) {
		require.NoError(w.t, err)
		return string(v.ID)
	}
	return ""
}

func (w *world) server(a *audience) socialtest.Server {
	return socialtest.Server{
		Standing: func() []*social.Post { return w.standing(a) },
		Traffic:  w.traffic,
		Fill: func(n int) {
			for i := range n {
				w.srv.Post(w.user, instagramtest.Post{Caption: fmt.Sprintf("Filler %d", i)})
			}
		},
		Reacted: func(on social.Ref, r social.Reaction) bool {
			m, ok := w.srv.FindMedia(on.ID)
			return ok && r == social.ReactionLike && slices.Contains(m.Likes, w.user)
		},
		Moderated: func(ref social.Ref, action social.Action) bool { return w.moderated(a, ref, action) },
		Break:     w.breakIt,
	}
}

func (w *world) traffic() (reads, writes int) {
	for _, e := range w.host.Requests().All() {
		if e.Method == http.MethodGet {
			reads++
		} else {
			writes++
		}
	}
	return reads, writes
}

// standing is what the account wrote: posts, comments, and messages to people who are known.
func (w *world) standing(a *audience) []*social.Post {
	var posts []*social.Post
	for _, m := range w.srv.Published(w.user) {
		posts = append(posts, &social.Post{
			Ref: postRef(m.ID), State: social.StatePublished, Text: m.Caption, Visibility: social.VisibilityPublic, Time: m.Created,
		})
		posts = append(posts, w.comments(m.ID, m.Comments)...)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range a.media {
		if m, ok := w.srv.FindMedia(id); ok {
			posts = append(posts, w.comments(id, m.Comments)...)
		}
	}
	for _, account := range a.accounts {
		for _, m := range w.srv.Messages(w.user, account) {
			if m.From == w.user {
				posts = append(posts, &social.Post{
					Ref: messageRef(m.ID), State: social.StatePublished, Text: m.Text, Visibility: social.VisibilityDirect,
				})
			}
		}
	}
	return posts
}

// comments are the account's own among these, with the answers to them.
func (w *world) comments(media string, ids []string) []*social.Post {
	var posts []*social.Post
	for _, id := range ids {
		k, ok := w.srv.FindComment(id)
		if !ok {
			continue
		}
		if k.Author == w.user {
			p := &social.Post{
				Ref: commentRef(k.ID), State: social.StatePublished, Text: k.Text, Visibility: social.VisibilityPublic, ReplyTo: postRef(media),
			}
			if k.Parent != "" {
				p.ReplyTo = commentRef(k.Parent)
			}
			posts = append(posts, p)
		}
		posts = append(posts, w.comments(media, k.Replies)...)
	}
	return posts
}

// moderated reports whether a measure of the account is in effect.
func (w *world) moderated(a *audience, ref social.Ref, action social.Action) bool {
	if action == social.ActionBan {
		return slices.Contains(w.srv.Blocked(w.user), a.account(ref.ID))
	}
	if action == social.ActionClose {
		m, ok := w.srv.FindMedia(ref.ID)
		return ok && m.CommentsClosed
	}
	k, ok := w.srv.FindComment(ref.ID)
	if action == social.ActionDelete {
		return !ok
	}
	return ok && k.Hidden
}

// isWrite tells what publishes, deletes, reacts or moderates from reads, containers and uploads.
func isWrite(r *http.Request) bool {
	return r.Method != http.MethodGet && !strings.HasPrefix(r.URL.Path, "/ig-api-upload/") && !strings.HasSuffix(r.URL.Path, "/media")
}

// breakIt arms the faults of the simulator.
func (w *world) breakIt(f socialtest.Fault) func() {
	add := func(fault instagramtest.Fault) func() {
		remove := w.host.Faults().Add(fault)
		return func() { remove() }
	}
	isRead := func(r *http.Request) bool { return r.Method == http.MethodGet }
	blind := func(kind instagramtest.Fault) func() {
		var gone atomic.Bool
		kind.Where = func(r *http.Request) bool { return isWrite(r) && !gone.Swap(true) }
		first := add(kind)
		rest := add(instagramtest.Fault{Kind: instagramtest.CutBefore, Times: instagramtest.Forever, Where: func(*http.Request) bool { return gone.Load() }})
		return func() { first(); rest() }
	}
	switch f {
	case socialtest.FaultLostBefore:
		return add(instagramtest.Fault{Kind: instagramtest.CutBefore, Where: isWrite})
	case socialtest.FaultLostAfter:
		return add(instagramtest.Fault{Kind: instagramtest.CutAfter, Where: isWrite})
	case socialtest.FaultBlindBefore:
		return blind(instagramtest.Fault{Kind: instagramtest.CutBefore})
	case socialtest.FaultBlindAfter:
		return blind(instagramtest.Fault{Kind: instagramtest.CutAfter})
	case socialtest.FaultHang:
		return add(instagramtest.Fault{Kind: instagramtest.SlowBefore, Delay: time.Hour, Where: isWrite})
	case socialtest.FaultCut:
		return add(instagramtest.Fault{Kind: instagramtest.CutBefore, Where: isRead})
	case socialtest.FaultPassing:
		return add(instagramtest.Fault{Kind: instagramtest.FailBefore, Times: 2, Where: isRead})
	case socialtest.FaultDown:
		return add(instagramtest.Fault{Kind: instagramtest.FailBefore, Times: instagramtest.Forever})
	case socialtest.FaultAuth:
		return add(instagramtest.Fault{Kind: instagramtest.Unauthorized, Times: instagramtest.Forever})
	case socialtest.FaultRate:
		fault := instagramtest.Answer("/**", instagramtest.Error{Code: 80002, Message: "There have been too many calls to this Instagram account."}, false)
		fault.Times = instagramtest.Forever
		return add(fault)
	default:
		return nil
	}
}
