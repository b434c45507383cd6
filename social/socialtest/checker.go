package socialtest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// TestChecker tests a [social.Checker].
func TestChecker(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	checkerSuite().test(t, newHarness)
}

func checkerSuite() suite {
	return suite{name: "Checker", cases: join(limitCases(), checkCases(), refusedCases())}
}

func limitCases() []testCase {
	return []testCase{
		{
			name:        "limits",
			explanation: "Limits are there, the same each time, and count text in the network's own way",
			run: func(ctx context.Context, r *run) {
				l := limits(ctx, r)
				again := limits(ctx, r)
				if l.Text != again.Text || l.Items != again.Items || l.AltText != again.AltText {
					r.errorf("limits differ from call to call: %+v and %+v", l, again)
				}
				if l.Text == 0 {
					return
				}
				if l.Count == nil {
					r.fatalf("Text is limited to %d, but Count is nil", l.Text)
				}
				if n := l.Count("four"); n <= 0 {
					r.errorf("Count of a word is %d", n)
				}
				if n := l.Count(""); n != 0 {
					r.errorf("Count of nothing is %d", n)
				}
			},
		},
		{
			name:        "limits-cached",
			explanation: "Limits are read once and cached, also for Check",
			run: func(ctx context.Context, r *run) {
				r.need("Server.Traffic", r.Server.Traffic != nil)
				limits(ctx, r)
				before, _ := r.Server.Traffic()
				limits(ctx, r)
				if after, _ := r.Server.Traffic(); after != before {
					r.errorf("%d requests were sent for limits that were known", after-before)
				}
			},
		},
		{
			name:        "at-the-limit",
			explanation: "a text that is as long as Limits says is valid",
			run: func(ctx context.Context, r *run) {
				l := limits(ctx, r)
				if l.Text == 0 {
					r.skipf("no limit of the text is known")
				}
				d := r.Draft()
				d.Text += " "
				d.Text += strings.Repeat("a", max(0, l.Text-l.Count(d.Text)))
				if n := l.Count(d.Text); n != l.Text {
					r.skipf("no text of exactly %d could be made, only %d", l.Text, n)
				}
				r.noError(check(ctx, r, d), "checking a text at the limit")
			},
		},
	}
}

func checkCases() []testCase {
	return []testCase{
		{
			name:        "valid",
			explanation: "a draft that Publish accepts is valid, and Check writes nothing and changes nothing",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				d.Extras = append(d.Extras, foreignExtra{})
				frozen := r.frozen("the draft", d)
				before := r.snapshot()
				r.noError(check(ctx, r, d), "checking a valid draft")
				r.wantSilence(before)
				frozen()
			},
		},
		{
			name:        "all-at-once",
			explanation: "every problem is reported at once, each with its own field",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				d.ReplyTo = social.Ref{Network: elsewhere, ID: "1"}
				d.Quote = social.Ref{Network: elsewhere, ID: "1"}
				d.At = r.now().Add(-time.Hour)
				problems := social.Problems(check(ctx, r, d))
				for _, field := range []string{"ReplyTo", "Quote", "At"} {
					if !slices.ContainsFunc(problems, func(e *social.Error) bool { return e.Field == field }) {
						r.errorf("no problem names field %q, got %q", field, problems)
					}
				}
			},
		},
		{
			name:        "variants",
			explanation: "the draft is checked as it stands for the network: its variant counts, those of others do not",
			run: func(ctx context.Context, r *run) {
				bad := social.Ref{Network: elsewhere, ID: "1"}
				d := r.Draft()
				d.Variants = map[string]*social.Draft{"socialtest-third": {Quote: bad}}
				r.noError(check(ctx, r, d), "checking a draft whose variant for another network is wrong")
				d.Variants = map[string]*social.Draft{r.network(): {Quote: bad}}
				r.wantField(check(ctx, r, d), "Quote", social.ErrInvalid, errors.ErrUnsupported)
			},
		},
		{
			name:        "empty-draft",
			explanation: "a draft without content is ErrInvalid with the field's name",
			run: func(ctx context.Context, r *run) {
				r.wantField(check(ctx, r, &social.Draft{}), "", social.ErrInvalid)
			},
		},
	}
}

// refusedCases are the promises about drafts that Publish refuses.
func refusedCases() []testCase {
	var cases []testCase
	for _, b := range badDrafts() {
		cases = append(cases, testCase{
			name:        b.name,
			explanation: "what Publish refuses, Check reports: ErrInvalid or ErrUnsupported with the field's name, and no write",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				b.spoil(r, d)
				before := r.snapshot()
				err := check(ctx, r, d)
				r.wantError(err, social.ErrInvalid, errors.ErrUnsupported)
				for _, e := range social.Problems(err) {
					r.wantField(e, b.field, social.ErrInvalid, errors.ErrUnsupported)
				}
				r.wantSilence(before)
			},
		})
	}
	return cases
}

func limits(ctx context.Context, r *run) *social.Limits {
	l, err := as[social.Checker](r, r.Client).Limits(ctx)
	r.noError(err, "reading the limits")
	if l == nil {
		r.fatalf("got nil limits and no error")
	}
	return l
}

func check(ctx context.Context, r *run, d *social.Draft) error {
	return as[social.Checker](r, r.Client).Check(ctx, d)
}
