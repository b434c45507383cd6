package instagram

import (
	"context"
	"errors"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// attempt is a publication under way. It is the State of a [social.Pending], so that another process can go on.
type attempt struct {
	Surface    Surface          `json:"surface"`
	Key        string           `json:"key"`
	Named      bool             `json:"named,omitempty"` // the key is the caller's
	Since      time.Time        `json:"since,omitzero"`  // when it began, by Instagram's clock
	Items      []*itemState     `json:"items,omitempty"` // one for each medium
	Carousel   *ContainerParams `json:"carousel,omitempty"`
	Parent     ID               `json:"parent,omitempty"` // container of the carousel
	Committing time.Time        `json:"committing,omitzero"`
	Sent       bool             `json:"sent,omitempty"` // it was published, and the answer was lost
	NoComments bool             `json:"no_comments,omitempty"`
	Reply      *commentState    `json:"reply,omitempty"`   // it is a comment instead
	Comment    *commentState    `json:"comment,omitempty"` // the first comment, owed once the post stands
	Message    *messageState    `json:"message,omitempty"` // it is a private message instead

	out bool // the container says that it was published
}

// itemState is a medium on its way.
type itemState struct {
	Params *ContainerParams `json:"params"`
	ID     ID               `json:"id,omitempty"` // of its container
	URI    string           `json:"uri,omitempty"`
	Began  bool             `json:"began,omitempty"` // bytes were sent
	Sent   bool             `json:"sent,omitempty"`  // all of them, or Instagram fetches them
	At     time.Time        `json:"at,omitzero"`     // when the container was made
}

// gone reports whether a container can no longer be counted on, a little before its life ends.
func (s *itemState) gone(now time.Time, life time.Duration) bool {
	return s.ID != "" && life > 0 && now.Sub(s.At) > life-life/24
}

// Publish implements [social.Publisher]. When the post stands and only its first comment failed, or its comments could
// not be closed, both the post and the error are returned.
//
// The media choose the surface: one photo, one video (a reel: Instagram makes one of each), or 2 to 10 of them, a
// carousel; Format asks for a story. There are no posts of text alone. Link and hashtags are appended to the caption,
// in which Instagram makes no link of an address.
//
// Publishing has two steps: a container, which nobody sees, is made and processed; then it is published. The container
// tells whether that happened, so that a lost answer neither makes a second post nor loses one. Containers are gone
// after a day. How much the account may publish in a day is asked before the second step: [social.ErrQuota].
func (c *Client) Publish(ctx context.Context, d *social.Draft) (*social.Post, error) {
	own := d.For(network)
	if err := c.Check(ctx, own); err != nil {
		return nil, err
	}
	return c.run(ctx, newAttempt(own), own.Media, nil)
}

func newAttempt(d *social.Draft) *attempt {
	a := &attempt{Surface: surfaceOf(d)}
	a.Key, a.Named = draft.Key(d)
	if !d.ReplyTo.IsZero() {
		a.Reply = newCommentState(d.ReplyTo, compose(d), a.Key, a.Named)
		return a
	}
	if d.FirstComment != "" {
		a.Comment = newCommentState(social.Ref{}, d.FirstComment, draft.CommentKey(a.Key), a.Named)
	}
	items, carousel := containersOf(d, a.Surface)
	for _, p := range items {
		a.Items = append(a.Items, &itemState{Params: p})
	}
	a.Carousel = carousel
	if e := social.ExtraOf[*Extra](d); e != nil {
		a.NoComments = e.NoComments
	}
	return a
}

// run takes a publication from wherever it stands to its end.
func (c *Client) run(ctx context.Context, a *attempt, media []*social.Media, post *social.Post) (*social.Post, error) {
	if a.Since.IsZero() {
		a.Since = c.now().UTC()
	}
	if a.Message != nil {
		made, err := c.finishMessage(ctx, a.Message)
		if err != nil {
			return nil, c.interrupted(err, a, nil, nil)
		}
		return made, nil
	}
	if a.Reply != nil {
		made, err := c.commentOnce(ctx, a.Reply)
		if err != nil {
			return nil, c.interrupted(err, a, nil, nil)
		}
		return made, nil
	}
	if post == nil {
		made, err := c.finish(ctx, a, media)
		if err != nil {
			return nil, c.interrupted(err, a, media, nil)
		}
		post = made
	}
	if a.NoComments {
		if err := c.EnableComments(ctx, ID(post.Ref.ID), false); err != nil {
			return post, c.interrupted(draft.InField(err, "Extras.NoComments"), a, nil, &post.Ref)
		}
		a.NoComments = false
	}
	if a.Comment == nil {
		return post, nil
	}
	a.Comment.Parent, a.Comment.OnMedia = ID(post.Ref.ID), true
	if _, err := c.commentOnce(ctx, a.Comment); err != nil {
		return post, c.interrupted(draft.InField(err, "FirstComment"), a, nil, &post.Ref)
	}
	return post, nil
}

// finish makes what is missing and publishes. Containers that are gone without having been published are made anew,
// once.
func (c *Client) finish(ctx context.Context, a *attempt, media []*social.Media) (*social.Post, error) {
	for again := false; ; again = true {
		id, err := c.attemptOnce(ctx, a, media)
		if err == nil {
			return c.stands(ctx, a, id), nil
		}
		if again || !c.renews(err) || a.Sent {
			if errors.Is(err, errExpired) {
				err = &social.Error{Network: network, Op: "media.publish", Kind: social.ErrMedia, Message: "the container expired before it was published", Err: err}
			}
			return nil, err
		}
		a.renew()
	}
}

// renews reports a failure that new containers may mend.
func (c *Client) renews(err error) bool {
	if errors.Is(err, errExpired) {
		return true
	}
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Code == 24 || e.Subcode == 2207020 || e.Subcode == 2207032 || e.Subcode == 2207053)
}

