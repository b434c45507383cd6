package linkedin_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// suites are those of what the client implements.
func suites() map[string]func(*testing.T, func(*testing.T) *socialtest.Harness) {
	return map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
		"Publisher": socialtest.TestPublisher, "Resumer": socialtest.TestResumer, "Checker": socialtest.TestChecker,
		"Editor": socialtest.TestEditor, "Deleter": socialtest.TestDeleter, "Timeline": socialtest.TestTimeline,
		"Thread": socialtest.TestThread,
	}
}

// TestConformance runs the suites for a Page, on a network with and without oddities, and for a member with the token of
// a self-serve application, who can post and do little else.
func TestConformance(t *testing.T) {
	t.Parallel()
	kinds := map[string]struct {
		opts   linkedintest.Options
		member bool
	}{
		"Page": {opts: linkedintest.Options{Processing: linkedintest.Processing{Polls: 1, ImagePolls: 1}}},
		"Odd": {opts: linkedintest.Options{PostURNs: linkedintest.UGCURNs, Lag: 5 * time.Millisecond, Traps: linkedintest.Traps{
			NoErrorCodes: true, LongDuplicates: true, EncodedIDs: true, StrictMethods: true, ShortPages: 3, DuplicateAfterDelete: true,
		}}},
		"Member": {member: true},
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for suite, run := range suites() {
				if (suite == "Timeline" || suite == "Thread") && kind.member { // whose token may neither read posts nor comment
					continue
				}
				t.Run(suite, func(t *testing.T) {
					t.Parallel()
					run(t, func(t *testing.T) *socialtest.Harness {
						t.Helper()
						opts := kind.opts
						if suite == "Timeline" { // which is about what shows
							opts.Lag, opts.Traps.ShortPages = 0, 0
						}
						w := newWorld(t, &opts)
						if kind.member {
							return w.memberHarness()
						}
						return w.harness()
					})
				})
			}
		})
	}
}

// harness puts a client for the Page, and its public, into the world.
func (w *world) harness() *socialtest.Harness {
	fresh := func(change func(*social.Options)) any { return w.client(change) }
	return w.around(w.acme, "acme", fresh, map[string]string{
		"Publisher/same-key-elsewhere": "LinkedIn has no idempotency keys, so only the process that published knows them",
	})
}

// memberHarness puts a client for the member into the world.
func (w *world) memberHarness() *socialtest.Harness {
	fresh := func(change func(*social.Options)) any { return w.sharer(change) }
	const unread = "the token may not read the member's posts"
	const unopened = "the product Share on LinkedIn does not open comments"
	const unheard = "the token may not read the member's address"
	h := w.around(w.ann, "ann-lee", fresh, map[string]string{
		"Publisher/same-key-elsewhere": "LinkedIn has no idempotency keys, so only the process that published knows them",
		"Publisher/right-account":      unheard, "Editor/right-account": unheard, "Deleter/right-account": unheard,
		"Publisher/first-comment": unopened, "Deleter/answer": unopened,
		"Editor/keeps-the-rest": unread,
		"Deleter/deletes":       unread, "Deleter/missing-ref": unread,
	})
	h.Rich = nil
	return h
}

func (w *world) around(account, handle string, fresh func(func(*social.Options)) any, exempt map[string]string) *socialtest.Harness {
	var count atomic.Int64
	text := func(words string) string { return fmt.Sprintf("%s no. %d (new) #garden", words, count.Add(1)) }
	return &socialtest.Harness{
		Client:  fresh(nil),
		Fresh:   fresh,
		Account: social.Account{Ref: social.Ref{Network: "linkedin", Kind: social.RefAccount, ID: account}, Handle: handle},
		Draft:   func() *social.Draft { return &social.Draft{Text: text("Post")} },
		Rich: func() *social.Draft {
			return &social.Draft{
				Text: text("Rich post"), Media: []*social.Media{picture("a tree"), picture("a lake")}, Visibility: social.VisibilityPublic,
			}
		},
		Missing: func(kind social.RefKind) social.Ref {
			id := "urn:li:share:6800000000000000000"
			if kind == social.RefComment {
				id = "urn:li:comment:(urn:li:activity:6800000000000000000,6800000000000000001)"
			}
			return social.Ref{Network: "linkedin", Kind: kind, ID: id}
		},
		Now:      w.srv.Now,
		Exempt:   exempt,
		Audience: w.audience(),
		Server: socialtest.Server{
			Standing: func() []*social.Post { return w.standing(account) },
			Traffic:  w.traffic,
			Fill: func(n int) {
				for i := range n {
					w.srv.Post(account, fmt.Sprintf("Filler %d", i), nil)
				}
			},
			Break: w.breakIt,
		},
	}
}

