package mastodon

import (
	"github.com/relais-go/relais/internal/htmltext"
	"github.com/relais-go/relais/social"
)

// portable turns a status into the form that all networks share. A share is shown as what was shared.
func (s *Status) portable() *social.Post {
	shown := s
	if s.Reblog != nil {
		shown = s.Reblog
	}
	p := &social.Post{
		Ref:        s.ref(),
		State:      social.StatePublished,
		Author:     *shown.Account.portable(),
		Text:       htmltext.Text(shown.Content),
		Warning:    shown.SpoilerText,
		Time:       s.CreatedAt.Time,
		Edited:     shown.EditedAt.Time,
		Visibility: shown.Visibility.portable(),
		Language:   shown.Language,
		Metrics:    shown.metrics(),
		Raw:        s,
	}
	if shown.InReplyToID != "" {
		p.ReplyTo = postRef(shown.InReplyToID)
	}
	if q := shown.Quote; q != nil {
		switch {
		case q.QuotedStatus != nil:
			p.Quote = q.QuotedStatus.ref()
		case q.QuotedStatusID != "":
			p.Quote = postRef(q.QuotedStatusID)
		}
	}
	p.Media = attachments(shown.MediaAttachments)
	return p
}

// ref names the status. It links to the page that people see.
func (s *Status) ref() social.Ref {
	r := postRef(s.ID)
	r.URL = s.URL
	if r.URL == "" {
		r.URL = s.URI
	}
	return r
}

func postRef(id ID) social.Ref { return social.Ref{Network: network, ID: string(id)} }

func accountRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefAccount, ID: string(id)}
}

// metrics are the counters of a status: those that the server gives, no more.
func (s *Status) metrics() social.Metrics {
	m := social.Metrics{
		social.MetricComments: float64(s.RepliesCount),
		social.MetricShares:   float64(s.ReblogsCount),
		social.MetricLikes:    float64(s.FavouritesCount),
	}
	social.Set(m, social.MetricQuotes, s.QuotesCount)
	if s.Poll != nil {
		m[social.MetricPollVotes] = float64(s.Poll.VotesCount)
		social.Set(m, social.MetricPollVoters, s.Poll.VotersCount)
	}
	return m
}

func attachments(media []MediaAttachment) []social.Attachment {
	var out []social.Attachment
	for i := range media {
		a := &media[i]
		out = append(out, social.Attachment{
			ID: string(a.ID), ContentType: string(a.Type), URL: a.URL, PreviewURL: a.PreviewURL, AltText: a.Description,
		})
	}
	return out
}

// portable turns an account into the form that all networks share.
func (a *Account) portable() *social.Account {
	ref := accountRef(a.ID)
	ref.URL = a.URL
	return &social.Account{
		Ref: ref, Handle: a.Acct, Name: a.DisplayName, Avatar: a.Avatar, Bio: htmltext.Text(a.Note),
		Bot: a.Bot, Private: a.Locked, Metrics: a.metrics(), Raw: a,
	}
}

// metrics are the counters of an account.
func (a *Account) metrics() social.Metrics {
	m := social.Metrics{
		social.MetricFollowers: float64(a.FollowersCount),
		social.MetricFollowing: float64(a.FollowingCount),
		social.MetricPosts:     float64(a.StatusesCount),
	}
	if a.Source != nil {
		social.Set(m, social.MetricFollowRequests, a.Source.FollowRequestsCount)
	}
	return m
}

// portable maps Mastodon's words; what is not portable is kept as it is.
func (v Visibility) portable() social.Visibility {
	if v == VisibilityPrivate {
		return social.VisibilityFollowers
	}
	return social.Visibility(v)
}
