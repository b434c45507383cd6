package linkedin

import (
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
)

// An Action is something that a Page is notified of.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications.
type Action string

// Actions.
const (
	ActionLike          Action = "LIKE" // any reaction to a post of the Page
	ActionComment       Action = "COMMENT"
	ActionAdminComment  Action = "ADMIN_COMMENT" // a comment in the Page's own name
	ActionCommentEdit   Action = "COMMENT_EDIT"
	ActionCommentDelete Action = "COMMENT_DELETE"
	ActionShare         Action = "SHARE"         // a post of the Page was shared again
	ActionMention       Action = "SHARE_MENTION" // a post mentions the Page

	// actionCommentMention is in use, and not documented.
	actionCommentMention Action = "COMMENT_MENTION"
)

// allActions are those that are documented.
func allActions() []Action {
	return []Action{
		ActionLike, ActionComment, ActionAdminComment, ActionCommentEdit, ActionCommentDelete, ActionShare, ActionMention,
	}
}

// Notification tells a Page what happened. LinkedIn tells of posts that are public, and of mentions in posts, not in
// comments.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications.
type Notification struct {
	ID         ID            `json:"notificationId"`
	Page       URN           `json:"organizationalEntity"`
	Action     Action        `json:"action"`
	Source     URN           `json:"sourcePost"` // the post that it is about, as an activity; see [Notification.Post]
	SourcePost NotifiedPost  `json:"decoratedSourcePost"`
	Activity   URN           `json:"generatedActivity"` // the comment or post that it tells of; see Generated
	Generated  NotifiedThing `json:"decoratedGeneratedActivity"`
	At         Time          `json:"lastModifiedAt"`
	Subscriber URN           `json:"subscriber"` // the member who is told

	// Comment is the comment itself, and Reaction the reaction, as a [Listener] has read them afterwards; nil where it has
	// not. They are no part of what LinkedIn sends.
	Comment  *Comment  `json:"-"`
	Reaction *Reaction `json:"-"`
}

// NotifiedPost is a post as notifications show it.
type NotifiedPost struct {
	URN      URN    `json:"entity"` // of kind share or ugcPost
	Owner    URN    `json:"owner"`
	Text     string `json:"text"`
	Category string `json:"mediaCategory"` // NONE, IMAGE, VIDEO, ARTICLE, …
}

// NotifiedComment is a comment as notifications show it.
type NotifiedComment struct {
	URN    URN    `json:"entity"`
	Owner  URN    `json:"owner"`
	Text   string `json:"text"`
	Object URN    `json:"object"` // the post, as an activity
}

// NotifiedThing is what was done: one of these, or nothing for a reaction.
type NotifiedThing struct {
	Share   *NotifiedPost    `json:"share"`
	Comment *NotifiedComment `json:"comment"`
}

// plainNotification has no methods.
type plainNotification Notification

// UnmarshalJSON reads a notification; fields of an unexpected type are left out. URNs that LinkedIn cuts short, such as
// "urn:li:comment:(activity:1,2)", are made whole, and a Page has one form.
func (n *Notification) UnmarshalJSON(b []byte) error {
	if err := rest.Decode(b, (*plainNotification)(n)); err != nil {
		return err
	}
	n.Source, n.Activity = n.Source.whole(), n.Activity.whole()
	n.SourcePost.URN, n.Page = n.SourcePost.URN.whole(), n.Page.page()
	if k := n.Generated.Comment; k != nil {
		k.URN, k.Object = k.URN.whole(), k.Object.whole()
	}
	if s := n.Generated.Share; s != nil {
		s.URN = s.URN.whole()
	}
	if n.At.IsZero() && n.Action != ActionCommentEdit && n.Action != ActionCommentDelete { // of which no number tells
		n.At.Time = n.born()
	}
	return nil
}

// born is when what a notification tells of was written, by its number; the zero time if that is not known.
func (n *Notification) born() time.Time {
	_, id, _ := n.CommentURN().Comment()
	for _, u := range []URN{NewURN(KindComment, id), n.ShareURN()} {
		if at, ok := u.born(); ok {
			return at
		}
	}
	return time.Time{}
}

// whole is a URN in full where LinkedIn cut it short.
func (u URN) whole() URN {
	if u != "" && !strings.HasPrefix(string(u), urnPrefix) && strings.Contains(string(u), ":") && !strings.HasPrefix(string(u), "urn:") {
		u = urnPrefix + u
	}
	if on, id, ok := u.Comment(); ok {
		return CommentURN(on, id)
	}
	return u
}

// name tells the notification from others: by its ID, or else by what it says.
func (n *Notification) name() string {
	if n.ID != "" {
		return string(n.ID)
	}
	return string(n.Action) + " " + string(n.Activity) + " " + string(n.Source) + " " + strconv.FormatInt(n.At.UnixMilli(), 10)
}

// Post is the post that the notification is about: by its own URN, which the Posts API takes, where LinkedIn tells it,
// else as an activity.
func (n *Notification) Post() URN {
	if n.SourcePost.URN != "" {
		return n.SourcePost.URN
	}
	return n.Source
}

// CommentURN is the comment that the notification tells of, "" if it tells of none.
func (n *Notification) CommentURN() URN {
	u := n.Activity
	if k := n.Generated.Comment; k != nil && k.URN != "" {
		u = k.URN
	}
	if u.Kind() != KindComment {
		return ""
	}
	return u
}

// ShareURN is the post that the notification tells of, such as one that shares a post of the Page or mentions it; "" if
// it tells of none.
func (n *Notification) ShareURN() URN {
	if s := n.Generated.Share; s != nil && s.URN != "" {
		return s.URN
	}
	if n.Activity.IsPost() || n.Activity.Kind() == KindActivity {
		return n.Activity
	}
	return ""
}
