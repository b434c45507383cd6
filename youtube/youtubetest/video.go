package youtubetest

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// The values of privacyStatus.
const (
	public   = "public"
	unlisted = "unlisted"
	private  = "private"
)

// A Video is a video as a test sees it, and what a video of the audience is made from.
type Video struct {
	ID, Channel                          string
	Title, Description                   string
	Tags                                 []string
	CategoryID                           string
	DefaultLanguage, DefaultAudioLang    string
	Localizations                        map[string]Localization
	Privacy                              string // "public", "unlisted" or "private"
	PublishAt                            time.Time
	License                              string // "youtube" or "creativeCommon"
	Embeddable, StatsViewable            bool
	MadeForKids, Synthetic               bool
	RecordingDate                        time.Time
	Location                             *Location // where it was recorded; nil: not told
	Partner                              Partner
	PaidPromotion                        bool
	UploadStatus                         string // "uploaded", "processed", "failed" or "rejected"
	FailureReason, RejectionReason       string
	Size                                 int64
	SHA256                               string // of the content, in hexadecimal
	ContentType                          string
	Duration                             time.Duration
	Notified                             bool // subscribers were told
	Uploaded                             time.Time
	Published                            time.Time // zero: was never public
	Likes, Dislikes, Views, CommentCount int64
	ThumbnailSHA256                      string // of the custom thumbnail
	CommentsDisabled, RatingsDisabled    bool
	HiddenLikes                          bool   // the number of likes is not told
	Broadcast                            string // id of the broadcast that it is, or was
}

// A Location is a place: degrees, and metres above the reference ellipsoid.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Altitude  float64 `json:"altitude"`
}

// A Partner is the channel that a video was made with. The zero value is none.
type Partner struct {
	Handle    string `json:"channelHandle"`
	ChannelID string `json:"channelId"`
}

type video struct {
	Video
	owner   *channel
	deleted bool
	polls   int
	ready   time.Time
	outcome Outcome
	extra   Audience
	seen    int64 // views
	updated time.Time
	live    *broadcast
}

func (v *video) views() int64 { return v.seen + v.extra.Views }

func (v *video) watchURL() string { return "https://www.youtube.com/watch?v=" + v.ID }

// since is the time that the network calls publishedAt: of the upload, until the video was public.
func (v *video) since() time.Time {
	if v.Published.IsZero() {
		return v.Uploaded
	}
	return v.Published
}

// advance moves a video to the end of its processing, if that is due.
func (s *Server) advance(v *video) {
	if v.UploadStatus != "uploaded" || v.polls > 0 || s.now().Before(v.ready) {
		return
	}
	switch {
	case v.outcome.FailureReason != "":
		v.UploadStatus, v.FailureReason = "failed", v.outcome.FailureReason
	case v.outcome.RejectionReason != "":
		v.UploadStatus, v.RejectionReason = "rejected", v.outcome.RejectionReason
	default:
		v.UploadStatus = "processed"
	}
}

// visible reports whether a viewer, nil for anybody, can open a video.
func (s *Server) visible(v *video, viewer *channel) bool {
	s.advance(v)
	if v.deleted {
		return false
	}
	return v.owner == viewer || v.Privacy != private && v.UploadStatus != "failed" && v.UploadStatus != "rejected"
}

// listed reports whether a viewer finds a video in a list.
func (s *Server) listed(v *video, viewer *channel) bool {
	return s.visible(v, viewer) && (v.owner == viewer || v.Privacy == public)
}

// settle publishes the videos whose time has come; the server is locked.
func (s *Server) settle() {
	now := s.now()
	for _, v := range s.published {
		if !v.deleted && v.Privacy == private && !v.PublishAt.IsZero() && !now.Before(v.PublishAt) {
			s.publish(v, v.PublishAt)
		}
	}
}

// publish makes a video public.
func (s *Server) publish(v *video, at time.Time) {
	v.Privacy, v.PublishAt = public, time.Time{}
	if v.Published.IsZero() {
		v.Published = at
		s.act(v.owner, "upload", object{"upload": object{"videoId": v.ID}}, v.Title, at)
	}
	v.updated = at
	s.announce(v)
}

