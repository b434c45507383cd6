package linkedin

import (
	"context"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// A Granularity divides a period. Days are those of UTC.
type Granularity string

// Granularities.
const (
	ByDay   Granularity = "DAY"
	ByWeek  Granularity = "WEEK" // of followers and videos only
	ByMonth Granularity = "MONTH"
)

// StatisticsParams say which numbers of a Page to read. nil means those of the client's own Page, as a whole.
type StatisticsParams struct {
	Page URN         // "": that of the client
	From time.Time   // begins the period, with its whole day; zero: no period
	To   time.Time   // ends it and is not part of it, but its day is if it has begun; zero: now
	By   Granularity // "": by day
}

// statistics makes the list of numbers of a Page.
func statistics[T any](c *Client, p *StatisticsParams, resource, name string, id func(*T) string) (*listing[T], error) {
	var own StatisticsParams
	if p != nil {
		own = *p
	}
	if own.Page == "" {
		own.Page = c.cfg.Author
	}
	if k := own.Page.Kind(); k != KindOrganization && k != KindBrand {
		return nil, social.Invalid(network, "Page", "is not the URN of a Page: members have numbers of their own, see Client.MemberStatistics")
	}
	q := finder(name)
	q.text(name, string(own.Page))
	if !own.From.IsZero() {
		interval, err := own.interval()
		if err != nil {
			return nil, err
		}
		q.set("timeIntervals", interval)
	}
	return &listing[T]{
		request: request{
			Op: resource + ".finder-" + name, Method: MethodFinder, Path: "/rest/" + resource, Query: q, Priority: social.PriorityBackfill,
		},
		most: pageOfStatistics, id: id,
	}, nil
}

// pageOfStatistics is how many rows are asked for at once.
const pageOfStatistics = 100

func (p *StatisticsParams) interval() (value, error) {
	by := p.By
	if by == "" {
		by = ByDay
	}
	from, to := dayOf(p.From), time.Time{}
	if !p.To.IsZero() {
		if !p.From.Before(p.To) {
			return value{}, social.Invalid(network, "To", "is not after From")
		}
		to = dayAfter(p.To)
	}
	return recordValue(field{"timeRange", span(from, to)}, field{"timeGranularityType", textValue(by)}), nil
}

// dayOf is the midnight with which a day begins.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// dayAfter is the first midnight that is not before t.
func dayAfter(t time.Time) time.Time { return dayOf(t.Add(24*time.Hour - time.Nanosecond)) }

// collect reads a whole list. It ends with a page that holds nothing new, too: LinkedIn does not say which statistics
// come in pages, and one that does not would begin anew each time.
func collect[T any](ctx context.Context, c *Client, l *listing[T], err error) ([]*T, error) {
	var out []*T
	seen := map[string]struct{}{}
	for cursor := ""; err == nil; {
		page, failure := pageOf(ctx, c, l, &PageParams{Cursor: cursor})
		if failure != nil {
			return nil, failure
		}
		rows := listing[T]{id: func(v *T) string { return "row " + l.id(v) }} // there is one without a name at most
		fresh := rows.fresh(page.Items, seen)
		out = append(out, fresh...)
		if cursor = page.Next; cursor == "" || len(fresh) == 0 || l.all > 0 && len(out) >= l.all {
			return out, nil
		}
	}
	return nil, err
}

// begins names a row by the beginning of its time.
func (r *TimeRange) begins() string {
	if r == nil {
		return ""
	}
	return r.Start.Format(time.DateOnly)
}

const shareStatistics, entityFinder = "organizationalEntityShareStatistics", "organizationalEntity"

// ShareStatistics reads the numbers of all organic posts of a Page: one row as a whole, or one for each part of a
// period. LinkedIn looks back twelve months. It needs [ScopeAdmin] and the role ADMINISTRATOR.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics.
func (c *Client) ShareStatistics(ctx context.Context, p *StatisticsParams) ([]*ShareStatistics, error) {
	l, err := statistics(c, p, shareStatistics, entityFinder, (*ShareStatistics).row)
	return collect(ctx, c, l, err)
}

// mostPosts is how many posts are asked about at once.
const mostPosts = 100

// PostStatistics reads the numbers of single posts of a Page, a hundred by a call, those of shares and of ugcPosts apart.
// LinkedIn leaves out posts with which nobody has done anything in the last twelve months, and says nothing of those that
// do not exist or belong to others: [Client.PostMetrics] tells them apart. page is "" for the client's own.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics.
func (c *Client) PostStatistics(ctx context.Context, page URN, posts ...URN) (map[URN]*ShareStatistics, error) {
	kinds := map[string][]URN{}
	for _, u := range posts {
		if !u.IsPost() {
			return nil, social.Invalid(network, "posts", "hold "+string(u)+", which is neither a share nor a ugcPost")
		}
		kinds[u.Kind()] = append(kinds[u.Kind()], u)
	}
	out := map[URN]*ShareStatistics{}
	for kind, param := range map[string]string{KindShare: "shares", KindUGCPost: "ugcPosts"} {
		for part := range slices.Chunk(kinds[kind], mostPosts) {
			l, err := statistics(c, &StatisticsParams{Page: page}, shareStatistics, entityFinder, (*ShareStatistics).row)
			if err == nil {
				l.Query.set(param, textList(part))
				l.all = len(part)
			}
			rows, err := collect(ctx, c, l, err)
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				out[row.Post()] = row
			}
		}
	}
	return out, nil
}

