package linkedin_test

import (
	"context"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// listening is a client that listens with a listener of its own.
type listening struct {
	*linkedin.Client
	listener *linkedin.Listener
}

func (l listening) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return l.listener.Listen(ctx, q)
}

func (l listening) Cursor(ctx context.Context) (string, error) { return l.listener.Cursor(ctx) }

// patient is a listener that hears of everything by push, and reads for safety only.
func patient() linkedin.Timing {
	t := hasty()
	t.Poll, t.Safety = 400*time.Millisecond, 400*time.Millisecond
	return t
}

// TestConformanceListening runs the suites of listening: by reading alone, also where LinkedIn is odd, and with webhooks.
func TestConformanceListening(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]struct {
		timing linkedin.Timing
		opts   linkedintest.Options
		push   bool
	}{
		"Reading": {timing: hasty()},
		"Odd": {timing: hasty(), opts: linkedintest.Options{
			PostURNs: linkedintest.UGCURNs, Traps: linkedintest.Traps{MalformedActivities: true, PlainKeys: true},
		}},
		"Webhook": {timing: patient(), push: true, opts: linkedintest.Options{
			Webhook: linkedintest.WebhookOptions{Duplicate: 3, Reverse: true}, Traps: linkedintest.Traps{SignaturePrefix: true},
		}},
	} {
		for suite, run := range map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
			"Listener": socialtest.TestListener, "Cursorer": socialtest.TestCursorer,
		} {
			t.Run(name+suite, func(t *testing.T) {
				t.Parallel()
				run(t, func(t *testing.T) *socialtest.Harness {
					t.Helper()
					opts := kind.opts
					return newListening(t, &opts, kind.timing, kind.push)
				})
			})
		}
	}
}

func newListening(t *testing.T, opts *linkedintest.Options, timing linkedin.Timing, push bool) *socialtest.Harness {
	t.Helper()
	w := newWorld(t, opts)
	h := w.harness()
	h.Exempt = map[string]string{"Listener/kinds": "LinkedIn tells nobody of new followers: see TestListenKinds"}
	eve := w.srv.CreateMember("Eve", "Sun")
	h.Audience.React = func(on social.Ref, _ social.Reaction) { w.srv.React(eve, on.ID, linkedintest.Like) }
	h.Server.Break = w.breakListening
	o := &linkedin.ListenOptions{}
	if push {
		o.Webhook = w.webhook(w.client())
	}
	wrap := func(client any) any {
		c := client.(*linkedin.Client)
		return listening{c, c.ListenerWith(timing, o)}
	}
	fresh := h.Fresh
	h.Client = wrap(h.Client)
	h.Fresh = func(change func(*social.Options)) any { return wrap(fresh(change)) }
	return h
}

// breakListening fails the next poll, as there is no stream that could be cut.
func (w *world) breakListening(f socialtest.Fault) func() {
	if f == socialtest.FaultCut {
		remove := w.srv.Faults().Add(linkedintest.Fault{Kind: linkedintest.CutBefore})
		return func() { remove() }
	}
	return w.breakIt(f)
}

// TestListenKinds: a choice of kinds, with cursors that are good for another.
func TestListenKinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	bob, p := w.member("Bob"), w.posted("Offers")
	comment := w.srv.Comment(bob, p.URN, "One")
	mention := w.srv.Mention(bob, w.acme, "Hello")
	later := w.srv.Comment(bob, comment, "Two")
	heard := caughtUp(t, w.client(), social.FromStart, social.EventMention)
	require.Len(t, heard, 1)
	require.Equal(t, mention, heard[0].Ref.ID)
	rest := caughtUp(t, w.client(), heard[0].Cursor)
	require.Len(t, rest, 1)
	require.Equal(t, later, rest[0].Ref.ID)
	require.Len(t, caughtUp(t, w.client(), social.FromStart, social.EventComment, social.EventReply), 2)
}

// TestConformanceEngaging runs the suites of answering, reacting and moderating for a Page.
func TestConformanceEngaging(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]linkedintest.Options{
		"Usual": {AdminDelete: true},
		"Odd": {AdminDelete: true, PostURNs: linkedintest.UGCURNs, CommentsStateDelay: 20 * time.Millisecond, Traps: linkedintest.Traps{
			NoErrorCodes: true, EncodedIDs: true, PlainKeys: true,
		}},
	} {
		for suite, run := range map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
			"Replier": socialtest.TestReplier, "Reactor": socialtest.TestReactor, "Moderator": socialtest.TestModerator,
		} {
			t.Run(name+suite, func(t *testing.T) {
				t.Parallel()
				run(t, func(t *testing.T) *socialtest.Harness {
					t.Helper()
					own := opts
					return newEngaging(t, &own)
				})
			})
		}
	}
}

func newEngaging(t *testing.T, opts *linkedintest.Options) *socialtest.Harness {
	t.Helper()
	w := newWorld(t, opts)
	h := w.harness()
	h.Exempt = map[string]string{
		"Moderator/argument-unchanged": "reports are taken on LinkedIn itself only",
		"Moderator/missing-ref":        "nothing can be done about people",
		"Replier/same-key-elsewhere":   "LinkedIn has no idempotency keys, so only the process that published knows them",
	}
	var mu sync.Mutex
	var foreign []string
	mention := h.Audience.Mention
	h.Audience.Mention = func(text string) social.Ref {
		ref := mention(text)
		mu.Lock()
		defer mu.Unlock()
		foreign = append(foreign, ref.ID)
		return ref
	}
	h.Server.Standing = func() []*social.Post {
		mu.Lock()
		defer mu.Unlock()
		out := w.standing(w.acme)
		for _, p := range foreign {
			out = append(out, w.remarks(w.acme, p)...)
		}
		return out
	}
	h.Server.Reacted = func(on social.Ref, r social.Reaction) bool {
		return r == social.ReactionLike && slices.ContainsFunc(w.srv.Reactions(on.ID), func(have linkedintest.Reaction) bool {
			return have.Actor == w.acme && have.Type == linkedintest.Like
		})
	}
	h.Server.Moderated = func(ref social.Ref, a social.Action) bool {
		if a == social.ActionClose {
			p, _ := w.srv.FindPost(ref.ID)
			return p.Closed
		}
		_, stands := w.srv.FindComment(ref.ID)
		return !stands
	}
	return h
}

// remarks are what an account wrote below a post.
func (w *world) remarks(account, post string) []*social.Post {
	var out []*social.Post
	for _, k := range w.srv.Comments(post) {
		if k.Actor == account {
			out = append(out, standingComment(&k))
		}
	}
	return out
}

// standingComment is a comment as it stands.
func standingComment(k *linkedintest.Comment) *social.Post {
	p := &social.Post{Ref: commentRef(k.URN), State: social.StatePublished, Text: k.Text, ReplyTo: postRef(k.Post)}
	if k.Parent != "" {
		p.ReplyTo = commentRef(k.Parent)
	}
	return p
}
