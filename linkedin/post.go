package linkedin

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Posts are written with w_member_social, of the product Share on LinkedIn, or for a Page with w_organization_social, of
// the product Community Management API. They are read with r_organization_social; r_member_social, for those of members,
// is granted to few.

const resourcePosts = "/rest/posts"

func postPath(u URN) string { return resourcePosts + "/" + u.encoded() }

func checkPost(field string, u URN) error {
	if !u.IsPost() {
		return social.Invalid(network, field, "is not the URN of a share or ugcPost")
	}
	return nil
}

// CreatePost publishes a post, whose media are uploaded already, and returns its URN: of kind share or ugcPost, as
// LinkedIn decides. It happens once, as with [Client.Publish].
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#create-a-post.
func (c *Client) CreatePost(ctx context.Context, p *PostParams) (URN, error) {
	if p == nil {
		return "", social.Invalid(network, "PostParams", "is nil")
	}
	own := *p
	made, err := c.createOnce(ctx, &attempt{Post: &own})
	if err != nil {
		return "", err
	}
	return made.ID, nil
}

// createPost sends a new post.
func (c *Client) createPost(ctx context.Context, p *PostParams) (URN, error) {
	a, err := c.do(ctx, &request{Op: "posts.create", Method: MethodCreate, Path: resourcePosts, Body: p.wire(), Class: rest.Lookup}, nil)
	if err != nil {
		return "", err
	}
	u := URN(createdID(a))
	if !u.IsPost() {
		return "", lostID("posts.create", a)
	}
	return u, nil
}

// authorView shows posts that wait for their media, too.
func authorView() params { return params{{"viewContext", "AUTHOR"}} }

// Post reads a post, as its author sees it; [social.ErrNotFound] if there is none.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#get-posts-by-urn.
func (c *Client) Post(ctx context.Context, post URN) (*Post, error) {
	if err := checkPost("post", post); err != nil {
		return nil, err
	}
	return get[Post](ctx, c, &request{Op: "posts.get", Method: MethodGet, Path: postPath(post), Query: authorView()})
}

// maxPosts is how many posts are read at once.
const maxPosts = 100

// PostsByID reads several posts, in the order asked; those that do not exist, or may not be read, are left out.
// Applications of the Development tier may read one at a time only.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#batch-get-posts-by-urn.
func (c *Client) PostsByID(ctx context.Context, posts ...URN) ([]*Post, error) {
	for _, u := range posts {
		if err := checkPost("posts", u); err != nil {
			return nil, err
		}
	}
	var out []*Post
	for part := range slices.Chunk(posts, maxPosts) {
		found, _, err := batchGet[Post](ctx, c, &request{
			Op: "posts.batchGet", Path: resourcePosts, Query: append(idsOf(part), authorView()...),
		})
		if err != nil {
			return out, err
		}
		for _, u := range part {
			if p := found[string(u)]; p != nil {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// PostOrder is what a list of posts is sorted by.
type PostOrder string

// Orders of posts. The zero value is the time of the last change, as is LinkedIn's own.
const (
	OrderModified PostOrder = "LAST_MODIFIED"
	OrderCreated  PostOrder = "CREATED"
)

// PostsPage reads a page of the posts of a Page or member, newest first, as the author sees them.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#find-posts-by-authors.
func (c *Client) PostsPage(ctx context.Context, author URN, by PostOrder, p *PageParams) (*Page[Post], error) {
	l, err := postsOf(author, by)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, c, l, p)
}

// PostsOf iterates over the posts of a Page or member, newest first, as the author sees them.
func (c *Client) PostsOf(ctx context.Context, author URN, by PostOrder, p *PageParams) iter.Seq2[*Post, error] {
	l, err := postsOf(author, by)
	if err != nil {
		return func(yield func(*Post, error) bool) { yield(nil, err) }
	}
	return paged(ctx, c, l, p)
}

func postsOf(author URN, by PostOrder) (*listing[Post], error) {
	if !author.isAuthor() {
		return nil, social.Invalid(network, "author", "must be the URN of an organization or a person")
	}
	q := finder("author")
	q.set("author", textValue(author))
	q.text("sortBy", string(by))
	return &listing[Post]{
		request: request{Op: "posts.finder-author", Path: resourcePosts, Query: append(q, authorView()...)},
		most:    maxPosts, id: func(p *Post) string { return string(p.ID) },
	}, nil
}

// PostChange is what can be changed of a post; nil keeps what is there. Media, article, poll and visibility stay.
type PostChange struct {
	Commentary   *Text         `json:"commentary,omitempty"`
	CallToAction *CallToAction `json:"contentCallToActionLabel,omitempty"` // a pointer to "" takes it away
	LandingPage  *string       `json:"contentLandingPage,omitempty"`       // a pointer to "" takes it away

	// State publishes a draft that was written on LinkedIn itself, with [PostPublished].
	State LifecycleState `json:"lifecycleState,omitempty"`
}

// UpdatePost changes a post.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#update-posts.
func (c *Client) UpdatePost(ctx context.Context, post URN, change *PostChange) error {
	if err := checkPost("post", post); err != nil {
		return err
	}
	if change == nil || *change == (PostChange{}) {
		return social.Invalid(network, "PostChange", "names nothing")
	}
	set := *change
	var p patch
	if set.CallToAction != nil && *set.CallToAction == "" {
		set.CallToAction, p.Delete = nil, append(p.Delete, "contentCallToActionLabel")
	}
	if set.LandingPage != nil && *set.LandingPage == "" {
		set.LandingPage, p.Delete = nil, append(p.Delete, "contentLandingPage")
	}
	if set != (PostChange{}) {
		p.Set = set
	}
	return c.order(ctx, &request{Op: "posts.update", Method: MethodPartialUpdate, Path: postPath(post), Body: patchBody(p)})
}

// DeletePost removes a post. It is no error that it is gone already: LinkedIn does not tell.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api#delete-posts.
func (c *Client) DeletePost(ctx context.Context, post URN) error {
	if err := checkPost("post", post); err != nil {
		return err
	}
	return c.order(ctx, &request{Op: "posts.delete", Method: MethodDelete, Path: postPath(post), Gone: true})
}

// born is when the thing was made whose number this is: LinkedIn's numbers of posts and comments begin with the
// milliseconds since 1970. false if that makes no sense.
func (u URN) born() (time.Time, bool) {
	const below = 22 // bits that tell things apart which were made within a millisecond
	n, ok := number(u.ID())
	if !ok {
		return time.Time{}, false
	}
	t := time.UnixMilli(int64(n >> below)).UTC()
	return t, t.Year() >= 2011 && t.Year() < 2100
}
