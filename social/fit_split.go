package social

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// split makes a thread of the draft, or shortens it.
func (f *fitter) split() error {
	f.balance()
	most := f.most()
	if f.opts.Shorten && !f.comments && most > 1 && f.d.FirstComment != "" {
		most-- // it becomes a piece
	}
	comment := f.d.FirstComment
	c := &cutter{text: f.d.Text, whole: f.whole()}
	list, rest, err := f.stretches(c, most)
	if err != nil {
		return err
	}
	pieces := max(len(list), len(f.media))
	moves := comment != "" && !f.comments && pieces+len(f.spare) > 1
	if moves {
		f.d.FirstComment = ""
	}
	if len(list) == 0 {
		list = []string{""}
	}
	f.pieces(c, list, rest)
	if err := f.owed(); err != nil {
		return err
	}
	if moves || !f.opts.Shorten && !f.later.holdsText(comment, 0) {
		if err := f.comment(comment); err != nil {
			return err
		}
	} else if f.opts.Shorten {
		f.shortenField(0, "FirstComment", &f.drafts[0].FirstComment, func(s string) bool { return f.later.holdsText(s, 0) })
	}
	if n := len(f.drafts); n > f.most() {
		return Invalid(f.network, f.blame(), "makes a thread of "+strconv.Itoa(n)+" pieces, "+strconv.Itoa(f.most())+" are allowed")
	}
	if len(f.drafts) > 1 {
		f.name()
	}
	return f.private()
}

// blame names what a thread is so long for.
func (f *fitter) blame() string {
	if len(f.media) > f.most() {
		return "Media"
	}
	return "Text"
}

// private refuses threads of which those whom they are for would see the first piece alone.
func (f *fitter) private() error {
	if len(f.drafts) > 1 && f.d.Visibility == VisibilityDirect && (f.lead == "" || !f.d.ReplyTo.IsZero()) {
		return Unsupported(f.network, "Visibility", "is direct: the pieces of a thread reach those alone whom the text mentions")
	}
	return nil
}

// balance keeps link and hashtags from taking more than half of a piece: they move to the end, or the hashtags are
// left out from the last one.
func (f *fitter) balance() {
	crowded := func(tail bool) bool {
		d := f.build(0, "", tail)
		return f.first.Text > 0 && f.first.Count != nil && f.first.Count(f.first.compose(d)) > f.first.Text/2
	}
	if f.d.Text == "" {
		return
	}
	if f.opts.Shorten {
		for _, tags := range []*[]hashtag{&f.head.tags, &f.tail.tags} {
			for n := len(*tags); n > 0 && crowded(true); n-- {
				f.surplus((*tags)[n-1:])
				*tags = (*tags)[:n-1]
			}
		}
		return
	}
	if crowded(false) {
		f.tail.tags = append(f.tail.tags, f.head.tags...)
		f.head.tags = nil
	}
	if crowded(false) && f.tail.link == "" {
		f.tail.link, f.head.link = f.head.link, ""
	}
}

// stretches cuts the text, numbered with as many digits as that takes.
func (f *fitter) stretches(c *cutter, most int) (list []string, rest string, err error) {
	for {
		c.fits = func(i int, s string, last bool) bool { return f.fits(i, s, last, most) }
		var ok bool
		list, rest, ok = c.stretches(most)
		switch {
		case !ok:
			return nil, "", f.noRoom(len(list))
		case rest != "" && !f.opts.Shorten:
			return nil, "", Invalid(f.network, "Text", "does not fit into "+strconv.Itoa(most)+" pieces")
		case f.opts.Number != NumberNone && len(list) > 1 && len(strconv.Itoa(len(list))) > f.digits:
			f.digits++
		default:
			return list, rest, nil
		}
	}
}

// fits tells whether a stretch of the text fits as the i-th piece.
func (f *fitter) fits(i int, s string, last bool, most int) bool {
	if last && i == 0 {
		s = strings.TrimSpace(s)
		return f.first.holds(f.build(0, s, true)) || !f.opts.Shorten && f.first.holds(f.build(0, s, false))
	}
	end := f.opts.Shorten && i == most-1
	mark := ""
	switch {
	case last:
	case end:
		s, mark = trimEnd(s), f.ellipsis()
	default:
		mark = f.opts.Continue
	}
	text := f.dress(i, s, mark, f.number(f.widest()-1, f.widest()))
	l := f.limits(i)
	if l.holds(f.build(i, text, last || end)) {
		return true
	}
	return last && !f.opts.Shorten && l.holds(f.build(i, text, false))
}

