package mastodontest

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// A draft is a post before it exists.
type draft struct {
	author       *account
	text         string
	spoiler      string
	visibility   string // "" is the account's default
	language     string
	sensitive    *bool
	media        []*media
	poll         *pollDraft
	replyTo      *status
	quoted       *status
	quotePolicy  string
	app          *simulator.App
	key          string
	fromSchedule string
	allowed      []string // ids of the accounts that may be mentioned
	checkAllowed bool
	at           time.Time // zero: now
}

// publish makes a post of a draft and tells everybody whom it concerns.
func (s *Server) publish(d *draft) (*status, error) {
	if err := s.settle(d); err != nil {
		return nil, err
	}
	content, mentions, tags := s.render(d.text)
	mentions = slices.DeleteFunc(mentions, func(a *account) bool { return a.suspended })
	if err := checkMentions(d, mentions); err != nil {
		return nil, err
	}
	if err := s.checkQuote(d, mentions); err != nil {
		return nil, err
	}
	now := s.now()
	st := &status{
		author: d.author, created: now, text: d.text, spoiler: d.spoiler, visibility: d.visibility,
		language: d.language, sensitive: *d.sensitive, content: content, mentions: mentions, tags: tags,
		media: d.media, replyTo: d.replyTo, quotePolicy: d.quotePolicy, app: d.app, key: d.key,
		fromSchedule: d.fromSchedule,
	}
	backdated := !d.at.IsZero() && d.at.Before(now)
	if backdated {
		st.created, st.id = d.at, s.ids.backdated(d.at)
	} else {
		st.id = s.ids.next(now)
	}
	s.tie(st, d)
	s.addStatus(st)
	s.countTags(st)
	if !backdated {
		s.announce(st)
	}
	return st, nil
}

// settle fills in what the account's settings and the rules decide.
func (s *Server) settle(d *draft) error {
	a := d.author
	d.visibility = orElse(d.visibility, a.privacy)
	d.language = orElse(d.language, orElse(a.language, "en"))
	if d.visibility == visibilityPublic && a.silenced {
		d.visibility = visibilityUnlisted
	}
	if strings.TrimSpace(d.text) == "" && d.spoiler != "" {
		d.text, d.spoiler = d.spoiler, ""
	}
	sensitive := a.sensitive
	if d.sensitive != nil {
		sensitive = *d.sensitive
	}
	sensitive = sensitive || d.spoiler != "" || a.forced && len(d.media) > 0
	d.sensitive = &sensitive
	if d.quoted != nil && d.quoted.visibility == visibilityPrivate && d.visibility != visibilityDirect {
		d.visibility = visibilityPrivate
	}
	d.quotePolicy = orElse(d.quotePolicy, a.quotePolicy)
	if d.visibility == visibilityPrivate || d.visibility == visibilityDirect {
		d.quotePolicy = policyNobody
	}
	if strings.TrimSpace(d.text) == "" && len(d.media) == 0 && d.poll == nil {
		return s.invalid("Text can't be blank")
	}
	if n := s.Length(d.text, d.spoiler); n > s.opts.Limits.MaxCharacters {
		return s.invalid("Text character limit of " + itoa(s.opts.Limits.MaxCharacters) + " exceeded")
	}
	return nil
}

func checkMentions(d *draft, mentions []*account) error {
	if !d.checkAllowed {
		return nil
	}
	var unexpected []object
	for _, a := range mentions {
		if !slices.Contains(d.allowed, a.id) {
			unexpected = append(unexpected, object{"id": a.id, "acct": a.acct()})
		}
	}
	if unexpected == nil {
		return nil
	}
	return &apiError{http.StatusUnprocessableEntity, object{
		"error": "Post would be sent to unexpected accounts", "unexpected_accounts": unexpected,
	}}
}

func (s *Server) checkQuote(d *draft, mentions []*account) error {
	q := d.quoted
	if q == nil {
		return nil
	}
	switch {
	case len(d.media) > 0 || d.poll != nil:
		return s.invalid("Quoted status cannot be combined with media or a poll")
	case q.author.local() && !s.mayQuote(d.author, q), !q.author.local() && q.visibility == visibilityDirect:
		return s.invalid("Quoted status cannot be quoted")
	case d.visibility == visibilityDirect && q.author != d.author && !slices.Contains(mentions, q.author):
		return s.invalid("Quoted author must be mentioned in a direct post")
	}
	return nil
}

// tie connects a new post with what it refers to.
func (s *Server) tie(st *status, d *draft) {
	for _, m := range st.media {
		m.status = st
	}
	st.thread = &thread{root: st}
	if st.replyTo != nil {
		st.thread = st.replyTo.thread
		st.replyTo.replies = append(st.replyTo.replies, st)
	}
	if d.poll != nil {
		st.poll = s.newPoll(st, d.poll)
	}
	if d.quoted != nil {
		st.quoted, st.quoteState = d.quoted, quoteAccepted
		if !d.quoted.author.local() {
			st.quoteState = quotePending
		}
		d.quoted.quotes = append(d.quoted.quotes, st)
	}
}

// announce sends a new post to timelines, streams, notifications and conversations.
func (s *Server) announce(st *status) {
	s.pushStatus("update", st)
	for _, a := range st.mentions {
		if a.local() && a != st.author {
			s.notify(a, "mention", st.author, st)
		}
	}
	if st.visibility == visibilityDirect {
		s.converse(st)
	}
	if st.quoted != nil && st.quoted.author.local() && st.quoted.author != st.author && s.opts.API >= 7 {
		s.notify(st.quoted.author, "quote", st.author, st)
	}
	if st.replyTo == nil || st.replyTo.author == st.author {
		for _, f := range st.author.followers {
			if f.notify && f.from.local() && s.canSee(f.from, st) && !slices.Contains(st.mentions, f.from) {
				s.notify(f.from, "status", st.author, st)
			}
		}
	}
}
