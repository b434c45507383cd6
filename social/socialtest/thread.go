package socialtest

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestThread tests that [social.Fit] and [social.PublishThread] work with a client that is a [social.Checker], a
// [social.Publisher] and a [social.Resumer].
func TestThread(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	threadSuite().test(t, newHarness)
}

func threadSuite() suite {
	return suite{name: "Thread", cases: join(fitCases(), threadCases(), brokenThreadCases())}
}

// fitCases are the promises about drafts that are too long.
func fitCases() []testCase {
	return []testCase{
		{
			name:        "fits",
			explanation: "a draft that is valid is fitted without a change",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				f, err := social.Fit(ctx, r.Client, d, nil)
				r.noError(err, "fitting")
				if len(f.Drafts) != 1 || len(f.Changes) != 0 || f.Drafts[0].Text != d.Text {
					r.errorf("got %d drafts with changes %v", len(f.Drafts), f.Changes)
				}
			},
		},
		{
			name:        "fitted-threads",
			explanation: "whatever a text holds, it becomes a thread of which every piece is valid, and that says all of it",
			run:         func(ctx context.Context, r *run) { fitMany(ctx, r, &social.FitOptions{MaxPieces: -1}) },
		},
		{
			name:        "fitted-numbers",
			explanation: "numbers, link and hashtags count when a text is split",
			run: func(ctx context.Context, r *run) {
				fitMany(ctx, r, &social.FitOptions{
					MaxPieces: -1, Number: social.NumberAfter, Continue: "…", Link: social.LinkLast, Tags: social.TagsLast,
				})
			},
		},
		{
			name:        "fitted-short",
			explanation: "whatever a text holds, it can be shortened to a valid draft, and what was left out is said",
			run:         func(ctx context.Context, r *run) { fitMany(ctx, r, &social.FitOptions{Shorten: true}) },
		},
	}
}

// fitMany fits many texts of a little more than the limit to a few times it.
func fitMany(ctx context.Context, r *run, opts *social.FitOptions) {
	l := limits(ctx, r)
	if l.Text == 0 {
		r.skipf("no limit of the text is known")
	}
	before := r.snapshot()
	rounds := min(max(60_000/l.Text, 2), 100)
	for seed := range uint64(rounds) {
		rnd := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // texts for tests, the same each time
		d := r.Draft()
		d.Text = manyWords(rnd, l, l.Text*(11+rnd.IntN(20))/10)
		d.Key = "thread"
		if rnd.IntN(2) == 0 {
			d.Link, d.Tags = "https://example.com/a", []string{"one", "two"}
		}
		f, err := social.Fit(ctx, r.Client, d, opts)
		r.noError(err, "fitting "+d.Text)
		for i, p := range f.Drafts {
			if n := l.Length(p); i == 0 && n > l.Text {
				r.fatalf("a piece has a length of %d, %d fit: %q", n, l.Text, p.Text)
			}
		}
		if text := said(f); text != d.Text {
			r.fatalf("the pieces say\n%q\nand not\n%q", text, d.Text)
		}
	}
	r.wantSilence(before)
}

// said is the text that the changes account for.
func said(f *social.Fitted) string {
	var b strings.Builder
	for _, c := range f.Changes {
		if c.Field == "Text" && (c.Kind == social.FitSplit || c.Kind == social.FitShortened) {
			b.WriteString(c.From)
		}
	}
	return b.String()
}