// noRoom says why not even one character fits into a piece.
func (f *fitter) noRoom(i int) error {
	d := f.build(i, "", true)
	field := "Text"
	switch {
	case d.Warning != "" && f.limits(i).Reserved != nil && f.limits(i).Reserved(d) >= f.limits(i).Text:
		field = "Warning"
	case d.Link != "":
		field = "Link"
	}
	return Invalid(f.network, field, "leaves no room for the text")
}

// pieces makes drafts of the stretches, and of media that are left.
func (f *fitter) pieces(c *cutter, list []string, rest string) {
	last, at := len(list)-1, 0
	for i, s := range list {
		text, mark := s, ""
		at += len(s)
		short := i == last && rest != ""
		switch {
		case short:
			text, mark = trimEnd(s), f.ellipsis()
			s += rest
		case i < last && !c.endsSentence(at):
			mark = f.opts.Continue
		}
		if len(list) > 1 || short || !f.first.holds(f.build(0, s, false)) {
			text = f.dress(i, text, mark, f.number(i, len(list)))
		}
		d := f.build(i, text, i == last)
		if i == last && !f.limits(i).holds(d) {
			d = f.build(i, text, false)
		} else if i == last {
			f.tailMoved(i)
		}
		f.drafts = append(f.drafts, d)
		switch {
		case short:
			f.change(FitShortened, i, "Text", "", s, text)
			f.change(FitLeftOut, i, "Text", "", s[len(trimEnd(strings.TrimSuffix(s, rest))):], "")
		case len(list) > 1 || text != s:
			f.change(FitSplit, i, "Text", "", s, text)
		}
	}
	for i := len(f.drafts); i < len(f.media); i++ {
		f.drafts = append(f.drafts, f.build(i, f.beside(i, ""), false))
	}
	f.mediaMoved()
}

// beside is the text of a piece that says nothing of the text.
func (f *fitter) beside(i int, text string) string { return f.dress(i, text, "", "") }

// tailMoved notes what moved to the last piece of the text, and that it is placed.
func (f *fitter) tailMoved(piece int) {
	if piece > 0 && f.tail.link != "" {
		f.change(FitMoved, piece, "Link", "Link", f.tail.link, f.tail.link)
	}
	for _, h := range f.tail.tags {
		if piece > 0 {
			f.change(FitMoved, piece, h.field(), "Tags", h.name, h.name)
		}
	}
	f.tail = carriage{}
}

// owed makes pieces of link and hashtags that have found no room.
func (f *fitter) owed() error {
	if f.tail.link != "" {
		f.append(f.tail.link)
		if last := len(f.drafts) - 1; !f.later.holds(f.drafts[last]) {
			return Invalid(f.network, "Link", "does not fit into a piece by itself")
		}
		f.change(FitMoved, len(f.drafts)-1, "Link", "Text", f.tail.link, f.tail.link)
	}
	tags := slices.Concat(f.tail.tags, f.spare)
	for len(tags) > 0 {
		i := len(f.drafts)
		n := max(1, longest(len(tags), func(k int) bool {
			return f.later.holds(f.build(i, f.beside(i, tagLine(tags[:k+1])), false))
		}))
		f.append(tagLine(tags[:n]))
		for _, h := range tags[:n] {
			f.change(FitMoved, i, h.field(), "Text", h.name, "#"+h.name)
		}
		tags = tags[n:]
	}
	return nil
}

// append adds a piece of that text.
func (f *fitter) append(text string) {
	i := len(f.drafts)
	f.drafts = append(f.drafts, f.build(i, f.beside(i, text), false))
}

// comment makes pieces of the first comment.
func (f *fitter) comment(text string) error {
	f.drafts[0].FirstComment = ""
	from := len(f.drafts)
	fits := func(s string) bool { return f.later.holds(f.build(from, f.beside(from, s), false)) }
	if f.opts.Shorten {
		f.shortenField(from, "FirstComment", &text, fits)
		f.append(text)
		f.change(FitMoved, from, "FirstComment", "Text", text, text)
		return nil
	}
	c := cutter{text: text, whole: f.whole(), fits: func(_ int, s string, _ bool) bool { return fits(s) }}
	list, _, ok := c.stretches(int(^uint(0) >> 1))
	if !ok {
		return Invalid(f.network, "FirstComment", "does not fit")
	}
	for _, s := range list {
		f.append(strings.TrimSpace(s))
		f.change(FitMoved, len(f.drafts)-1, "FirstComment", "Text", s, f.drafts[len(f.drafts)-1].Text)
	}
	return nil
}

// endsSentence reports whether a sentence or line of the text ends at a place.
func (c *cutter) endsSentence(at int) bool {
	k := sort.Search(len(c.cuts), func(k int) bool { return c.cuts[k].at >= at })
	return k < len(c.cuts) && c.cuts[k].at == at && c.cuts[k].grade >= gradeSentence
}
