package mastodon

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// attempt is a publication under way. It is the State of a [social.Pending], so that another process can go on.
type attempt struct {
	Params   *StatusParams `json:"params"`
	Key      string        `json:"key"`                // of Params, which does not marshal it
	Named    bool          `json:"named,omitempty"`    // the key is the caller's
	Uploaded []ID          `json:"uploaded,omitempty"` // one for each medium, "" if not there yet
	Ready    []bool        `json:"ready,omitempty"`    // processed
	Since    time.Time     `json:"since,omitzero"`     // when the status was first sent
	Sent     bool          `json:"sent,omitempty"`     // it was sent, and the answer was lost
	Comment  *attempt      `json:"comment,omitempty"`  // the first comment, owed once the status stands
	Account  ID            `json:"-"`
}

// Publish implements [social.Publisher]. When the post stands and only its first comment failed, both the post
// and the error are returned.
//
// On servers that honour Idempotency-Key (Mastodon, Pleroma, Akkoma) a repeated draft with the same Key within
// an hour is the same post; on others it is within one process. Everywhere, a status whose answer was lost is looked for among the account's newest
// ones (or scheduled ones) before it is sent again: by attachments, reply target, poll and text.
//
// A draft that answers a post is never more visible than that post, and mentions its author, as otherwise
// nobody would be told. Link and Tags are appended to the text unless it has them.
func (c *Client) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	own := d.For(network)
	f := checkStatic(own)
	if err := f.Err(); err != nil {
		return nil, err
	}
	params, err := c.prepare(ctx, f, own)
	if err != nil {
		return nil, err
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	key, named := draft.Key(own)
	params.Key = key
	a := &attempt{
		Params: params, Key: key, Named: named, Uploaded: make([]ID, len(own.Media)), Ready: make([]bool, len(own.Media)),
	}
	if own.FirstComment != "" {
		key := draft.CommentKey(key)
		a.Comment = &attempt{Key: key, Named: named, Params: &StatusParams{
			Text: own.FirstComment, Visibility: params.Visibility, Language: params.Language, Key: key,
		}}
	}
	return c.run(ctx, a, own.Media, nil)
}

// run takes a publication from wherever it stands to its end.
func (c *Client) run(ctx context.Context, a *attempt, media []*social.Media, post *social.Post) (*social.Post, error) {
	if post == nil {
		if err := c.uploadAll(ctx, a, media); err != nil {
			return nil, a.interrupted(err, media, nil)
		}
		a.Params.MediaIDs = a.Uploaded
		p, err := c.createOnce(ctx, a)
		if err != nil {
			return nil, a.interrupted(err, media, nil)
		}
		post = p.portable()
	}
	if a.Comment == nil {
		return post, nil
	}
	a.Comment.Params.InReplyToID = ID(post.Ref.ID)
	if _, err := c.createOnce(ctx, a.Comment); err != nil {
		return post, a.interrupted(draft.InField(err, "FirstComment"), nil, &post.Ref)
	}
	return post, nil
}

// portable turns either kind of answer into the form that all networks share.
func (p *Published) portable() *social.Post {
	if p.Scheduled != nil {
		return p.Scheduled.portable()
	}
	return p.Status.portable()
}

// uploadAll brings all media to the server, at once, and waits until they are processed.
func (c *Client) uploadAll(ctx context.Context, a *attempt, media []*social.Media) error {
	errs := make([]error, len(media))
	var wg sync.WaitGroup
	for i, m := range media {
		wg.Go(func() { errs[i] = c.uploadOne(ctx, a, i, m) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (c *Client) uploadOne(ctx context.Context, a *attempt, i int, m *social.Media) error {
	field := draft.MediaField(i)
	if a.Uploaded[i] == "" {
		up, err := c.uploadMedia(ctx, m, field)
		if err != nil {
			return err
		}
		a.Uploaded[i], a.Ready[i] = up.ID, up.URL != ""
	}
	if a.Ready[i] {
		return nil
	}
	if _, err := c.WaitMedia(ctx, a.Uploaded[i]); err != nil {
		return draft.InField(err, field)
	}
	a.Ready[i] = true
	return nil
}

// createOnce publishes a status whose media are ready, once.
func (c *Client) createOnce(ctx context.Context, a *attempt) (*Published, error) {
	honours, err := c.honoursKeys(ctx)
	if err != nil {
		return nil, err
	}
	me, err := c.Me(ctx)
	if err != nil {
		return nil, err
	}
	a.Account = me.ID
	if a.Since.IsZero() {
		a.Since = time.Now().UTC()
	}
	name := ""
	if a.Named {
		name = a.Key + "\x00" + a.Params.content()
	}
	p, err := rest.WriteOnce(ctx, c.rest.Once(), &rest.Write[*Published]{
		Key:   name,
		Twin:  a.Params.twin(),
		Keyed: honours && a.Params.Key != "",
		Send:  func(ctx context.Context) (*Published, error) { return c.sendStatus(ctx, a.Params, honours) },
		Find: func(ctx context.Context, taken func(string) bool) (*Published, bool, error) {
			return c.find(ctx, a, taken)
		},
		ID:   (*Published).id,
		Sent: a.Sent,
	})
	a.Sent = errors.Is(err, social.ErrUncertain)
	return p, err
}
