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
	}
	return "ready"
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
	states := map[string]string{"active": "live", "upcoming": "ready", "completed": "complete"}
	var found []*broadcast
	for _, b := range c.srv.broadcasts {
		if b.owner != me || b.video.deleted {
			continue
		}
		state, filtered := states[c.text("broadcastStatus")]
		if by == "id" && !slices.Contains(ids, b.id) || by == "broadcastStatus" && filtered && b.status() != state {
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
			if !b.begun.IsZero() {
				snippet["actualStartTime"] = stamp(b.begun)
			}
			if !b.ended.IsZero() {
				snippet["actualEndTime"] = stamp(b.ended)
			}
			if b.chat != nil {
				snippet["liveChatId"] = b.chat.id
			}
			o[part] = snippet
		case "status":
			recording := map[string]string{"ready": "notRecording", "live": "recording", "complete": "recorded"}[b.status()]
			o[part] = object{
				"lifeCycleStatus": b.status(), "privacyStatus": b.video.Privacy, "recordingStatus": recording,
				"madeForKids": b.video.MadeForKids, "selfDeclaredMadeForKids": b.video.MadeForKids,
			}
		case "contentDetails":
			o[part] = object{"enableAutoStart": true, "enableAutoStop": true, "enableDvr": true, "enableEmbed": true, "latencyPreference": "normal", "projection": "rectangular"}
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
	b := &broadcast{id: v.ID, owner: ch, video: v, created: s.now(), when: start}
	b.chat = &chat{id: "Cg0KC" + s.ids.text(60), broadcast: b}
	v.live = b
	s.broadcasts[b.id], s.chats[b.chat.id] = b, b.chat
	return b
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
	b := s.mustBroadcast(broadcast)
	b.ended = s.now()
	if b.chat != nil {
		s.say(b.chat, &chatMessage{kind: "chatEndedEvent"})
	}
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
