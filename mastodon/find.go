package mastodon

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/relais-go/relais/internal/htmltext"
	"github.com/relais-go/relais/internal/rest"
)

// Bounds of the search for a status whose answer was lost.
const (
	findPages  = 25              // of 40 statuses
	findMargin = 3 * time.Second // the Date header is cut to seconds, and clocks drift
)

// find looks for the status that an attempt would have created.
func (c *Client) find(ctx context.Context, a *attempt, taken func(id string) bool) (*Published, bool, error) {
	if !a.Params.ScheduledAt.IsZero() {
		return c.findScheduled(ctx, a, taken)
	}
	s, err := c.findStatus(ctx, a, taken)
	if err != nil || s == nil {
		return nil, false, err
	}
	return &Published{Status: s}, true, nil
}

// findStatus goes through the account's own statuses, newest first, back to when the first attempt was made.
func (c *Client) findStatus(ctx context.Context, a *attempt, taken func(id string) bool) (*Status, error) {
	cursor := ""
	for range findPages {
		q, err := (&PageParams{Limit: 40, Cursor: cursor}).query(url.Values{"exclude_reblogs": {"true"}})
		if err != nil {
			return nil, err
		}
		var list []*Status
		r := &rest.Request{Op: "statuses.find", Path: rest.Path("api", "v1", "accounts", string(a.Account), "statuses"), Query: q}
		answer, err := c.do(ctx, familyAll, r, &list)
		if err != nil {
			return nil, err
		}
		since := a.Since.Add(skewOf(answer) - findMargin)
		for _, s := range list {
			if s.CreatedAt.Before(since) {
				if s.Pinned { // some servers put these first
					continue
				}
				return nil, nil
			}
			if !taken(string(s.ID)) && a.Params.made(s) {
				return s, nil
			}
		}
		if cursor = cursorOf(answer, "next"); cursor == "" || len(list) == 0 {
			return nil, nil
		}
	}
	return nil, nil
}

// findScheduled goes through what waits to be published.
func (c *Client) findScheduled(ctx context.Context, a *attempt, taken func(id string) bool) (*Published, bool, error) {
	for s, err := range c.ScheduledStatuses(ctx, &PageParams{Limit: 40}) {
		if err != nil {
			return nil, false, err
		}
		p := &Published{Scheduled: s}
		if !taken(p.id()) && a.Params.scheduled(s) {
			return p, true, nil
		}
	}
	return nil, false, nil
}

// skewOf is how far the server's clock is ahead of ours, to the second.
func skewOf(a *rest.Answer) time.Duration {
	date, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return 0
	}
	skew := date.Sub(a.Received)
	if skew.Abs() < 2*time.Second {
		return 0
	}
	return skew
}

// made reports whether a status is what the parameters would have made.
func (p *StatusParams) made(s *Status) bool {
	ids := make([]ID, len(s.MediaAttachments))
	for i := range s.MediaAttachments {
		ids[i] = s.MediaAttachments[i].ID
	}
	var options []string
	if s.Poll != nil {
		for _, o := range s.Poll.Options {
			options = append(options, o.Title)
		}
	}
	// An attachment belongs to one status only, so it proves more than a text.
	return s.Reblog == nil && s.InReplyToID == p.InReplyToID && p.sameQuote(s.Quote) && sameMedia(p.MediaIDs, ids) && p.samePoll(options) &&
		loose(p.SpoilerText+p.Text) == loose(s.SpoilerText+htmltext.Text(s.Content))
}

// scheduled reports whether a scheduled status is what the parameters would have made.
func (p *StatusParams) scheduled(s *ScheduledStatus) bool {
	ids := s.Params.MediaIDs
	if len(ids) == 0 {
		for i := range s.MediaAttachments {
			ids = append(ids, s.MediaAttachments[i].ID)
		}
	}
	var options []string
	if s.Params.Poll != nil {
		options = s.Params.Poll.Options
	}
	return s.Params.InReplyToID == p.InReplyToID && sameMedia(p.MediaIDs, ids) && p.samePoll(options) &&
		s.ScheduledAt.Sub(p.ScheduledAt).Abs() < time.Second &&
		loose(p.SpoilerText+p.Text) == loose(s.Params.SpoilerText+s.Params.Text)
}

// sameQuote compares what is quoted, as far as the server shows it: not while the quote waits for approval. Where
// nothing was to be quoted, some servers make a quote of a link.
func (p *StatusParams) sameQuote(q *Quote) bool {
	if p.QuotedStatusID == "" || q == nil {
		return true
	}
	shown := q.QuotedStatusID
	if q.QuotedStatus != nil {
		shown = q.QuotedStatus.ID
	}
	return shown == "" || shown == p.QuotedStatusID
}

func sameMedia(want, got []ID) bool { return slices.Equal(want, got) }

func (p *StatusParams) samePoll(options []string) bool {
	if p.Poll == nil {
		return len(options) == 0
	}
	return slices.EqualFunc(p.Poll.Options, options, func(a, b string) bool { return loose(a) == loose(b) })
}

// twin is equal for statuses that made could not tell apart.
func (p *StatusParams) twin() string {
	parts := []string{p.content()}
	for _, id := range p.MediaIDs {
		parts = append(parts, string(id))
	}
	return strings.Join(parts, "\x00")
}

// content is equal for statuses with the same words in the same place.
func (p *StatusParams) content() string {
	parts := []string{string(p.InReplyToID), loose(p.SpoilerText + p.Text)}
	if p.Poll != nil {
		parts = append(parts, p.Poll.Options...)
	}
	if !p.ScheduledAt.IsZero() {
		parts = append(parts, p.ScheduledAt.UTC().Format(time.RFC3339))
	}
	return strings.Join(parts, "\x00")
}

// loose reduces a text to what survives a server's rendering: letters and digits, without the domains of
// mentions. A text without any is reduced to its visible characters.
func loose(text string) string {
	text = withoutDomains(text)
	keep := func(ok func(rune) bool) string {
		return strings.Map(func(r rune) rune {
			if ok(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, text)
	}
	if s := keep(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }); s != "" {
		return s
	}
	return keep(func(r rune) bool { return !unicode.IsSpace(r) && unicode.IsGraphic(r) })
}

// withoutDomains cuts mentions to what servers show of them.
func withoutDomains(text string) string {
	var b strings.Builder
	for seg := range (Counter{}).Segments(text) {
		if user, ok := strings.CutPrefix(seg.Text, "@"); ok && seg.Entity {
			name, _, _ := strings.Cut(user, "@")
			b.WriteString("@" + name)
			continue
		}
		b.WriteString(seg.Text)
	}
	return b.String()
}
