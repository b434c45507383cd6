package linkedin

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Edit implements [social.Editor]: of posts the text, and for a Page the call to action of [Extra] can be changed, of
// comments the text. Media, poll, title and visibility stay.
func (c *Client) Edit(ctx context.Context, ref social.Ref, change *social.Change) (*social.Post, error) {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefComment); err != nil {
		return nil, err
	}
	if change == nil {
		return nil, social.Invalid(network, "Change", "is nil")
	}
	if err := c.checkChange(ref, change); err != nil {
		return nil, err
	}
	e := extraOf(&social.Draft{Extras: change.Extras})
	u := URN(ref.ID)
	if ref.Kind == social.RefComment {
		k, err := c.UpdateComment(ctx, u, NewText(*change.Text, e.Mentions...))
		if err != nil {
			return nil, err
		}
		return k.portable(), nil
	}
	var p PostChange
	if change.Text != nil {
		p.Commentary = new(NewText(*change.Text, e.Mentions...))
	}
	if e.CallToAction != "" {
		p.CallToAction, p.LandingPage = &e.CallToAction, &e.LandingPage
	}
	if err := c.UpdatePost(ctx, u, &p); err != nil {
		return nil, err
	}
	return c.edited(ctx, u, &p), nil
}

// edited is a post as it stands after a change: as it can be read, or else as far as it is known. A new post does not
// show at once.
func (c *Client) edited(ctx context.Context, u URN, change *PostChange) *social.Post {
	settle := c.rest.Options().Settle
	got, err := c.Post(ctx, u)
	for pause := settle / 20; errors.Is(err, social.ErrNotFound) && pause < settle; pause *= 2 {
		if rest.Sleep(ctx, pause) != nil {
			break
		}
		got, err = c.Post(ctx, u)
	}
	if err != nil { // the change stands all the same
		got = &Post{ID: u, Author: c.cfg.Author, State: PostPublished, StateInfo: StateInfo{Edited: true}}
	}
	if change.Commentary != nil {
		got.Commentary = *change.Commentary
	}
	return got.portable()
}

// checkChange finds what cannot be changed.
func (c *Client) checkChange(ref social.Ref, change *social.Change) error {
	f, l := draft.For(network), c.limits()
	comment := ref.Kind == social.RefComment
	u := URN(ref.ID)
	if _, _, isComment := u.Comment(); comment && !isComment || !comment && !u.IsPost() {
		f.Invalid("Ref.ID", "is not the URN of a post or comment")
	}
	for _, field := range []struct {
		name, why string
		given     bool
	}{
		{"Title", "titles cannot be changed", change.Title != nil},
		{"Warning", "there are no warnings", change.Warning != nil},
		{"Sensitive", "nothing can be marked as sensitive", deref(change.Sensitive)},
		{"Language", "LinkedIn finds it by itself", change.Language != nil},
		{"Tags", "hashtags stand in Text", change.Tags != nil},
		{"Visibility", "it cannot be changed", change.Visibility != nil},
		{"AltText", "it cannot be changed", len(change.AltText) > 0},
	} {
		if field.given {
			f.Lacks(field.name, field.why)
		}
	}
	e := extraOf(&social.Draft{Extras: change.Extras})
	checkChangedExtra(f, &e, comment, c.isPage())
	text, most := deref(change.Text), l.MaxText
	if comment {
		most = l.MaxComment
	}
	l.checkLength(f, "Text", text, most)
	switch {
	case comment && strings.TrimSpace(text) == "":
		f.Invalid("Text", "is empty")
	case change.Text == nil && e.CallToAction == "" && f.Err() == nil:
		f.Invalid("Change", "names nothing")
	}
	return f.Err()
}

func checkChangedExtra(f *draft.Findings, e *Extra, comment, page bool) {
	checkMentions(f, e.Mentions)
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"Extras.Visibility", e.Visibility != ""},
		{"Extras.NoReshare", e.NoReshare},
		{"Extras.Targets", len(e.Targets) > 0},
		{"Extras.Description", e.Description != ""},
		{"Extras.Thumbnail", e.Thumbnail != nil},
		{"Extras.VotersVisible", e.VotersVisible},
	} {
		if field.given {
			f.Lacks(field.name, "it cannot be changed")
		}
	}
	switch {
	case e.CallToAction == "" && e.LandingPage == "":
	case comment || !page:
		f.Lacks("Extras.CallToAction", "only posts of Pages have one")
	case e.CallToAction == "" || !isAddress(e.LandingPage):
		f.Invalid("Extras.LandingPage", "must be an address, with a CallToAction")
	}
}

// justMade is for how long a new post may not show yet.
const justMade = 2 * time.Minute

// Delete implements [social.Deleter], for posts and comments. LinkedIn does not tell whether there was a post to delete, so
// it is read first; where that cannot be done, it is no error that there was none.
func (c *Client) Delete(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "Ref", ref, social.RefPost, social.RefComment); err != nil {
		return err
	}
	u := URN(ref.ID)
	if ref.Kind == social.RefComment {
		return c.DeleteComment(ctx, u)
	}
	if err := checkPost("Ref.ID", u); err != nil {
		return err
	}
	_, missing := c.Post(ctx, u)
	switch {
	case missing != nil && ctx.Err() != nil, errors.Is(missing, social.ErrAuth):
		return missing
	case !errors.Is(missing, social.ErrNotFound): // whether or not it may be read, now or ever
		missing = nil
	case c.deleted.has(u):
		return missing
	default: // a new post does not show at once
		if at, ok := u.born(); ok && c.now().Sub(at) < justMade {
			missing = nil
		}
	}
	if err := c.DeletePost(ctx, u); err != nil {
		return err
	}
	c.deleted.add(u)
	return missing
}

// recent remembers some URNs. The zero value is ready for use.
type recent struct {
	mu   sync.Mutex
	list []URN
}

func (r *recent) has(u URN) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Contains(r.list, u)
}

func (r *recent) add(u URN) {
	const most = 256
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.list = append(r.list, u); len(r.list) > most {
		r.list = r.list[1:]
	}
}
