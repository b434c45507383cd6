package mastodon

import (
	"context"
	"iter"
	"net/url"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// A SearchType is what to search for.
type SearchType string

// Search types. The zero value is all of them.
const (
	SearchAccountsOnly SearchType = "accounts"
	SearchHashtagsOnly SearchType = "hashtags"
	SearchStatusesOnly SearchType = "statuses"
)

// SearchParams narrows a search. nil means all defaults.
type SearchParams struct {
	Type              SearchType
	Resolve           bool // fetch what an address or full handle names from its server; needs a token
	Following         bool // only accounts that the own one follows
	AccountID         ID   // only statuses of this account
	ExcludeUnreviewed bool // only hashtags that the moderators have looked at
	MaxID             ID   // only older statuses; newer Mastodons go by its time, to the second
	MinID             ID   // only newer statuses
	Limit             int  // of each type: 20 by default, 40 at most
	Offset            int  // skips the first results; needs Type and a token; GoToSocial ignores it
}

func (p *SearchParams) query(text string) url.Values {
	q := url.Values{"q": {text}}
	if p == nil {
		return q
	}
	setText(q, "type", string(p.Type))
	setTrue(q, "resolve", p.Resolve)
	setTrue(q, "following", p.Following)
	setTrue(q, "exclude_unreviewed", p.ExcludeUnreviewed)
	setID(q, "account_id", p.AccountID)
	setID(q, "max_id", p.MaxID)
	setID(q, "min_id", p.MinID)
	setCount(q, "limit", p.Limit)
	setCount(q, "offset", p.Offset)
	return q
}

// SearchAll searches accounts, hashtags and statuses. Statuses are found by their words only if the server has
// full-text search, the token is a person's, and their authors agreed; else there are none. GoToSocial searches
// only what concerns the own account. See https://docs.joinmastodon.org/methods/search/#v2.
func (c *Client) SearchAll(ctx context.Context, text string, p *SearchParams) (*SearchResult, error) {
	return get[SearchResult](ctx, c, "search", rest.Path("api", "v2", "search"), p.query(text))
}

// searchLimit is the most that a page of results holds.
const searchLimit = 40

// SearchStatuses iterates over all statuses that a search finds, newest first, without repeats. Type and Offset
// of p are not used.
func (c *Client) SearchStatuses(ctx context.Context, text string, p *SearchParams) iter.Seq2[*Status, error] {
	own := value(p)
	own.Type, own.Offset = SearchStatusesOnly, 0
	if own.Limit == 0 {
		own.Limit = searchLimit
	}
	return func(yield func(*Status, error) bool) {
		seen := map[ID]struct{}{}
		fetch := func(ctx context.Context, cursor string) (*social.Page[Status], error) {
			return c.searchPage(ctx, text, own, cursor, seen)
		}
		rest.Pages(ctx, "", fetch)(yield)
	}
}

// searchPage reads the page at cursor, which is an offset where the server has such a thing, else an ID.
func (c *Client) searchPage(ctx context.Context, text string, p SearchParams, cursor string, seen map[ID]struct{}) (*social.Page[Status], error) {
	byOffset := c.speaks(ctx, apiEarly)
	offset := 0
	if cursor != "" && byOffset {
		offset, _ = strconv.Atoi(cursor) // our own
		p.Offset = offset
	} else if cursor != "" {
		p.MaxID = ID(cursor)
	}
	found, err := c.SearchAll(ctx, text, &p)
	if err != nil {
		return nil, err
	}
	out := &social.Page[Status]{}
	for _, s := range found.Statuses {
		if _, again := seen[s.ID]; !again {
			seen[s.ID] = struct{}{}
			out.Items = append(out.Items, s)
		}
	}
	switch n := len(found.Statuses); {
	case len(out.Items) == 0: // the end, or a server that repeats itself
	case byOffset:
		out.Next = strconv.Itoa(offset + n)
	default:
		out.Next = string(found.Statuses[n-1].ID)
	}
	return out, nil
}
