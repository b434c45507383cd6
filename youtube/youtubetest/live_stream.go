package youtubetest

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// stream is where the pictures of a broadcast come in.
type stream struct {
	id                         string
	owner                      *channel
	title, description         string
	ingestion, rate, size, key string
	reusable                   bool
	active, used               bool
	created                    time.Time
}

type streamBody struct {
	common
	ID      string `json:"id"`
	Snippet *struct {
		Title           string `json:"title"`
		Description     string `json:"description"`
		ChannelID       any    `json:"channelId"`
		IsDefaultStream any    `json:"isDefaultStream"`
		PublishedAt     any    `json:"publishedAt"`
	} `json:"snippet"`
	CDN *struct {
		IngestionType string `json:"ingestionType"`
		FrameRate     string `json:"frameRate"`
		Resolution    string `json:"resolution"`
		Format        any    `json:"format"`
		IngestionInfo any    `json:"ingestionInfo"`
	} `json:"cdn"`
	ContentDetails *struct {
		IsReusable                 *bool `json:"isReusable"`
		ClosedCaptionsIngestionURL any   `json:"closedCaptionsIngestionUrl"`
	} `json:"contentDetails"`
	Status any `json:"status"`
}

func streamError(reason, message, member string) *apiError {
	return badRequest("youtube.liveStream", reason, message).in(member)
}

func (b *streamBody) checkSnippet() error {
	switch {
	case b.Snippet == nil || strings.TrimSpace(b.Snippet.Title) == "":
		return streamError("titleRequired", "The stream must have a title.", "body.snippet.title")
	case utf8.RuneCountInString(b.Snippet.Title) > 128:
		return streamError("invalidTitle", "The title must be between 1 and 128 characters long.", "body.snippet.title")
	case utf8.RuneCountInString(b.Snippet.Description) > 10_000:
		return streamError("invalidDescription", "The description can have up to 10000 characters.", "body.snippet.description")
	}
	return nil
}

// checkCDN knows how pictures may come in.
func (b *streamBody) checkCDN() error {
	if b.CDN == nil {
		return streamError("cdnRequired", "The stream must say how it is sent.", "body.cdn")
	}
	for _, member := range []struct {
		name, value string
		choice      []string
	}{
		{"ingestionType", b.CDN.IngestionType, []string{"rtmp", "dash", "webrtc", "hls"}},
		{"frameRate", b.CDN.FrameRate, []string{"30fps", "60fps", "variable"}},
		{"resolution", b.CDN.Resolution, []string{"240p", "360p", "480p", "720p", "1080p", "1440p", "2160p", "variable"}},
	} {
		switch {
		case member.value == "":
			return streamError(member.name+"Required", "The stream must say its "+member.name+".", "body.cdn."+member.name)
		case !slices.Contains(member.choice, member.value):
			return streamError("invalid"+strings.ToUpper(member.name[:1])+member.name[1:], "The "+member.name+" is not valid.", "body.cdn."+member.name)
		}
	}
	return nil
}

// insertStream is liveStreams.insert, see https://developers.google.com/youtube/v3/live/docs/liveStreams/insert.
func insertStream(c *call) (any, error) {
	var body streamBody
	if err := decode(c.body, &body); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	if me.NoLive {
		return nil, forbidden("youtube.liveStream", "liveStreamingNotEnabled", "The user is not enabled for live streaming.")
	}
	if err := body.checkSnippet(); err != nil {
		return nil, err
	}
	if err := body.checkCDN(); err != nil {
		return nil, err
	}
	st := &stream{
		id: c.srv.ids.text(33), owner: me, title: body.Snippet.Title, description: body.Snippet.Description, key: c.srv.ids.text(24),
		ingestion: body.CDN.IngestionType, rate: body.CDN.FrameRate, size: body.CDN.Resolution, created: c.srv.now(),
		reusable: body.ContentDetails == nil || orTrue(body.ContentDetails.IsReusable),
	}
	c.srv.streams[st.id] = st
	return c.streamJSON(st), nil
}

