package mastodon

import (
	"context"
	"iter"
	"net/http"

	"github.com/relais-go/relais/social"
)

func tagPath(name string, more ...string) string {
	return apiPath(append([]string{"tags", name}, more...)...)
}

// Tag reads a hashtag, given without "#", with its use over about a week; GoToSocial leaves the use out. A tag
// that was never used is not an error. See https://docs.joinmastodon.org/methods/tags/#get.
func (c *Client) Tag(ctx context.Context, name string) (*Tag, error) {
	return get[Tag](ctx, c, "tags.get", tagPath(name), nil)
}

// FollowTag brings the statuses with a hashtag into the home timeline. It counts as a follow: 400 a day.
// See https://docs.joinmastodon.org/methods/tags/#follow.
func (c *Client) FollowTag(ctx context.Context, name string) (*Tag, error) {
	return post[Tag](ctx, c, familyFollows, "tags.follow", tagPath(name, "follow"), nil)
}

// UnfollowTag takes it back. See https://docs.joinmastodon.org/methods/tags/#unfollow.
func (c *Client) UnfollowTag(ctx context.Context, name string) (*Tag, error) {
	return post[Tag](ctx, c, familyAll, "tags.unfollow", tagPath(name, "unfollow"), nil)
}

// FollowedTagsPage reads a page of the followed hashtags: 100 by default, 200 at most.
// See https://docs.joinmastodon.org/methods/followed_tags/#get.
func (c *Client) FollowedTagsPage(ctx context.Context, p *PageParams) (*social.Page[Tag], error) {
	return page[Tag](ctx, c, "followed_tags", apiPath("followed_tags"), nil, p)
}

// FollowedTags iterates over the followed hashtags.
func (c *Client) FollowedTags(ctx context.Context, p *PageParams) iter.Seq2[*Tag, error] {
	return pages[Tag](ctx, c, "followed_tags", apiPath("followed_tags"), nil, p)
}

// FeatureTag shows a hashtag on the own profile, ten at most by default. Before Mastodon 4.4 it is
// [errors.ErrUnsupported]: use [Client.CreateFeaturedTag].
// See https://docs.joinmastodon.org/methods/tags/#feature.
func (c *Client) FeatureTag(ctx context.Context, name string) (*Tag, error) {
	t, err := post[Tag](ctx, c, familyAll, "tags.feature", tagPath(name, "feature"), nil)
	return t, c.absent(ctx, err, api44, "featuring of tags by name")
}

// UnfeatureTag takes it off again; Mastodon 4.4. See https://docs.joinmastodon.org/methods/tags/#unfeature.
func (c *Client) UnfeatureTag(ctx context.Context, name string) (*Tag, error) {
	t, err := post[Tag](ctx, c, familyAll, "tags.unfeature", tagPath(name, "unfeature"), nil)
	return t, c.absent(ctx, err, api44, "featuring of tags by name")
}

// FeaturedTags reads the hashtags on the own profile.
// See https://docs.joinmastodon.org/methods/featured_tags/#get.
func (c *Client) FeaturedTags(ctx context.Context) ([]*FeaturedTag, error) {
	return readAll[FeaturedTag](ctx, c, "featured_tags", apiPath("featured_tags"), nil)
}

// AccountFeaturedTags reads the hashtags on the profile of an account.
// See https://docs.joinmastodon.org/methods/accounts/#featured_tags.
func (c *Client) AccountFeaturedTags(ctx context.Context, id ID) ([]*FeaturedTag, error) {
	return readAll[FeaturedTag](ctx, c, "accounts.featured_tags", accountPath(id, "featured_tags"), nil)
}

// CreateFeaturedTag shows a hashtag on the own profile, ten at most by default; one that is there already is
// [social.ErrInvalid], and when the answer is lost the error is [social.ErrUncertain]. GoToSocial has no such
// thing: [errors.ErrUnsupported].
// See https://docs.joinmastodon.org/methods/featured_tags/#feature.
func (c *Client) CreateFeaturedTag(ctx context.Context, name string) (*FeaturedTag, error) {
	body := map[string]string{"name": name}
	t, err := create[FeaturedTag](ctx, c, familyAll, "featured_tags.create", apiPath("featured_tags"), body)
	return t, c.absent(ctx, err, apiNever, "featuring of tags")
}

// DeleteFeaturedTag takes one off again, by the ID of the [FeaturedTag].
// See https://docs.joinmastodon.org/methods/featured_tags/#unfeature.
func (c *Client) DeleteFeaturedTag(ctx context.Context, id ID) error {
	err := order(ctx, c, "featured_tags.delete", http.MethodDelete, apiPath("featured_tags", string(id)), nil)
	return c.absent(ctx, err, apiEarly, "featuring of tags")
}

// FeaturedTagSuggestions reads the hashtags that the own account uses most, ten at most.
// See https://docs.joinmastodon.org/methods/featured_tags/#suggestions.
func (c *Client) FeaturedTagSuggestions(ctx context.Context) ([]*Tag, error) {
	list, err := readAll[Tag](ctx, c, "featured_tags.suggestions", apiPath("featured_tags", "suggestions"), nil)
	return list, c.absent(ctx, err, apiNever, "suggestions of tags")
}
