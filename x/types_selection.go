package x

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// A Dialect is the set of names that a request uses. X renamed tweets to posts in 2026 and answers in the
// dialect of the request; the types of this package read both.
// See https://docs.x.com/x-api/fundamentals/fields.
type Dialect int

// Dialects.
const (
	DialectTweet Dialect = iota // the older one, in which author and references are fields that cost nothing
	DialectPost                 // the newer one, in which they are expansions that are billed
)

// A PostSelection says what to ask for with posts: fields of the posts themselves and, with Expansions,
// what they refer to and the fields of that. Its zero value asks for what X always gives.
type PostSelection struct {
	Post       []PostField
	User       []UserField
	Media      []MediaField
	Poll       []PollField
	Place      []PlaceField
	Expansions []PostExpansion
}

// DefaultPosts is what a community manager needs of a post: text, author, conversation, public metrics and
// attachments. Each author that a day's requests see for the first time is billed as one user.
func DefaultPosts() PostSelection {
	s := LeanPosts()
	s.User = append(DefaultUsers().User, UserFieldVerified)
	s.Expansions = append(s.Expansions, ExpandAuthor)
	return s
}

// LeanPosts is DefaultPosts without anything that is billed besides the posts: of their authors only the id.
func LeanPosts() PostSelection {
	return PostSelection{
		Post: []PostField{
			PostFieldAttachments, PostFieldAuthor, PostFieldConversation, PostFieldCreatedAt, PostFieldEditControls,
			PostFieldEntities, PostFieldInReplyToUser, PostFieldLang, PostFieldNote, PostFieldPossiblySensitive,
			PostFieldPublicMetrics, PostFieldReferences, PostFieldReplySettings,
		},
		Media: []MediaField{
			MediaFieldAltText, MediaFieldDuration, MediaFieldHeight, MediaFieldPreviewImage, MediaFieldPublicMetrics,
			MediaFieldType, MediaFieldURL, MediaFieldVariants, MediaFieldWidth,
		},
		Poll:       []PollField{PollFieldDuration, PollFieldEndsAt, PollFieldOptions, PollFieldVotingStatus},
		Expansions: []PostExpansion{ExpandMedia, ExpandPolls},
	}
}

// OwnPosts is LeanPosts with the metrics that only the author sees. Ask for them with the author's token
// and for posts of the last 30 days only: X may answer with empty pages otherwise.
func OwnPosts() PostSelection {
	s := LeanPosts()
	s.Post = append(s.Post, PostFieldNonPublicMetrics, PostFieldOrganicMetrics)
	s.Media = append(s.Media, MediaFieldNonPublicMetrics)
	return s
}

// Query writes the parameters of a request. The error is [social.ErrInvalid] if a name is not one that X
// knows.
func (s *PostSelection) Query(d Dialect) (url.Values, error) {
	main := d.postFields()
	q := selected{dialect: d, names: map[string][]string{}}
	add(&q, main, main, "Post", s.Post, knownPostFields())
	add(&q, main, "user.fields", "User", s.User, knownUserFields())
	add(&q, main, "media.fields", "Media", s.Media, knownMediaFields())
	add(&q, main, "poll.fields", "Poll", s.Poll, knownPollFields())
	add(&q, main, "place.fields", "Place", s.Place, knownPlaceFields())
	add(&q, main, "expansions", "Expansions", s.Expansions, knownPostExpansions())
	return q.query()
}

// A UserSelection says what to ask for with accounts.
type UserSelection struct {
	User       []UserField
	Post       []PostField
	Expansions []UserExpansion
}

// DefaultUsers is what a community manager needs of an account: profile and public metrics.
func DefaultUsers() UserSelection {
	return UserSelection{User: []UserField{
		UserFieldCreatedAt, UserFieldDescription, UserFieldEntities, UserFieldImage, UserFieldLocation, UserFieldProtected,
		UserFieldPublicMetrics, UserFieldURL, UserFieldVerifiedType,
	}}
}

// OwnUser is DefaultUsers with what only the account itself is told: its plan, which decides how long its
// posts may be.
func OwnUser() UserSelection {
	s := DefaultUsers()
	s.User = append(s.User, UserFieldBanner, UserFieldSubscriptionType, UserFieldVerified)
	return s
}

