package social

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// FitOptions says how [Fit] adapts a draft. The zero value splits a text that is too long into a thread of up to 25
// pieces, leaves link and hashtags with the first piece, numbers nothing and leaves nothing out.
type FitOptions struct {
	// Shorten leaves out what does not fit into MaxPieces, from the end, instead of refusing it: of the text, of the
	// title, of the first comment and of alternative texts, and those hashtags that have no room. What was left out
	// stands among the changes.
	Shorten bool

	// MaxPieces is how many pieces a thread may have: 0 means 25, and 1 with Shorten. Negative: any number.
	MaxPieces int

	// Number says where the pieces of a thread are numbered, as "2/3". It counts, and only the pieces of the text are
	// numbered. Default: nowhere.
	Number NumberPlace

	// Ellipsis marks where a shortened text ends. "" means "…"; white space alone means nothing.
	Ellipsis string

	// Continue marks pieces of a thread that end within a sentence, as "…" or " →". Default: nothing.
	Continue string

	// Link says where the link goes. Default: where it is.
	Link LinkPlace

	// Tags says where the hashtags of [Draft.Tags] go, on networks that show them in the text. Default: into the
	// first piece.
	Tags TagPlace
}

// NumberPlace is where the pieces of a thread are numbered.
type NumberPlace string

// Places of numbers.
const (
	NumberNone   NumberPlace = ""       // nowhere
	NumberBefore NumberPlace = "before" // "2/3 text"
	NumberAfter  NumberPlace = "after"  // "text 2/3"
)

// LinkPlace is where a link goes.
type LinkPlace string

// Places of links. "The link" is [Draft].Link or, where that is empty, an address at the end of the text.
const (
	LinkStay    LinkPlace = ""        // where the draft has it: with the first piece, or in the text
	LinkCard    LinkPlace = "card"    // into Link, where the network shows a card instead of putting it into the text
	LinkLast    LinkPlace = "last"    // with the last piece of the text
	LinkComment LinkPlace = "comment" // into the first comment
)

// TagPlace is where hashtags go.
type TagPlace string

// Places of hashtags.
const (
	TagsStay    TagPlace = ""        // with the first piece
	TagsLast    TagPlace = "last"    // with the last piece of the text
	TagsComment TagPlace = "comment" // into the first comment
)

// Fitted is a draft as one network takes it.
type Fitted struct {
	Network string

	// Drafts are the pieces in their order: one that [Publish] takes, or several for [PublishThread]. They are for
	// this network alone and have no variants.
	Drafts []*Draft

	// Changes lists everything that differs from the draft, piece by piece. Empty: it fits as it is.
	Changes []FitChange
}

// FitKind is what was done to a part of a draft.
type FitKind string

// Kinds of changes.
const (
	FitSplit     FitKind = "split"     // From is a stretch of the text, To the piece that says it
	FitShortened FitKind = "shortened" // From is all that it said, To what it says now
	FitLeftOut   FitKind = "left out"  // From stands nowhere any more
	FitMoved     FitKind = "moved"     // From stands in another field or piece now, as To
)

// FitChange is one difference between a draft and what [Fit] made of it.
//
// The From of all changes of Field "Text" that are split or shortened, joined in their order, is the text of the
// draft byte for byte, but for an address that was moved out of it. A piece of a thread says it without the white
// space at its ends, and with its number.
type FitChange struct {
	Kind  FitKind `json:"kind"`
	Piece int     `json:"piece"`          // index into Fitted.Drafts: where To stands, or where From would have stood
	Field string  `json:"field"`          // of the draft, as in errors: "Text", "Tags[3]", "Media[0].AltText"
	Into  string  `json:"into,omitempty"` // what was moved: the field of the piece that holds it now
	From  string  `json:"from"`
	To    string  `json:"to,omitempty"`
}

// String gives the change in one line, as for a log: `piece 1: Link moved to FirstComment: "https://example.org"`.
func (c FitChange) String() string {
	s := "piece " + strconv.Itoa(c.Piece+1) + ": " + c.Field + " " + string(c.Kind)
	if c.Into != "" {
		s += " to " + c.Into
	}
	s += ": " + strconv.Quote(c.From)
	if c.To != "" && c.To != c.From {
		s += " → " + strconv.Quote(c.To)
	}
	return s
}

// Fit makes of a draft what c's network takes: the draft itself if it fits, else a shorter one or a thread. It counts
// as that network does, and what it returns has passed [Check]. Nothing is dropped silently: every difference stands
// among the changes, and what cannot be fitted is an error that names the field. The draft is not changed.
//
// A text is cut at the end of a paragraph or sentence if that does not leave a piece half empty, else between words;
// never within a link, a mention or a hashtag, and within a word only if it is too long for a piece by itself. Only
// then, and only between characters as people see them, a link may be cut, too. In a private thread, every piece
// begins with the mentions of the first.
//
// Media stay with the first piece; those beyond the network's number go to the next ones, where answers may have any.
// Quote, poll and schedule belong to the first piece. In a thread of posts, the first comment becomes the last
// piece; where answers are comments it stays what it is.
//
// The pieces of a thread have keys made from [Draft].Key, or from a random one if that is empty: the first has that
// very key, so that what was fitted twice is published once.
//
// c must be a [Checker].
func Fit(ctx context.Context, c any, d *Draft, opts *FitOptions) (*Fitted, error) {
	limits, err := LimitsFor(ctx, c)
	if err != nil {
		return nil, err
	}
	f := &fitter{network: NetworkOf(c), first: limits, later: limits, comments: limits.Comment != nil}
	f.d = *d.For(f.network)
	if opts != nil {
		f.opts = *opts
	}
	if f.comments {
		f.later = limits.Comment
	}
	if !f.d.ReplyTo.IsZero() {
		f.first = f.later
		if r, ok := c.(ReplyLimiter); ok {
			if f.first, err = r.ReplyLimits(ctx, f.d.ReplyTo); err != nil {
				return nil, err
			}
		}
	}
	if err := f.run(); err != nil {
		return nil, err
	}
	if err := checkPieces(ctx, c, f.drafts, f.comments); err != nil {
		return nil, err
	}
	return &Fitted{Network: f.network, Drafts: f.drafts, Changes: f.changes}, nil
}

// checkPieces validates the pieces of a thread, as far as that is possible before they stand.
func checkPieces(ctx context.Context, c any, drafts []*Draft, comments bool) error {
	network := NetworkOf(c)
	if len(drafts) > 1 && !drafts[0].At.IsZero() {
		return Unsupported(network, "At", "what waits cannot be answered yet: only a single post can be scheduled")
	}
	checker, ok := c.(Checker)
	if !ok {
		return nil
	}
	var problems []error
	for i, d := range drafts {
		own := *d
		if i > 0 && comments {
			own.ReplyTo = Ref{Network: network, ID: "0"} // anything: that it is an answer decides what it may hold
		}
		err := checker.Check(ctx, &own)
		if i > 0 && comments {
			err = without(err, "ReplyTo")
		}
		if err != nil && len(drafts) > 1 {
			err = fmt.Errorf("piece %d: %w", i+1, err)
		}
		if err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) == 1 {
		return problems[0]
	}
	return errors.Join(problems...)
}

// without leaves the problems with a field out of an error of Check.
func without(err error, field string) error {
	problems := Problems(err)
	if !slices.ContainsFunc(problems, func(e *Error) bool { return e.Field == field }) {
		return err
	}
	var rest []error
	for _, e := range problems {
		if e.Field != field {
			rest = append(rest, e)
		}
	}
	return errors.Join(rest...)
}
