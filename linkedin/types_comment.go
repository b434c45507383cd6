package linkedin

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Comment is a comment on a post, or an answer to one.
// See https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api.
type Comment struct {
	URN      URN              `json:"commentUrn"`
	ID       ID               `json:"id"`
	Actor    URN              `json:"actor"`         // who wrote it: a member, or a Page
	Agent    URN              `json:"agent"`         // the member behind a Page
	Object   URN              `json:"object"`        // the post, mostly as an activity
	Parent   URN              `json:"parentComment"` // what it answers, "" for a comment on the post itself
	Message  Message          `json:"message"`
	Content  []CommentContent `json:"content"`
	Created  Stamp            `json:"created"`
	Modified Stamp            `json:"lastModified"`
	Likes    LikesSummary     `json:"likesSummary"`
	Comments CommentsSummary  `json:"commentsSummary"` // of comments on the post itself
}

// Message is the text of a comment, in which mentions are marked from outside: it is not "little text".
type Message struct {
	Text       string      `json:"text"`
	Attributes []Attribute `json:"attributes,omitempty"`
}

// Attribute marks a part of a message, counted in UTF-16 code units.
type Attribute struct {
	Start  int            `json:"start"`
	Length int            `json:"length"`
	Value  AttributeValue `json:"value"`
}

// AttributeValue is what an [Attribute] marks: one of these, or something that is not listed here.
type AttributeValue struct {
	Person       *PersonMention       `json:"person,omitempty"`
	Organization *OrganizationMention `json:"organization,omitempty"`
}

// PersonMention names a member.
type PersonMention struct {
	URN URN `json:"person"`
}

// OrganizationMention names an organisation.
type OrganizationMention struct {
	URN URN `json:"organization"`
}

// CommentContent is what is attached to a comment.
type CommentContent struct {
	Type   string        `json:"type,omitempty"` // "IMAGE"
	Entity CommentEntity `json:"entity"`
	URL    string        `json:"url,omitempty"`
}

// CommentEntity is an image of a comment.
type CommentEntity struct {
	Image URN `json:"image"`
}

// Stamp says who did something, and when.
type Stamp struct {
	Actor        URN  `json:"actor"`
	Time         Time `json:"time"`
	Impersonator URN  `json:"impersonator"` // the member behind a Page
}

// LikesSummary counts reactions of the kind [Like] alone; see [SocialMetadata] for all.
type LikesSummary struct {
	Total  Count `json:"totalLikes"`
	Mine   bool  `json:"likedByCurrentUser"`
	Sample []URN `json:"selectedLikes"`
}

// CommentsSummary counts what was written below something.
type CommentsSummary struct {
	First Count `json:"totalFirstLevelComments"`
	Total Count `json:"aggregatedTotalComments"` // with the answers
}

// plainComment has no methods.
type plainComment Comment

// UnmarshalJSON reads a comment, whose URN LinkedIn writes in two ways, or not at all. Fields of an unexpected type are
// left out.
func (k *Comment) UnmarshalJSON(b []byte) error {
	w := struct {
		*plainComment

		Name URN `json:"$URN"`
	}{plainComment: (*plainComment)(k)}
	if err := rest.Decode(b, &w); err != nil {
		return err
	}
	if k.URN == "" {
		k.URN = w.Name
	}
	if k.URN == "" && k.Object != "" && k.ID != "" {
		k.URN = CommentURN(k.Object, string(k.ID))
	}
	if _, id, ok := k.URN.Comment(); ok && k.ID == "" {
		k.ID = ID(id)
	}
	return nil
}

// Rich is the text with its mentions. Hashtags are plain text in comments.
func (m Message) Rich() Text {
	all := utf16.Encode([]rune(m.Text))
	var out textBuilder
	at := 0
	for _, a := range m.Attributes {
		urn := a.Value.urn()
		if urn == "" || a.Start < at || a.Start > len(all) || a.Length <= 0 || a.Length > len(all)-a.Start {
			continue
		}
		out.add(Segment{Text: string(utf16.Decode(all[at:a.Start]))})
		out.add(Segment{Kind: MentionSegment, Text: string(utf16.Decode(all[a.Start : a.Start+a.Length])), URN: urn})
		at = a.Start + a.Length
	}
	out.add(Segment{Text: string(utf16.Decode(all[at:]))})
	return out.text()
}

func (v *AttributeValue) urn() URN {
	switch {
	case v.Person != nil:
		return v.Person.URN
	case v.Organization != nil:
		return v.Organization.URN
	default:
		return ""
	}
}

// message is a text as comments have it.
func (t Text) message() Message {
	var out Message
	var b strings.Builder
	for i := range t {
		s := &t[i]
		if v, ok := s.mention(); ok {
			out.Attributes = append(out.Attributes, Attribute{Start: units(b.String()), Length: units(s.Text), Value: v})
		}
		b.WriteString(s.plain())
	}
	out.Text = b.String()
	return out
}

// mention is what an attribute says of a segment, false for one that mentions nobody.
func (s *Segment) mention() (AttributeValue, bool) {
	switch {
	case s.Kind != MentionSegment || s.Text == "":
		return AttributeValue{}, false
	case s.URN.Kind() == KindPerson:
		return AttributeValue{Person: &PersonMention{s.URN}}, true
	case s.URN.Kind() == KindOrganization:
		return AttributeValue{Organization: &OrganizationMention{s.URN}}, true
	default:
		return AttributeValue{}, false
	}
}

// units counts as LinkedIn does: UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF && r <= utf8.MaxRune {
			n++
		}
	}
	return n
}

// commentAddress is where a person sees a comment.
func commentAddress(u URN) string {
	on, id, ok := u.Comment()
	if !ok {
		return ""
	}
	short := strings.TrimPrefix(string(on), urnPrefix)
	return postAddress(on) + "?commentUrn=" + escapeText("urn:li:comment:("+short+","+id+")")
}

// portable is the comment as all networks have it.
func (k *Comment) portable() *social.Post {
	p := &social.Post{
		Ref: commentRef(k.URN), Text: k.Message.Text, Author: social.Account{Ref: accountRef(k.Actor)}, Time: k.Created.Time.Time,
		State: social.StatePublished, Media: k.media(), Raw: k,
	}
	if k.Parent != "" {
		p.ReplyTo = commentRef(k.Parent)
	} else if k.Object != "" {
		p.ReplyTo = postRef(k.Object)
	}
	return p
}

func (k *Comment) media() []social.Attachment {
	var out []social.Attachment
	for _, m := range k.Content {
		if m.Entity.Image != "" || m.URL != "" {
			out = append(out, social.Attachment{ID: string(m.Entity.Image), ContentType: "image", URL: m.URL})
		}
	}
	return out
}
