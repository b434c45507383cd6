package linkedin

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// remark is a comment on its way. It can be part of the State of a [social.Pending].
type remark struct {
	On      URN       `json:"on"` // the post that is commented on, or the comment that is answered
	Message Message   `json:"message"`
	Image   URN       `json:"image,omitempty"`
	Key     string    `json:"key,omitempty"`
	Named   bool      `json:"named,omitempty"` // the key is the caller's
	Fresh   bool      `json:"fresh,omitempty"` // the post was made just now, and may not take comments yet
	Since   time.Time `json:"since,omitzero"`  // when it was first sent
	Sent    bool      `json:"sent,omitempty"`  // it was sent, and the answer was lost
}

// check refuses what cannot be a comment.
func (m *remark) check() error {
	if err := checkThread("on", m.On); err != nil {
		return err
	}
	if strings.TrimSpace(m.Message.Text) == "" {
		return social.Invalid(network, "Text", "is empty")
	}
	return nil
}

// twin is what tells a comment from others that could be taken for it.
func (m *remark) twin() string {
	return strings.Join([]string{"comment", string(m.On), string(m.Image), m.Message.Text}, "\x00")
}

// comment writes a comment once.
func (c *Client) comment(ctx context.Context, m *remark) (*Comment, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	actor, err := c.Author(ctx)
	if err != nil {
		return nil, err
	}
	if m.Since.IsZero() {
		m.Since = c.now().UTC()
	}
	key := ""
	if m.Named {
		key = m.Key + "\x00" + m.twin()
	}
	k, err := rest.WriteOnce(ctx, c.rest.Once(), &rest.Write[*Comment]{
		Key:  key,
		Twin: m.twin(),
		Send: func(ctx context.Context) (*Comment, error) { return c.sendComment(ctx, m, actor) },
		Find: func(ctx context.Context, taken func(string) bool) (*Comment, bool, error) {
			return c.findComment(ctx, m, actor, taken)
		},
		ID:   func(k *Comment) string { return string(k.ID) },
		Sent: m.Sent,
	})
	m.Sent = errors.Is(err, social.ErrUncertain)
	return k, err
}

// comments on a new post are tried for so long.
const (
	freshFor   = 30 * time.Second
	freshPause = 500 * time.Millisecond
)

// sendComment sends a comment, again and again below a post that is too young for it.
func (c *Client) sendComment(ctx context.Context, m *remark, actor URN) (*Comment, error) {
	began := time.Now()
	for pause := freshPause; ; pause *= 2 {
		k, err := c.postComment(ctx, m, actor)
		if !m.Fresh || !errors.Is(err, social.ErrNotFound) || time.Since(began)+pause > freshFor {
			return k, err
		}
		if rest.Sleep(ctx, pause) != nil {
			return k, err
		}
	}
}

// newComment is the body of a new comment.
type newComment struct {
	Actor   URN              `json:"actor"`
	Object  URN              `json:"object"`
	Parent  URN              `json:"parentComment,omitempty"`
	Message Message          `json:"message"`
	Content []CommentContent `json:"content,omitempty"`
}

// body is the comment as it is sent.
func (m *remark) body(actor URN) *newComment {
	b := &newComment{Actor: actor, Object: m.On, Message: m.Message}
	if on, _, ok := m.On.Comment(); ok {
		b.Object, b.Parent = on, m.On
	}
	if m.Image != "" {
		b.Content = []CommentContent{{Entity: CommentEntity{Image: m.Image}}}
	}
	return b
}

// postComment makes the one request.
func (c *Client) postComment(ctx context.Context, m *remark, actor URN) (*Comment, error) {
	b := m.body(actor)
	r := &request{Op: "comments.create", Method: MethodCreate, Path: commentsPath(m.On), Body: b, Class: rest.Lookup}
	k, a, err := c.commentOf(ctx, r)
	if err != nil {
		return nil, err
	}
	if k.ID == "" {
		k.ID = ID(createdID(a))
	}
	if k.URN == "" {
		k.URN = URN(plainKey(a.Header.Get("X-Resourceidentity-Urn")))
	}
	if k.URN == "" && k.ID != "" {
		k.URN = CommentURN(b.Object, string(k.ID))
	}
	if k.URN == "" {
		return nil, lostID(r.Op, a)
	}
	m.complete(k, b, c.now())
	return k, nil
}

