package x

// A List is a set of accounts that somebody put together.
// See https://docs.x.com/x-api/lists/list-lookup/introduction.
type List struct {
	ID            ID     `json:"id"`
	Name          string `json:"name,omitempty"`
	Description   string `json:"description,omitempty"`
	OwnerID       ID     `json:"owner_id,omitempty"`
	Private       bool   `json:"private,omitempty"`
	MemberCount   *int64 `json:"member_count,omitempty"`
	FollowerCount *int64 `json:"follower_count,omitempty"`
	CreatedAt     Time   `json:"created_at,omitzero"`

	Owner *User `json:"-"` // if it was asked for
}

// A BookmarkFolder holds bookmarks.
// See https://docs.x.com/x-api/bookmarks/introduction.
type BookmarkFolder struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
}

// A Community is a group with posts of its own.
// See https://docs.x.com/x-api/communities/lookup/introduction.
type Community struct {
	ID          ID     `json:"id"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Access      string `json:"access,omitempty"`      // Public, Closed
	JoinPolicy  string `json:"join_policy,omitempty"` // Open, RestrictedJoinRequestsDisabled, …
	MemberCount *int64 `json:"member_count,omitempty"`
	CreatedAt   Time   `json:"created_at,omitzero"`
}

// A Space is a live conversation by voice.
// See https://docs.x.com/x-api/spaces/introduction.
type Space struct {
	ID               ID     `json:"id"`
	State            string `json:"state,omitempty"` // scheduled, live, ended
	Title            string `json:"title,omitempty"`
	Lang             string `json:"lang,omitempty"`
	CreatorID        ID     `json:"creator_id,omitempty"`
	HostIDs          []ID   `json:"host_ids,omitempty"`
	SpeakerIDs       []ID   `json:"speaker_ids,omitempty"`
	InvitedUserIDs   []ID   `json:"invited_user_ids,omitempty"`
	TopicIDs         []ID   `json:"topic_ids,omitempty"`
	ParticipantCount *int64 `json:"participant_count,omitempty"`
	SubscriberCount  *int64 `json:"subscriber_count,omitempty"` // who want to be told of the start
	Ticketed         bool   `json:"is_ticketed,omitempty"`
	CreatedAt        Time   `json:"created_at,omitzero"`
	UpdatedAt        Time   `json:"updated_at,omitzero"`
	ScheduledStart   Time   `json:"scheduled_start,omitzero"`
	StartedAt        Time   `json:"started_at,omitzero"`
	EndedAt          Time   `json:"ended_at,omitzero"`
}

// A Topic is what a space is about.
// See https://docs.x.com/x-api/spaces/introduction.
type Topic struct {
	ID          ID     `json:"id"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
}

// A Trend is what many people of a place post about.
// See https://docs.x.com/x-api/trends/introduction.
type Trend struct {
	Name      string `json:"trend_name"`
	PostCount *int64 `json:"tweet_count,omitempty"`
}

// A PersonalTrend is what many people that the account may care about post about.
// See https://docs.x.com/x-api/trends/introduction.
type PersonalTrend struct {
	Name      string `json:"trend_name"`
	Category  string `json:"category,omitempty"`
	PostCount string `json:"post_count,omitempty"`     // in words: "12.3K posts"
	Since     string `json:"trending_since,omitempty"` // in words
}
