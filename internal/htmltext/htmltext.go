// Package htmltext turns the HTML of posts and profiles into plain text that a person would have typed:
// paragraphs and line breaks as newlines, links and mentions as they read, nothing that only a browser needs.
package htmltext

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// quoteFallback marks the line that repeats a quoted post as a link for software that cannot show quotes.
const quoteFallback = "quote-inline"

// Text is the plain text of an HTML fragment. Paragraphs are separated by a blank line, items of lists
// get a marker and quoted blocks "> ". A link reads as its text, or as its full address where the text
// is only an abbreviation of it. Scripts, styles and the fallback of quotes are dropped. Any input is
// accepted; the result is at most a small multiple of it.
func Text(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	c := converter{tokens: html.NewTokenizer(strings.NewReader(s))}
	c.out.buf = make([]byte, 0, len(s)/2)
	for c.step() {
	}
	return strings.TrimRight(string(c.out.buf), " \t\r\n")
}

// A converter walks the tags of a fragment and writes to out.
type converter struct {
	tokens *html.Tokenizer
	out    writer
	link   string // address of the open link
	skip   string // name of the element that is being dropped
	depth  int    // elements of that name open inside it
	pre    int    // open elements that keep their line breaks
	lists  []list
}

// A list is an open list.
type list struct {
	ordered bool
	items   int
}

// step consumes one token and reports whether there are more.
func (c *converter) step() bool {
	switch c.tokens.Next() {
	case html.ErrorToken:
		c.endLink()
		return false
	case html.TextToken:
		if c.skip == "" {
			c.out.text(string(c.tokens.Text()), c.pre > 0)
		}
	case html.StartTagToken:
		c.start(false)
	case html.SelfClosingTagToken:
		c.start(true)
	case html.EndTagToken:
		name, _ := c.tokens.TagName()
		c.end(name)
	default: // comments and document types
	}
	return true
}

func (c *converter) start(selfClosing bool) {
	name, more := c.tokens.TagName()
	if c.skip != "" {
		if string(name) != c.skip {
			return
		}
		if c.skip != "p" { // a paragraph cannot hold another: it has ended
			if !selfClosing {
				c.depth++
			}
			return
		}
		c.skip = ""
	}
	tag := atom.Lookup(name)
	a := c.attributes(more)
	if dropped(tag) || a.quote {
		if !selfClosing && !void(tag) {
			c.skip, c.depth = string(name), 1
		}
		return
	}
	c.open(tag, a)
}

func (c *converter) open(tag atom.Atom, a attributes) {
	c.out.lineBreak(c.margin(tag))
	switch tag {
	case atom.Br:
		c.out.breaks++
	case atom.Img:
		c.out.text(a.alt, false)
	case atom.A:
		c.endLink()
		c.link = a.href
		c.out.mark()
	case atom.Blockquote:
		c.out.quotes++
	case atom.Pre:
		c.pre++
	case atom.Ul, atom.Ol:
		c.lists = append(c.lists, list{ordered: tag == atom.Ol})
	case atom.Li:
		c.item()
	default:
	}
}

func (c *converter) end(name []byte) {
	if c.skip != "" {
		if string(name) == c.skip {
			if c.depth--; c.depth == 0 {
				c.skip = ""
			}
		}
		return
	}
	tag := atom.Lookup(name)
	switch tag {
	case atom.A:
		c.endLink()
	case atom.Blockquote:
		c.out.quotes = max(0, c.out.quotes-1)
	case atom.Pre:
		c.pre = max(0, c.pre-1)
	case atom.Ul, atom.Ol:
		c.lists = c.lists[:max(0, len(c.lists)-1)]
	default:
	}
	c.out.lineBreak(c.margin(tag))
}

// item begins an item of the innermost list.
func (c *converter) item() {
	if len(c.lists) == 0 {
		c.out.item(0, 0)
		return
	}
	l := &c.lists[len(c.lists)-1]
	l.items++
	number := 0
	if l.ordered {
		number = l.items
	}
	c.out.item(len(c.lists)-1, number)
}

// endLink puts the full address in the place of a text that abbreviates it.
func (c *converter) endLink() {
	if c.link != "" && abbreviates(c.out.marked(), c.link) {
		c.out.replace(c.link)
	}
	c.link = ""
}

// attributes are what matters of the attributes of a tag.
type attributes struct {
	href, alt string
	quote     bool
}

func (c *converter) attributes(more bool) attributes {
	var a attributes
	for more {
		var key, value []byte
		key, value, more = c.tokens.TagAttr()
		switch string(key) {
		case "href":
			a.href = string(value)
		case "alt":
			a.alt = string(value)
		case "class":
			for class := range bytes.FieldsSeq(value) {
				a.quote = a.quote || string(class) == quoteFallback
			}
		}
	}
	return a
}

// abbreviates reports whether the text of a link is its address without scheme, or the beginning of it
// followed by an ellipsis.
func abbreviates(text, href string) bool {
	address, ok := strings.CutPrefix(href, "https://")
	if !ok {
		address, ok = strings.CutPrefix(href, "http://")
	}
	if !ok || text == "" || text == href {
		return false
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "https://"), "http://")
	address = strings.TrimPrefix(address, "www.")
	text = strings.TrimPrefix(text, "www.")
	for _, ellipsis := range [...]string{"…", "..."} {
		if short, cut := strings.CutSuffix(text, ellipsis); cut {
			return short != "" && strings.HasPrefix(address, short)
		}
	}
	return strings.TrimSuffix(text, "/") == strings.TrimSuffix(address, "/")
}

// margin is how many line breaks separate an element from its neighbours.
func (c *converter) margin(tag atom.Atom) int {
	switch tag {
	case atom.Ul, atom.Ol:
		if len(c.lists) > 0 { // a list in a list
			return 1
		}
		return 2
	case atom.P, atom.Blockquote, atom.Pre, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Table:
		return 2
	case atom.Div, atom.Li, atom.Tr, atom.Article, atom.Section, atom.Header, atom.Footer, atom.Dt, atom.Dd, atom.Figure, atom.Figcaption:
		return 1
	default:
		return 0
	}
}

// dropped reports whether an element has no text for people.
func dropped(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Iframe, atom.Object, atom.Svg, atom.Math, atom.Noscript, atom.Textarea, atom.Select:
		return true
	default:
		return false
	}
}

// void reports whether an element never has an end tag.
func void(tag atom.Atom) bool {
	switch tag {
	case atom.Br, atom.Img, atom.Hr, atom.Wbr, atom.Input, atom.Meta, atom.Link, atom.Source, atom.Embed, atom.Area, atom.Base, atom.Col, atom.Track:
		return true
	default:
		return false
	}
}
