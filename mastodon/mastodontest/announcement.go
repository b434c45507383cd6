package mastodontest

import (
	"slices"
	"time"
)

// An announcement is what the administration tells all its users.
type announcement struct {
	id, text  string
	at        time.Time
	read      map[*account]bool
	reactions map[string][]*account
}

// AddAnnouncement publishes an announcement of the administration and returns its id.
func (s *Server) AddAnnouncement(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &announcement{
		id: s.ids.nextSerial("announcement", s.now()), text: text, at: s.now(),
		read: map[*account]bool{}, reactions: map[string][]*account{},
	}
	s.announcements = append(s.announcements, a)
	s.send("announcement", func(viewer *account) *string { return payloadOf(s.announcementJSON(a, viewer)) },
		func(_ *listener, sub subscription) bool { return sub.stream == "user" })
	return a.id
}

func (s *Server) announcementJSON(a *announcement, viewer *account) object {
	content, _, tags := s.render(a.text)
	reactions := []object{}
	for name, people := range a.reactions {
		reactions = append(reactions, object{"name": name, "count": len(people), "me": slices.Contains(people, viewer)})
	}
	return object{
		"id": a.id, "content": content, "starts_at": nil, "ends_at": nil, "all_day": false, "published_at": stamp(a.at),
		"updated_at": stamp(a.at), "read": a.read[viewer], "mentions": []object{}, "statuses": []object{},
		"tags": s.tagsJSON(tags), "emojis": []object{}, "reactions": reactions,
	}
}

func listAnnouncements(c *call) (any, error) {
	return mapTo(c.srv.announcements, func(a *announcement) object { return c.srv.announcementJSON(a, c.me) }), nil
}

func (c *call) findAnnouncement() (*announcement, error) {
	for _, a := range c.srv.announcements {
		if a.id == c.id() {
			return a, nil
		}
	}
	return nil, errNotFound()
}

func dismissAnnouncement(c *call) (any, error) {
	a, err := c.findAnnouncement()
	if err != nil {
		return nil, err
	}
	a.read[c.me] = true
	return object{}, nil
}

// reactToAnnouncement is PUT and DELETE /api/v1/announcements/:id/reactions/:name.
func reactToAnnouncement(on bool) handler {
	return func(c *call) (any, error) {
		a, err := c.findAnnouncement()
		if err != nil {
			return nil, err
		}
		name := c.r.PathValue("name")
		people := without(a.reactions[name], c.me)
		if on {
			people = append(people, c.me)
		}
		a.reactions[name] = people
		if len(people) == 0 {
			delete(a.reactions, name)
		}
		payload := payloadOf(object{"name": name, "count": len(people), "announcement_id": a.id})
		c.srv.send("announcement.reaction", fixed(payload), func(_ *listener, sub subscription) bool {
			return sub.stream == "user"
		})
		return object{}, nil
	}
}
