package x

import (
	"encoding/json"
	"slices"

	"github.com/relais-go/relais/internal/scalar"
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

// UnmarshalJSON reads both dialects. A field of an unexpected type is left out, unless it is the data.
func (a *Answer[T]) UnmarshalJSON(b []byte) error {
	var w struct {
		Data     any          `json:"data"`
		Includes wireIncludes `json:"includes"`
		Errors   []Problem    `json:"errors"`
		Meta     Meta         `json:"meta"`
	}
	*a = Answer[T]{}
	take := func() {}
	switch data := any(&a.Data).(type) {
	case **Post:
		take = takeOne[wirePost](&w.Data, data)
	case **User:
		take = takeOne[wireUser](&w.Data, data)
	case *[]*Post:
		take = takeList[wirePost](&w.Data, data)
	case *[]*User:
		take = takeList[wireUser](&w.Data, data)
	default:
		w.Data = data // decoding into a pointer fills what it points at
	}
	if err := forgiveParts(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	take()
	a.Includes, a.Errors, a.Meta = w.Includes.value(), w.Errors, w.Meta
	return nil
}

// wire is an object in the form that both dialects decode into.
type wire[W, V any] interface {
	*W
	value() *V
}

// takeOne has data decoded as wire object, and returns what moves it to its place afterwards.
func takeOne[W, V any, P wire[W, V]](data *any, to **V) func() {
	var w *W
	*data = &w
	return func() {
		if w != nil {
			*to = P(w).value()
		}
	}
}

// takeList is takeOne for lists.
func takeList[W, V any, P wire[W, V]](data *any, to *[]*V) func() {
	var list []*W
	*data = &list
	return func() { *to = values[W, V, P](list) }
}

// values leaves out what is null. Nothing at all is nil.
func values[W, V any, P wire[W, V]](list []*W) []*V {
	var out []*V
	for _, w := range list {
		if w == nil {
			continue
		}
		if out == nil {
			out = make([]*V, 0, len(list))
		}
		out = append(out, P(w).value())
	}
	return out
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

// wireIncludes are includes in either dialect.
type wireIncludes struct {
	Users  []*wireUser `json:"users"`
	Tweets []*wirePost `json:"tweets"`
	Posts  []*wirePost `json:"posts"`
	Media  []*Media    `json:"media"`
	Polls  []*Poll     `json:"polls"`
	Places []*Place    `json:"places"`
	Topics []*Topic    `json:"topics"`
}

func (w *wireIncludes) value() Includes {
	return Includes{
		Users: values[wireUser, User](w.Users), Posts: values[wirePost, Post](append(w.Tweets, w.Posts...)),
		Media: present(w.Media), Polls: present(w.Polls), Places: present(w.Places), Topics: present(w.Topics),
	}
}

// UnmarshalJSON reads both dialects. A field of an unexpected type is left out.
func (in *Includes) UnmarshalJSON(b []byte) error {
	var w wireIncludes
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*in = w.value()
	return nil
}

// present drops what is null. Nothing at all is nil.
func present[T any](list []*T) []*T {
	list = slices.DeleteFunc(list, func(v *T) bool { return v == nil })
	if len(list) == 0 {
		return nil
	}
	return list
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
		Tweets scalar.Count `json:"total_tweet_count"`
		Posts  scalar.Count `json:"total_post_count"`
	}{plainMeta: (*plainMeta)(m)}
	if err := scalar.Forgive(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	m.TotalPosts = either(w.Tweets.N, w.Posts.N)
	return nil
}
