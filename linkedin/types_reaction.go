package linkedin

import (
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// A ReactionType is how somebody reacts.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api#reaction-types.
type ReactionType string

// The types of reactions, by the words of the app.
const (
	Like       ReactionType = "LIKE"
	Celebrate  ReactionType = "PRAISE"
	Love       ReactionType = "EMPATHY"
	Insightful ReactionType = "INTEREST"
	Support    ReactionType = "APPRECIATION"
	Funny      ReactionType = "ENTERTAINMENT"
)

// Reactions of LinkedIn, beside [social.ReactionLike].
const (
	ReactionCelebrate  social.Reaction = "celebrate"
	ReactionLove       social.Reaction = "love"
	ReactionInsightful social.Reaction = "insightful"
	ReactionSupport    social.Reaction = "support"
	ReactionFunny      social.Reaction = "funny"
)

// portable is the reaction as all networks have it.
func (t ReactionType) portable() social.Reaction {
	switch t {
	case "", Like:
		return social.ReactionLike
	case Celebrate:
		return ReactionCelebrate
	case Love:
		return ReactionLove
	case Insightful:
		return ReactionInsightful
	case Support:
		return ReactionSupport
	case Funny:
		return ReactionFunny
	default:
		return social.Reaction(t)
	}
}

// reactionType is a reaction in LinkedIn's words, "" if it has none.
func reactionType(r social.Reaction) ReactionType {
	for _, t := range []ReactionType{Like, Celebrate, Love, Insightful, Support, Funny} {
		if t.portable() == r {
			return t
		}
	}
	return ""
}

// Reaction is what somebody thinks of a post or comment.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/reactions-api.
type Reaction struct {
	URN      URN          `json:"id"`
	Type     ReactionType `json:"reactionType"`
	Root     URN          `json:"root"` // the post, mostly as an activity, or comment
	Created  Stamp        `json:"created"`
	Modified Stamp        `json:"lastModified"`
}

// Actor is who reacts: a member or a Page. The reaction's own URN, "urn:li:reaction:(actor,entity)", says it best, as a
// Page reacts by a member.
func (r *Reaction) Actor() URN {
	inner, ok := strings.CutPrefix(r.URN.ID(), "(")
	if actor, _, found := strings.Cut(inner, ","); ok && found && URN(actor).isAuthor() {
		return URN(actor)
	}
	return r.Created.Actor
}

// SocialMetadata counts reactions to a post or comment, and comments on it.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/social-metadata-api.
type SocialMetadata struct {
	Entity    URN                      `json:"entity"`
	State     CommentsState            `json:"commentsState"`
	Comments  CommentCounts            `json:"commentSummary"`
	Reactions map[ReactionType]Count   `json:"-"` // those that there are
	Summaries map[string]ReactionCount `json:"reactionSummaries"`

	counted bool // LinkedIn says how many comments there are
}

// A CommentsState says whether a post takes comments.
type CommentsState string

// States of comments.
const (
	CommentsOpen   CommentsState = "OPEN"
	CommentsClosed CommentsState = "CLOSED"
)

// CommentCounts counts comments.
type CommentCounts struct {
	All Count `json:"count"` // with the answers to comments
	Top Count `json:"topLevelCount"`
}

// ReactionCount counts reactions of one type.
type ReactionCount struct {
	Type  ReactionType `json:"reactionType"`
	Count Count        `json:"count"`
}

// plainMetadata has no methods.
type plainMetadata SocialMetadata

// UnmarshalJSON reads metadata and adds the counts by type. Fields of an unexpected type are left out.
func (m *SocialMetadata) UnmarshalJSON(b []byte) error {
	if err := rest.Decode(b, (*plainMetadata)(m)); err != nil {
		return err
	}
	var w struct {
		Comments struct {
			All *Count `json:"count"`
			Top *Count `json:"topLevelCount"`
		} `json:"commentSummary"`
	}
	m.counted = rest.Decode(b, &w) == nil && (w.Comments.All != nil || w.Comments.Top != nil)
	m.Reactions = map[ReactionType]Count{}
	for name, s := range m.Summaries {
		if s.Type == "" {
			s.Type = ReactionType(name)
		}
		m.Reactions[s.Type] = s.Count
	}
	return nil
}

// AllReactions is the number of reactions of all types.
func (m *SocialMetadata) AllReactions() int64 {
	var n int64
	for _, count := range m.Reactions {
		n += int64(count)
	}
	return n
}
