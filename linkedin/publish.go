package linkedin

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// attempt is a publication under way. It is the State of a [social.Pending], so that another process can go on. It holds
// the addresses of uploads, to which anybody can write for some time.
type attempt struct {
	Post    *PostParams `json:"post,omitempty"`
	Key     string      `json:"key,omitempty"`
	Named   bool        `json:"named,omitempty"` // the key is the caller's
	Name    string      `json:"name,omitempty"`  // what drafts with the same key and content have in common
	Began   time.Time   `json:"began,omitzero"`  // by LinkedIn's clock
	Since   time.Time   `json:"since,omitzero"`  // when the post was first sent
	Sent    bool        `json:"sent,omitempty"`  // it was sent, and the answer was lost
	Uploads []*upload   `json:"uploads,omitempty"`
	Reply   *remark     `json:"reply,omitempty"`   // it is a comment instead
	Comment *remark     `json:"comment,omitempty"` // the first comment, owed once the post stands

	author  URN
	resumed bool // by its Pending, perhaps not for the first time
	anew    bool // the Pending lacked files, which an earlier Resume may have uploaded
}

// Publish implements [social.Publisher]. Text and Tags become the post's text, in which hashtags and the mentions of
// [Extra] are recognised and everything else is taken literally. The media decide what it is: up to 20 images, one video
// or one document, whose title is Title. A link without media is shown as a card, for which LinkedIn reads nothing from
// the address: Title, Extra.Description and Extra.Thumbnail fill it; otherwise Link is appended to the text. Quote shares
// a post again. With ReplyTo it writes a comment. At is not supported: LinkedIn's API does not schedule.
//
// It uploads, waits until LinkedIn has processed the files, for Options.MediaWait at most, publishes, and writes
// FirstComment. When the post stands and only its first comment failed, both the post and the error are returned; with a
// token of Share on LinkedIn that is [social.ErrPermission].
//
// It happens once. LinkedIn has no idempotency keys: a draft with the same Key is the same post within one process. A
// post whose answer was lost is looked for among the author's newest ones, by text, content and time, before it is sent
// again. Where these may not be read, as those of most members, LinkedIn's own check against duplicates serves instead:
// for ten minutes it refuses the same text of the same author, and names the post that stands. A repeat within that time
// either makes the post or is told its name; later, without a text, or when the first attempt only went silent, the error is
// [social.ErrUncertain]. A text that the author has published shortly before, with or without this program, is
// [social.ErrDuplicate].
func (c *Client) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	own := d.For(network)
	if err := c.Check(ctx, own); err != nil {
		return nil, err
	}
	return c.run(ctx, c.newAttempt(own), filesOf(own), nil)
}

func (c *Client) newAttempt(d *social.Draft) *attempt {
	a := &attempt{Began: c.now().UTC()}
	a.Key, a.Named = draft.Key(d)
	mentions := extraOf(d).Mentions
	for _, m := range filesOf(d) {
		a.Uploads = append(a.Uploads, newUpload(m))
	}
	if !d.ReplyTo.IsZero() {
		text := NewText(draft.Compose(d.Text, d.Link, d.Tags), mentions...)
		a.Reply = &remark{On: URN(d.ReplyTo.ID), Message: text.message(), Key: a.Key, Named: a.Named}
		return a
	}
	a.Post = paramsOf(d)
	if a.Named {
		a.Name = a.Key + "\x00" + a.Post.content()
		for _, m := range filesOf(d) {
			a.Name += fmt.Sprintf("\x00%s %d", m.Name, m.Size)
		}
	}
	if d.FirstComment != "" {
		a.Comment = &remark{
			Message: NewText(d.FirstComment, mentions...).message(), Key: draft.CommentKey(a.Key), Named: a.Named, Fresh: true,
		}
	}
	return a
}

