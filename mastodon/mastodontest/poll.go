package mastodontest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

type pollDraft struct {
	options    []string
	expiresIn  time.Duration
	multiple   bool
	hideTotals bool
}

type poll struct {
	id         string
	status     *status
	options    []pollOption
	expires    time.Time
	multiple   bool
	hideTotals bool
	votes      map[string][]int // by account
	announced  bool             // that it has ended
}

type pollOption struct {
	title string
	votes int
}

// pollDraft reads and checks the poll of a post.
func (c *call) pollDraft(p params) (*pollDraft, error) {
	s, limits := c.srv, c.srv.opts.Limits
	d := &pollDraft{multiple: p.isTrue("multiple"), hideTotals: p.isTrue("hide_totals")}
	for _, option := range p.strs("options") {
		if option = strings.TrimSpace(option); option != "" {
			d.options = append(d.options, option)
		}
	}
	seconds, ok := p.number("expires_in")
	d.expiresIn = time.Duration(seconds) * time.Second
	unique := slices.Compact(slices.Sorted(slices.Values(d.options)))
	switch {
	case len(d.options) < 2:
		return nil, s.invalid("Poll options must have more than one item")
	case len(d.options) > limits.PollOptions:
		return nil, s.invalid("Poll options can't contain more than " + itoa(limits.PollOptions) + " items")
	case len(unique) < len(d.options):
		return nil, s.invalid("Poll options contain duplicate items")
	case !ok:
		return nil, s.invalid("Poll expires at can't be blank")
	case d.expiresIn > limits.PollMaxExpiry:
		return nil, s.invalid("Poll duration is too far into the future")
	case d.expiresIn < limits.PollMinExpiry:
		return nil, s.invalid("Poll duration is too soon")
	}
	for _, option := range d.options {
		if clusters(option) > limits.PollOptionLength {
			return nil, s.invalid("Poll options can't be longer than " + itoa(limits.PollOptionLength) + " characters each")
		}
	}
	return d, nil
}

func (s *Server) newPoll(st *status, d *pollDraft) *poll {
	now := s.now()
	p := &poll{
		id: s.ids.next(now), status: st, expires: now.Add(d.expiresIn),
		multiple: d.multiple, hideTotals: d.hideTotals, votes: map[string][]int{},
	}
	for _, title := range d.options {
		p.options = append(p.options, pollOption{title: title})
	}
	s.polls[p.id] = p
	return p
}

func (p *poll) titles() []string {
	var out []string
	for _, o := range p.options {
		out = append(out, o.title)
	}
	return out
}

func samePoll(p *poll, d *pollDraft) bool {
	if p == nil || d == nil {
		return p == nil && d == nil
	}
	return slices.Equal(p.titles(), d.options) && p.multiple == d.multiple && p.hideTotals == d.hideTotals
}

// replacePoll gives an edited post its new poll. Votes are lost if the options or the kind of vote changed.
func (s *Server) replacePoll(st *status, d *pollDraft) {
	old := st.poll
	switch {
	case d == nil:
		if old != nil {
			delete(s.polls, old.id)
		}
		st.poll = nil
	case old == nil:
		st.poll = s.newPoll(st, d)
	default:
		if !slices.Equal(old.titles(), d.options) || old.multiple != d.multiple {
			delete(s.polls, old.id)
			fresh := s.newPoll(st, d)
			delete(s.polls, fresh.id)
			fresh.id = old.id // the poll stays the same one
			s.polls[old.id] = fresh
			st.poll = fresh
		}
		st.poll.expires = s.now().Add(d.expiresIn)
		st.poll.hideTotals = d.hideTotals
	}
}

func (s *Server) pollJSON(p *poll, viewer *account) object {
	expired := !s.now().Before(p.expires)
	total := 0
	options := mapTo(p.options, func(o pollOption) object {
		total += o.votes
		if p.hideTotals && !expired {
			return object{"title": o.title, "votes_count": nil}
		}
		return object{"title": o.title, "votes_count": o.votes}
	})
	o := object{
		"id": p.id, "expires_at": stamp(p.expires), "expired": expired, "multiple": p.multiple,
		"votes_count": total, "voters_count": len(p.votes), "options": options, "emojis": []object{},
	}
	if viewer != nil {
		own, voted := p.votes[viewer.id]
		o["voted"] = voted || p.status.author == viewer
		o["own_votes"] = append([]int{}, own...)
	}
	return o
}

func (c *call) findPoll() (*poll, error) {
	p := c.srv.polls[c.id()]
	if p == nil || !c.srv.canSee(c.me, p.status) {
		return nil, errNotFound()
	}
	return p, nil
}

// getPoll is GET /api/v1/polls/:id.
func getPoll(c *call) (any, error) {
	p, err := c.findPoll()
	if err != nil {
		return nil, err
	}
	return c.srv.pollJSON(p, c.me), nil
}

// votePoll is POST /api/v1/polls/:id/votes.
func votePoll(c *call) (any, error) {
	p, err := c.findPoll()
	if err != nil {
		return nil, err
	}
	var choices []int
	for _, text := range c.params.strs("choices") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, c.srv.invalid("The chosen vote option does not exist")
		}
		choices = append(choices, n)
	}
	if err := c.srv.vote(c.me, p, choices); err != nil {
		return nil, err
	}
	return c.srv.pollJSON(p, c.me), nil
}

func (s *Server) vote(who *account, p *poll, choices []int) error {
	_, voted := p.votes[who.id]
	switch {
	case p.status.author == who:
		return fail(http.StatusUnprocessableEntity, "Validation failed: You cannot vote in your own polls")
	case !s.now().Before(p.expires):
		return s.invalid("The poll has already ended")
	case voted:
		return s.invalid("You have already voted on this poll")
	case len(choices) == 0 || len(choices) > 1 && !p.multiple:
		return s.invalid("The chosen vote option does not exist")
	}
	for _, n := range choices {
		if n < 0 || n >= len(p.options) {
			return s.invalid("The chosen vote option does not exist")
		}
	}
	for _, n := range choices {
		p.options[n].votes++
	}
	p.votes[who.id] = choices
	return nil
}

// endPolls tells authors and voters of polls that have ended.
func (s *Server) endPolls(now time.Time) {
	for _, p := range s.polls {
		if p.announced || now.Before(p.expires) {
			continue
		}
		p.announced = true
		if p.status.author.local() {
			s.notify(p.status.author, "poll", p.status.author, p.status)
		}
		for id := range p.votes {
			if voter := s.accounts[id]; voter.local() && voter != p.status.author {
				s.notify(voter, "poll", p.status.author, p.status)
			}
		}
	}
}