// renew forgets the containers.
func (a *attempt) renew() {
	for i, s := range a.Items {
		p := *s.Params
		a.Items[i] = &itemState{Params: &p}
	}
	a.Parent, a.Committing = "", time.Time{}
}

// attemptOnce goes through the steps with one set of containers.
func (c *Client) attemptOnce(ctx context.Context, a *attempt, media []*social.Media) (ID, error) {
	if !a.Sent {
		now := time.Now()
		for _, s := range a.Items {
			if s.gone(now, c.limits.ContainerLife) {
				a.renew()
				break
			}
		}
		published, err := c.prepare(ctx, a, media)
		if err != nil {
			return "", err
		}
		a.Sent = published
	}
	return c.publishOnce(ctx, a)
}

// prepare makes the containers and waits for them. It reports that the last of them is published already.
func (c *Client) prepare(ctx context.Context, a *attempt, media []*social.Media) (published bool, err error) {
	for i, s := range a.Items {
		if err := c.makeItem(ctx, s, media, i); err != nil {
			return false, err
		}
	}
	for i, s := range a.Items {
		done, err := c.awaitContainer(ctx, s.ID)
		if err != nil {
			return false, draft.InField(err, draft.MediaField(i))
		}
		published = published || done && a.Carousel == nil
	}
	if a.Carousel == nil {
		return published, nil
	}
	if a.Parent == "" {
		own := *a.Carousel
		for _, s := range a.Items {
			own.Children = append(own.Children, s.ID)
		}
		made, err := c.CreateContainer(ctx, &own)
		if err != nil {
			return false, err
		}
		a.Parent = made.ID
	}
	return c.awaitContainer(ctx, a.Parent)
}

// makeItem makes one container and brings its bytes there, or tells Instagram where to fetch them.
func (c *Client) makeItem(ctx context.Context, s *itemState, media []*social.Media, i int) error {
	if s.Sent {
		return nil
	}
	field, m := draft.MediaField(i), media[i]
	if s.ID == "" {
		p := *s.Params
		if err := c.source(ctx, &p, m, field); err != nil {
			return err
		}
		made, err := c.CreateContainer(ctx, &p)
		if err != nil {
			return draft.InField(err, field)
		}
		s.ID, s.URI, s.At, s.Began = made.ID, made.URI, time.Now().UTC(), false
		*s.Params = p
	}
	if s.Params.Resumable {
		if err := c.sendBytes(ctx, s, m, field); err != nil {
			return err
		}
	}
	s.Sent = true
	return nil
}

