package youtubetest

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

type broadcastBody struct {
	common
	ID      string `json:"id"`
	Snippet *struct {
		Title              string `json:"title"`
		Description        string `json:"description"`
		ScheduledStartTime string `json:"scheduledStartTime"`
		ScheduledEndTime   string `json:"scheduledEndTime"`
		CategoryID         any    `json:"categoryId"`
		ActualStartTime    any    `json:"actualStartTime"`
		ActualEndTime      any    `json:"actualEndTime"`
		ChannelID          any    `json:"channelId"`
		IsDefaultBroadcast any    `json:"isDefaultBroadcast"`
		LiveChatID         any    `json:"liveChatId"`
		PublishedAt        any    `json:"publishedAt"`
		Thumbnails         any    `json:"thumbnails"`
	} `json:"snippet"`
	Status *struct {
		PrivacyStatus           string `json:"privacyStatus"`
		SelfDeclaredMadeForKids *bool  `json:"selfDeclaredMadeForKids"`
		LifeCycleStatus         any    `json:"lifeCycleStatus"`
		LiveBroadcastPriority   any    `json:"liveBroadcastPriority"`
		MadeForKids             any    `json:"madeForKids"`
		RecordingStatus         any    `json:"recordingStatus"`
	} `json:"status"`
	ContentDetails      *broadcastSettings `json:"contentDetails"`
	MonetizationDetails any                `json:"monetizationDetails"`
	Statistics          any                `json:"statistics"`
}

// broadcastSettings are contentDetails as clients set them.
type broadcastSettings struct {
	MonitorStream *struct {
		EnableMonitorStream    *bool `json:"enableMonitorStream"`
		BroadcastStreamDelayMs *int  `json:"broadcastStreamDelayMs"`
		EmbedHTML              any   `json:"embedHtml"`
	} `json:"monitorStream"`
	EnableAutoStart             *bool  `json:"enableAutoStart"`
	EnableAutoStop              *bool  `json:"enableAutoStop"`
	EnableClosedCaptions        *bool  `json:"enableClosedCaptions"`
	EnableContentEncryption     *bool  `json:"enableContentEncryption"`
	EnableDvr                   *bool  `json:"enableDvr"`
	EnableEmbed                 *bool  `json:"enableEmbed"`
	EnableLowLatency            *bool  `json:"enableLowLatency"`
	RecordFromStart             *bool  `json:"recordFromStart"`
	StartWithSlate              *bool  `json:"startWithSlate"`
	ClosedCaptionsType          string `json:"closedCaptionsType"`
	LatencyPreference           string `json:"latencyPreference"`
	Projection                  string `json:"projection"`
	StereoLayout                string `json:"stereoLayout"`
	Mesh                        any    `json:"mesh"`
	AvailabilityConfig          any    `json:"availabilityConfig"`
	BoundStreamID               any    `json:"boundStreamId"`
	BoundStreamLastUpdateTimeMs any    `json:"boundStreamLastUpdateTimeMs"`
	monitored                   bool
	delay                       int
}

func defaultSettings() broadcastSettings { return broadcastSettings{monitored: true} }

func isTrue(b *bool) bool { return b != nil && *b }

func orTrue(b *bool) bool { return b == nil || *b }

func (b *broadcast) contentDetails() object {
	t := &b.settings
	or := func(text, standard string) string {
		if text == "" {
			return standard
		}
		return text
	}
	monitor := object{"enableMonitorStream": t.monitored, "broadcastStreamDelayMs": t.delay}
	if t.monitored {
		monitor["embedHtml"] = `<iframe width="425" height="344" src="https://www.youtube.com/embed/` + b.id + `?autoplay=1&livemonitor=1" frameborder="0" allowfullscreen></iframe>`
	}
	o := object{
		"monitorStream": monitor, "enableAutoStart": isTrue(t.EnableAutoStart), "enableAutoStop": isTrue(t.EnableAutoStop),
		"enableClosedCaptions": isTrue(t.EnableClosedCaptions), "enableContentEncryption": isTrue(t.EnableContentEncryption),
		"enableDvr": orTrue(t.EnableDvr), "enableEmbed": orTrue(t.EnableEmbed), "enableLowLatency": isTrue(t.EnableLowLatency),
		"recordFromStart": orTrue(t.RecordFromStart), "startWithSlate": isTrue(t.StartWithSlate),
		"closedCaptionsType": or(t.ClosedCaptionsType, "closedCaptionsDisabled"), "latencyPreference": or(t.LatencyPreference, "normal"),
		"projection": or(t.Projection, "rectangular"),
	}
	if b.stream != nil {
		o["boundStreamId"], o["boundStreamLastUpdateTimeMs"] = b.stream.id, fineStamp(b.bound)
	}
	return o
}