const followerStatistics = "organizationalEntityFollowerStatistics"

// FollowerStatistics reads how the followers of a Page are distributed; page is "" for the client's own. How many there
// are in all is [Client.Followers]. It needs [ScopeAdmin] and the role ADMINISTRATOR.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/follower-statistics.
func (c *Client) FollowerStatistics(ctx context.Context, page URN) (*FollowerStatistics, error) {
	l, err := statistics(c, &StatisticsParams{Page: page}, followerStatistics, entityFinder, func(*FollowerStatistics) string { return "" })
	rows, err := collect(ctx, c, l, err)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return &FollowerStatistics{Page: page}, nil
	}
	return rows[0], nil
}

// FollowerGains reads the followers that a Page won, for each part of a period, which must be given; the last two days
// are not known yet, and missing. LinkedIn looks back twelve months. It needs [ScopeAdmin] and the role ADMINISTRATOR.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/follower-statistics.
func (c *Client) FollowerGains(ctx context.Context, p *StatisticsParams) ([]*FollowerGains, error) {
	if p == nil || p.From.IsZero() {
		return nil, social.Invalid(network, "From", "is missing")
	}
	l, err := statistics(c, p, followerStatistics, entityFinder, func(g *FollowerGains) string { return g.Range.begins() })
	return collect(ctx, c, l, err)
}

// PageStatistics reads views of a Page and clicks on its buttons: one row as a whole, with facets, or one for each part of
// a period. It needs [ScopeAdmin] and the role ADMINISTRATOR.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/page-statistics.
func (c *Client) PageStatistics(ctx context.Context, p *StatisticsParams) ([]*PageStatistics, error) {
	l, err := statistics(c, p, "organizationPageStatistics", "organization", func(s *PageStatistics) string { return s.Range.begins() })
	return collect(ctx, c, l, err)
}

// Followers is how many follow a Page now, any Page; "" is the client's own.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api.
func (c *Client) Followers(ctx context.Context, page URN) (int64, error) {
	if page == "" {
		page = c.cfg.Author
	}
	if k := page.Kind(); k != KindOrganization && k != KindBrand {
		return 0, social.Invalid(network, "page", "is not the URN of a Page: see Client.MemberFollowers")
	}
	var q params
	q.text("edgeType", "COMPANY_FOLLOWED_BY_MEMBER")
	const op = "networkSizes.get"
	size, err := get[struct {
		N *int64 `json:"firstDegreeSize"`
	}](ctx, c, &request{Op: op, Method: MethodGet, Path: "/rest/networkSizes/" + page.encoded(), Query: q, Priority: social.PriorityBackfill})
	if err != nil {
		return 0, err
	}
	if size.N == nil {
		return 0, &social.Error{Network: network, Op: op, Kind: social.ErrUnavailable, Message: "the answer does not hold the number"}
	}
	return *size.N, nil
}
