package social

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxThread is how many pieces a thread has at most if nobody says otherwise.
const maxThread = 25

// fitter adapts one draft to one network.
type fitter struct {
	network  string
	opts     FitOptions
	first    *Limits // of the first piece
	later    *Limits // of those that answer it
	comments bool    // which are comments

	d          Draft    // what is left to be placed
	head, tail carriage // of the first piece and of the last one of the text
	spare      []hashtag
	media      [][]*Media // of each piece
	lead       string     // what the further pieces begin with: the mentions of a private thread
	digits     int        // of the number of pieces, 0 if they are not numbered
	follow     Draft      // what the further pieces have besides text and media

	drafts  []*Draft
	changes []FitChange
}

func (f *fitter) change(kind FitKind, piece int, field, into, from, to string) {
	f.changes = append(f.changes, FitChange{Kind: kind, Piece: piece, Field: field, Into: into, From: from, To: to})
}

// most is how many pieces are allowed.
func (f *fitter) most() int {
	switch {
	case f.opts.MaxPieces > 0:
		return f.opts.MaxPieces
	case f.opts.MaxPieces < 0:
		return int(^uint(0) >> 1)
	case f.opts.Shorten:
		return 1
	default:
		return maxThread
	}
}

func (f *fitter) run() error {
	given := f.d
	f.placeLink()
	f.placeTags()
	f.placeMedia()
	f.prepareFollow()
	if f.opts.Shorten {
		f.shortenBeside()
	}
	d := f.build(0, f.d.Text, true)
	if len(f.media) == 1 && len(f.spare) == 0 && f.first.holds(d) && f.later.holdsText(d.FirstComment, 0) {
		if len(f.changes) == 0 {
			d = &given
		}
		f.drafts = []*Draft{d}
		return nil
	}
	if err := f.split(); err != nil {
		return err
	}
	slices.SortStableFunc(f.changes, func(a, b FitChange) int { return cmp.Compare(a.Piece, b.Piece) })
	return nil
}

