package mastodon

// A Notification tells the user about one event.
// See https://docs.joinmastodon.org/entities/Notification/.
type Notification struct {
	ID                ID                          `json:"id"`
	Type              NotificationType            `json:"type"`
	GroupKey          string                      `json:"group_key"` // 4.3
	Filtered          Bool                        `json:"filtered"`  // 4.3: set aside by the policy
	CreatedAt         Time                        `json:"created_at"`
	Account           Account                     `json:"account"` // who caused it
	Status            *Status                     `json:"status"`
	Report            *Report                     `json:"report"`             // admin.report
	Event             *RelationshipSeveranceEvent `json:"event"`              // severed_relationships
	ModerationWarning *AccountWarning             `json:"moderation_warning"` // moderation_warning
	Collection        *Collection                 `json:"collection"`         // 4.6
	Fallback          *NotificationFallback       `json:"fallback"`           // 4.6: text for types that the client does not know
	Emoji             string                      `json:"emoji"`              // Akkoma and Pleroma: the reaction
	Target            *Account                    `json:"target"`             // Akkoma and Pleroma: the new account of a move
}

// A NotificationFallback describes a notification of a type that the client did not say it supports.
// See https://docs.joinmastodon.org/entities/Notification/.
type NotificationFallback struct {
	Title   string `json:"title"`
	Summary string `json:"summary"`
	Details string `json:"details"`
}

// GroupedNotifications is a page of notification groups with the entities they refer to.
// See https://docs.joinmastodon.org/methods/grouped_notifications/#GroupedNotificationsResults.
type GroupedNotifications struct {
	Accounts        []*Account          `json:"accounts"`
	PartialAccounts []PartialAccount    `json:"partial_accounts"` // only when asked for
	Statuses        []*Status           `json:"statuses"`
	Groups          []NotificationGroup `json:"notification_groups"`
}

// A PartialAccount is an account reduced to what an avatar needs.
// See https://docs.joinmastodon.org/methods/grouped_notifications/#PartialAccountWithAvatar.
type PartialAccount struct {
	ID                ID     `json:"id"`
	Acct              string `json:"acct"`
	URL               string `json:"url"`
	Avatar            string `json:"avatar"`
	AvatarStatic      string `json:"avatar_static"`
	AvatarDescription string `json:"avatar_description"`
	Locked            bool   `json:"locked"`
	Bot               bool   `json:"bot"`
}

// A NotificationGroup is several notifications of one type about one status, or a single notification
// with a key that starts with "ungrouped-"; Mastodon 4.3 and later.
// See https://docs.joinmastodon.org/methods/grouped_notifications/#NotificationGroup.
type NotificationGroup struct {
	GroupKey                 string                      `json:"group_key"`
	Type                     NotificationType            `json:"type"`
	NotificationsCount       int64                       `json:"notifications_count"`
	MostRecentNotificationID ID                          `json:"most_recent_notification_id"`
	PageMinID                ID                          `json:"page_min_id"`
	PageMaxID                ID                          `json:"page_max_id"`
	LatestPageNotificationAt Time                        `json:"latest_page_notification_at"`
	SampleAccountIDs         []ID                        `json:"sample_account_ids"`
	StatusID                 ID                          `json:"status_id"`
	Report                   *Report                     `json:"report"`
	Event                    *RelationshipSeveranceEvent `json:"event"`
	ModerationWarning        *AccountWarning             `json:"moderation_warning"`
	Fallback                 *NotificationFallback       `json:"fallback"` // 4.6
}

// A NotificationPolicy says which notifications are filtered; Mastodon 4.3 and later.
// See https://docs.joinmastodon.org/entities/NotificationPolicy/.
type NotificationPolicy struct {
	ForNotFollowing    PolicyAction  `json:"for_not_following"`
	ForNotFollowers    PolicyAction  `json:"for_not_followers"`
	ForNewAccounts     PolicyAction  `json:"for_new_accounts"` // created in the past 30 days
	ForPrivateMentions PolicyAction  `json:"for_private_mentions"`
	ForLimitedAccounts PolicyAction  `json:"for_limited_accounts"`
	Summary            PolicySummary `json:"summary"`
}

// A PolicySummary counts what the policy has filtered.
// See https://docs.joinmastodon.org/entities/NotificationPolicy/#summary.
type PolicySummary struct {
	PendingRequestsCount      int64 `json:"pending_requests_count"`
	PendingNotificationsCount int64 `json:"pending_notifications_count"`
}

// A NotificationRequest is the filtered notifications of one account.
// See https://docs.joinmastodon.org/entities/NotificationRequest/.
type NotificationRequest struct {
	ID                 ID      `json:"id"`
	CreatedAt          Time    `json:"created_at"`
	UpdatedAt          Time    `json:"updated_at"`
	Account            Account `json:"account"`
	NotificationsCount Int     `json:"notifications_count"` // stops growing at 100
	LastStatus         *Status `json:"last_status"`
}

// A Conversation is a thread of private messages.
// See https://docs.joinmastodon.org/entities/Conversation/.
type Conversation struct {
	ID         ID         `json:"id"`
	Unread     bool       `json:"unread"`
	Accounts   []*Account `json:"accounts"`    // the others
	LastStatus *Status    `json:"last_status"` // nil if it was deleted
}

// Markers are the positions up to which the user has read.
// See https://docs.joinmastodon.org/methods/markers/.
type Markers struct {
	Home          *Marker `json:"home"`
	Notifications *Marker `json:"notifications"`
}

// A Marker is the position in one timeline.
// See https://docs.joinmastodon.org/entities/Marker/.
type Marker struct {
	LastReadID ID    `json:"last_read_id"`
	Version    int64 `json:"version"`
	UpdatedAt  Time  `json:"updated_at"`
}

// A PushSubscription is the web push subscription of the access token.
// See https://docs.joinmastodon.org/entities/WebPushSubscription/.
type PushSubscription struct {
	ID        ID                        `json:"id"`
	Endpoint  string                    `json:"endpoint"`
	Standard  bool                      `json:"standard"` // 4.4: RFC 8030 and 8291, else the older draft
	ServerKey string                    `json:"server_key"`
	Policy    string                    `json:"policy"` // all, followed, follower, none
	Alerts    map[NotificationType]Bool `json:"alerts"`
}

// A PushMessage is the decrypted payload of one web push.
// See https://docs.joinmastodon.org/methods/push/.
type PushMessage struct {
	AccessToken      string           `json:"access_token"` // of the subscription: a secret
	PreferredLocale  string           `json:"preferred_locale"`
	NotificationID   ID               `json:"notification_id"`
	NotificationType NotificationType `json:"notification_type"`
	Icon             string           `json:"icon"`
	Title            string           `json:"title"`
	Body             string           `json:"body"`
}
