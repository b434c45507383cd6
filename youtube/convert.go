package youtube

import (
	"net/url"
	"time"

	"github.com/relais-go/relais/social"
)

// portable turns a video into the form that all networks share.
func (v *Video) portable() *social.Post {
	out := &social.Post{Ref: videoRef(v.ID), State: social.StatePublished, Raw: v}
	picture := ""
	if s := v.Snippet; s != nil {
		out.Author = channelAccount(s.ChannelID, s.ChannelTitle)
		out.Text, out.Time, out.Language = s.Description, s.PublishedAt.Time, s.Language
		picture = s.Thumbnails.Best()
	}
	out.Media = []social.Attachment{{ID: string(v.ID), ContentType: "video", PreviewURL: picture}}
	if s := v.Status; s != nil {
		out.Visibility = s.Privacy.portable()
		switch {
		case v.scheduled():
			out.State, out.Time, out.Ref.Kind = social.StateScheduled, s.PublishAt.Time, social.RefScheduled
		case s.Upload == UploadUploaded:
			out.State = social.StateProcessing
		}
	}
	out.Metrics = v.Statistics.portable()
	return out
}

// scheduled reports whether a video waits for its hour.
func (v *Video) scheduled() bool {
	return v.Status != nil && v.Status.Privacy == PrivacyPrivate && v.Status.PublishAt.After(time.Now())
}

// portable are the counters that YouTube tells.
func (s *VideoStatistics) portable() social.Metrics {
	if s == nil {
		return nil
	}
	m := social.Metrics{}
	social.Set(m, social.MetricViews, s.Views.number())
	social.Set(m, social.MetricLikes, s.Likes.number())
	social.Set(m, social.MetricDislikes, s.Dislikes.number())
	social.Set(m, social.MetricComments, s.Comments.number())
	if len(m) == 0 {
		return nil
	}
	return m
}

func videoRef(id ID) social.Ref {
	return social.Ref{Network: network, ID: string(id), URL: videoURL(id)}
}

func videoURL(id ID) string { return "https://www.youtube.com/watch?v=" + url.QueryEscape(string(id)) }

// commentRef names a comment. video may be "" if it is not known.
func commentRef(id, video ID) social.Ref {
	r := social.Ref{Network: network, Kind: social.RefComment, ID: string(id)}
	if video != "" {
		r.URL = videoURL(video) + "&lc=" + url.QueryEscape(string(id))
	}
	return r
}

func channelRef(id ID) social.Ref {
	return social.Ref{Network: network, Kind: social.RefAccount, ID: string(id), URL: "https://www.youtube.com/channel/" + url.PathEscape(string(id))}
}

func channelAccount(id ID, title string) social.Account {
	a := social.Account{Name: title}
	if id != "" {
		a.Ref = channelRef(id)
	}
	return a
}

// portable turns a channel into the form that all networks share.
func (ch *Channel) portable() *social.Account {
	a := &social.Account{Ref: channelRef(ch.ID), Handle: ch.handle(), Raw: ch}
	if s := ch.Snippet; s != nil {
		a.Name, a.Bio, a.Avatar = s.Title, s.Description, s.Thumbnails.Best()
	}
	if s := ch.Statistics; s != nil {
		a.Metrics = social.Metrics{}
		social.Set(a.Metrics, social.MetricViews, s.Views.number())
		social.Set(a.Metrics, social.MetricPosts, s.Videos.number())
		if !s.HiddenSubscribers {
			social.Set(a.Metrics, social.MetricFollowers, s.Subscribers.number())
		}
	}
	return a
}

// portable turns a comment into the form that all networks share. video is where it stands, "" if not known.
func (m *Comment) portable(video ID) *social.Post {
	out := &social.Post{State: social.StatePublished, Visibility: social.VisibilityPublic, Text: m.text(), Raw: m}
	s := m.Snippet
	if s == nil {
		out.Ref = commentRef(m.ID, video)
		return out
	}
	if s.VideoID != "" {
		video = s.VideoID
	}
	out.Ref = commentRef(m.ID, video)
	out.Author = social.Account{Name: s.Author, Avatar: s.AuthorImage}
	if id := m.AuthorID(); id != "" {
		out.Author.Ref = channelRef(id)
	}
	if s.UpdatedAt.After(s.PublishedAt.Time) {
		out.Edited = s.UpdatedAt.Time
	}
	out.Time = s.PublishedAt.Time
	switch {
	case s.ParentID != "":
		out.ReplyTo = commentRef(s.ParentID, video)
	case video != "":
		out.ReplyTo = videoRef(video)
	}
	if s.Moderation == ModerationHeld || s.Moderation == ModerationSpam {
		out.State = social.StateHeld
	}
	if s.Image != "" {
		out.Media = []social.Attachment{{ContentType: "image", URL: s.Image}}
	}
	out.Metrics = social.Metrics{social.MetricLikes: float64(s.Likes)}
	return out
}

// published is a new comment, from what was sent where the answer does not say.
func (m *remark) published(made *Comment, me *Channel) *social.Post {
	video := m.Video
	if video == "" {
		video = m.On
	}
	out := made.portable(video)
	out.Text = m.Text
	if out.Author.Ref.IsZero() {
		out.Author = *me.portable()
	}
	if out.ReplyTo.IsZero() && m.Parent != "" {
		out.ReplyTo = commentRef(m.Parent, video)
	}
	return out
}