func liveError(reason, message, member string) *apiError {
	return badRequest("youtube.liveBroadcast", reason, message).in(member)
}

func liveForbidden(reason, message string) *apiError {
	return forbidden("youtube.liveBroadcast", reason, message)
}

// apply replaces the parts that a request names.
func (b *broadcast) apply(parts map[string]bool, body *broadcastBody, now time.Time, inserting bool) error {
	if parts["snippet"] {
		if err := b.applySnippet(body, now, inserting); err != nil {
			return err
		}
	}
	if parts["status"] {
		if body.Status == nil || body.Status.PrivacyStatus == "" {
			return liveError("privacyStatusRequired", "The broadcast must have a privacy status.", "body.status.privacyStatus")
		}
		privacy := body.Status.PrivacyStatus
		if !slices.Contains([]string{public, unlisted, private}, privacy) {
			return liveError("invalidPrivacyStatus", "The privacy status is not valid.", "body.status.privacyStatus")
		}
		b.video.Privacy = privacy
		if body.Status.SelfDeclaredMadeForKids != nil {
			b.video.MadeForKids = *body.Status.SelfDeclaredMadeForKids
		}
	}
	if parts["contentDetails"] {
		return b.applySettings(body.ContentDetails, inserting)
	}
	return nil
}

func (b *broadcast) applySnippet(body *broadcastBody, now time.Time, inserting bool) error {
	s := body.Snippet
	switch {
	case s == nil || strings.TrimSpace(s.Title) == "":
		return liveError("titleRequired", "The broadcast must have a title.", "body.snippet.title")
	case utf8.RuneCountInString(s.Title) > maxTitle || strings.ContainsAny(s.Title, "<>"):
		return liveError("invalidTitle", "The title must be between 1 and 100 characters long.", "body.snippet.title")
	case utf8.RuneCountInString(s.Description) > maxDescription:
		return liveError("invalidDescription", "The description must have at most 5000 characters.", "body.snippet.description")
	case s.ScheduledStartTime == "":
		return liveError("scheduledStartTimeRequired", "The broadcast must have a scheduled start time.", "body.snippet.scheduledStartTime")
	}
	at, err := time.Parse(time.RFC3339, s.ScheduledStartTime)
	if err != nil || inserting && at.Before(now.Add(-time.Minute)) {
		return liveError("invalidScheduledStartTime", "The scheduled start time must be in the future and close enough to the current date that a broadcast could be reliably scheduled at that time.", "body.snippet.scheduledStartTime")
	}
	until := time.Time{}
	if s.ScheduledEndTime != "" {
		if until, err = time.Parse(time.RFC3339, s.ScheduledEndTime); err != nil || !until.After(at) {
			return liveError("invalidScheduledEndTime", "The scheduled end time must follow the scheduled start time.", "body.snippet.scheduledEndTime")
		}
	}
	b.video.Title, b.video.Description, b.when, b.until = strings.TrimSpace(s.Title), s.Description, at.UTC(), until.UTC()
	return nil
}

func (b *broadcast) applySettings(t *broadcastSettings, inserting bool) error {
	settings := defaultSettings()
	if t != nil {
		settings = *t
		settings.monitored = true
	}
	m := settings.MonitorStream
	switch {
	case !inserting && (m == nil || m.EnableMonitorStream == nil):
		return liveError("enableMonitorStreamRequired", "The broadcast must say whether it has a monitor stream.", "body.contentDetails.monitorStream.enableMonitorStream")
	case !inserting && m.BroadcastStreamDelayMs == nil:
		return liveError("broadcastStreamDelayMsRequired", "The broadcast must say how long it is delayed.", "body.contentDetails.monitorStream.broadcastStreamDelayMs")
	}
	if m != nil {
		settings.monitored = orTrue(m.EnableMonitorStream)
		if m.BroadcastStreamDelayMs != nil {
			settings.delay = *m.BroadcastStreamDelayMs
		}
	}
	switch settings.LatencyPreference {
	case "", "normal", "low", "ultraLow":
	default:
		return liveError("invalidLatencyPreferenceOptions", "The latency preference is not valid.", "body.contentDetails.latencyPreference")
	}
	b.settings = settings
	return nil
}