// Query writes the parameters of a request. The error is [social.ErrInvalid] if a name is not one that X
// knows.
func (s *UserSelection) Query(d Dialect) (url.Values, error) {
	main := "user.fields"
	q := selected{dialect: d, names: map[string][]string{}}
	add(&q, main, main, "User", s.User, knownUserFields())
	add(&q, main, d.postFields(), "Post", s.Post, knownPostFields())
	add(&q, main, "expansions", "Expansions", s.Expansions, knownUserExpansions())
	return q.query()
}

// A DMSelection says what to ask for with private messages.
type DMSelection struct {
	Event      []DMField
	User       []UserField
	Post       []PostField
	Media      []MediaField
	Expansions []DMExpansion
}

// DefaultDMs is what a community manager needs of a message: text, sender and attachments. Each sender
// that a day's requests see for the first time is billed as one user.
func DefaultDMs() DMSelection {
	return DMSelection{
		Event: []DMField{
			DMFieldAttachments, DMFieldConversation, DMFieldCreatedAt, DMFieldEntities, DMFieldType, DMFieldParticipants,
			DMFieldReferences, DMFieldSender, DMFieldText,
		},
		User:       DefaultUsers().User,
		Media:      LeanPosts().Media,
		Expansions: []DMExpansion{ExpandDMMedia, ExpandDMSender},
	}
}

// Query writes the parameters of a request. The error is [social.ErrInvalid] if a name is not one that X
// knows.
func (s *DMSelection) Query(d Dialect) (url.Values, error) {
	main := "dm_event.fields"
	q := selected{dialect: d, names: map[string][]string{}}
	add(&q, main, main, "Event", s.Event, knownDMFields())
	add(&q, main, "user.fields", "User", s.User, knownUserFields())
	add(&q, main, d.postFields(), "Post", s.Post, knownPostFields())
	add(&q, main, "media.fields", "Media", s.Media, knownMediaFields())
	add(&q, main, "expansions", "Expansions", s.Expansions, knownDMExpansions())
	return q.query()
}

func (d Dialect) postFields() string {
	if d == DialectPost {
		return "post.fields"
	}
	return "tweet.fields"
}

// selected collects the parameters of a selection.
type selected struct {
	dialect Dialect
	names   map[string][]string // by parameter
	err     error
}

// add translates and adds names; label says where the selection has them. A field that has become an
// expansion can only be asked for of the objects that the answer is about, those of main.
func add[F ~string](s *selected, main, param, label string, fields, known []F) {
	for _, f := range fields {
		if !slices.Contains(known, f) {
			s.err = social.Invalid(network, label, fmt.Sprintf("has %q, which X does not know: it would answer without it and bill the answer", f))
			return
		}
		to, name := param, string(f)
		if s.dialect == DialectPost {
			to, name = newName(param, name)
		}
		if to != param && param != main {
			continue
		}
		if name != "" && !slices.Contains(s.names[to], name) {
			s.names[to] = append(s.names[to], name)
		}
	}
}

func (s *selected) query() (url.Values, error) {
	if s.err != nil {
		return nil, s.err
	}
	q := url.Values{}
	for param, names := range s.names {
		q.Set(param, strings.Join(names, ","))
	}
	return q, nil
}

// newName translates a name to the newer dialect, where some fields have become expansions. "" means that
// there is nothing to ask for.
func newName(param, name string) (newParam, newName string) {
	const expansions = "expansions"
	switch name {
	case string(PostFieldNote):
		return param, "note_post"
	case string(PostFieldAuthor), string(PostFieldInReplyToUser), string(DMFieldSender), string(DMFieldParticipants):
		return expansions, name
	case string(PostFieldReferences), string(ExpandReferences), string(ExpandReferenceAuthors), string(ExpandReferenceMedia):
		return expansions, "referenced_posts"
	case string(PostFieldEditHistory):
		return expansions, "edit_history_post_ids"
	case string(UserFieldAffiliation), string(ExpandUserAffiliation):
		return expansions, "affiliation"
	case string(UserFieldMostRecentPost):
		return expansions, "most_recent_post_id"
	case string(UserFieldPinnedPost):
		return expansions, "pinned_post_id"
	case string(ExpandNoteMentions):
		return expansions, ""
	default:
		return param, name
	}
}
