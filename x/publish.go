package x

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// attempt is a publication under way. It is the State of a [social.Pending], so that another process can go on.
type attempt struct {
	Params    *PostParams `json:"params"`
	Key       string      `json:"key,omitempty"`
	Named     bool        `json:"named,omitempty"`     // the key is the caller's
	Uploads   []*upload   `json:"uploads,omitempty"`   // one for each medium
	Sensitive bool        `json:"sensitive,omitempty"` // the media are
	Since     time.Time   `json:"since,omitzero"`      // when the post was first sent
	Sent      bool        `json:"sent,omitempty"`      // it was sent, and the answer was lost
	Message   *message    `json:"message,omitempty"`   // it is a private message instead
	Comment   *attempt    `json:"comment,omitempty"`   // the first comment, owed once the post stands
	Account   ID          `json:"-"`
}

// Publish implements [social.Publisher]. When the post stands and only its first comment failed, both the post
// and the error are returned.
//
// X has no idempotency keys: a draft with the same Key is the same post within one process. A post whose answer was
// lost is looked for among the account's newest ones, by words, links, media, poll and what it answers, before it
// is sent again; X itself refuses the same words twice within a time. When neither can tell, the error is
// [social.ErrUncertain].
//
// Link and Tags are appended to the text unless it has them. X finds the language by itself and does not schedule:
// Language and At are [errors.ErrUnsupported], as is Warning; Sensitive marks the media.
func (c *Client) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	own := d.For(network)
	f := checkStatic(own)
	if err := f.Err(); err != nil {
		return nil, err
	}
	limits, err := c.limits(ctx)
	if err != nil {
		return nil, err
	}
	limits.check(f, own)
	limits.look(ctx, f, own.Media, false)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return c.run(ctx, newAttempt(own), own.Media, nil)
}

func newAttempt(d *social.Draft) *attempt {
	a := &attempt{Params: paramsOf(d), Sensitive: value(d.Sensitive)}
	a.Key, a.Named = draft.Key(d)
	e := social.ExtraOf[*Extra](d)
	for _, m := range d.Media {
		u := newUpload(m, "", false)
		if e != nil {
			u.Owners = e.AdditionalOwners
			if u.Category == CategoryPostVideo && e.MediaCategory != "" {
				u.Category = e.MediaCategory
			}
		}
		a.Uploads = append(a.Uploads, u)
	}
	if d.FirstComment != "" {
		a.Comment = &attempt{Params: &PostParams{Text: d.FirstComment}, Key: draft.CommentKey(a.Key), Named: a.Named}
	}
	return a
}

// run takes a publication from wherever it stands to its end.
func (c *Client) run(ctx context.Context, a *attempt, media []*social.Media, post *social.Post) (*social.Post, error) {
	if post == nil {
		me, err := c.Me(ctx)
		if err != nil {
			return nil, a.interrupted(err, media, nil)
		}
		a.Account = me.ID
		if post, err = c.finish(ctx, a, media, me); err != nil {
			return nil, a.interrupted(err, media, nil)
		}
	}
	if a.Comment == nil {
		return post, nil
	}
	a.Comment.Params.Reply = &ReplyParams{InReplyToID: ID(post.Ref.ID)}
	if _, err := c.createOnce(ctx, a.Comment); err != nil {
		return post, a.interrupted(draft.InField(err, "FirstComment"), nil, &post.Ref)
	}
	return post, nil
}

// finish uploads what is missing and publishes. What may stand already is looked for with the files that it was sent
// with, even if X has forgotten them: only when it refuses them, they are uploaded anew.
func (c *Client) finish(ctx context.Context, a *attempt, media []*social.Media, me *User) (*social.Post, error) {
	if a.Sent {
		post, err := c.commit(ctx, a, media, me)
		if !errors.Is(err, social.ErrInvalid) || !a.forgotten() {
			return post, err
		}
	}
	if err := c.uploadAll(ctx, a, media); err != nil {
		return nil, err
	}
	return c.commit(ctx, a, media, me)
}

// forgotten reports whether X has dropped an upload.
func (a *attempt) forgotten() bool {
	return slices.ContainsFunc(a.Uploads, (*upload).expired)
}

// commit publishes what is uploaded.
func (c *Client) commit(ctx context.Context, a *attempt, media []*social.Media, me *User) (*social.Post, error) {
	if a.Message != nil {
		return c.commitMessage(ctx, a, me)
	}
	if len(a.Uploads) > 0 {
		if a.Params.Media == nil {
			a.Params.Media = &PostMedia{}
		}
		a.Params.Media.IDs = a.ids()
		if p := a.Uploads[0].Preview; p != "" {
			a.Params.Media.PreviewID = p
		}
	}
	p, err := c.createOnce(ctx, a)
	if err != nil {
		return nil, err
	}
	return a.published(p, me, media), nil
}

func (a *attempt) ids() []ID {
	ids := make([]ID, len(a.Uploads))
	for i, u := range a.Uploads {
		ids[i] = u.ID
	}
	return ids
}

// uploadAll brings all media to X, at once, and waits until they are processed.
func (c *Client) uploadAll(ctx context.Context, a *attempt, media []*social.Media) error {
	errs := make([]error, len(a.Uploads))
	var wg sync.WaitGroup
	for i, u := range a.Uploads {
		wg.Go(func() { errs[i] = c.uploadOne(ctx, u, media[i], a.Sensitive, draft.MediaField(i)) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (c *Client) uploadOne(ctx context.Context, u *upload, m *social.Media, sensitive bool, field string) error {
	if err := c.transfer(ctx, u, m, field); err != nil {
		return err
	}
	if err := c.describe(ctx, u, m, sensitive, field); err != nil {
		return err
	}
	if u.Ready {
		return nil
	}
	if _, err := c.wait(ctx, u.ID, u.answer); err != nil {
		return draft.InField(err, field)
	}
	u.Ready = true
	return nil
}

// createOnce publishes a post whose media are ready, once.
func (c *Client) createOnce(ctx context.Context, a *attempt) (*Post, error) {
	id, err := c.myID(ctx)
	if err != nil {
		return nil, err
	}
	a.Account = id
	if a.Since.IsZero() {
		a.Since = time.Now().UTC()
	}
	name := ""
	if a.Named {
		name = a.Key + "\x00" + a.Params.content()
	}
	sent := a.Sent
	known := func(string) bool { return false }
	p, err := rest.WriteOnce(ctx, c.user.Once(), &rest.Write[*Post]{
		Key:  name,
		Twin: a.Params.twin(),
		Send: func(ctx context.Context) (*Post, error) {
			p, err := c.sendPost(ctx, a.Params)
			if sent && errors.Is(err, social.ErrDuplicate) {
				return c.duplicate(ctx, a, known, err)
			}
			sent = sent || errors.Is(err, social.ErrUncertain)
			return p, err
		},
		Find: func(ctx context.Context, taken func(string) bool) (*Post, bool, error) {
			known = taken
			return c.findPost(ctx, a, taken)
		},
		ID:   func(p *Post) string { return string(p.ID) },
		Sent: a.Sent,
	})
	a.Sent = errors.Is(err, social.ErrUncertain)
	return p, err
}
