package mastodontest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

const keyLifetime = time.Hour

// createStatus is POST /api/v1/statuses.
func createStatus(c *call) (any, error) {
	s := c.srv
	key := c.r.Header.Get("Idempotency-Key")
	if s.opts.IgnoreIdempotencyKey {
		key = ""
	}
	if body, err := c.repeated(key); body != nil || err != nil {
		return body, err
	}
	d, err := c.draft()
	if err != nil {
		return nil, err
	}
	d.key = key
	if c.params.has("scheduled_at") {
		at, err := parseTime(c.params.str("scheduled_at"))
		if err != nil {
			return nil, s.invalid("Scheduled at is invalid")
		}
		if at.After(s.now()) {
			return c.schedule(d, at, key)
		}
		if s.opts.Flavour == GoToSocial {
			if err := s.checkBackdate(d); err != nil {
				return nil, err
			}
			d.at = at
		}
	}
	st, err := s.publish(d)
	if err != nil {
		return nil, err
	}
	if key != "" {
		s.byKey[c.me.id+" "+key] = &keyed{status: st, expires: s.now().Add(keyLifetime)}
	}
	return s.statusJSON(st, c.me), nil
}

// repeated answers a request whose Idempotency-Key was used within the hour.
func (c *call) repeated(key string) (any, error) {
	s := c.srv
	if key == "" {
		return nil, nil //nolint:nilnil // not a repetition
	}
	first := s.byKey[c.me.id+" "+key]
	if first == nil || !s.now().Before(first.expires) {
		return nil, nil //nolint:nilnil // not a repetition
	}
	if s.opts.IdempotencyBug {
		return nil, fail(http.StatusInternalServerError, "An unexpected error occurred.")
	}
	if first.scheduled != nil {
		return s.scheduledJSON(first.scheduled), nil
	}
	if first.status.deleted {
		return nil, errNotFound()
	}
	return s.statusJSON(first.status, c.me), nil
}

// parseTime reads a time as RFC 3339 with or without a fraction, or with an offset without a colon.
func parseTime(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		at, err = time.Parse("2006-01-02T15:04:05Z0700", text)
	}
	return at.UTC(), err
}

// draft reads the parameters of a new post.
func (c *call) draft() (*draft, error) {
	s, p := c.srv, c.params
	d := &draft{
		author: c.me, text: p.str("status"), spoiler: p.str("spoiler_text"),
		visibility: p.str("visibility"), language: p.str("language"), quotePolicy: p.str("quote_approval_policy"),
		allowed: p.strs("allowed_mentions"), checkAllowed: p.given("allowed_mentions"),
	}
	if app, ok := s.oauth.App(c.token.AppID); ok {
		d.app = app
	}
	if v, given := p.boolean("sensitive"); given {
		d.sensitive = &v
	}
	visibilities := []string{"", visibilityPublic, visibilityUnlisted, visibilityPrivate, visibilityDirect}
	if s.opts.Flavour == GoToSocial {
		visibilities = append(visibilities, "mutuals_only")
	}
	if !slices.Contains(visibilities, d.visibility) {
		return nil, s.invalid("Visibility is not included in the list")
	}
	if !slices.Contains([]string{"", policyPublic, policyFollowers, policyNobody}, d.quotePolicy) {
		return nil, s.invalid("Quote approval policy is not included in the list")
	}
	if d.language != "" && !languageKnown(d.language) {
		d.language = "" // Mastodon falls back to its guess
	}
	if id := p.str("in_reply_to_id"); id != "" {
		parent, err := c.findStatus(id)
		if err != nil {
			return nil, fail(http.StatusNotFound, "The post you are trying to reply to does not appear to exist.")
		}
		if parent.reblogOf != nil {
			parent = parent.reblogOf
		}
		d.replyTo = parent
	}
	if id := p.str("quoted_status_id"); id != "" && s.opts.API >= 7 {
		quoted, err := c.findStatus(id)
		if err != nil {
			return nil, fail(http.StatusNotFound, "The post you are trying to quote does not appear to exist.")
		}
		d.quoted = quoted
	}
	var err error
	if d.media, err = c.attachments(p.strs("media_ids"), nil); err != nil {
		return nil, err
	}
	if p.given("poll") && p.sub("poll") != nil {
		if d.poll, err = c.pollDraft(p.sub("poll")); err != nil {
			return nil, err
		}
		if len(d.media) > 0 {
			return nil, s.unfit("Cannot attach media to a post with a poll")
		}
	}
	return d, nil
}

func languageKnown(code string) bool {
	base, _, _ := strings.Cut(code, "-")
	if len(base) < 2 || len(base) > 3 {
		return false
	}
	return strings.IndexFunc(base, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

func (s *Server) checkBackdate(d *draft) error {
	if d.poll != nil {
		return fail(http.StatusForbidden, "Forbidden: backdated statuses cannot have a poll")
	}
	if _, mentions, _ := s.render(d.text); slices.ContainsFunc(mentions, func(a *account) bool { return a != d.author }) {
		return fail(http.StatusForbidden, "Forbidden: backdated statuses cannot mention others")
	}
	return nil
}

// attachments finds the media of a post. Those of kept, the post that is being edited, may be used again.
func (c *call) attachments(ids []string, kept *status) ([]*media, error) {
	s := c.srv
	if len(ids) > s.opts.Limits.MaxAttachments {
		return nil, s.unfit("Cannot attach more than " + itoa(s.opts.Limits.MaxAttachments) + " files")
	}
	var list []*media
	for _, id := range ids {
		m := s.media[id]
		if m == nil || m.owner != c.me || m.used() && (kept == nil || m.status != kept) {
			return nil, s.unfit("Media " + id + " not found or already attached to another post")
		}
		list = append(list, m)
	}
	for _, m := range list {
		if m.kind != "image" && len(list) > 1 {
			return nil, s.unfit("Cannot attach a video to a post that already contains images")
		}
		if state := m.state(s.now()); state != mediaReady {
			return nil, s.unfit("Cannot attach files that have not finished processing. Try again in a moment!")
		}
	}
	return list, nil
}