// manyWords is a text of at least that length, in many scripts.
func manyWords(rnd *rand.Rand, l *social.Limits, length int) string {
	words := []string{
		"word", "Sentence.", "Really?", "well-known", "e\u0301te\u0301", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F1EB\U0001F1F7",
		"今日は晴れです。", "東京", "שלום", "مرحبا", "สวัสดีครับ", "한국어", "19\u00a0h", "“quoted”", "https://example.com/path?query=xxxxxxxxxxxxxxx",
		"@joe", "@ann.b@c.example", "#hashtag", "#東京2026", "longlonglonglonglonglong",
	}
	gaps := []string{" ", " ", " ", " ", " ", "\n", "\n\n", "\r\n", "\t"}
	var b strings.Builder
	mentions, tags := 0, 0
	for b.Len() < 1<<20 {
		for range 1 + length/20 {
			w := words[rnd.IntN(len(words))]
			if strings.HasPrefix(w, "@") {
				mentions++
			}
			if strings.HasPrefix(w, "#") {
				tags++
			}
			if l.Mentions > 0 && mentions >= l.Mentions || l.Tags > 0 && tags >= l.Tags-2 {
				w = "word"
			}
			b.WriteString(w + gaps[rnd.IntN(len(gaps))])
		}
		if l.Count(b.String()) >= length {
			break
		}
	}
	return b.String()
}

// threadCases are the promises about a thread that nothing disturbs.
func threadCases() []testCase {
	return []testCase{
		{
			name:        "stands",
			explanation: "every piece of a thread stands once, below the first and each below an earlier one",
			run: func(ctx context.Context, r *run) {
				f := r.fitted(ctx)
				check := r.frozen("the drafts", f.Drafts)
				t, err := social.PublishThread(ctx, r.Client, f.Drafts, nil)
				r.noError(err, "publishing a thread")
				check()
				r.wantThread(t, f.Drafts)
			},
		},
		{
			name:        "repeated",
			explanation: "a thread that stands is not published again when its progress is given, in another process too",
			run: func(ctx context.Context, r *run) {
				f := r.fitted(ctx)
				t, err := social.PublishThread(ctx, r.Client, f.Drafts, nil)
				r.noError(err, "publishing a thread")
				before := r.snapshot()
				again, err := social.PublishThread(ctx, r.fresh(nil), f.Drafts, &social.ThreadOptions{From: r.stored(t)})
				r.noError(err, "publishing it again")
				r.wantUnchanged(before)
				r.wantThread(again, f.Drafts)
			},
		},
		{
			name:        "checked-first",
			explanation: "nothing of a thread is sent when one of its pieces is invalid",
			run: func(ctx context.Context, r *run) {
				f := r.fitted(ctx)
				f.Drafts[len(f.Drafts)-1].Quote = social.Ref{Network: elsewhere, ID: "1"}
				before := r.snapshot()
				_, err := social.PublishThread(ctx, r.Client, f.Drafts, nil)
				r.wantField(err, "Quote", social.ErrInvalid, errors.ErrUnsupported)
				r.wantSilence(before)
			},
		},
	}
}

// brokenThreadCases are the promises about a thread that is interrupted behind its first piece.
func brokenThreadCases() []testCase {
	return []testCase{
		{
			name:        "lost-after",
			explanation: "when the answer to a piece was lost, it is found; every piece stands once",
			run: func(ctx context.Context, r *run) {
				f := r.fitted(ctx)
				t, err := social.PublishThread(ctx, r.Client, f.Drafts, r.breakingBehind(1, FaultLostAfter))
				r.noError(err, "publishing a thread with an answer lost")
				r.wantThread(t, f.Drafts)
			},
		},
		{
			name:        "resumed-stood",
			explanation: "a thread goes on in another process where it was interrupted, and repeats nothing that stands",
			run:         func(ctx context.Context, r *run) { resumeThread(ctx, r, FaultBlindAfter) },
		},
		{
			name:        "resumed-never-stood",
			explanation: "a thread goes on in another process with the piece that never arrived",
			run:         func(ctx context.Context, r *run) { resumeThread(ctx, r, FaultBlindBefore) },
		},
		{
			name:        "resumed-down",
			explanation: "a thread goes on in another process with the piece that was refused for the moment",
			run:         func(ctx context.Context, r *run) { resumeThread(ctx, r, FaultDown) },
		},
	}
}

