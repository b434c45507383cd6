package youtubetest

import (
	"slices"
	"time"
)

// Publish makes a channel publish a video as people do in the apps, and returns its id. Of v the fields that
// describe a video count; what is empty gets what is usual: public, category 22, five minutes long.
func (s *Server) Publish(channel string, v Video) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.audienceVideo(s.mustChannel(channel), v).ID
}

func (s *Server) audienceVideo(ch *channel, v Video) *video {
	or := func(field *string, standard string) {
		if *field == "" {
			*field = standard
		}
	}
	or(&v.Title, "Untitled")
	or(&v.Privacy, public)
	or(&v.CategoryID, "22")
	or(&v.License, "youtube")
	or(&v.ContentType, "video/mp4")
	v.Embeddable, v.StatsViewable, v.UploadStatus = true, true, "processed"
	if v.Duration == 0 {
		v.Duration = 5 * time.Minute
	}
	now := s.now()
	v.ID, v.Channel, v.Uploaded, v.Published = s.ids.video(), ch.id, now, time.Time{}
	made := &video{Video: v, owner: ch, updated: now}
	s.videos[v.ID] = made
	s.published = append(s.published, made)
	ch.videos = append(ch.videos, made)
	if v.Privacy == public {
		s.publish(made, now)
	}
	return made
}

// EditVideo changes a video as its owner does in the studio. The hub tells about new titles, descriptions
// and privacy, as for requests of clients.
func (s *Server) EditVideo(video string, change func(*Video)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.mustVideo(video)
	changed := *v
	change(&changed.Video)
	s.replace(v, &changed)
}

// DeleteVideo removes a video as its owner does.
func (s *Server) DeleteVideo(video string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removeVideo(s.mustVideo(video))
}

// View adds views to a video.
func (s *Server) View(video string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustVideo(video).seen += int64(n)
}

// Rate makes a viewer rate a video: "like", "dislike" or "none".
func (s *Server) Rate(viewer, video, rating string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rate(s.mustChannel(viewer), s.mustVideo(video), rating)
}

// Rating is how a viewer has rated a video.
func (s *Server) Rating(viewer, video string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if rating := s.mustChannel(viewer).ratings[s.mustVideo(video)]; rating != "" {
		return rating
	}
	return "none"
}

// Comment makes a viewer comment on a video and returns the id of the comment.
func (s *Server) Comment(viewer, video, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	cm := &comment{author: s.mustChannel(viewer), video: s.mustVideo(video), Comment: Comment{Text: text}}
	s.addComment(cm)
	return cm.ID
}

// Reply makes a viewer answer a comment and returns the id of the reply. An answer to a reply belongs to the
// same comment as that.
func (s *Server) Reply(viewer, to, text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	parent := s.mustComment(to)
	if parent.parent != nil {
		parent = parent.parent
	}
	cm := &comment{author: s.mustChannel(viewer), video: parent.video, parent: parent, Comment: Comment{Text: text}}
	s.addComment(cm)
	return cm.ID
}

// EditComment changes a comment or reply as its author does, or the network itself: the text, the number of
// likes, the picture, the status.
func (s *Server) EditComment(id string, change func(*Comment)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	cm := s.mustComment(id)
	before := cm.Text
	change(&cm.Comment)
	if cm.Text != before {
		cm.Updated = s.now()
	}
}

// DeleteComment removes a comment or reply as its author does.
func (s *Server) DeleteComment(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustComment(id).deleted = true
}

// Subscribe makes a viewer subscribe to a channel.
func (s *Server) Subscribe(viewer, channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subscribe(s.mustChannel(viewer), s.mustChannel(channel))
}

// Unsubscribe ends a subscription.
func (s *Server) Unsubscribe(viewer, channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sub := s.subscribed(s.mustChannel(viewer), s.mustChannel(channel)); sub != nil {
		s.unsubscribe(sub)
	}
}

// Subscribers are the ids of the channels that subscribe to a channel, oldest subscription first.
func (s *Server) Subscribers(channel string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, sub := range s.subscribersOf(s.mustChannel(channel)) {
		out = append(out, sub.from.id)
	}
	return out
}

// Chat makes a viewer write into the chat of a live stream and returns the id of the message.
func (s *Server) Chat(viewer, broadcast, text string) string {
	return s.speak(viewer, broadcast, &chatMessage{kind: "textMessageEvent", ChatMessage: ChatMessage{Text: text}})
}

// SuperChat makes a viewer pay for a message; the amount is in millionths of the currency's unit.
func (s *Server) SuperChat(viewer, broadcast, text string, amountMicros int64, currency string) string {
	return s.speak(viewer, broadcast, &chatMessage{
		kind: "superChatEvent", ChatMessage: ChatMessage{Text: text, AmountMicros: amountMicros, Currency: currency},
	})
}

// Join makes a viewer become a member of the channel during a live stream.
func (s *Server) Join(viewer, broadcast string) string {
	return s.speak(viewer, broadcast, &chatMessage{kind: "newSponsorEvent"})
}

func (s *Server) speak(viewer, broadcast string, m *chatMessage) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.author = s.mustChannel(viewer)
	return s.say(s.mustBroadcast(broadcast).chat, m).ID
}

// ChatMessages are all messages of the chat of a live stream, oldest first.
func (s *Server) ChatMessages(broadcast string) []ChatMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []ChatMessage
	for _, m := range s.mustBroadcast(broadcast).chat.messages {
		out = append(out, m.ChatMessage)
	}
	return out
}

// ChatBanned reports whether a viewer is kept out of the chat of a live stream now.
func (s *Server) ChatBanned(viewer, broadcast string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bannedFrom(s.mustBroadcast(broadcast).chat, s.mustChannel(viewer))
}

// Videos are the videos of a channel that exist, oldest first.
func (s *Server) Videos(channel string) []Video {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	var out []Video
	for _, v := range s.mustChannel(channel).videos {
		if !v.deleted {
			out = append(out, s.view(v))
		}
	}
	return out
}

// FindVideo returns a video, and false if it does not exist or was deleted.
func (s *Server) FindVideo(id string) (Video, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	v := s.videos[id]
	if v == nil || v.deleted {
		return Video{}, false
	}
	return s.view(v), true
}

func (s *Server) view(v *video) Video {
	s.advance(v)
	out := v.Video
	out.Tags = slices.Clone(v.Tags)
	out.Views, out.CommentCount = v.views(), s.commentCount(v)
	if v.live != nil {
		out.Broadcast = v.live.id
	}
	return out
}