// addVideo puts a finished upload into the world.
func (s *Server) addVideo(v *video) {
	now := s.now()
	v.Uploaded, v.updated, v.Channel = now, now, v.owner.id
	v.ready = now.Add(s.opts.Processing.Duration)
	v.polls = max(0, s.opts.Processing.Polls)
	if s.opts.Processing.Outcome != nil {
		v.outcome = s.opts.Processing.Outcome(v.Video)
	}
	if s.opts.Processing.RejectDuplicates && slices.ContainsFunc(v.owner.videos, func(other *video) bool {
		return !other.deleted && other.SHA256 == v.SHA256
	}) {
		v.outcome.RejectionReason = "duplicate"
	}
	s.videos[v.ID] = v
	s.published = append(s.published, v)
	v.owner.videos = append(v.owner.videos, v)
	switch {
	case v.Privacy == public:
		s.publish(v, now)
	case v.Privacy == private && !v.PublishAt.IsZero() && !now.Before(v.PublishAt):
		s.publish(v, now)
	}
}

// removeVideo deletes a video with its place in playlists.
func (s *Server) removeVideo(v *video) {
	wasPublic := v.Privacy == public
	v.deleted = true
	if wasPublic {
		s.announceDeleted(v)
	}
}

// videoOf is the video of a parameter, if the caller can see it.
func (c *call) videoOf(id, domain, parameter string) (*video, error) {
	v := c.srv.videos[id]
	if v == nil || !c.srv.visible(v, c.channel) {
		return nil, notFound(domain, "videoNotFound",
			"The video identified by the <code>"+parameter+"</code> parameter could not be found.").at(parameter)
	}
	return v, nil
}

// ownVideo is the video of a parameter, if it is the caller's.
func (c *call) ownVideo(id, domain, parameter string) (*video, error) {
	if _, err := c.me(); err != nil {
		return nil, err
	}
	v, err := c.videoOf(id, domain, parameter)
	if err != nil {
		return nil, err
	}
	if v.owner != c.channel {
		return nil, forbidden(domain, "forbidden", "The request might not be properly authorized.").at(parameter)
	}
	return v, nil
}

// listVideos is videos.list, see https://developers.google.com/youtube/v3/docs/videos/list.
func listVideos(c *call) (any, error) {
	by, err := c.filter("chart", "id", "myRating")
	if err != nil {
		return nil, err
	}
	switch by {
	case "id":
		return c.videosByID()
	case "chart":
		var top []*video
		for _, v := range c.srv.published {
			if c.srv.listed(v, nil) && (c.text("videoCategoryId") == "" || c.text("videoCategoryId") == "0" || v.CategoryID == c.text("videoCategoryId")) {
				top = append(top, v)
			}
		}
		slices.SortStableFunc(top, func(a, b *video) int { return int(b.views() - a.views()) })
		return c.videoPage(top)
	}
	me, err := c.mine("myRating")
	if err != nil {
		return nil, err
	}
	var rated []*video
	for _, v := range c.srv.published {
		if me != nil && me.ratings[v] == c.text("myRating") && c.srv.visible(v, me) {
			rated = append(rated, v)
		}
	}
	return c.videoPage(rated)
}

func (c *call) videosByID() (any, error) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	var found []*video
	for _, id := range ids {
		if v := c.srv.videos[id]; v != nil && c.srv.visible(v, c.channel) {
			found = append(found, v)
		}
	}
	items, err := c.showVideos(found)
	if err != nil {
		return nil, err
	}
	return fullList("videoListResponse", items), nil
}

func (c *call) videoPage(list []*video) (any, error) {
	if _, err := c.showVideos(list); err != nil {
		return nil, err
	}
	return listPage(c, "videoListResponse", list, c.videoJSON)
}

// showVideos makes the resources; some parts are for the owner alone.
func (c *call) showVideos(list []*video) ([]object, error) {
	var items []object
	for _, v := range list {
		if v.owner != c.channel && (c.parts["fileDetails"] || c.parts["processingDetails"] || c.parts["suggestions"]) {
			return nil, forbidden("youtube.video", "forbidden",
				"The request is not properly authorized to access video file or processing information. Note that the fileDetails, processingDetails, and suggestions parts are only available to that video's owner.").at("part")
		}
		items = append(items, c.videoJSON(v))
		if v.owner == c.channel && v.polls > 0 && (c.parts["status"] || c.parts["processingDetails"]) {
			v.polls--
		}
	}
	return items, nil
}

