package instagram

import (
	"context"
	"strconv"
	"time"

	"github.com/relais-go/relais/social"
)

// Audience is a group of people around an account; the value is Instagram's metric of it.
type Audience string

// Audiences.
const (
	FollowerDemographics Audience = "follower_demographics"         // needs 100 followers
	EngagedDemographics  Audience = "engaged_audience_demographics" // people who reacted; needs 100 of them
)

// Timeframe is the time that demographics are about. Others than these two are no longer served.
type Timeframe string

// Timeframes.
const (
	ThisWeek  Timeframe = "this_week"  // 7 days
	ThisMonth Timeframe = "this_month" // 30 days
)

// Demographic is how many people are of one kind.
type Demographic struct {
	Kind  map[string]string // by dimension, as "country": "FR" and "gender": "F"
	Count float64
}

// Demographics reads of which kinds an audience is, by one or several dimensions: "age", "city", "country", "gender".
// Instagram tells the 45 largest groups. None means that there are fewer than 100 people. "" for the timeframe is
// [ThisMonth].
func (c *Client) Demographics(ctx context.Context, of Audience, frame Timeframe, by ...string) ([]Demographic, error) {
	if len(by) == 0 {
		return nil, social.Invalid(network, "by", "is empty: name age, city, country or gender")
	}
	got, err := c.AccountInsights(ctx, &InsightParams{Metrics: []string{string(of)}, Breakdowns: by, Timeframe: string(frame)})
	if err != nil {
		return nil, err
	}
	if why := got.Missing[string(of)]; why != nil {
		return nil, why
	}
	m := got.Named(string(of))
	if m == nil || m.Total == nil {
		return nil, nil
	}
	var out []Demographic
	for _, b := range m.Total.Breakdowns {
		for _, r := range b.Results {
			d := Demographic{Kind: map[string]string{}, Count: r.Value}
			for i, key := range b.Keys {
				if key != "timeframe" && i < len(r.Values) {
					d.Kind[key] = r.Values[i]
				}
			}
			out = append(out, d)
		}
	}
	return out, nil
}

// OnlineFollowers is how many followers were on Instagram in the hours of a day.
type OnlineFollowers struct {
	End   time.Time       // of the day
	Hours map[int]float64 // by hour, 0 to 23; one of which nothing is known is absent
}

// OnlineFollowers reads when followers were on Instagram. It needs 100 followers and reaches back 30 days; zero times
// are Instagram's default, the last day that is known.
func (c *Client) OnlineFollowers(ctx context.Context, since, until time.Time) ([]OnlineFollowers, error) {
	const name = "online_followers"
	got, err := c.AccountInsights(ctx, &InsightParams{Metrics: []string{name}, Since: since, Until: until})
	if err != nil {
		return nil, err
	}
	if why := got.Missing[name]; why != nil {
		return nil, why
	}
	m := got.Named(name)
	if m == nil {
		return nil, nil
	}
	var out []OnlineFollowers
	for _, v := range m.Values {
		day := OnlineFollowers{End: v.End.Time, Hours: map[int]float64{}}
		for hour, n := range v.Kinds {
			if h, err := strconv.Atoi(hour); err == nil && n >= 0 {
				day.Hours[h] = n
			}
		}
		if len(day.Hours) > 0 {
			out = append(out, day)
		}
	}
	return out, nil
}
