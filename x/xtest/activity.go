package xtest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// activity is something that happened to or by an account.
type activity struct {
	kind    string
	subject *user // who it happened to, or who did it where nobody else is concerned
	other   *user // who did it
	post    *post
	payload func() object
}

// delivery is an event of a subscription, kept for replay and backfill.
type delivery struct {
	at   time.Time
	app  *app
	hook *webhook
	kind string
	body string
}

// fits reports whether a subscription is about an activity.
func (sub *subscription) fits(a *activity) bool {
	if sub.kind != a.kind || sub.user == nil {
		return false
	}
	inbound, outbound := sub.user == a.subject, a.other != nil && sub.user == a.other
	if strings.HasPrefix(a.kind, "mute.") || strings.HasPrefix(a.kind, "block.") {
		inbound = false // nobody is told who muted them
	}
	switch {
	case a.other == nil:
		return inbound
	case sub.direction == "inbound":
		return inbound
	case sub.direction == "outbound":
		return outbound
	}
	return inbound || outbound
}

// emit tells the subscribers; the server is locked.
func (s *Server) emit(a *activity) {
	for _, sub := range s.subs {
		if !sub.fits(a) || sub.user.Protected {
			continue
		}
		body, err := s.encode(object{"data": s.event(sub, a)})
		if err != nil {
			continue
		}
		d := &delivery{at: s.now(), app: sub.app, hook: sub.hook, kind: a.kind, body: string(body)}
		if s.history = append(s.history, d); len(s.history) > 1<<16 {
			s.history = slices.Delete(s.history, 0, 1<<15)
		}
		if resource := eventPrice(a.kind); resource != "" {
			s.pay(sub.app, charge{resource: resource})
		}
		for _, sc := range s.listeners(activityStream) {
			if sc.app == sub.app {
				s.enqueue(sc, d.body)
			}
		}
		if sub.hook != nil {
			s.deliverHook(sub.hook, d)
		}
	}
}

// eventPrice is what an event costs; "" for what is free.
func eventPrice(kind string) Resource {
	family, _, _ := strings.Cut(kind, ".")
	switch {
	case family == "post", family == "profile", family == "spaces":
		return ActivityPost
	case family == "follow", kind == "dm.received":
		return ActivityFollow
	case family == "mute", family == "block", family == "like":
		return ActivityPrivate
	}
	return ""
}

func (s *Server) event(sub *subscription, a *activity) object {
	filter := object{"user_id": sub.user.idText()}
	if sub.direction != "" {
		filter["direction"] = sub.direction
	}
	o := object{
		"event_uuid": s.eventID(), "event_type": a.kind, "filter": filter, "payload": twins(a.payload()),
	}
	if sub.tag != "" {
		o["tag"] = sub.tag
	}
	if in := s.activityIncludes(a); in != nil {
		o["includes"] = in
	}
	return o
}

// eventID is a number over the whole range of 64 bits, sign included.
func (s *Server) eventID() string {
	id := s.ids.next(s.now()) * 0x9E3779B97F4A7C15 // spreads the ids without collisions
	return strconv.FormatInt(int64(id), 10)        //nolint:gosec // negative is meant
}

func (s *Server) activityIncludes(a *activity) object {
	var people []*user
	out := object{}
	if a.post != nil {
		people = append(people, a.post.author)
		people = append(people, s.mentioned(a.post)...)
		tweets := []object{s.activityPost(a.post)}
		for _, to := range []*post{a.post.replyTo, a.post.quote, a.post.repostOf} {
			if to != nil && !to.deleted {
				tweets = append(tweets, s.activityPost(to))
			}
		}
		out["tweets"] = tweets
	}
	switch a.kind {
	case "like.create":
		people = append(people, a.other)
	case "post.delete":
		people = append(people, a.subject)
	}
	var users []object
	for i, u := range people {
		if slices.Index(people, u) < i {
			continue
		}
		o := s.activityUser(u)
		if s.opts.Stream.WrapUsers || a.kind == "post.delete" {
			o = object{"data": o}
		}
		users = append(users, o)
	}
	if users != nil {
		out["users"] = users
	}
	if len(out) == 0 {
		return nil
	}
	return twins(out).(object) //nolint:forcetypeassert // twins keeps the type
}

// twins adds a text beside every number, as the activity stream does.
func twins(v any) any {
	switch v := v.(type) {
	case object:
		for name, value := range maps.Clone(v) {
			switch n := value.(type) {
			case int:
				v[name+"_str"] = strconv.Itoa(n)
			case int64:
				v[name+"_str"] = strconv.FormatInt(n, 10)
			default:
				v[name] = twins(value)
			}
		}
	case []object:
		for _, item := range v {
			twins(item)
		}
	}
	return v
}
