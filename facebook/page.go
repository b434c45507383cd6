package facebook

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Page reads the Page that the client acts for. See https://developers.facebook.com/docs/graph-api/reference/page/.
func (c *Client) Page(ctx context.Context) (*Page, error) {
	return c.readPage(ctx, "", PageFields()...)
}

// readPage reads fields of a Page, "" being the client's own.
func (c *Client) readPage(ctx context.Context, id ID, fields ...string) (*Page, error) {
	if id == "" {
		id = c.cfg.Page
	}
	return ask[Page](ctx, c, pageRequest(id, fields))
}

func pageRequest(id ID, fields []string) *graph.Request {
	return &graph.Request{Op: "pages.get", Path: rest.Path(string(id)), Fields: strings.Join(fields, ",")}
}

// PageUpdate is what to change of the Page. nil keeps what is there, "" clears. Name and username cannot be changed by
// the API.
type PageUpdate struct {
	About       *string // the short description, at most 255 characters
	Description *string
	Bio         *string
	Website     *string
	Phone       *string
	Emails      *[]string
	Impressum   *string
	Mission     *string
	GeneralInfo *string
	Company     *string // company_overview
	PriceRange  *string // "$" to "$$$$"
	Location    *Location
	Hours       map[string]string // "mon_1_open": "09:00"
	Categories  []ID
	Published   *bool // false takes the Page off the web
	Cover       ID    // a photo of [Client.UploadPhoto]
	Silent      bool  // no post tells of the new cover
}

// UpdatePage changes the Page. It needs pages_manage_metadata and the task MANAGE.
// See https://developers.facebook.com/docs/graph-api/reference/page/#Updating.
func (c *Client) UpdatePage(ctx context.Context, u *PageUpdate) error {
	v, err := u.form()
	if err != nil {
		return err
	}
	return c.order(ctx, &graph.Request{Op: "pages.update", Method: http.MethodPost, Path: rest.Path(string(c.cfg.Page)), Params: v})
}

func (u *PageUpdate) form() (url.Values, error) {
	v := url.Values{}
	for name, text := range map[string]*string{
		"about": u.About, "description": u.Description, "bio": u.Bio, "website": u.Website, "phone": u.Phone, "impressum": u.Impressum,
		"mission": u.Mission, "general_info": u.GeneralInfo, "company_overview": u.Company, "price_range": u.PriceRange,
	} {
		if text != nil {
			v.Set(name, *text)
		}
	}
	for name, list := range map[string]any{"emails": u.Emails, "location": u.Location, "hours": u.Hours, "category_list": u.Categories} {
		if empty(list) {
			continue
		}
		if err := graph.SetJSON(v, name, list); err != nil {
			return nil, social.Invalid(network, name, err.Error())
		}
	}
	graph.SetBool(v, "is_published", u.Published)
	graph.SetText(v, "cover", string(u.Cover))
	if u.Silent {
		v.Set("no_feed_story", "true")
	}
	return v, nil
}

// empty reports whether a part of an update was not given.
func empty(part any) bool {
	switch t := part.(type) {
	case *[]string:
		return t == nil
	case *Location:
		return t == nil
	case map[string]string:
		return len(t) == 0
	case []ID:
		return len(t) == 0
	default:
		return true
	}
}

// SetPicture replaces the profile picture. One that has a URL and no Open is fetched by Facebook from there.
// See https://developers.facebook.com/docs/graph-api/reference/page/picture/.
func (c *Client) SetPicture(ctx context.Context, m *social.Media) error {
	return c.setPicture(ctx, m, "Media")
}

func (c *Client) setPicture(ctx context.Context, m *social.Media, field string) error {
	if err := m.Validate(network, field); err != nil {
		return err
	}
	r := &graph.Request{Op: "pages.picture", Method: http.MethodPost, Path: c.pagePath("picture")}
	if m.Open == nil {
		r.Params = url.Values{"picture": {m.URL}}
	} else {
		r.Body = rest.Multipart(rest.Part{Name: "source", File: c.file(m, field)})
	}
	return draft.InField(c.order(ctx, r), field)
}

// publicFields are what anybody may see of a Page.
func publicFields() []string {
	return []string{
		"id", "name", "username", "about", "description", "category", "link", "website", "picture{url}", "cover", "is_verified",
		"verification_status", "followers_count", "fan_count", "talking_about_count", "rating_count", "overall_star_rating",
	}
}

// public is the client that reads other Pages: with the token of a person or system user, if there is one.
func (c *Client) public() *graph.Client {
	if c.person != nil {
		return c.person
	}
	return c.graph
}

// PublicPage reads another Page, by its handle or ID: for the watch on competitors. The program needs the feature Page
// Public Content Access, which Meta gives after a review; without it this is [social.ErrPermission]. The token of a
// system user in Config.UserTokens is what Meta recommends for it.
// See https://developers.facebook.com/docs/features-reference/page-public-content-access.
func (c *Client) PublicPage(ctx context.Context, handle string) (*Page, error) {
	id, err := handleOf(handle)
	if err != nil {
		return nil, err
	}
	p, err := graph.Ask[Page](ctx, c.public(), pageRequest(id, publicFields()))
	return p, explainPublic(err)
}

// PublicPosts iterates over the posts of another Page, newest first, with counters. It needs what PublicPage needs.
// p may be nil. See https://developers.facebook.com/docs/graph-api/reference/page/posts/.
func (c *Client) PublicPosts(ctx context.Context, handle string, p *PostsParams) iter.Seq2[*Post, error] {
	return func(yield func(*Post, error) bool) {
		id, err := handleOf(handle)
		if err != nil {
			yield(nil, err)
			return
		}
		r := c.postsAt("public.list", "posts", p)
		r.Path = rest.Path(string(id), "posts")
		for post, err := range graph.List[Post](ctx, c.public(), r) {
			if !yield(post, explainPublic(err)) {
				return
			}
		}
	}
}

// handleOf is the last part of the path of a Page's address, without "@".
func handleOf(handle string) (ID, error) {
	id := strings.TrimPrefix(strings.TrimSpace(handle), "@")
	if id == "" || strings.ContainsAny(id, "/?#") {
		return "", social.Invalid(network, "handle", "is no name of a Page, as in facebook.com/name")
	}
	return ID(id), nil
}

// explainPublic says what is missing when Facebook does not let a program see another Page.
func explainPublic(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(err, social.ErrPermission) {
		return err
	}
	own := *e
	own.Message = "other Pages are seen with the feature Page Public Content Access, which Meta gives after a review: " + e.Message
	return &own
}