// prepareFollow decides what the further pieces of a thread have of the draft. Comments have text alone.
func (f *fitter) prepareFollow() {
	if !f.comments {
		f.follow = Draft{Visibility: f.d.Visibility, Language: f.d.Language, Warning: f.d.Warning}
	}
	for _, e := range f.d.Extras {
		if r, ok := e.(ReplyExtra); ok {
			if kept := r.ForReply(); kept != nil {
				f.follow.Extras = append(f.follow.Extras, kept)
			}
		}
	}
	if f.comments || f.d.Visibility != VisibilityDirect {
		return
	}
	var names []string
	for _, s := range entities(f.d.Text) {
		if name := f.d.Text[s.start:s.end]; strings.HasPrefix(name, "@") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	f.lead = strings.Join(names, " ")
}

// build is a piece with that text, with what comes with it. tail says that it takes what belongs to the last one.
func (f *fitter) build(i int, text string, tail bool) *Draft {
	d := f.follow
	var tags []hashtag
	if i == 0 {
		d = f.d
		d.Link, d.Media, tags = f.head.link, nil, f.head.tags
	}
	if i < len(f.media) {
		d.Media = f.media[i]
	}
	if len(d.Media) > 0 {
		d.Sensitive = f.d.Sensitive
	}
	if tail {
		d.Link = cmp.Or(d.Link, f.tail.link)
		tags = slices.Concat(tags, f.tail.tags)
	}
	d.Text = text
	for _, h := range tags {
		d.Tags = append(d.Tags, h.name)
	}
	return &d
}

// limits are those of the i-th piece.
func (f *fitter) limits(i int) *Limits {
	if i == 0 {
		return f.first
	}
	return f.later
}

// holds reports whether the text of a draft is within the limits, with all that comes with it.
func (l *Limits) holds(d *Draft) bool {
	reserved := 0
	if l.Reserved != nil {
		reserved = l.Reserved(d)
	}
	return l.holdsText(l.compose(d), reserved)
}

// holdsText is holds for what is published as it stands.
func (l *Limits) holdsText(text string, reserved int) bool {
	return (l.Text <= 0 || l.Count == nil || l.Count(text)+reserved <= l.Text) &&
		(l.Tags <= 0 || countTags(text) <= l.Tags) &&
		(l.Links <= 0 || countLinks(text) <= l.Links) &&
		(l.Mentions <= 0 || countMentions(text) <= l.Mentions)
}

// dress is a stretch of the text as the i-th piece says it.
func (f *fitter) dress(i int, stretch, mark, number string) string {
	text := strings.TrimSpace(stretch) + mark
	if i > 0 && f.lead != "" && !strings.HasPrefix(text, f.lead) {
		text = strings.TrimRightFunc(f.lead+" "+text, unicode.IsSpace)
	}
	switch {
	case number == "":
		return text
	case f.opts.Number == NumberBefore:
		return number + " " + text
	default:
		return text + " " + number
	}
}

// number is that of the i-th of n pieces.
func (f *fitter) number(i, n int) string {
	if f.digits == 0 {
		return ""
	}
	return strconv.Itoa(i+1) + "/" + strconv.Itoa(n)
}

// widest is the number of pieces that takes the most room with that many digits.
func (f *fitter) widest() int {
	n, _ := strconv.Atoi(strings.Repeat("9", min(f.digits, 9)))
	return n
}

// shortened is the beginning of a text that fits with an ellipsis. rest is what is left out.
func (f *fitter) shortened(text string, fits func(text string) bool) (short, rest string) {
	if fits(text) {
		return text, ""
	}
	mark := f.ellipsis()
	c := cutter{text: text, whole: f.whole(), fits: func(_ int, s string, last bool) bool {
		return !last && fits(trimEnd(s)+mark)
	}}
	list, _, ok := c.stretches(1)
	if !ok {
		return text, "" // for Check to say
	}
	kept := trimEnd(list[0])
	return kept + mark, text[len(kept):]
}

// whole is what belongs together in the texts of this draft.
func (f *fitter) whole() []string {
	if f.first.Whole == nil {
		return nil
	}
	return f.first.Whole(&f.d)
}

// trimEnd takes off what does not stand before an ellipsis.
func trimEnd(s string) string {
	return strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:–-、،", r) })
}

func (f *fitter) ellipsis() string {
	return strings.TrimSpace(cmp.Or(f.opts.Ellipsis, "…"))
}

// shortenBeside shortens what cannot be split: title and alternative texts.
func (f *fitter) shortenBeside() {
	count := f.first.CountPlain
	if count == nil {
		count = utf8.RuneCountInString
	}
	atMost := func(n int) func(string) bool {
		return func(s string) bool { return n <= 0 || count(s) <= n }
	}
	f.shortenField(0, "Title", &f.d.Title, atMost(f.first.Title))
	n := 0
	for p, group := range f.media {
		own := slices.Clone(group)
		for i, m := range own {
			if m != nil && !atMost(f.first.AltText)(m.AltText) {
				c := *m
				f.shortenField(p, "Media["+strconv.Itoa(n)+"].AltText", &c.AltText, atMost(f.first.AltText))
				own[i] = &c
			}
			n++
		}
		f.media[p] = own
	}
}

func (f *fitter) shortenField(piece int, field string, text *string, fits func(string) bool) {
	short, rest := f.shortened(*text, fits)
	if rest == "" {
		return
	}
	f.change(FitShortened, piece, field, "", *text, short)
	f.change(FitLeftOut, piece, field, "", rest, "")
	*text = short
}

// pieceKey is the key of the i-th piece of a thread.
func pieceKey(key string, i int) string {
	const most = 64
	if i == 0 {
		return key
	}
	suffix := "-" + strconv.Itoa(i+1)
	if len(key)+len(suffix) > most {
		sum := sha256.Sum256([]byte(key))
		key = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])[:most/2]
	}
	return key + suffix
}

// name gives the pieces their keys.
func (f *fitter) name() {
	key := cmp.Or(f.d.Key, rand.Text())
	for i, d := range f.drafts {
		d.Key = pieceKey(key, i)
	}
}
