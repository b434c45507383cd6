package linkedintest

import (
	"encoding/json"
	"fmt"
)

// The lengths of a post's fields.
const (
	longestAltText     = 4086
	longestTitle       = 400
	longestDescription = 4086
	longestQuestion    = 140
	longestOption      = 30
	mostImages         = 20
	mostOptions        = 4
)

// fingerprintOf makes contents comparable.
func fingerprintOf(content object) string {
	data, _ := json.Marshal(content) // it came from JSON
	return string(data)
}

// readContent reads what a post has beside its text; one kind of it.
func (c *call) readContent(f *form, p *post) {
	if !f.has("content") {
		return
	}
	content := f.inner("content", "media", "multiImage", "article", "poll")
	if len(content.object) != 1 && content.err == nil {
		f.fail(codeInvalid, "content", "The content must have exactly one kind")
	}
	switch {
	case content.err != nil:
	case content.has("media"):
		c.readMedia(content, p)
	case content.has("multiImage"):
		c.readImages(content, p)
	case content.has("article"):
		c.readArticle(content, p)
	case content.has("poll"):
		readPoll(content, p)
	}
	f.merge(content)
	p.content = content.object
}

// attach finds an uploaded file that a field names.
func (c *call) attach(f *form, name string, p *post, kinds ...string) *asset {
	f.need(name)
	id := f.urn(name, kinds...)
	if f.err != nil {
		return nil
	}
	a := c.srv.assets[id]
	switch {
	case a == nil:
		f.fail(codeURN, name, "The media asset "+id+" does not exist")
		return nil
	case a.owner != p.author:
		f.fail(codeInvalid, name, "The owner of the media asset is not the author of the post")
	}
	switch c.srv.ask(a) {
	case mediaFailed:
		f.fail(codeFailed, name, "Media asset failed processing")
	case mediaWaiting:
		f.fail(codeUnready, name, "Media asset is waiting upload")
	case mediaProcessing:
		if c.srv.opts.Unready == UnreadyRefused {
			f.fail(codeUnready, name, "Media asset is waiting upload")
		}
	case mediaAvailable:
	}
	return a
}

func (c *call) readMedia(content *form, p *post) {
	m := content.inner("media", "id", "title", "altText")
	a := c.attach(m, "id", p, kindImage, kindVideo, kindDocument)
	m.text("altText", longestAltText)
	m.text("title", longestTitle)
	if a != nil && a.kind == kindDocument {
		m.need("title")
	}
	content.merge(m)
	p.media = append(p.media, a)
}

func (c *call) readImages(content *form, p *post) {
	m := content.inner("multiImage", "images")
	m.need("images")
	images := m.items("images", "id", "altText")
	if n := len(images); n < 2 || n > mostImages {
		m.fail(codeInvalid, "images", fmt.Sprintf("A post must have between 2 and %d images", mostImages))
	}
	for _, image := range images {
		p.media = append(p.media, c.attach(image, "id", p, kindImage))
		image.text("altText", longestAltText)
		m.merge(image)
	}
	content.merge(m)
}

func (c *call) readArticle(content *form, p *post) {
	a := content.inner("article", "source", "title", "description", "thumbnail", "thumbnailAltText")
	a.need("source")
	a.address("source")
	a.text("title", longestTitle)
	a.text("description", longestDescription)
	a.text("thumbnailAltText", longestAltText)
	if a.has("thumbnail") {
		p.media = append(p.media, c.attach(a, "thumbnail", p, kindImage))
	}
	content.merge(a)
}

func pollDays(duration string) int {
	switch duration {
	case "ONE_DAY":
		return 1
	case "THREE_DAYS":
		return 3
	case "SEVEN_DAYS":
		return 7
	case "FOURTEEN_DAYS":
		return 14
	}
	return 0
}

func readPoll(content *form, p *post) {
	q := content.inner("poll", "question", "options", "settings")
	q.need("question", "options", "settings")
	question := q.text("question", longestQuestion)
	if q.has("question") && question == "" {
		q.fail(codeBlank, "question", "The field must not be blank")
	}
	options := q.items("options", "text")
	if n := len(options); n < 2 || n > mostOptions {
		q.fail(codeInvalid, "options", fmt.Sprintf("A poll must have between 2 and %d options", mostOptions))
	}
	p.poll = &poll{question: question, votes: make([]int, len(options))}
	for _, option := range options {
		option.need("text")
		text := option.text("text", longestOption)
		if option.has("text") && text == "" {
			option.fail(codeBlank, "text", "The field must not be blank")
		}
		p.poll.options = append(p.poll.options, text)
		q.merge(option)
	}
	settings := q.inner("settings", "duration", "voteSelectionType", "isVoterVisibleToAuthor")
	settings.need("duration")
	p.poll.days = pollDays(settings.oneOf("duration", "ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS"))
	settings.oneOf("voteSelectionType", "SINGLE_VOTE")
	settings.bool("isVoterVisibleToAuthor")
	q.merge(settings)
	content.merge(q)
}