func (c *call) streamJSON(st *stream) object {
	o := object{}
	if c.parts["snippet"] {
		o["snippet"] = object{
			"title": st.title, "description": st.description, "channelId": st.owner.id, "publishedAt": stamp(st.created), "isDefaultStream": false,
		}
	}
	if c.parts["cdn"] {
		o["cdn"] = object{
			"ingestionType": st.ingestion, "frameRate": st.rate, "resolution": st.size,
			"ingestionInfo": object{
				"streamName": st.key, "ingestionAddress": "rtmp://a.rtmp.youtube.com/live2", "backupIngestionAddress": "rtmp://b.rtmp.youtube.com/live2?backup=1",
				"rtmpsIngestionAddress": "rtmps://a.rtmps.youtube.com/live2", "rtmpsBackupIngestionAddress": "rtmps://b.rtmps.youtube.com/live2?backup=1",
			},
		}
	}
	if c.parts["contentDetails"] {
		o["contentDetails"] = object{"isReusable": st.reusable, "closedCaptionsIngestionUrl": "http://upload.youtube.com/closedcaption?cid=" + st.id}
	}
	if c.parts["status"] {
		state, health := "ready", "noData"
		switch {
		case st.active:
			state, health = "active", "good"
		case st.used:
			state = "inactive"
		}
		o["status"] = object{"streamStatus": state, "healthStatus": object{"status": health}}
	}
	return resource("liveStream", st.id, o)
}

// listStreams is liveStreams.list, see https://developers.google.com/youtube/v3/live/docs/liveStreams/list.
func listStreams(c *call) (any, error) {
	by, err := c.filter("id", "mine")
	if err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	var found []*stream
	for _, st := range c.srv.streams {
		if st.owner == me && (by == "mine" || slices.Contains(ids, st.id)) {
			found = append(found, st)
		}
	}
	slices.SortFunc(found, func(a, b *stream) int {
		if order := b.created.Compare(a.created); order != 0 {
			return order
		}
		return strings.Compare(a.id, b.id)
	})
	return listPage(c, "liveStreamListResponse", found, c.streamJSON)
}

// ownStream is the stream of an id, if it is the caller's.
func (c *call) ownStream(id string) (*stream, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	st := c.srv.streams[id]
	if st == nil || st.owner != me {
		return nil, notFound("youtube.liveStream", "liveStreamNotFound", "Stream not found").at("id")
	}
	return st, nil
}

// updateStream is liveStreams.update, see https://developers.google.com/youtube/v3/live/docs/liveStreams/update. How a stream
// is sent stays.
func updateStream(c *call) (any, error) {
	var body streamBody
	if err := decode(c.body, &body); err != nil {
		return nil, err
	}
	st, err := c.ownStream(body.ID)
	if err != nil {
		return nil, err
	}
	if c.parts["snippet"] {
		if err := body.checkSnippet(); err != nil {
			return nil, err
		}
		st.title, st.description = body.Snippet.Title, body.Snippet.Description
	}
	if c.parts["contentDetails"] && body.ContentDetails != nil {
		st.reusable = orTrue(body.ContentDetails.IsReusable)
	}
	return c.streamJSON(st), nil
}

// deleteStream is liveStreams.delete, see https://developers.google.com/youtube/v3/live/docs/liveStreams/delete.
func deleteStream(c *call) (any, error) {
	st, err := c.ownStream(c.text("id"))
	if err != nil {
		return nil, err
	}
	for _, b := range c.srv.broadcasts {
		if b.stream == st && b.ended.IsZero() && !b.video.deleted {
			return nil, forbidden("youtube.liveStream", "liveStreamDeletionNotAllowed", "The specified live stream cannot be deleted because it is bound to a broadcast that has still not completed.").at("id")
		}
	}
	delete(c.srv.streams, st.id)
	return nil, nil //nolint:nilnil // 204
}

// Send makes pictures arrive at a stream, or no more. Broadcasts that are bound to it start and end with it if they are
// set to.
func (s *Server) Send(stream string, pictures bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.streams[stream]
	if st == nil {
		panic("youtubetest: no such stream: " + stream)
	}
	st.active, st.used = pictures, true
	for _, b := range s.broadcasts {
		switch {
		case b.stream != st || b.video.deleted:
		case pictures && b.begun.IsZero() && isTrue(b.settings.EnableAutoStart):
			s.goOnAir(b)
		case !pictures && !b.begun.IsZero() && b.ended.IsZero() && isTrue(b.settings.EnableAutoStop):
			s.finish(b)
		}
	}
}
