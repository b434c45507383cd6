package socialtest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestEditor tests a [social.Editor].
func TestEditor(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	editorSuite().test(t, newHarness)
}

func editorSuite() suite {
	return suite{name: "Editor", cases: join(
		changeCases(), emptyChangeCases(),
		unsupportedChangeCases(),
		refCases(social.RefPost, func(ctx context.Context, r *run, client any, ref social.Ref) error {
			_, err := edit(ctx, r, client, ref, &social.Change{Text: new("other words")})
			return err
		}),
		writeCases(func(ctx context.Context, r *run) call {
			do, _ := edition(ctx, r)
			return do
		}),
		effectCases(edition),
	)}
}

func changeCases() []testCase {
	return []testCase{
		{
			name:        "text",
			explanation: "the text is changed, and the post is returned as it then stands",
			run: func(ctx context.Context, r *run) {
				p := r.publish(ctx, nil)
				text := r.text("better words")
				edited, err := edit(ctx, r, r.Client, p.Ref, &social.Change{Text: &text})
				r.noError(err, "editing")
				r.wantOnce(edited, text)
				if n := len(r.standing(p.Text)); n != 0 {
					r.errorf("the old text still stands")
				}
			},
		},
		{
			name:        "keeps-the-rest",
			explanation: "nothing that is not named is lost: warning, media with their descriptions, visibility, language",
			run: func(ctx context.Context, r *run) {
				p := r.publish(ctx, r.rich())
				text := r.text("better words")
				edited, err := edit(ctx, r, r.Client, p.Ref, &social.Change{Text: &text})
				r.noError(err, "editing")
				r.wantOnce(edited, text)
				r.wantKept(p, edited, "")
			},
		},
		{
			name:        "keeps-the-text",
			explanation: "a change of the warning keeps the text and all else; a pointer to \"\" clears it",
			run: func(ctx context.Context, r *run) {
				d := r.rich()
				p := r.publish(ctx, d)
				edited, err := edit(ctx, r, r.Client, p.Ref, &social.Change{Warning: new("careful")})
				r.offered(err, "Warning")
				r.noError(err, "changing the warning")
				if edited.Warning != "careful" {
					r.errorf("the warning is %q, want %q", edited.Warning, "careful")
				}
				r.wantOnce(edited, d.Text)
				r.wantKept(p, edited, "Warning")
				cleared, err := edit(ctx, r, r.Client, edited.Ref, &social.Change{Warning: new("")})
				r.noError(err, "clearing the warning")
				if cleared.Warning != "" {
					r.errorf("the warning is still %q", cleared.Warning)
				}
				r.wantOnce(cleared, d.Text)
			},
		},
	}
}

// emptyChangeCases are the promises about the change itself.
func emptyChangeCases() []testCase {
	return []testCase{
		{
			name:        "empty-change",
			explanation: "a change that names nothing leaves the post as it is, or is ErrInvalid",
			run: func(ctx context.Context, r *run) {
				p := r.publish(ctx, r.rich())
				same, err := edit(ctx, r, r.Client, p.Ref, &social.Change{})
				if err != nil {
					r.wantError(err, social.ErrInvalid)
				} else {
					r.wantKept(p, same, "")
				}
				if n := len(r.standing(p.Text)); n != 1 {
					r.errorf("%d posts stand with the text, want 1", n)
				}
			},
		},
		{
			name:        "change-unchanged",
			explanation: "arguments are never changed",
			run: func(ctx context.Context, r *run) {
				p := r.publish(ctx, nil)
				c := &social.Change{Text: new(r.text("better words")), Extras: []social.Extra{foreignExtra{}}}
				frozen := r.frozen("the change", c)
				_, err := edit(ctx, r, r.Client, p.Ref, c)
				r.noError(err, "editing")
				frozen()
			},
		},
	}
}

// unsupportedChangeCases try each field: it is changed, or refused by name without a trace.
func unsupportedChangeCases() []testCase {
	unseen := func(*social.Post) bool { return true } // posts do not show it
	fields := []struct {
		field  string
		change *social.Change
		done   func(p *social.Post) bool
	}{
		{"Title", &social.Change{Title: new("A new title")}, unseen},
		{"Sensitive", &social.Change{Sensitive: new(true)}, unseen},
		{"Language", &social.Change{Language: new("fr")}, func(p *social.Post) bool { return p.Language == "fr" }},
		{"Tags", &social.Change{Tags: &[]string{"news"}}, unseen},
		{"Visibility", &social.Change{Visibility: new(social.VisibilityPrivate)}, func(p *social.Post) bool {
			return p.Visibility == social.VisibilityPrivate
		}},
	}
	var cases []testCase
	for _, f := range fields {
		cases = append(cases, testCase{
			name:        "supported-or-not-" + strings.ToLower(f.field),
			explanation: "a change that the network cannot make is ErrUnsupported with the field's name, and nothing is sent",
			run: func(ctx context.Context, r *run) {
				p := r.publish(ctx, nil)
				before := r.snapshot()
				edited, err := edit(ctx, r, r.Client, p.Ref, f.change)
				if err == nil {
					if !f.done(edited) {
						r.errorf("Edit returned nil, but %s is not changed: %+v", f.field, edited)
					}
					if n := len(r.standing(p.Text)); n != 1 {
						r.errorf("%d posts stand with the old text, want 1", n)
					}
					return
				}
				r.wantField(err, f.field, errors.ErrUnsupported)
				r.wantSilence(before)
			},
		})
	}
	return cases
}

func edit(ctx context.Context, r *run, client any, ref social.Ref, c *social.Change) (*social.Post, error) {
	return as[social.Editor](r, client).Edit(ctx, ref, c)
}

// edition publishes something and returns the call that changes its text.
func edition(ctx context.Context, r *run) (do call, done func() bool) {
	p := r.publish(ctx, nil)
	text := r.text("better words")
	do = func(ctx context.Context, client any) error {
		_, err := edit(ctx, r, client, p.Ref, &social.Change{Text: &text})
		return err
	}
	return do, func() bool { return len(r.standing(text)) == 1 }
}

// rich returns a draft with much to lose.
func (r *run) rich() *social.Draft {
	if r.Rich != nil {
		return r.Rich()
	}
	return r.Draft()
}

// wantKept demands that an edit lost nothing but the field it was about.
func (r *run) wantKept(before, after *social.Post, except string) {
	same := func(field string, was, is any) {
		if field != except && was != is {
			r.errorf("%s was %q before the edit and is %q after it", field, was, is)
		}
	}
	same("Warning", before.Warning, after.Warning)
	same("Visibility", before.Visibility, after.Visibility)
	same("Language", before.Language, after.Language)
	same("ReplyTo", before.ReplyTo.ID, after.ReplyTo.ID)
	same("Quote", before.Quote.ID, after.Quote.ID)
	described := func(p *social.Post) []string {
		var all []string
		for _, m := range p.Media {
			all = append(all, m.ID+" "+m.AltText)
		}
		return all
	}
	if was, is := described(before), described(after); !slices.Equal(was, is) {
		r.errorf("media were %q before the edit and are %q after it", was, is)
	}
}