// source decides how a file gets to Instagram: its bytes are sent, or it is fetched from a public address.
func (c *Client) source(ctx context.Context, p *ContainerParams, m *social.Media, field string) error {
	if t := m.Thumbnail; t != nil && p.CoverURL == "" {
		address, err := c.address(ctx, t, field+".Thumbnail")
		if err != nil {
			return err
		}
		p.CoverURL = address
	}
	if isVideo(m) && c.cfg.Login == FacebookLogin && m.Open != nil {
		p.Resumable = true
		return nil
	}
	address, err := c.address(ctx, m, field)
	if err != nil {
		return err
	}
	if isVideo(m) {
		p.VideoURL = address
	} else {
		p.ImageURL = address
	}
	return nil
}

// address is where Instagram can fetch a file.
func (c *Client) address(ctx context.Context, m *social.Media, field string) (string, error) {
	if m.URL != "" {
		return m.URL, nil
	}
	if c.cfg.Host == nil {
		return "", social.Unsupported(network, field+".URL", "Instagram fetches it from a public address: set one, or Config.Host")
	}
	address, err := c.cfg.Host.Put(ctx, m)
	if err != nil {
		return "", &social.Error{Network: network, Op: "media.host", Kind: social.ErrMedia, Field: field, Message: "it could not be put onto a public address: " + rest.Clip(err.Error()), Err: err}
	}
	return address, nil
}

// container is the one that is published.
func (a *attempt) container() ID {
	if a.Carousel != nil {
		return a.Parent
	}
	return a.Items[0].ID
}

// publishOnce publishes the container, once.
func (c *Client) publishOnce(ctx context.Context, a *attempt) (ID, error) {
	if !a.Sent {
		if err := c.allowance(ctx); err != nil {
			return "", err
		}
		if a.Committing.IsZero() {
			a.Committing = c.now().UTC()
		}
	}
	key, twin := "", "media\x00"+string(a.Surface)+"\x00"+a.caption()
	if a.Named {
		key = a.Key + "\x00" + twin
	}
	id, err := rest.WriteOnce(ctx, c.graph.Rest().Once(), &rest.Write[ID]{
		Key: key, Twin: twin, ID: func(id ID) string { return string(id) }, Sent: a.Sent, Keyed: true, // by the container
		Send: func(ctx context.Context) (ID, error) { return c.publishReady(ctx, a) },
		Find: func(ctx context.Context, taken func(string) bool) (ID, bool, error) {
			return c.findMedia(ctx, a, taken)
		},
	})
	a.Sent = errors.Is(err, social.ErrUncertain)
	return id, err
}

// publishReady publishes a container, and waits a little where Instagram says that it is not ready though it is.
func (c *Client) publishReady(ctx context.Context, a *attempt) (ID, error) {
	const tries = 4
	if a.out {
		return "", unlisted()
	}
	for try := 0; ; try++ {
		id, err := c.publishContainer(ctx, a.container(), rest.Lookup)
		e, ok := errors.AsType[*Error](err)
		if !ok || try == tries || e.Code != 9007 && e.Subcode != 2207027 {
			return id, err
		}
		if rest.Sleep(ctx, c.graph.Rest().Options().RetryWait<<try) != nil {
			return id, err
		}
	}
}

// allowance makes sure that the account may publish. That it could not be asked is no reason not to.
func (c *Client) allowance(ctx context.Context) error {
	l, err := c.PublishingLimit(ctx)
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, social.ErrAuth) {
			return err
		}
		return nil
	}
	if l.Total > 0 && l.Used >= l.Total {
		return &social.Error{
			Network: network, Op: "media.publish", Kind: social.ErrQuota, RetryAfter: time.Hour,
			Message: "the account has published " + itoa(l.Used) + " posts within " + l.Duration.String() + ", as many as Instagram allows; one more is free when the oldest of them is that old",
		}
	}
	return nil
}