// run takes a publication from wherever it stands to its end.
func (c *Client) run(ctx context.Context, a *attempt, media []*social.Media, post *social.Post) (*social.Post, error) {
	if post == nil {
		author, err := c.Author(ctx)
		if err != nil {
			return nil, a.interrupted(err, media, nil)
		}
		a.author = author
		if post, err = c.finish(ctx, a, media); err != nil {
			return nil, a.interrupted(err, media, nil)
		}
	}
	if a.Comment == nil {
		return post, nil
	}
	a.Comment.On = URN(post.Ref.ID)
	if err := c.firstComment(ctx, a); err != nil {
		return post, a.interrupted(draft.InField(err, "FirstComment"), nil, &post.Ref)
	}
	return post, nil
}

// finish uploads what is missing and publishes.
func (c *Client) finish(ctx context.Context, a *attempt, media []*social.Media) (*social.Post, error) {
	if err := c.uploadAll(ctx, a, media); err != nil {
		return nil, err
	}
	if a.Reply != nil {
		return c.answer(ctx, a)
	}
	a.Post.Author = a.author
	a.Post.attach(a.Uploads)
	p, err := c.createOnce(ctx, a)
	if err != nil {
		return nil, err
	}
	return p.portable(), nil
}

// uploadsAtOnce bounds how many files are sent at the same time.
const uploadsAtOnce = 4

// uploadAll brings all files to LinkedIn and waits until they can be posted.
func (c *Client) uploadAll(ctx context.Context, a *attempt, media []*social.Media) error {
	errs := make([]error, len(a.Uploads))
	slots := make(chan struct{}, uploadsAtOnce)
	var wg sync.WaitGroup
	for i, u := range a.Uploads {
		if u.Ready {
			continue
		}
		field := draft.MediaField(i)
		if a.Post != nil && a.Post.Content != nil && a.Post.Content.Article != nil {
			field = "Extras.Thumbnail"
		}
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			var m *social.Media
			if i < len(media) {
				m = media[i]
			}
			if errs[i] = c.transfer(ctx, u, m, field); errs[i] == nil {
				errs[i] = c.await(ctx, u, field)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// answer writes a comment on a post, or below a comment. There is one level of these: one to an answer stands beside it.
func (c *Client) answer(ctx context.Context, a *attempt) (*social.Post, error) {
	m := a.Reply
	if len(a.Uploads) > 0 {
		m.Image = a.Uploads[0].URN
	}
	if m.On.Kind() == KindComment && !m.Sent {
		parent, err := c.Comment(ctx, m.On)
		switch {
		case errors.Is(err, social.ErrPermission), errors.Is(err, social.ErrQuota): // LinkedIn has the last word
		case err != nil:
			return nil, err
		case parent.Parent != "":
			m.On = parent.Parent
		}
	}
	k, err := c.comment(ctx, m)
	if err != nil {
		return nil, err
	}
	out := k.portable()
	if m.On.Kind() != KindComment { // LinkedIn names the activity of the post
		out.ReplyTo = postRef(m.On)
	}
	return out, nil
}

// firstComment writes the comment that a new post is owed. A Pending may be resumed twice, so that it may stand already.
func (c *Client) firstComment(ctx context.Context, a *attempt) error {
	m := a.Comment
	if a.resumed {
		c.awaitThread(ctx, m.On)
	}
	if a.resumed && !m.Sent {
		own := *m
		own.Since = a.Began
		switch _, ok, err := c.findComment(ctx, &own, a.author, func(string) bool { return false }); {
		case err != nil && !mayNotLook(err):
			return err
		case ok:
			a.Comment = nil
			return nil
		}
	}
	if _, err := c.comment(ctx, m); err != nil {
		return err
	}
	a.Comment = nil
	return nil
}

// awaitThread waits until a new post shows its comments, which it does not at once: to find none there would say nothing.
func (c *Client) awaitThread(ctx context.Context, on URN) {
	l, err := commentsBelow(on)
	if err != nil {
		return
	}
	began := time.Now()
	for pause := freshPause; time.Since(began) < freshFor; pause *= 2 {
		if _, err := pageOf(ctx, c, l, &PageParams{Limit: 1}); !errors.Is(err, social.ErrNotFound) {
			return
		}
		if rest.Sleep(ctx, pause) != nil {
			return
		}
	}
}
