package linkedin

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// PostParams is a post to be made. Zero fields are left to LinkedIn.
type PostParams struct {
	Author       URN              `json:"author,omitempty"` // "": that of the client
	Commentary   Text             `json:"commentary"`
	Visibility   Visibility       `json:"visibility,omitempty"` // "": public
	Feed         FeedDistribution `json:"feed,omitempty"`       // "": the feed
	Targets      []Target         `json:"targets,omitempty"`    // of a Page's post
	Content      *Content         `json:"content,omitempty"`
	Reshare      URN              `json:"reshare,omitempty"` // the post that is shared again, which goes without Content
	NoReshare    bool             `json:"no_reshare,omitempty"`
	CallToAction CallToAction     `json:"call_to_action,omitempty"` // of a Page's post
	LandingPage  string           `json:"landing_page,omitempty"`   // where it leads
}

// newPost is a post as LinkedIn takes it. Members that are null are refused.
type newPost struct {
	Author       URN            `json:"author"`
	Commentary   string         `json:"commentary"`
	Visibility   Visibility     `json:"visibility"`
	Distribution map[string]any `json:"distribution"`
	Content      *Content       `json:"content,omitempty"`
	State        LifecycleState `json:"lifecycleState"`
	NoReshare    bool           `json:"isReshareDisabledByAuthor"`
	Reshare      *Reshare       `json:"reshareContext,omitempty"`
	CallToAction CallToAction   `json:"contentCallToActionLabel,omitempty"`
	LandingPage  string         `json:"contentLandingPage,omitempty"`
}

func (p *PostParams) wire() *newPost {
	out := &newPost{
		Author: p.Author, Commentary: p.Commentary.Little(), Visibility: p.Visibility, Content: p.Content, State: PostPublished,
		NoReshare: p.NoReshare, CallToAction: p.CallToAction, LandingPage: p.LandingPage,
		Distribution: map[string]any{"feedDistribution": p.Feed, "targetEntities": []Target{}, "thirdPartyDistributionChannels": []string{}},
	}
	if p.Visibility == "" {
		out.Visibility = VisibilityPublic
	}
	if p.Feed == "" {
		out.Distribution["feedDistribution"] = FeedMain
	}
	if len(p.Targets) > 0 {
		out.Distribution["targetEntities"] = p.Targets
	}
	if p.Reshare != "" {
		out.Reshare = &Reshare{Parent: p.Reshare}
	}
	return out
}

// words is the text as people read it, in a form in which what LinkedIn changes makes no difference.
func words(t Text) string { return strings.Join(strings.Fields(t.String()), " ") }

// twin is equal for posts that LinkedIn could take for duplicates of each other.
func (p *PostParams) twin() string {
	if w := words(p.Commentary); w != "" {
		return string(p.Author) + "\x00" + w
	}
	return string(p.Author) + "\x00\x00" + p.content()
}

// content is equal for posts with the same text, what belongs to it, and place.
func (p *PostParams) content() string {
	data, _ := json.Marshal(p) // it is plain
	return string(data)
}

// made reports whether a post is what the parameters would have made.
func (p *PostParams) made(got *Post) bool {
	reshared := URN("")
	if got.Reshare != nil {
		reshared = got.Reshare.Parent
	}
	return got.Author.is(p.Author) && reshared == p.Reshare && words(got.Commentary) == words(p.Commentary) && p.Content.same(got.Content)
}

// madeAnew is as made, for a post whose files were uploaded once more.
func (p *PostParams) madeAnew(got *Post) bool {
	own := *p
	switch {
	case p.Content == nil || got.Content == nil:
		return false
	case p.Content.Media != nil && got.Content.Media != nil:
		if p.Content.Media.ID.Kind() == got.Content.Media.ID.Kind() {
			own.Content = &Content{Media: got.Content.Media}
		}
	case p.Content.Images != nil && got.Content.Images != nil:
		if len(p.Content.Images.Images) == len(got.Content.Images.Images) {
			own.Content = &Content{Images: got.Content.Images}
		}
	}
	return own.made(got)
}

// same compares what was sent with what LinkedIn hands out, which may hold more.
func (k *Content) same(got *Content) bool {
	if k == nil || got == nil {
		return k == got || k == nil && *got == (Content{})
	}
	switch {
	case k.Media != nil:
		return got.Media != nil && got.Media.ID == k.Media.ID
	case k.Images != nil:
		return got.Images != nil && slices.EqualFunc(k.Images.Images, got.Images.Images, func(a, b ImageContent) bool { return a.ID == b.ID })
	case k.Article != nil:
		return got.Article != nil && got.Article.Source == k.Article.Source
	case k.Poll != nil:
		return got.Poll != nil && got.Poll.Question == k.Poll.Question &&
			slices.EqualFunc(k.Poll.Options, got.Poll.Options, func(a, b PollOption) bool { return a.Text == b.Text })
	default:
		return true
	}
}

// number reads the ID of a post.
func number(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}
