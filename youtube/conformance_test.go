package youtube_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// TestConformance runs the suites of what this package implements.
func TestConformance(t *testing.T) {
	t.Parallel()
	kinds := map[string]youtubetest.Options{
		"Usual": {},
		"Odd": {
			Uploads: youtubetest.UploadOptions{FinalStatus: http.StatusCreated, GoneStatus: http.StatusGone, Keep: youtubetest.KeepAll},
			Traps:   youtubetest.Traps{EmptyPages: 3, BucketsAnswer403: true, OldestRepliesFirst: true},
		},
	}
	for name, opts := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			harness := func(t *testing.T) *socialtest.Harness {
				t.Helper()
				return newHarness(t, &opts)
			}
			suites := map[string]func(*testing.T, func(*testing.T) *socialtest.Harness){
				"Publisher": socialtest.TestPublisher, "Resumer": socialtest.TestResumer, "Checker": socialtest.TestChecker,
				"Editor": socialtest.TestEditor, "Deleter": socialtest.TestDeleter, "Scheduler": socialtest.TestScheduler,
				"Replier": socialtest.TestReplier, "Thread": socialtest.TestThread,
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

// newHarness puts YouTube, a channel and its public around a client.
func newHarness(t *testing.T, opts *youtubetest.Options) *socialtest.Harness {
	t.Helper()
	return newWorld(t, opts).harness()
}

// harness puts a client and the public of its channel into the world.
func (w *world) harness() *socialtest.Harness {
	fresh := func(change func(*social.Options)) any { return w.client(change) }
	var count atomic.Int64
	text := func(words string) string { return fmt.Sprintf("%s no. %d.", words, count.Add(1)) }
	plain := func(words string) *social.Draft {
		d := draftOf(text(words))
		d.Text = text("About")
		return d
	}
	return &socialtest.Harness{
		Client:  fresh(nil),
		Fresh:   fresh,
		Account: social.Account{Ref: channelRef(w.brand), Handle: "acme"},
		Draft:   func() *social.Draft { return plain("Video") },
		Rich: func() *social.Draft {
			d := plain("Rich video")
			d.Tags, d.Language, d.Visibility = []string{"garden", "open air"}, "en", social.VisibilityUnlisted
			d.Extras = []social.Extra{&youtube.Extra{
				CategoryID: "10", License: youtube.LicenseCC, Embeddable: new(false), MadeForKids: new(false), SyntheticMedia: new(true),
				RecordingDate: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), PaidPlacement: new(true),
				Localizations: map[string]*youtube.Localization{"fr": {Title: "Le jardin", Description: "À midi"}},
			}}
			return d
		},
		Missing: func(kind social.RefKind) social.Ref {
			id := "aaaaaaaaaaa"
			if kind == social.RefComment {
				id = "UgxAAAAAAAAAAAAAAAA4AaABAg"
			}
			return social.Ref{Network: "youtube", Kind: kind, ID: id}
		},
		Now:      w.srv.Now,
		Secrets:  []string{w.token},
		Exempt:   exempt(),
		Audience: w.audience(),
		Server:   w.server(),
	}
}

// exempt are the cases that YouTube makes impossible to keep.
func exempt() map[string]string {
	return map[string]string{
		"Publisher/same-key-elsewhere": "YouTube has no idempotency keys, so only the process that published knows them",
	}
}

func (w *world) audience() socialtest.Audience {
	return socialtest.Audience{
		Account: func() social.Account {
			handle := fmt.Sprintf("someone%d", w.count.Add(1))
			return social.Account{Ref: channelRef(w.person(handle)), Handle: handle}
		},
		Post: func(text string) social.Ref {
			return videoRef(w.srv.Publish(w.person(""), youtubetest.Video{Title: text, Description: text}))
		},
		Comment: func(on social.Ref, text string) social.Ref {
			if on.Kind == social.RefComment {
				return commentRef(w.srv.Reply(w.person(""), on.ID, text))
			}
			return commentRef(w.srv.Comment(w.person(""), on.ID, text))
		},
		React: func(on social.Ref, r social.Reaction) { w.srv.Rate(w.person(""), on.ID, string(r)) },
		Follow: func() social.Ref {
			id := w.person("")
			w.srv.Subscribe(id, w.brand)
			return channelRef(id)
		},
	}
}

func (w *world) server() socialtest.Server {
	return socialtest.Server{
		Standing: w.standing,
		Traffic:  w.traffic,
		Fill: func(n int) {
			for i := range n {
				w.srv.Publish(w.brand, youtubetest.Video{Title: fmt.Sprintf("Filler %d", i)})
			}
		},
		Break: w.breakIt,
	}
}

func (w *world) standing() []*social.Post {
	var posts []*social.Post
	for _, v := range w.srv.Videos(w.brand) {
		p := &social.Post{Ref: videoRef(v.ID), State: social.StatePublished, Text: v.Description, Visibility: social.Visibility(v.Privacy)}
		switch {
		case !v.PublishAt.IsZero() && v.Privacy == "private":
			p.Ref, p.State, p.Time = scheduledRef(v.ID), social.StateScheduled, v.PublishAt
		case v.Privacy == "private" && v.Published.IsZero():
			continue // kept for its owner, and published nowhere
		}
		posts = append(posts, p)
	}
	for _, v := range w.videos() {
		for _, m := range w.srv.Comments(v.ID) {
			if m.Author != w.brand {
				continue
			}
			p := &social.Post{Ref: commentRef(m.ID), State: social.StatePublished, Text: m.Text, ReplyTo: videoRef(v.ID)}
			if m.Parent != "" {
				p.ReplyTo = commentRef(m.Parent)
			}
			posts = append(posts, p)
		}
	}
	return posts
}

// videos are those of everybody.
func (w *world) videos() []youtubetest.Video {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.srv.Videos(w.brand)
	for _, id := range w.people {
		all = append(all, w.srv.Videos(id)...)
	}
	return all
}

// breakIt arms the faults of the simulator.
func (w *world) breakIt(f socialtest.Fault) func() {
	add := func(fault youtubetest.Fault) func() {
		remove := w.srv.Faults().Add(fault)
		return func() { remove() }
	}
	blind := func(kind youtubetest.Fault) func() {
		var gone atomic.Bool
		kind.Where = func(r *http.Request) bool { return isWrite(r) && !gone.Swap(true) }
		first := add(kind)
		rest := add(youtubetest.Fault{
			Kind: youtubetest.CutBefore, Times: youtubetest.Forever, Where: func(*http.Request) bool { return gone.Load() },
		})
		return func() { first(); rest() }
	}
	always := youtubetest.Forever
	switch f {
	case socialtest.FaultLostBefore:
		return add(youtubetest.Fault{Kind: youtubetest.CutBefore, Where: isWrite})
	case socialtest.FaultLostAfter:
		return add(youtubetest.Fault{Kind: youtubetest.CutAfter, Where: isWrite})
	case socialtest.FaultBlindBefore:
		return blind(youtubetest.Fault{Kind: youtubetest.CutBefore})
	case socialtest.FaultBlindAfter:
		return blind(youtubetest.Fault{Kind: youtubetest.CutAfter})
	case socialtest.FaultHang:
		return add(youtubetest.Fault{Kind: youtubetest.SlowBefore, Delay: time.Hour, Where: isWrite})
	case socialtest.FaultPassing:
		return add(youtubetest.Fault{
			Kind: youtubetest.FailBefore, Times: 2, Where: func(r *http.Request) bool { return r.Method == http.MethodGet },
		})
	case socialtest.FaultDown:
		return add(youtubetest.Fault{Kind: youtubetest.FailBefore, Times: always})
	case socialtest.FaultAuth:
		return add(youtubetest.Fault{Kind: youtubetest.Unauthorized, Times: always})
	case socialtest.FaultRate:
		rate := youtubetest.RateLimited("", time.Hour)
		rate.Times = always
		return add(rate)
	default:
		return nil
	}
}
