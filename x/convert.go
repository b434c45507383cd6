package x

import (
	"html"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// portable turns a post into the form that all networks share. A repost is shown as what was reposted.
func (p *Post) portable() *social.Post {
	shown := p
	if r := p.Reference(ReferenceRepost); r != nil && r.Post != nil {
		shown = r.Post
	}
	out := &social.Post{
		Ref: p.ref(), State: social.StatePublished, Author: *shown.author(), Text: shown.plain(), Time: p.time(),
		Visibility: social.VisibilityPublic, Language: language(shown.Lang), Metrics: shown.metrics(), Raw: p,
	}
	if p.Scopes != nil && p.Scopes.Followers {
		out.Visibility = social.VisibilityFollowers
	}
	if n := len(p.EditHistoryIDs); n > 1 {
		out.Edited = p.time()
		out.Time = p.EditHistoryIDs[0].Time()
	}
	if id := shown.ReplyTo(); id != "" {
		out.ReplyTo = postRef(id)
	}
	if q := shown.Reference(ReferenceQuote); q != nil {
		out.Quote = postRef(q.ID)
	}
	out.Media = attachments(shown.Media)
	return out
}

// time is when the post was made; its id tells if the answer does not.
func (p *Post) time() time.Time {
	if !p.CreatedAt.IsZero() {
		return p.CreatedAt.Time
	}
	return p.ID.Time()
}

// plain is the text as people read it: the links of attachments and the mentions before a reply are X's own.
func (p *Post) plain() string {
	text := p.FullText()
	for _, u := range p.FullEntities().URLs {
		switch {
		case u.MediaKey != "" || p.isQuoteLink(u.ExpandedURL):
			text = strings.TrimSpace(strings.Replace(text, u.URL, "", 1))
		case u.ExpandedURL != "":
			text = strings.Replace(text, u.URL, u.ExpandedURL, 1)
		}
	}
	return html.UnescapeString(text)
}

// isQuoteLink reports the link that X adds for a quoted post.
func (p *Post) isQuoteLink(address string) bool {
	q := p.Reference(ReferenceQuote)
	return q != nil && isOwnLink(address) && strings.HasSuffix(address, "/"+string(q.ID))
}

func (p *Post) author() *social.Account {
	if p.Author != nil {
		return p.Author.portable()
	}
	a := &social.Account{Handle: p.Username}
	if p.AuthorID != "" {
		a.Ref = accountRef(p.AuthorID)
	}
	return a
}

// ref names the post. It links to the page that people see.
func (p *Post) ref() social.Ref {
	r := postRef(p.ID)
	name := p.Username
	if p.Author != nil {
		name = p.Author.Username
	}
	r.URL = postURL(name, p.ID)
	return r
}

// postURL is where people see a post; X leads on from the general form.
func postURL(username string, id ID) string {
	if username == "" {
		return "https://x.com/i/web/status/" + string(id)
	}
	return "https://x.com/" + username + "/status/" + string(id)
}

func postRef(id ID) social.Ref { return social.Ref{Network: network, ID: string(id)} }

func accountRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefAccount, ID: string(id)}
}

// metrics are the counters of a post: those that X gives, no more. Private ones count what public ones do not.
func (p *Post) metrics() social.Metrics {
	m := social.Metrics{}
	for _, src := range []*PostMetrics{p.PublicMetrics, p.OrganicMetrics, p.NonPublicMetrics} {
		if src == nil {
			continue
		}
		fill(m, social.MetricImpressions, src.Impressions)
		fill(m, social.MetricLikes, src.Likes)
		fill(m, social.MetricComments, src.Replies)
		fill(m, social.MetricShares, src.Reposts)
		fill(m, social.MetricQuotes, src.Quotes)
		fill(m, social.MetricSaves, src.Bookmarks)
		fill(m, social.MetricLinkClicks, src.LinkClicks)
		fill(m, social.MetricProfileVisits, src.ProfileClicks)
		fill(m, social.MetricInteractions, src.Engagements)
	}
	for _, v := range p.Media {
		if v.PublicMetrics != nil {
			fill(m, social.MetricViews, v.PublicMetrics.Views)
		}
	}
	for _, poll := range p.Polls {
		votes := 0.0
		for _, o := range poll.Options {
			votes += float64(o.Votes)
		}
		m[social.MetricPollVotes] = votes
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

// fill stores a counter unless it is there already.
func fill(m social.Metrics, name social.Metric, v *int64) {
	if _, known := m[name]; !known {
		social.Set(m, name, v)
	}
}

func language(lang string) string {
	if lang == "und" || strings.HasPrefix(lang, "q") && len(lang) == 3 || lang == "zxx" { // X's own, for none
		return ""
	}
	return lang
}

func attachments(media []*Media) []social.Attachment {
	var out []social.Attachment
	for _, m := range media {
		a := social.Attachment{ID: m.Key, ContentType: m.Type.portable(), URL: m.URL, PreviewURL: m.PreviewImageURL, AltText: m.AltText}
		if best := m.Best(); best != nil {
			a.URL = best.URL
		}
		out = append(out, a)
	}
	return out
}

func (t MediaType) portable() string {
	switch t {
	case MediaPhoto:
		return "image"
	case MediaVideo, MediaGIF:
		return "video"
	default:
		return string(t)
	}
}

// portable turns an account into the form that all networks share.
func (u *User) portable() *social.Account {
	ref := accountRef(u.ID)
	if u.Username != "" {
		ref.URL = "https://x.com/" + u.Username
	}
	bio := u.Description
	if u.Entities != nil {
		for _, l := range u.Entities.Description.URLs {
			if l.ExpandedURL != "" {
				bio = strings.Replace(bio, l.URL, l.ExpandedURL, 1)
			}
		}
	}
	return &social.Account{
		Ref: ref, Handle: u.Username, Name: u.Name, Avatar: strings.Replace(u.ProfileImageURL, "_normal.", "_400x400.", 1),
		Bio: html.UnescapeString(bio), Private: u.Protected, Metrics: u.metrics(), Raw: u,
	}
}

// metrics are the counters of an account.
func (u *User) metrics() social.Metrics {
	if u.PublicMetrics == nil {
		return nil
	}
	m := social.Metrics{}
	social.Set(m, social.MetricFollowers, u.PublicMetrics.Followers)
	social.Set(m, social.MetricFollowing, u.PublicMetrics.Following)
	social.Set(m, social.MetricPosts, u.PublicMetrics.Posts)
	return m
}

// published is a new post in the form that all networks share, from what was sent: X answers with little more than
// an id, and a read is billed.
func (a *attempt) published(p *Post, me *User, media []*social.Media) *social.Post {
	own := *p
	own.AuthorID, own.Author = me.ID, me
	out := own.portable()
	out.Text = a.Params.Text
	out.Raw = p
	out.Ref.URL = postURL(me.Username, p.ID)
	if id := a.Params.answers(); id != "" {
		out.ReplyTo = postRef(id)
	}
	if a.Params.QuoteID != "" {
		out.Quote = postRef(a.Params.QuoteID)
	}
	out.Media = nil
	for i, u := range a.Uploads {
		at := social.Attachment{ID: u.Key, ContentType: u.Type}
		if i < len(media) {
			at.AltText = media[i].AltText
		}
		out.Media = append(out.Media, at)
	}
	return out
}