// fitted is a thread of three pieces at least.
func (r *run) fitted(ctx context.Context) *social.Fitted {
	l := limits(ctx, r)
	if l.Text == 0 {
		r.skipf("no limit of the text is known")
	}
	answer := l
	if l.Comment != nil {
		answer = l.Comment
	}
	d := r.Draft()
	d.Key = r.text("key")[4:]
	size := l.Text + answer.Text*3/2
	for missing := size; missing > 0; missing = size - l.Count(d.Text) {
		for range 1 + missing/30 {
			d.Text += " " + r.text("Sentence") + "."
		}
	}
	f, err := social.Fit(ctx, r.Client, d, nil)
	r.noError(err, "fitting")
	if len(f.Drafts) < 3 {
		r.fatalf("got %d pieces of a text of %d", len(f.Drafts), l.Count(d.Text))
	}
	return f
}

// breakingBehind arms a fault as soon as n pieces stand.
func (r *run) breakingBehind(n int, f Fault) *social.ThreadOptions {
	r.need("Server.Break", r.Server.Break != nil)
	return &social.ThreadOptions{Save: func(_ context.Context, t *social.Thread) error {
		if len(t.Posts) == n && !t.Uncertain && t.Pending == nil {
			r.breakWith(f)
		}
		return nil
	}}
}

// resumeThread interrupts a thread and goes on with it in another process.
func resumeThread(ctx context.Context, r *run, f Fault) {
	fitted := r.fitted(ctx)
	r.need("Server.Break", r.Server.Break != nil)
	var mend func()
	broken := 0
	opts := &social.ThreadOptions{Save: func(_ context.Context, t *social.Thread) error {
		if len(t.Posts) == 1 && !t.Uncertain && broken == 0 {
			broken++
			mend = r.breakWith(f)
		}
		return nil
	}}
	t, err := social.PublishThread(ctx, r.Client, fitted.Drafts, opts)
	mend()
	r.wantError(err, social.ErrUncertain, social.ErrUnavailable)
	if t.Done() || len(t.Posts) != 1 {
		r.errorf("%d pieces are said to stand, want 1", len(t.Posts))
	}
	stored := r.stored(t)
	client := r.fresh(nil)
	for range 3 { // what cannot be found out stays uncertain, but is never published twice
		if t, err = social.PublishThread(ctx, client, fitted.Drafts, &social.ThreadOptions{From: stored}); err == nil {
			break
		}
		r.wantError(err, social.ErrUncertain)
		stored = r.stored(t)
	}
	r.noError(err, "going on with a thread")
	r.wantThread(t, fitted.Drafts)
}

// stored is the progress of a thread as another process reads it.
func (r *run) stored(t *social.Thread) *social.Thread {
	data, err := json.Marshal(t)
	r.noError(err, "marshalling the thread")
	var again social.Thread
	r.noError(json.Unmarshal(data, &again), "unmarshalling the thread")
	return &again
}

// wantThread demands that all pieces stand, each once and below an earlier one.
func (r *run) wantThread(t *social.Thread, drafts []*social.Draft) {
	if !t.Done() || len(t.Posts) != len(drafts) {
		r.fatalf("%d of %d pieces stand", len(t.Posts), len(drafts))
	}
	if r.Server.Standing == nil {
		return
	}
	standing := map[string]*social.Post{}
	for _, p := range r.Server.Standing() {
		standing[p.Ref.ID] = p
	}
	if len(standing) != len(drafts) {
		r.errorf("%d posts and comments stand, want %d", len(standing), len(drafts))
	}
	for i, ref := range t.Posts {
		p := standing[ref.ID]
		if p == nil {
			r.fatalf("piece %d does not stand", i+1)
		}
		if words := strings.Fields(drafts[i].Text); len(words) > 3 && !strings.Contains(p.Text, strings.Join(words[:3], " ")) {
			r.errorf("piece %d says %q, want %q", i+1, p.Text, drafts[i].Text)
		}
		below := false
		for _, earlier := range t.Posts[:i] {
			below = below || p.ReplyTo.ID == earlier.ID
		}
		if i > 0 && !below {
			r.errorf("piece %d stands below %q", i+1, p.ReplyTo.ID)
		}
	}
}
