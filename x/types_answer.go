package x

import (
	"encoding/json"
	"slices"
)

// An Answer is the form of most answers: the data, the objects it refers to, what could not be read, and
// how to go on. With [Client.Do], decode into one of these:
//
//	var a x.Answer[[]*x.Post]
//	err := client.Do(ctx, "GET", "/2/tweets/search/recent", query, nil, &a)
//	a.Includes.Join(a.Data...)
//
// See https://docs.x.com/x-api/fundamentals/expansions.
type Answer[T any] struct {
	Data     T         `json:"data"`
	Includes Includes  `json:"includes,omitzero"`
	Errors   []Problem `json:"errors,omitempty"` // in an answer with status 200: what is missing in it
	Meta     Meta      `json:"meta,omitzero"`
}

// Includes hold what the data of an answer refers to, each object once, as far as it was asked for by an
// expansion and may be seen. [Includes.Join] hangs them on the posts.
// See https://docs.x.com/x-api/fundamentals/expansions.
type Includes struct {
	Users  []*User  `json:"users,omitempty"`
	Posts  []*Post  `json:"tweets,omitempty"`
	Media  []*Media `json:"media,omitempty"`
	Polls  []*Poll  `json:"polls,omitempty"`
	Places []*Place `json:"places,omitempty"`
	Topics []*Topic `json:"topics,omitempty"` // of spaces
}

type plainIncludes Includes

// UnmarshalJSON reads both dialects. A field of an unexpected type is left out.
func (in *Includes) UnmarshalJSON(b []byte) error {
	w := struct {
		*plainIncludes
		Posts []*Post `json:"posts"`
	}{plainIncludes: (*plainIncludes)(in)}
	if err := forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	in.Posts = present(append(in.Posts, w.Posts...))
	in.Users, in.Media, in.Polls = present(in.Users), present(in.Media), present(in.Polls)
	in.Places, in.Topics = present(in.Places), present(in.Topics)
	return nil
}

// present drops what is null.
func present[T any](list []*T) []*T {
	return slices.DeleteFunc(list, func(v *T) bool { return v == nil })
}

// Meta says how to go on with a list.
// See https://docs.x.com/x-api/fundamentals/pagination.
type Meta struct {
	ResultCount   Int    `json:"result_count,omitempty"`
	NextToken     string `json:"next_token,omitempty"` // "" on the last page, and only there
	PreviousToken string `json:"previous_token,omitempty"`
	NewestID      ID     `json:"newest_id,omitempty"`
	OldestID      ID     `json:"oldest_id,omitempty"`

	TotalPosts         *int64       `json:"total_tweet_count,omitempty"`   // of counts: the sum of this page
	Sent               Time         `json:"sent,omitzero"`                 // of rules
	Summary            *RuleSummary `json:"summary,omitempty"`             // of changes of rules
	TotalSubscriptions Int          `json:"total_subscriptions,omitempty"` // of subscriptions to activity
}

type plainMeta Meta

// UnmarshalJSON reads both dialects. A field of an unexpected type is left out.
func (m *Meta) UnmarshalJSON(b []byte) error {
	w := struct {
		*plainMeta
		Tweets count `json:"total_tweet_count"`
		Posts  count `json:"total_post_count"`
	}{plainMeta: (*plainMeta)(m)}
	if err := forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	m.TotalPosts = either(w.Tweets.n, w.Posts.n)
	return nil
}
