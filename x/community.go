package x

import (
	"context"
	"iter"
	"net/url"
)

// communityFields are all that X says of a community.
func communityFields() url.Values {
	q := url.Values{}
	setList(q, "community.fields", []string{"access", "created_at", "description", "id", "join_policy", "member_count", "name"})
	return q
}

// Community reads one community; its ID is what [PostParams] and [Extra] take to post there. Scope list.read.
// See https://docs.x.com/x-api/communities/get-community-by-id.
func (c *Client) Community(ctx context.Context, id ID) (*Community, error) {
	a, err := one[Community](ctx, c, &request{
		Op: "communities.get", Path: path("communities", string(id)), Query: communityFields(),
		Cost: cost{Billed: BilledCommunity, Most: 1},
	})
	if err != nil {
		return nil, err
	}
	return a.Data, nil
}

// SearchCommunitiesPage reads a page of the communities that match words: 10 to 100. An account's token is needed.
// See https://docs.x.com/x-api/communities/search-communities.
func (c *Client) SearchCommunitiesPage(ctx context.Context, words string, p *PageParams) (*Page[Community], error) {
	l := &list{
		request: request{Op: "communities.search", Path: path("communities", "search"), Query: communityFields()},
		least:   10, most: 100,
		bill: func(n int) cost { return cost{Billed: BilledCommunity, Most: n} },
	}
	setText(l.Query, "query", words)
	return pageOf[Community](ctx, c, l, p, nil)
}

// SearchCommunities iterates over the communities that match words.
func (c *Client) SearchCommunities(ctx context.Context, words string, p *PageParams) iter.Seq2[*Community, error] {
	return paged(ctx, c, p, func(v *Community) ID { return v.ID }, func(ctx context.Context, p *PageParams) (*Page[Community], error) {
		return c.SearchCommunitiesPage(ctx, words, p)
	})
}
