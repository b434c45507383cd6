package x

import (
	"context"
	"errors"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Bounds of the search for a post whose answer was lost.
const (
	findPages  = 8               // of 100 posts
	findMargin = 3 * time.Second // X's times are cut to seconds, and clocks drift
	twinAge    = 24 * time.Hour  // how old a post may be that X takes another for a duplicate of
)

// findPost looks for the post that an attempt would have created.
func (c *Client) findPost(ctx context.Context, a *attempt, taken func(id string) bool) (*Post, bool, error) {
	p, err := c.searchOwn(ctx, a, findMargin, func(p *Post) bool { return !taken(string(p.ID)) })
	return p, p != nil, err
}

// searchOwn goes through the account's own posts, newest first, back to so long before the first attempt was made.
func (c *Client) searchOwn(ctx context.Context, a *attempt, back time.Duration, fits func(*Post) bool) (*Post, error) {
	s := PostSelection{
		Post:       []PostField{PostFieldAttachments, PostFieldCreatedAt, PostFieldEntities, PostFieldNote, PostFieldReferences, PostFieldEditHistory},
		Expansions: []PostExpansion{ExpandPolls},
	}
	// The server's clock is not known before its answer.
	slack := back + time.Minute
	l, err := c.userPosts(a.Account, &UserPostsParams{Since: a.Since.Add(-slack)}, &s, true)
	if err != nil {
		return nil, err
	}
	l.Priority = social.PriorityAnswer
	cursor := ""
	for range findPages {
		r, err := l.at(&PageParams{Cursor: cursor})
		if err != nil {
			return nil, err
		}
		var page Answer[[]*Post]
		answer, err := c.do(ctx, r, &page)
		if err != nil {
			return nil, err
		}
		posts := present(page.Data)
		page.Includes.Join(posts...)
		since, gap := a.Since.Add(skewOf(answer)-back), unread(r.Op, len(posts), page.Errors)
		for _, p := range posts {
			if made := p.CreatedAt.Time; !made.IsZero() && made.Before(since) {
				return nil, gap
			}
			if fits(p) && a.Params.made(p) {
				return p, nil
			}
		}
		if cursor = page.Meta.NextToken; cursor == "" || gap != nil {
			return nil, gap
		}
	}
	return nil, nil
}

// lagging is the cause when X refuses a repeat since it has the post, but does not show it yet. It is a timeout in
// the sense of [net.Error]: not having found the post proves nothing.
type lagging struct{}

func (lagging) Error() string   { return "X has the post, but does not show it yet" }
func (lagging) Timeout() bool   { return true }
func (lagging) Temporary() bool { return true }

// duplicate finds out what X means when it calls a repeat of a lost attempt a duplicate: that attempt, which took
// effect then, or an older post with the same words.
func (c *Client) duplicate(ctx context.Context, a *attempt, taken func(string) bool, refusal error) (*Post, error) {
	settle := c.rest().Options().Settle
	end := time.Now().Add(settle)
	for pause := settle / 20; ; pause *= 2 {
		p, ok, err := c.findPost(ctx, a, taken)
		if err != nil {
			return nil, doubt(refusal, err)
		}
		if ok {
			return p, nil
		}
		left := time.Until(end)
		if left <= 0 {
			break
		}
		if err := rest.Sleep(ctx, min(pause, left)); err != nil {
			return nil, doubt(refusal, err)
		}
	}
	older, err := c.searchOwn(ctx, a, twinAge, func(*Post) bool { return true })
	if err != nil || older == nil {
		return nil, doubt(refusal, lagging{})
	}
	// The post may have come to show just now, and be the one that looked like an older twin.
	switch p, ok, err := c.findPost(ctx, a, taken); {
	case err != nil:
		return nil, doubt(refusal, err)
	case ok:
		return p, nil
	default:
		return nil, refusal
	}
}

// doubt turns a refusal into the error for an outcome that is not known.
func doubt(refusal, cause error) error {
	e := &social.Error{Network: network, Op: "tweets.create", Kind: social.ErrUncertain, Err: cause}
	if own, ok := errors.AsType[*social.Error](refusal); ok {
		e.Message, e.RequestID = own.Message, own.RequestID
	}
	return e
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

// made reports whether a post is what the parameters would have made.
func (p *PostParams) made(got *Post) bool {
	if got.Reference(ReferenceRepost) != nil {
		return false
	}
	if p.Edit != nil && !slices.Contains(got.EditHistoryIDs, p.Edit.PreviousID) {
		return false
	}
	reply, quote := ID(""), ID("")
	if r := got.Reference(ReferenceReply); r != nil {
		reply = r.ID
	}
	if r := got.Reference(ReferenceQuote); r != nil {
		quote = r.ID
	}
	return reply == p.answers() && (quote == p.QuoteID || p.links(quote)) && p.sameMedia(got) && p.samePoll(got) && sameWords(p.Text, got)
}

// links reports whether the text has the address of a post: X makes a quote of the last link in a text, if it is one.
func (p *PostParams) links(id ID) bool {
	if id == "" || p.QuoteID != "" {
		return false
	}
	for s := p.Text; ; {
		_, after, found := strings.Cut(s, "/status/"+string(id))
		if !found {
			return false
		}
		if after == "" || after[0] < '0' || after[0] > '9' {
			return true
		}
		s = after
	}
}

// answers is the post that a new one answers, "" if none.
func (p *PostParams) answers() ID {
	if p.Reply == nil {
		return ""
	}
	return p.Reply.InReplyToID
}

// sameMedia compares the ids of uploads with media keys, which have them behind a number for the kind.
func (p *PostParams) sameMedia(got *Post) bool {
	var want []ID
	if p.Media != nil {
		want = p.Media.IDs
	}
	return slices.EqualFunc(want, got.Attachments.MediaKeys, func(id ID, key string) bool { return idOfKey(key) == id })
}

// idOfKey is the id of the upload behind a media key.
func idOfKey(key string) ID { return ID(key[strings.IndexByte(key, '_')+1:]) }

func (p *PostParams) samePoll(got *Post) bool {
	if p.Poll == nil {
		return len(got.Attachments.PollIDs) == 0
	}
	if len(got.Attachments.PollIDs) == 0 {
		return false
	}
	if len(got.Polls) == 0 { // not given
		return true
	}
	return slices.EqualFunc(p.Poll.Options, got.Polls[0].Options, func(a string, b PollOption) bool { return loose(a) == loose(b.Label) })
}

// sameWords compares a text with what X made of it: links shortened, signs escaped, mentions and links of
// attachments added.
func sameWords(text string, got *Post) bool {
	return loose(withoutMentions(text)) == loose(withoutMentions(restored(text, got.FullText(), got.FullEntities().URLs)))
}

// restored is the text as its author wrote it, as far as X tells: links that X adds for media and quotes are dropped
// unless what was written has them.
func restored(written, text string, urls []URL) string {
	for _, u := range urls {
		long := u.ExpandedURL
		if u.MediaKey != "" || isOwnLink(long) && !strings.Contains(loose(written), loose(long)) {
			long = ""
		}
		text = strings.Replace(text, u.URL, long, 1)
	}
	return html.UnescapeString(text)
}

// isOwnLink reports the form of the links that X adds for media and quotes.
func isOwnLink(address string) bool {
	rest, ok := strings.CutPrefix(address, "https://")
	if !ok {
		return false
	}
	host, rest, _ := strings.Cut(rest, "/")
	return (host == "x.com" || host == "twitter.com") && strings.Contains(rest, "/status/")
}

// withoutMentions drops the mentions that a reply begins with, some of which X adds.
func withoutMentions(text string) string {
	text = strings.TrimSpace(text)
	for strings.HasPrefix(text, "@") {
		_, after, found := strings.Cut(text, " ")
		if !found {
			return text
		}
		text = strings.TrimSpace(after)
	}
	return text
}

// content is equal for posts with the same words in the same place.
func (p *PostParams) content() string {
	parts := []string{string(p.answers()), string(p.QuoteID), loose(withoutMentions(p.Text))}
	if p.Poll != nil {
		parts = append(parts, p.Poll.Options...)
	}
	if p.Edit != nil {
		parts = append(parts, "edit", string(p.Edit.PreviousID))
	}
	return strings.Join(parts, "\x00")
}

// twin is equal for posts that made could not tell apart.
func (p *PostParams) twin() string {
	parts := []string{p.content()}
	if p.Media != nil {
		for _, id := range p.Media.IDs {
			parts = append(parts, string(id))
		}
	}
	return strings.Join(parts, "\x00")
}

// loose reduces a text to what survives X's treatment: letters and digits. A text without any is reduced to its
// visible characters. Schemes of links go, since X adds them.
func loose(text string) string {
	text = strings.NewReplacer("https://", "", "http://", "").Replace(strings.ToLower(text))
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
