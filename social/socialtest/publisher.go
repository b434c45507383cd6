package socialtest

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// TestPublisher tests a [social.Publisher].
func TestPublisher(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	publisherSuite().test(t, newHarness)
}

func publisherSuite() suite {
	s := scene(func(_ context.Context, r *run) (post, func() *social.Draft) { return publish(r), r.Draft })
	return suite{name: "Publisher", cases: join(onceCases(s), writeCases(s.guarded()), draftCases(), laterCases(), badDraftCases())}
}

// publish is Publish of whichever client it is given.
func publish(r *run) post {
	return func(ctx context.Context, client any, d *social.Draft) (*social.Post, error) {
		return as[social.Publisher](r, client).Publish(ctx, d)
	}
}

// draftCases are the promises about what the fields of a draft do.
func draftCases() []testCase {
	return []testCase{
		{
			name:        "variant",
			explanation: "the variant for the network replaces fields, variants for others are ignored",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				plain := d.Text
				ours := r.text("for this network")
				d.Variants = map[string]*social.Draft{r.network(): {Text: ours}, elsewhere: {Text: r.text("other"), Title: "other"}}
				p, err := publish(r)(ctx, r.Client, d)
				r.noError(err, "publishing a variant")
				r.wantOnce(p, ours)
				if len(r.standing(plain)) != 0 {
					r.errorf("the text that the variant replaces was published too")
				}
			},
		},
		{
			name:        "foreign-extra",
			explanation: "extras of other networks are ignored",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				d.Extras = append(d.Extras, foreignExtra{})
				p, err := publish(r)(ctx, r.Client, d)
				r.noError(err, "publishing with an extra of another network")
				r.wantOnce(p, d.Text)
			},
		},
		{
			name:        "same-key",
			explanation: "drafts with the same key, account and content are the same post",
			run:         func(ctx context.Context, r *run) { sameKey(ctx, r, r.Client) },
		},
		{
			name:        "same-key-elsewhere",
			explanation: "drafts with the same key, account and content are the same post, in another process too",
			run:         func(ctx context.Context, r *run) { sameKey(ctx, r, r.fresh(nil)) },
		},
	}
}

// laterCases are the promises about what happens after the post, or later.
func laterCases() []testCase {
	return []testCase{
		{
			name:        "schedule",
			explanation: "a draft with At waits on the network until then, or At is not supported",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				d.At = r.now().Add(3 * time.Hour).Truncate(time.Minute)
				p, err := publish(r)(ctx, r.Client, d)
				r.offered(err, "At")
				r.noError(err, "scheduling")
				r.wantOnce(p, d.Text)
				if p.State != social.StateScheduled {
					r.errorf("the post has state %q, want %q", p.State, social.StateScheduled)
				}
				if !p.Time.Equal(d.At) {
					r.errorf("the post is scheduled for %v, want %v", p.Time, d.At)
				}
			},
		},
		{
			name:        "first-comment",
			explanation: "FirstComment is published as an answer to the post as soon as that stands, or is not supported",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				d.FirstComment = r.text("more in this comment")
				p, err := publish(r)(ctx, r.Client, d)
				r.offered(err, "FirstComment")
				r.noError(err, "publishing with a first comment")
				r.wantOnce(p, d.Text)
				comment := r.standing(d.FirstComment)
				if len(comment) != 1 {
					r.fatalf("%d first comments stand, want 1", len(comment))
				}
				if comment[0].ReplyTo.ID != p.Ref.ID {
					r.errorf("the first comment answers %+v, want %+v", comment[0].ReplyTo, p.Ref)
				}
			},
		},
	}
}

func sameKey(ctx context.Context, r *run, second any) {
	d := r.Draft()
	d.Key = r.text("key")[4:]
	p, err := publish(r)(ctx, r.Client, d)
	r.noError(err, "publishing")
	r.wantOnce(p, d.Text)
	again, err := publish(r)(ctx, second, d)
	r.noError(err, "publishing again with the same key")
	r.wantOnce(again, d.Text)
}

// badDraft is a draft that no network accepts.
type badDraft struct {
	name  string
	field string // that the error must name
	spoil func(r *run, d *social.Draft)
}

func badDrafts() []badDraft {
	return []badDraft{
		{"foreign-reply-to", "ReplyTo", func(_ *run, d *social.Draft) {
			d.ReplyTo = social.Ref{Network: elsewhere, ID: "1"}
		}},
		{"foreign-quote", "Quote", func(_ *run, d *social.Draft) {
			d.Quote = social.Ref{Network: elsewhere, ID: "1"}
		}},
		{"past-schedule", "At", func(r *run, d *social.Draft) { d.At = r.now().Add(-time.Hour) }},
		{"media-without-content", "Media", func(_ *run, d *social.Draft) {
			d.Media = append([]*social.Media(nil), d.Media...)
			d.Media = append(d.Media, &social.Media{Name: "nothing.png", ContentType: "image/png", Size: 1})
		}},
		{"poll-with-one-option", "Poll", func(_ *run, d *social.Draft) {
			d.Poll = &social.Poll{Question: "Well?", Options: []string{"yes"}, Duration: time.Hour}
		}},
		{"text-too-long", "Text", tooLong},
	}
}

// tooLong lengthens the text until it is past the limit that the client gives.
func tooLong(r *run, d *social.Draft) {
	c, ok := r.Client.(social.Checker)
	if !ok {
		r.skipf("%T knows no limits", r.Client)
	}
	limits, err := c.Limits(context.Background())
	r.noError(err, "reading the limits")
	if limits.Text == 0 {
		r.skipf("no limit of the text is known")
	}
	d.Text = strings.TrimSpace(d.Text + strings.Repeat(" word", limits.Text/2))
	if limits.Count(d.Text) <= limits.Text {
		d.Text += strings.Repeat(" word", limits.Text)
	}
}

// badDraftCases are the promises about drafts that must be refused.
func badDraftCases() []testCase {
	var cases []testCase
	for _, b := range badDrafts() {
		cases = append(cases, testCase{
			name: b.name,
			explanation: "what cannot be published is ErrInvalid or ErrUnsupported with the field's name, before " +
				"anything is sent",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				b.spoil(r, d)
				before := r.snapshot()
				_, err := publish(r)(ctx, r.Client, d)
				r.wantField(err, b.field, social.ErrInvalid, errors.ErrUnsupported)
				r.wantSilence(before)
			},
		})
	}
	return append(cases, testCase{
		name:        "unreadable-media",
		explanation: "a file that cannot be read fails the publication; nothing stands",
		run: func(ctx context.Context, r *run) {
			d := r.Draft()
			m := social.MediaBytes("broken.png", nil)
			m.Size, m.Open = 10, failingOpen
			d.Media = []*social.Media{m}
			before := r.snapshot()
			if _, err := publish(r)(ctx, r.Client, d); err == nil {
				r.errorf("got no error")
			}
			r.wantUnchanged(before)
		},
	})
}

// failingOpen is the Open of a file that is gone.
func failingOpen() (io.ReadCloser, error) { return nil, errors.New("the file is gone") }