// complete adds what the answer does not repeat.
func (m *remark) complete(k *Comment, b *newComment, now time.Time) {
	for to, from := range map[*URN]URN{&k.Actor: b.Actor, &k.Object: b.Object, &k.Parent: b.Parent} {
		if *to == "" {
			*to = from
		}
	}
	if k.Message.Text == "" {
		k.Message = b.Message
	}
	if k.Content == nil {
		k.Content = slices.Clone(b.Content)
	}
	if k.Created.Time.IsZero() {
		k.Created.Time.Time = now.UTC()
	}
}

// Bounds of the search for a comment whose answer was lost.
const (
	findPages = 20 // of 100
	lookBack  = time.Minute
)

// findComment looks for what a lost attempt would have written. In which order comments come LinkedIn's documentation does
// not say: the newest ones are looked for at either end.
func (c *Client) findComment(ctx context.Context, m *remark, actor URN, taken func(string) bool) (*Comment, bool, error) {
	since := m.Since.Add(-lookBack)
	l, err := commentsBelow(m.On)
	if err != nil {
		return nil, false, err
	}
	cursor, jumped, whole := "", false, true
	for range findPages {
		page, err := pageOf(ctx, c, l, &PageParams{Cursor: cursor})
		if err != nil {
			return nil, false, err
		}
		for _, k := range page.Items {
			if at := k.at(); (at.IsZero() || !at.Before(since)) && m.made(k, actor) && !taken(string(k.ID)) {
				return k, true, nil
			}
		}
		if jumped { // over what might be ours, unless what comes then is too old as well
			jumped, whole = false, len(page.Items) > 0 && page.Items[0].at().Before(since)
		}
		if cursor = page.Next; cursor == "" && whole {
			return nil, false, nil
		} else if cursor == "" {
			break
		}
		switch descending, old := ages(page.Items, since); {
		case descending && old:
			return nil, false, nil
		case !descending && old:
			next := toEnd(cursor, page.Total)
			cursor, jumped = next, next != cursor
		}
	}
	return nil, false, errTooMany
}

// ages reports whether comments come newest first, and whether the last of them is from before a time, so far as they tell.
func ages(list []*Comment, since time.Time) (descending, old bool) {
	known := slices.DeleteFunc(slices.Clone(list), func(k *Comment) bool { return k.at().IsZero() })
	if len(known) == 0 {
		return true, false
	}
	first, last := known[0], known[len(known)-1]
	order := first.at().Compare(last.at())
	if order == 0 { // then their numbers tell: equally long ones compare as texts
		order = strings.Compare(string(first.ID), string(last.ID))
	}
	return order >= 0, last.at().Before(since)
}

// toEnd passes over what lies before the last pages of a list whose length is known.
func toEnd(cursor string, total int) string {
	next, err := strconv.Atoi(cursor)
	if last := total - findPages/2*mostComments; err == nil && last > next {
		return strconv.Itoa(last)
	}
	return cursor
}

// at is when the comment was written, by its number if it does not say.
func (k *Comment) at() time.Time {
	if at, ok := NewURN(KindComment, string(k.ID)).born(); ok && k.Created.Time.IsZero() {
		return at
	}
	return k.Created.Time.Time
}

// made reports whether a comment is what the attempt would have written.
func (m *remark) made(k *Comment, actor URN) bool {
	if !k.Actor.is(actor) || !sameText(k.Message.Text, m.Message.Text) {
		return false
	}
	image := URN("")
	if len(k.Content) > 0 {
		image = k.Content[0].Entity.Image
	}
	return image == "" || image == m.Image
}

// sameText compares without regard to white space, which LinkedIn trims.
func sameText(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}
