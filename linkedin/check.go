package linkedin

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// Limits implements [social.Checker]: what LinkedIn publishes, or what [Config] says. LinkedIn is not asked.
func (c *Client) Limits(context.Context) (*social.Limits, error) { return c.limits().portable(), nil }

// Check implements [social.Checker]. It opens the files and looks at their first bytes. LinkedIn is not asked.
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	own := d.For(network)
	f := c.check(own)
	c.limits().look(ctx, f, own)
	return f.Err()
}

// isPage reports whether the client acts for a Page.
func (c *Client) isPage() bool { return c.cfg.Author.Kind() == KindOrganization }

// check reports everything that is wrong with a draft, apart from its files.
func (c *Client) check(d *social.Draft) *draft.Findings {
	f, l := draft.For(network), c.limits()
	f.Key(d.Key)
	f.Tags(d.Tags)
	checkLacking(f, d)
	checkPostRef(f, "Quote", d.Quote)
	if d.ReplyTo != (social.Ref{}) {
		l.checkAnswer(f, d)
		return f
	}
	l.checkText(f, d)
	checkExclusive(f, d)
	l.checkTitle(f, d)
	l.checkPoll(f, d.Poll)
	l.checkMedia(f, d.Media)
	l.checkExtra(f, d, c.isPage())
	checkVisibility(f, d, c.isPage())
	l.checkLength(f, "FirstComment", d.FirstComment, l.MaxComment)
	return f
}

// checkLacking names the fields that LinkedIn has nothing for, in posts as in comments.
func checkLacking(f *draft.Findings, d *social.Draft) {
	if !d.At.IsZero() {
		f.Lacks("At", "LinkedIn's API does not schedule: publish when the time has come")
	}
	if d.Format != social.FormatPost {
		f.Lacks("Format", "is "+string(d.Format)+", there are only posts")
	}
	if d.Language != "" {
		f.Lacks("Language", "LinkedIn finds it by itself")
	}
	if d.Warning != "" {
		f.Lacks("Warning", "there are no warnings")
	}
	if deref(d.Sensitive) {
		f.Lacks("Sensitive", "nothing can be marked as sensitive")
	}
}

func checkPostRef(f *draft.Findings, field string, r social.Ref) {
	if r == (social.Ref{}) {
		return
	}
	if err := draft.CheckRef(network, field, r, social.RefPost); err != nil {
		f.Add(err)
	} else if !URN(r.ID).IsPost() {
		f.Invalid(field, "is not the URN of a share or ugcPost")
	}
}

// checkAnswer: a comment has a text and perhaps an image.
func (l *Limits) checkAnswer(f *draft.Findings, d *social.Draft) {
	if err := draft.CheckRef(network, "ReplyTo", d.ReplyTo, social.RefPost, social.RefComment); err != nil {
		f.Add(err)
	} else if checkThread("ReplyTo", URN(d.ReplyTo.ID)) != nil {
		f.Invalid("ReplyTo", "is not the URN of a post or comment")
	}
	text := composeAnswer(d)
	if strings.TrimSpace(text) == "" {
		f.Invalid("Text", "is empty")
	}
	l.checkLength(f, "Text", text, l.MaxComment)
	const none = "comments have none"
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"Title", d.Title != ""},
		{"Poll", d.Poll != nil},
		{"FirstComment", d.FirstComment != ""},
		{"Quote", d.Quote != (social.Ref{}) && (d.Quote.Network == "" || d.Quote.Network == network)},
		{"Visibility", d.Visibility != social.VisibilityDefault && d.Visibility != social.VisibilityPublic},
	} {
		if field.given {
			f.Lacks(field.name, none)
		}
	}
	if len(d.Media) > 1 {
		f.Lacks("Media[1]", "a comment has one image")
	}
	for i, m := range d.Media {
		field := draft.MediaField(i)
		f.Add(m.Validate(network, field))
		if m != nil {
			l.checkImage(f, field, m)
			if m.AltText != "" {
				f.Lacks(field+".AltText", "images of comments have none")
			}
		}
	}
	checkAnswerExtra(f, extraOf(d))
}

// checkText finds a post that says nothing, or too much.
func (l *Limits) checkText(f *draft.Findings, d *social.Draft) {
	text := compose(d)
	if strings.TrimSpace(text) == "" && len(d.Media) == 0 && d.Link == "" && d.Poll == nil && d.Quote.IsZero() {
		f.Invalid("Text", "is empty, and there is nothing else either")
	}
	l.checkLength(f, "Text", text, l.MaxText)
}

func (*Limits) checkLength(f *draft.Findings, field, text string, most int) {
	if n := units(text); most > 0 && n > most {
		f.Invalid(field, "has %d characters, %d fit", n, most)
	}
	if !utf8.ValidString(text) {
		f.Invalid(field, "is no valid UTF-8")
	}
}

// checkExclusive finds what cannot go together.
func checkExclusive(f *draft.Findings, d *social.Draft) {
	var given []string
	if len(d.Media) > 0 {
		given = append(given, "Media")
	}
	if d.Poll != nil {
		given = append(given, "Poll")
	}
	if !d.Quote.IsZero() {
		given = append(given, "Quote")
	}
	for _, field := range given[min(1, len(given)):] {
		f.Invalid(field, "cannot go with %s", given[0])
	}
}

// checkTitle: links, documents and videos have one.
func (l *Limits) checkTitle(f *draft.Findings, d *social.Draft) {
	l.checkLength(f, "Title", d.Title, l.MaxTitle)
	if len(d.Media) == 0 {
		if d.Title != "" && !isArticle(d) {
			f.Lacks("Title", "only links, documents and videos have one")
		}
		return
	}
	switch kind := mediaKind(d.Media[0]); {
	case kind == KindDocument && titleOf(d) == "":
		f.Invalid("Title", "is empty, and a document must have one")
	case kind == KindImage && d.Title != "":
		f.Lacks("Title", "images have none")
	}
}

// checkVisibility: not everybody can choose everything.
func checkVisibility(f *draft.Findings, d *social.Draft, page bool) {
	switch d.Visibility {
	case social.VisibilityDefault, social.VisibilityPublic:
	case social.VisibilityFollowers:
		if page {
			f.Lacks("Visibility", "is followers: a Page has no connections; Extra.Targets narrows whom a post is brought to")
		}
	case social.VisibilityUnlisted:
		if !page {
			f.Lacks("Visibility", "is unlisted: only a Page can keep a post out of the feed")
		}
	default:
		f.Lacks("Visibility", "is "+string(d.Visibility)+": posts are public, unlisted (Pages) or for connections (members)")
	}
	switch e := extraOf(d); {
	case e.Visibility == "" || e.Visibility == VisibilityPublic || e.Visibility == VisibilityLoggedIn:
	case e.Visibility == VisibilityConnections && !page:
	default:
		f.Invalid("Extras.Visibility", "is %s, which this author cannot choose", e.Visibility)
	}
}
