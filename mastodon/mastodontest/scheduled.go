package mastodontest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// scheduled is a post that waits for its time.
type scheduled struct {
	id     string
	at     time.Time
	draft  *draft
	params params // as submitted
	key    string
}

func scheduledID(sc *scheduled) string { return sc.id }

// schedule keeps a post for later.
func (c *call) schedule(d *draft, at time.Time, key string) (any, error) {
	s := c.srv
	if err := s.checkSchedule(c.me, at, nil); err != nil {
		return nil, err
	}
	trial := *d
	if err := s.settle(&trial); err != nil {
		return nil, err
	}
	sc := &scheduled{id: s.ids.nextSerial("scheduled", s.now()), at: at, draft: d, params: maps.Clone(c.params), key: key}
	for _, m := range d.media {
		m.scheduled = sc
	}
	c.me.scheduled = append(c.me.scheduled, sc)
	// Before April 2024 the key of a scheduled post was not looked at.
	if key != "" && s.opts.Flavour != OldMastodon {
		s.byKey[c.me.id+" "+key] = &keyed{scheduled: sc, expires: s.now().Add(keyLifetime)}
	}
	return s.scheduledJSON(sc), nil
}

// checkSchedule applies the rules of ScheduledStatus: far enough ahead, not too many, not too many a day.
func (s *Server) checkSchedule(a *account, at time.Time, moved *scheduled) error {
	limits := s.opts.Limits
	unprocessable := func(message string) error {
		return fail(http.StatusUnprocessableEntity, "Validation failed: "+message)
	}
	if at.Before(s.now().Add(limits.ScheduleAhead)) {
		return unprocessable("Scheduled at The scheduled date must be in the future")
	}
	day, total := 0, 0
	for _, sc := range a.scheduled {
		if sc == moved {
			continue
		}
		total++
		if sc.at.Format(time.DateOnly) == at.Format(time.DateOnly) {
			day++
		}
	}
	if total >= limits.ScheduledTotal {
		return unprocessable("You have exceeded the limit of " + itoa(limits.ScheduledTotal) + " scheduled posts")
	}
	if day >= limits.ScheduledPerDay {
		return unprocessable("You have exceeded the limit of " + itoa(limits.ScheduledPerDay) + " scheduled posts for that day")
	}
	return nil
}

// scheduledJSON renders what waits. Mastodon 4.5 and 4.6 write two keys of params twice, with different
// types, because a hash holds them as symbol and as string.
func (s *Server) scheduledJSON(sc *scheduled) object {
	return object{
		"id": sc.id, "scheduled_at": stamp(sc.at), "params": s.scheduledParams(sc),
		"media_attachments": mapTo(sc.draft.media, s.mediaJSON),
	}
}

func (s *Server) scheduledParams(sc *scheduled) json.RawMessage {
	d := sc.draft
	o := object{
		"text": d.text, "visibility": orElse(d.visibility, d.author.privacy), "spoiler_text": orNull(d.spoiler),
		"language": orNull(d.language), "sensitive": nil, "in_reply_to_id": nil, "poll": nil,
		"media_ids": nil, "application_id": 7, "idempotency": orNull(sc.key), "scheduled_at": nil,
		"with_rate_limit": true,
	}
	if d.sensitive != nil {
		o["sensitive"] = *d.sensitive
	}
	if d.replyTo != nil {
		o["in_reply_to_id"] = json.RawMessage(d.replyTo.id)
		if s.opts.Flavour == GoToSocial {
			o["in_reply_to_id"] = d.replyTo.id
		}
	}
	if d.poll != nil {
		o["poll"] = map[string]any(sc.params.sub("poll"))
	}
	if len(d.media) > 0 {
		ids := []string{}
		for _, m := range d.media {
			ids = append(ids, m.id)
		}
		o["media_ids"] = ids
	}
	text, err := encode(o)
	if err != nil || s.opts.API < 7 {
		return text
	}
	return json.RawMessage(strings.TrimSuffix(string(text), "}") + s.doubled(d) + "}")
}

// doubled are the keys that occur twice.
func (s *Server) doubled(d *draft) string {
	policy := orElse(d.quotePolicy, d.author.quotePolicy)
	number := map[string]string{policyPublic: "65536", policyFollowers: "262144", policyNobody: "0"}[policy]
	quoted := "null"
	if d.quoted != nil {
		quoted = d.quoted.id
	}
	quotedText := quoted
	if d.quoted != nil {
		quotedText = `"` + quoted + `"`
	}
	return `,"quote_approval_policy":` + number + `,"quoted_status_id":` + quoted +
		`,"quote_approval_policy":"` + policy + `","quoted_status_id":` + quotedText
}

func (c *call) findScheduled() (*scheduled, error) {
	for _, sc := range c.me.scheduled {
		if sc.id == c.id() {
			return sc, nil
		}
	}
	return nil, errNotFound()
}

// listScheduled is GET /api/v1/scheduled_statuses.
func listScheduled(c *call) (any, error) {
	cur := c.cursor(20)
	list := page(c.me.scheduled, scheduledID, cur, nil)
	link(c, list, scheduledID, cur.limit, linkStyle{nextOnlyFull: true})
	return mapTo(list, c.srv.scheduledJSON), nil
}

// getScheduled is GET /api/v1/scheduled_statuses/:id.
func getScheduled(c *call) (any, error) {
	sc, err := c.findScheduled()
	if err != nil {
		return nil, err
	}
	return c.srv.scheduledJSON(sc), nil
}

// moveScheduled is PUT /api/v1/scheduled_statuses/:id, which changes nothing but the time.
func moveScheduled(c *call) (any, error) {
	sc, err := c.findScheduled()
	if err != nil {
		return nil, err
	}
	at, err := parseTime(c.params.str("scheduled_at"))
	if err != nil {
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Scheduled at is invalid")
	}
	if err := c.srv.checkSchedule(c.me, at, sc); err != nil {
		return nil, err
	}
	sc.at = at
	return c.srv.scheduledJSON(sc), nil
}

// cancelScheduled is DELETE /api/v1/scheduled_statuses/:id.
func cancelScheduled(c *call) (any, error) {
	sc, err := c.findScheduled()
	if err != nil {
		return nil, err
	}
	c.srv.unschedule(c.me, sc)
	return object{}, nil
}

func (s *Server) unschedule(a *account, sc *scheduled) {
	a.scheduled = without(a.scheduled, sc)
	for _, m := range sc.draft.media {
		m.scheduled = nil
	}
}

// publishDue publishes what has come due, in the order of its times, and ends polls.
func (s *Server) publishDue() {
	now := s.now()
	var due []*scheduled
	for _, a := range s.people {
		for _, sc := range a.scheduled {
			if !sc.at.After(now) {
				due = append(due, sc)
			}
		}
	}
	slices.SortStableFunc(due, func(a, b *scheduled) int { return a.at.Compare(b.at) })
	for _, sc := range due {
		s.unschedule(sc.draft.author, sc)
		sc.draft.fromSchedule = sc.id
		if st, err := s.publish(sc.draft); err == nil && sc.key != "" {
			s.byKey[sc.draft.author.id+" "+sc.key] = &keyed{status: st, expires: now.Add(keyLifetime)}
		}
		// A post that has become impossible vanishes without a word, as on a real server.
	}
	s.endPolls(now)
}