// deleteVideo is videos.delete, see https://developers.google.com/youtube/v3/docs/videos/delete.
func deleteVideo(c *call) (any, error) {
	v, err := c.ownVideo(c.text("id"), "youtube.video", "id")
	if err != nil {
		return nil, err
	}
	c.srv.removeVideo(v)
	return nil, nil //nolint:nilnil // 204
}

// rateVideo is videos.rate, see https://developers.google.com/youtube/v3/docs/videos/rate.
func rateVideo(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	v, err := c.videoOf(c.text("id"), "youtube.video", "id")
	if err != nil {
		return nil, err
	}
	if v.RatingsDisabled {
		return nil, forbidden("youtube.video", "videoRatingDisabled", "The owner of the video that you are trying to rate has disabled ratings for that video.").at("id")
	}
	rate(me, v, c.text("rating"))
	return nil, nil //nolint:nilnil // 204
}

// rate changes a viewer's rating; the counts follow.
func rate(viewer *channel, v *video, rating string) {
	count := func(rating string, n int64) {
		switch rating {
		case "like":
			v.Likes += n
		case "dislike":
			v.Dislikes += n
		}
	}
	count(viewer.ratings[v], -1)
	count(rating, 1)
	if rating == "none" {
		delete(viewer.ratings, v)
		return
	}
	viewer.ratings[v] = rating
}

// getRating is videos.getRating, see https://developers.google.com/youtube/v3/docs/videos/getRating.
func getRating(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	items := []object{}
	for _, id := range ids {
		v := c.srv.videos[id]
		if v == nil || !c.srv.visible(v, me) {
			continue
		}
		rating := me.ratings[v]
		if rating == "" {
			rating = "none"
		}
		items = append(items, object{"videoId": id, "rating": rating})
	}
	return without(object{"kind": "youtube#videoGetRatingResponse", "items": items}), nil
}

// batchGetStats is videos.batchGetStats.
func batchGetStats(c *call) (any, error) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, parameterError("missingRequiredParameter", "Required parameter: id", "id")
	}
	items := []object{}
	for _, id := range ids {
		v := c.srv.videos[id]
		if v == nil || !c.srv.visible(v, c.channel) {
			continue
		}
		o := object{}
		if c.parts["snippet"] {
			o["snippet"] = object{"publishTime": stamp(v.since())}
		}
		if c.parts["contentDetails"] {
			o["contentDetails"] = object{"duration": fmt.Sprintf("%ds", int64(v.Duration.Seconds()))}
		}
		if c.parts["statistics"] {
			statistics := c.srv.videoStatistics(v, nil)
			delete(statistics, "favoriteCount")
			o["statistics"] = statistics
		}
		items = append(items, resource("videoStat", id, o))
	}
	return without(object{"kind": "youtube#batchGetStatsResponse", "items": items}), nil
}

// An AbuseReport is a complaint about a video.
type AbuseReport struct {
	Reporter, Video, ReasonID, SecondaryReasonID, Comments, Language string
	At                                                               time.Time
}

// reportAbuse is videos.reportAbuse, see https://developers.google.com/youtube/v3/docs/videos/reportAbuse.
func reportAbuse(c *call) (any, error) {
	var b struct {
		VideoID           string `json:"videoId"`
		ReasonID          string `json:"reasonId"`
		SecondaryReasonID string `json:"secondaryReasonId"`
		Comments          string `json:"comments"`
		Language          string `json:"language"`
	}
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	v, err := c.videoOf(b.VideoID, "youtube.video", "videoId")
	if err != nil {
		return nil, err
	}
	if !knownReason(b.ReasonID, b.SecondaryReasonID) {
		return nil, refuse(http.StatusBadRequest, "youtube.video", "invalidAbuseReason", "The request body contains an invalid value for the reasonId property or an invalid combination of reasonId and secondaryReasonId.")
	}
	c.srv.reports = append(c.srv.reports, AbuseReport{
		Reporter: me.id, Video: v.ID, ReasonID: b.ReasonID, SecondaryReasonID: b.SecondaryReasonID,
		Comments: b.Comments, Language: b.Language, At: c.srv.now(),
	})
	return nil, nil //nolint:nilnil // 204
}

// AbuseReports are all complaints so far, oldest first.
func (s *Server) AbuseReports() []AbuseReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.reports)
}