// insertBroadcast is liveBroadcasts.insert, see https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/insert.
func insertBroadcast(c *call) (any, error) {
	var body broadcastBody
	if err := decode(c.body, &body); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	if me.NoLive {
		return nil, liveForbidden("liveStreamingNotEnabled", "The user is not enabled for live streaming.")
	}
	parts := map[string]bool{"snippet": true, "status": true, "contentDetails": true}
	b := &broadcast{owner: me, byClient: true, video: &video{owner: me}}
	if err := b.apply(parts, &body, c.srv.now(), true); err != nil {
		return nil, err
	}
	b.video = c.srv.audienceVideo(me, b.video.Video)
	return c.broadcastJSON(c.srv.addBroadcast(b)), nil
}

// ownBroadcast is the broadcast of an id, if it is the caller's.
func (c *call) ownBroadcast(id string) (*broadcast, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	b := c.srv.broadcasts[id]
	if id == "" {
		return nil, liveError("idRequired", "The request must name a broadcast.", "body.id")
	}
	if b == nil || b.video.deleted || b.owner != me {
		return nil, notFound("youtube.liveBroadcast", "liveBroadcastNotFound", "Broadcast not found").at("id")
	}
	return b, nil
}

// updateBroadcast is liveBroadcasts.update, see https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/update. What
// the body leaves out of a part is reset.
func updateBroadcast(c *call) (any, error) {
	var body broadcastBody
	if err := decode(c.body, &body); err != nil {
		return nil, err
	}
	b, err := c.ownBroadcast(body.ID)
	if err != nil {
		return nil, err
	}
	changed, shown := *b, *b.video
	changed.video = &shown
	if err := changed.apply(c.parts, &body, c.srv.now(), false); err != nil {
		return nil, err
	}
	c.srv.replace(b.video, &shown)
	changed.video = b.video
	*b = changed
	return c.broadcastJSON(b), nil
}

// deleteBroadcast is liveBroadcasts.delete, see https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/delete.
func deleteBroadcast(c *call) (any, error) {
	b, err := c.ownBroadcast(c.text("id"))
	if err != nil {
		return nil, err
	}
	if status := b.status(); status == "live" || status == "testing" {
		return nil, liveForbidden("liveBroadcastDeletionNotAllowed", "The broadcast cannot be deleted in its current status.")
	}
	c.srv.removeVideo(b.video)
	return nil, nil //nolint:nilnil // 204
}

// bindBroadcast is liveBroadcasts.bind, see https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/bind. Without
// a stream it takes the one away that there is.
func bindBroadcast(c *call) (any, error) {
	b, err := c.ownBroadcast(c.text("id"))
	if err != nil {
		return nil, err
	}
	st := c.srv.streams[c.text("streamId")]
	switch {
	case c.text("streamId") != "" && (st == nil || st.owner != b.owner):
		return nil, notFound("youtube.liveBroadcast", "liveStreamNotFound", "Stream not found").at("streamId")
	case b.status() == "live" || b.status() == "complete":
		return nil, liveForbidden("liveBroadcastBindingNotAllowed", "The broadcast cannot be bound in its current status.")
	}
	b.stream, b.bound = st, c.srv.now()
	return c.broadcastJSON(b), nil
}

// moveBroadcast is liveBroadcasts.transition, see
// https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/transition.
func moveBroadcast(c *call) (any, error) {
	b, err := c.ownBroadcast(c.text("id"))
	if err != nil {
		return nil, err
	}
	to, from := c.text("broadcastStatus"), b.status()
	allowed := map[string][]string{"testing": {"ready"}, "live": {"ready", "testing"}, "complete": {"live", "testing"}}
	switch {
	case to == from:
		return nil, liveForbidden("redundantTransition", "The live broadcast is already in the requested status or processing the transition to that status.")
	case !slices.Contains(allowed[to], from), to == "testing" && !b.settings.monitored,
		to == "live" && from == "ready" && b.byClient && b.settings.monitored:
		return nil, liveForbidden("invalidTransition", "The live broadcast can't transition from its current status to the requested status.")
	case to != "complete" && b.byClient && !b.stream.active:
		return nil, liveForbidden("errorStreamInactive", "The stream bound to the broadcast is inactive. The requested transition is not allowed when the stream is inactive.")
	}
	switch to {
	case "testing":
		b.testing = true
	case "live":
		c.srv.goOnAir(b)
	default:
		c.srv.finish(b)
	}
	b.starting = to != "complete"
	return c.broadcastJSON(b), nil
}
