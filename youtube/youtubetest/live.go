package youtubetest

import (
	"slices"
	"time"
)

// broadcast is a live stream; its id is that of its video.
type broadcast struct {
	id                          string
	owner                       *channel
	video                       *video
	chat                        *chat
	created, begun, ended, when time.Time
	until                       time.Time // scheduled end; zero: none
	settings                    broadcastSettings
	byClient                    bool // made by the API: it needs a stream
	stream                      *stream
	bound                       time.Time
	testing                     bool
	starting                    bool // what it was moved to shows a moment later
}

func (b *broadcast) content() string {
	switch {
	case !b.ended.IsZero():
		return "none"
	case !b.begun.IsZero():
		return "live"
	}
	return "upcoming"
}

// event is the word that search has for the state.
func (b *broadcast) event() string {
	if !b.ended.IsZero() {
		return "completed"
	}
	return b.content()
}

// details are the video's liveStreamingDetails. The id of the chat vanishes with the end.
func (b *broadcast) details() object {
	o := object{"scheduledStartTime": stamp(b.when)}
	if !b.begun.IsZero() {
		o["actualStartTime"] = stamp(b.begun)
	}
	if !b.ended.IsZero() {
		o["actualEndTime"] = stamp(b.ended)
		return o
	}
	if b.chat != nil {
		o["activeLiveChatId"] = b.chat.id
	}
	if !b.begun.IsZero() {
		o["concurrentViewers"] = decimal(b.video.views())
	}
	return o
}

func (b *broadcast) status() string {
	switch {
	case !b.ended.IsZero():
		return "complete"
	case !b.begun.IsZero():
		return "live"
	case b.testing:
		return "testing"
	case b.byClient && b.stream == nil:
		return "created"
	}
	return "ready"
}

// showStatus is the status once more, and for the first time after a transition what comes before it.
func (b *broadcast) showStatus() string {
	status := b.status()
	if b.starting {
		b.starting = false
		switch status {
		case "testing":
			return "testStarting"
		case "live":
			return "liveStarting"
		}
	}
	return status
}

// group is which of the lists of broadcasts it is in.
func (b *broadcast) group() string {
	switch b.status() {
	case "live":
		return "active"
	case "complete":
		return "completed"
	}
	return "upcoming"
}

// listBroadcasts is liveBroadcasts.list, see
// https://developers.google.com/youtube/v3/live/docs/liveBroadcasts/list.
func listBroadcasts(c *call) (any, error) {
	by, err := c.filter("broadcastStatus", "id", "mine")
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
	wanted := c.text("broadcastStatus")
	var found []*broadcast
	for _, b := range c.srv.broadcasts {
		if b.owner != me || b.video.deleted {
			continue
		}
		filtered := wanted == "active" || wanted == "upcoming" || wanted == "completed"
		if by == "id" && !slices.Contains(ids, b.id) || by == "broadcastStatus" && filtered && b.group() != wanted {
			continue
		}
		found = append(found, b)
	}
	slices.SortFunc(found, func(a, b *broadcast) int { return b.created.Compare(a.created) })
	return listPage(c, "liveBroadcastListResponse", found, c.broadcastJSON)
}

func (c *call) broadcastJSON(b *broadcast) object {
	o := object{}
	for part := range c.parts {
		switch part {
		case "snippet":
			snippet := object{
				"publishedAt": stamp(b.created), "channelId": b.owner.id, "title": b.video.Title, "description": b.video.Description,
				"thumbnails": thumbnails(b.video), "scheduledStartTime": stamp(b.when), "isDefaultBroadcast": false,
			}
			for name, at := range map[string]time.Time{"scheduledEndTime": b.until, "actualStartTime": b.begun, "actualEndTime": b.ended} {
				if !at.IsZero() {
					snippet[name] = stamp(at)
				}
			}
			if b.chat != nil {
				snippet["liveChatId"] = b.chat.id
			}
			o[part] = snippet
		case "status":
			recording := map[string]string{"live": "recording", "complete": "recorded"}[b.status()]
			if recording == "" {
				recording = "notRecording"
			}
			o[part] = object{
				"lifeCycleStatus": b.showStatus(), "privacyStatus": b.video.Privacy, "recordingStatus": recording,
				"madeForKids": b.video.MadeForKids, "selfDeclaredMadeForKids": b.video.MadeForKids,
			}
		case "contentDetails":
			o[part] = b.contentDetails()
		case "statistics":
			o[part] = object{"concurrentViewers": decimal(b.video.views())}
		}
	}
	return resource("liveBroadcast", b.id, o)
}

// ScheduleBroadcast announces a public live stream with a chat and returns its id, which is that of its
// video too.
func (s *Server) ScheduleBroadcast(channel, title string, start time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broadcast(channel, title, start).id
}

// GoLive starts a public live stream with a chat and returns its id, which is that of its video too.
func (s *Server) GoLive(channel, title string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.broadcast(channel, title, s.now())
	b.begun = s.now()
	return b.id
}

func (s *Server) broadcast(channel, title string, start time.Time) *broadcast {
	ch := s.mustChannel(channel)
	v := s.audienceVideo(ch, Video{Title: title})
	b := &broadcast{owner: ch, video: v, when: start, settings: defaultSettings()}
	b.settings.EnableAutoStart, b.settings.EnableAutoStop = new(true), new(true)
	return s.addBroadcast(b)
}

// addBroadcast puts a broadcast with a chat into the world.
func (s *Server) addBroadcast(b *broadcast) *broadcast {
	b.id, b.created = b.video.ID, s.now()
	b.chat = &chat{id: "Cg0KC" + s.ids.text(60), broadcast: b}
	b.video.live = b
	s.broadcasts[b.id], s.chats[b.chat.id] = b, b.chat
	return b
}

// goOnAir puts a broadcast on the air; the server is locked.
func (s *Server) goOnAir(b *broadcast) { b.begun, b.testing = s.now(), false }

// finish ends a broadcast and its chat; the server is locked.
func (s *Server) finish(b *broadcast) {
	b.ended = s.now()
	if b.chat != nil {
		s.say(b.chat, &chatMessage{kind: "chatEndedEvent"})
	}
}

// StartBroadcast starts a live stream that was scheduled.
func (s *Server) StartBroadcast(broadcast string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustBroadcast(broadcast).begun = s.now()
}

// EndBroadcast ends a live stream and its chat.
func (s *Server) EndBroadcast(broadcast string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finish(s.mustBroadcast(broadcast))
}

// DisableChat takes the chat of a live stream away.
func (s *Server) DisableChat(broadcast string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustBroadcast(broadcast).chat.disabled = true
}

// ChatID is the id of the chat of a live stream.
func (s *Server) ChatID(broadcast string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mustBroadcast(broadcast).chat.id
}

func (s *Server) mustBroadcast(id string) *broadcast {
	b := s.broadcasts[id]
	if b == nil {
		panic("youtubetest: no such broadcast: " + id)
	}
	return b
}