// picture is an image of its own for each description.
func picture(alt string) *social.Media {
	m := social.MediaBytes("picture.jpg", append(linkedintest.JPEG(40, 30), alt...))
	m.AltText = alt
	return m
}

func (w *world) audience() socialtest.Audience {
	bob := w.srv.CreateMember("Bob", "Ray")
	ref := func(kind social.RefKind, id string) social.Ref {
		return social.Ref{Network: "linkedin", Kind: kind, ID: id}
	}
	return socialtest.Audience{
		Account: func() social.Account {
			return social.Account{Ref: ref(social.RefAccount, w.srv.CreateMember("Eve", "Sun")), Handle: "eve-sun"}
		},
		Post: func(text string) social.Ref { return ref(social.RefPost, w.srv.Post(bob, text, nil)) },
		Mention: func(text string) social.Ref {
			return ref(social.RefPost, w.srv.Mention(bob, w.acme, text))
		},
		Comment: func(on social.Ref, text string) social.Ref {
			return ref(social.RefComment, w.srv.Comment(bob, on.ID, text))
		},
	}
}

// standing is what an account wrote.
func (w *world) standing(account string) []*social.Post {
	var out []*social.Post
	for _, p := range w.srv.Posts(account) {
		visibility := social.VisibilityPublic
		switch {
		case p.Feed == "NONE":
			visibility = social.VisibilityUnlisted
		case p.Visibility == "CONNECTIONS":
			visibility = social.VisibilityFollowers
		}
		out = append(out, &social.Post{
			Ref: social.Ref{Network: "linkedin", ID: p.URN}, State: social.StatePublished, Text: p.Text, Visibility: visibility,
		})
		out = append(out, w.remarks(account, p.URN)...)
	}
	return out
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

// isWrite reports what changes something that people see.
func isWrite(r *http.Request) bool {
	if r.Method == http.MethodGet {
		return false
	}
	for _, resource := range []string{"/rest/posts", "/rest/socialActions", "/rest/reactions", "/rest/socialMetadata", "/rest/organizations"} {
		if strings.HasPrefix(r.URL.Path, resource) {
			return true
		}
	}
	return false
}

// breakIt arms the faults of the simulator.
func (w *world) breakIt(f socialtest.Fault) func() {
	add := func(fault linkedintest.Fault) func() {
		remove := w.srv.Faults().Add(fault)
		return func() { remove() }
	}
	blind := func(kind linkedintest.Fault) func() {
		var gone atomic.Bool
		kind.Where = func(r *http.Request) bool { return isWrite(r) && !gone.Swap(true) }
		first := add(kind)
		rest := add(linkedintest.Fault{
			Kind: linkedintest.CutBefore, Times: linkedintest.Forever, Where: func(*http.Request) bool { return gone.Load() },
		})
		return func() { first(); rest() }
	}
	always := linkedintest.Forever
	switch f {
	case socialtest.FaultLostBefore:
		return add(linkedintest.Fault{Kind: linkedintest.CutBefore, Where: isWrite})
	case socialtest.FaultLostAfter:
		return add(linkedintest.Fault{Kind: linkedintest.CutAfter, Where: isWrite})
	case socialtest.FaultBlindBefore:
		return blind(linkedintest.Fault{Kind: linkedintest.CutBefore})
	case socialtest.FaultBlindAfter:
		return blind(linkedintest.Fault{Kind: linkedintest.CutAfter})
	case socialtest.FaultHang:
		return add(linkedintest.Fault{Kind: linkedintest.SlowBefore, Delay: time.Hour, Where: isWrite})
	case socialtest.FaultPassing:
		return add(linkedintest.Fault{
			Kind: linkedintest.FailBefore, Times: 2, Where: func(r *http.Request) bool { return r.Method == http.MethodGet },
		})
	case socialtest.FaultDown:
		return add(linkedintest.Fault{Kind: linkedintest.FailBefore, Times: always})
	case socialtest.FaultAuth:
		return add(linkedintest.Fault{Kind: linkedintest.Unauthorized, Times: always})
	case socialtest.FaultRate:
		rate := linkedintest.Answer("", linkedintest.Error{
			Status: http.StatusTooManyRequests, Code: "TOO_MANY_REQUESTS",
			Message: "Resource level throttle MEMBER DAY limit for calls to this resource is reached.",
		}, false)
		rate.Times = always
		return add(rate)
	default:
		return nil
	}
}
