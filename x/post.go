package x

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// CreatePost publishes a post, once: when the answer is lost, the account's newest posts are searched before
// anything is sent again. It returns what X says of a new post: ID and Text. Nothing is validated locally;
// [Client.Publish] does that. X refuses the same words twice within a time with [social.ErrDuplicate].
// See https://docs.x.com/x-api/posts/create-post.
func (c *Client) CreatePost(ctx context.Context, p *PostParams) (*Post, error) {
	if p == nil {
		return nil, social.Invalid(network, "params", "is nil")
	}
	return c.createOnce(ctx, &attempt{Params: p})
}

// CreateThread publishes posts, each as the answer to the one before. There is no taking back as a whole: when one
// fails, those that stand are returned with its error.
func (c *Client) CreateThread(ctx context.Context, posts ...*PostParams) ([]*Post, error) {
	var done []*Post
	for i, p := range posts {
		if p == nil {
			return done, social.Invalid(network, "params", "is nil")
		}
		own := *p
		if i > 0 {
			own.Reply = &ReplyParams{InReplyToID: done[i-1].ID}
		}
		made, err := c.CreatePost(ctx, &own)
		if err != nil {
			return done, err
		}
		done = append(done, made)
	}
	return done, nil
}

// sendPost makes the one request.
func (c *Client) sendPost(ctx context.Context, p *PostParams) (*Post, error) {
	r := &request{
		Op: "tweets.create", Method: http.MethodPost, Path: path("tweets"), Class: rest.Lookup, Body: p,
		Cost: cost{Billed: p.billed(), Most: 1, Call: true},
	}
	a, err := one[Post](ctx, c, r)
	if err != nil {
		return nil, onPlanIf(p.QuoteID != "", err, "quoting")
	}
	return a.Data, nil
}

func onPlanIf(yes bool, err error, what string) error {
	if yes {
		return onPlan(err, what)
	}
	return err
}

// billed is what publishing costs. An answer to others may be cheaper if they asked for it.
func (p *PostParams) billed() Billed {
	if (Counter{}).HasURL(p.Text) {
		return BilledCreatePostURL
	}
	return BilledCreatePost
}

// Post reads one post. s chooses what comes along; nil means [DefaultPosts].
// See https://docs.x.com/x-api/posts/get-post-by-id.
func (c *Client) Post(ctx context.Context, id ID, s *PostSelection) (*Post, error) {
	q, err := c.posts(s)
	if err != nil {
		return nil, err
	}
	r := &request{Op: "tweets.get", Path: path("tweets", string(id)), Query: q, Cost: c.postCost(s, 1)}
	a, err := one[Post](ctx, c, r)
	if err != nil {
		return nil, err
	}
	a.Includes.Join(a.Data)
	return a.Data, nil
}

// batch is how many things one request may name.
const batch = 100

// PostsByID reads many posts, 100 a request, in the order asked. s chooses what comes along; nil means
// [DefaultPosts]. What X does not give is left out, and told by a [*PartialError] beside the rest.
// See https://docs.x.com/x-api/posts/get-posts-by-ids.
func (c *Client) PostsByID(ctx context.Context, ids []ID, s *PostSelection) ([]*Post, error) {
	q, err := c.posts(s)
	if err != nil {
		return nil, err
	}
	return byID(ctx, c, ids, func(part []ID) *request {
		own := with(q, nil)
		setList(own, "ids", part)
		return &request{Op: "tweets.index", Path: path("tweets"), Query: own, Cost: c.postCost(s, len(part))}
	}, func(p *Post) ID { return p.ID }, func(in *Includes, posts []*Post) { in.Join(posts...) })
}

// byID reads things that are asked for by ID, in the order asked.
func byID[T any](ctx context.Context, c *Client, ids []ID, request func([]ID) *request, id func(*T) ID, join func(*Includes, []*T)) ([]*T, error) {
	found := map[ID]*T{}
	var problems []Problem
	op := ""
	for start := 0; start < len(ids); start += batch {
		r := request(ids[start:min(start+batch, len(ids))])
		op = r.Op
		a, err := ask[[]*T](ctx, c, r)
		if err != nil {
			return inOrder(ids, found), err
		}
		data := present(a.Data)
		if join != nil {
			join(&a.Includes, data)
		}
		for _, v := range data {
			found[id(v)] = v
		}
		problems = append(problems, a.Errors...)
	}
	return inOrder(ids, found), partial(op, problems)
}

func inOrder[T any](ids []ID, found map[ID]*T) []*T {
	var out []*T
	for _, id := range ids {
		if v := found[id]; v != nil {
			out = append(out, v)
		}
	}
	return out
}

// DeletePost deletes an own post, with all its versions; [social.ErrNotFound] if there is none.
// See https://docs.x.com/x-api/posts/delete-post.
func (c *Client) DeletePost(ctx context.Context, id ID) error {
	return c.remove(ctx, &request{
		Op: "tweets.delete", Path: path("tweets", string(id)), Cost: cost{Billed: BilledManage, Most: 1, Call: true},
	}, "no such post")
}

// idEpoch is when the ids of X begin to count, in milliseconds since 1970.
const idEpoch = 1_288_834_974_657

// Time is when the thing with this id was made, to the millisecond; the zero time for ids from before November
// 2010 and those that are no plain numbers. See https://docs.x.com/fundamentals/x-ids.
func (id ID) Time() time.Time {
	n, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil || n>>22 <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(n>>22 + idEpoch).UTC()
}
