package xtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A draft is a post before it exists.
type draft struct {
	text           string
	media          []*media
	tagged         []string
	poll           *poll
	replyTo, quote *post
	exclude        []string // user ids that a reply does not mention
	edits          *post
	settings       string
	community      string
	place          string
	card, deepLink string
	article        *article
	paid, ai       bool
	nullcast       bool
	superFollowers bool
}

// createPost is POST /2/tweets, see https://docs.x.com/x-api/posts/create-post.
func createPost(c *call) (any, error) {
	d, err := c.readDraft()
	if err != nil {
		return nil, err
	}
	if err := c.checkDraft(d); err != nil {
		return nil, err
	}
	var p *post
	if d.edits != nil {
		p = c.srv.edit(d)
	} else {
		p = c.srv.publish(c.user, d)
	}
	c.chargePost(p)
	history := []string{}
	for _, version := range p.chain.versions {
		history = append(history, version.idText())
	}
	c.status = http.StatusCreated
	return data(object{"id": p.idText(), "text": p.wire.text, "edit_history_tweet_ids": history}), nil
}

func (c *call) chargePost(p *post) {
	hasURL := slices.ContainsFunc(scan(p.typed), func(f found) bool { return f.kind == entityURL })
	switch {
	case hasURL:
		c.charge(PostCreateURL, "")
	case p.replyTo != nil && p.replyTo.author != p.author:
		c.charge(PostCreateReply, "")
	default:
		c.charge(PostCreate, "")
	}
}

// readDraft checks the form of the body and finds what it refers to.
func (c *call) readDraft() (*draft, error) {
	b := c.body
	if b == nil {
		return nil, badBody("The request body is empty.")
	}
	if err := check(b, "", map[string]byte{
		"text": 's', "media": 'o', "poll": 'o', "reply": 'o', "quote_tweet_id": 's', "reply_settings": 's',
		"edit_options": 'o', "community_id": 's', "share_with_followers": 'b', "made_with_ai": 'b', "paid_partnership": 'b',
		"geo": 'o', "nullcast": 'b', "card_uri": 's', "direct_message_deep_link": 's', "for_super_followers_only": 'b',
	}); err != nil {
		return nil, err
	}
	d := &draft{
		text: text(b, "text"), settings: text(b, "reply_settings"), community: text(b, "community_id"),
		card: text(b, "card_uri"), deepLink: text(b, "direct_message_deep_link"), paid: flag(b, "paid_partnership"),
		ai: flag(b, "made_with_ai"), nullcast: flag(b, "nullcast"), superFollowers: flag(b, "for_super_followers_only"),
	}
	for _, read := range []func(*draft) error{c.readSettings, c.readMedia, c.readPoll, c.readReply, c.readQuote, c.readEdit} {
		if err := read(d); err != nil {
			return nil, err
		}
	}
	given := 0
	for _, name := range []string{"media", "poll", "quote_tweet_id", "card_uri"} {
		if _, ok := b[name]; ok {
			given++
		}
	}
	if given > 1 || d.card != "" && d.deepLink != "" {
		return nil, badBody("Only one of `media`, `poll`, `quote_tweet_id` and `card_uri` can be given; `card_uri` excludes `direct_message_deep_link` too.")
	}
	if d.text == "" && given == 0 && d.deepLink == "" {
		return nil, badParameter("text", "", "$.text: is missing but it is required")
	}
	return d, nil
}

func (c *call) readSettings(d *draft) error {
	if d.settings != "" && !slices.Contains([]string{"following", "mentionedUsers", "subscribers", "verified"}, d.settings) {
		return badParameter("reply_settings", d.settings, "$.reply_settings: does not have a value in the enumeration [following, mentionedUsers, subscribers, verified]")
	}
	if geo := part(c.body, "geo"); geo != nil {
		if err := check(geo, "geo.", map[string]byte{"place_id": 's'}); err != nil {
			return err
		}
		if c.user.GeoEnabled { // dropped silently otherwise
			d.place = text(geo, "place_id")
		}
	}
	return nil
}

func (c *call) readMedia(d *draft) error {
	m := part(c.body, "media")
	if m == nil {
		return nil
	}
	if err := check(m, "media.", map[string]byte{
		"media_ids": 'l', "tagged_user_ids": 'l', "title": 's', "description": 's', "preview_media_id": 's', "embeddable": 'b', "call_to_actions": 'o',
	}); err != nil {
		return err
	}
	if actions := part(m, "call_to_actions"); len(actions) > 1 {
		return badParameter("media.call_to_actions", "", "$.media.call_to_actions: only one variant can be given")
	}
	ids := texts(m, "media_ids")
	if len(ids) < 1 || len(ids) > 4 {
		return badParameter("media.media_ids", strings.Join(ids, ","), "$.media.media_ids: there must be a minimum of 1 and a maximum of 4 items in the array")
	}
	d.tagged = texts(m, "tagged_user_ids")
	if len(d.tagged) > 10 {
		return badParameter("media.tagged_user_ids", strings.Join(d.tagged, ","), "$.media.tagged_user_ids: there must be a maximum of 10 items in the array")
	}
	for _, value := range ids {
		found, err := c.attachable(value)
		if err != nil {
			return err
		}
		d.media = append(d.media, found)
	}
	return mixture(d.media)
}

// attachable finds a file that is ready and that the caller may use.
func (c *call) attachable(value string) (*media, error) {
	id, _ := parseID(value)
	m := c.srv.media[id]
	if m == nil || !m.usable(c.user) || !c.srv.now().Before(m.expires) || !m.final {
		return nil, badBody("Your media IDs are invalid.")
	}
	if state := c.srv.processing(m); state != mediaSucceeded {
		return nil, badBody("Your media IDs are invalid.")
	}
	return m, nil
}

// mixture allows four photos, or one GIF, or one video.
func mixture(list []*media) error {
	for _, m := range list {
		if m.kind() != "photo" && len(list) > 1 {
			return badBody("Media type unrecognized: a Tweet can hold 4 photos, 1 GIF or 1 video.")
		}
	}
	return nil
}

func (c *call) readPoll(d *draft) error {
	p := part(c.body, "poll")
	if p == nil {
		return nil
	}
	if err := check(p, "poll.", map[string]byte{"options": 'l', "duration_minutes": 'n', "reply_settings": 's'}); err != nil {
		return err
	}
	options := texts(p, "options")
	if len(options) < 2 || len(options) > 4 {
		return badParameter("poll.options", strings.Join(options, ","), "$.poll.options: there must be a minimum of 2 and a maximum of 4 items in the array")
	}
	for _, option := range options {
		if n := len([]rune(option)); n < 1 || n > 25 {
			return badParameter("poll.options", option, "$.poll.options[0]: must be between 1 and 25 characters long")
		}
	}
	minutes, ok := whole(p, "duration_minutes")
	if !ok || minutes < 5 || minutes > 10_080 {
		return badParameter("poll.duration_minutes", fmt.Sprint(p["duration_minutes"]), "$.poll.duration_minutes: must be between 5 and 10080")
	}
	d.poll = &poll{options: options, votes: make([]int, len(options)), minutes: minutes, ends: c.srv.now().Add(time.Duration(minutes) * time.Minute)}
	return nil
}

func (c *call) readReply(d *draft) error {
	r := part(c.body, "reply")
	if r == nil {
		return nil
	}
	if err := check(r, "reply.", map[string]byte{"in_reply_to_tweet_id": 's', "exclude_reply_user_ids": 'l', "auto_populate_reply_metadata": 'b'}); err != nil {
		return err
	}
	d.exclude = texts(r, "exclude_reply_user_ids")
	id, err := bodyID(r, "in_reply_to_tweet_id")
	if err != nil {
		return err
	}
	if d.replyTo = c.srv.posts[id]; d.replyTo == nil || d.replyTo.deleted {
		return c.srv.refuse("You attempted to reply to a Tweet that is deleted or not visible to you.")
	}
	return nil
}

func (c *call) readQuote(d *draft) error {
	if text(c.body, "quote_tweet_id") == "" {
		return nil
	}
	id, err := bodyID(c.body, "quote_tweet_id")
	if err != nil {
		return err
	}
	if d.quote = c.srv.posts[id]; d.quote == nil || d.quote.deleted {
		return c.srv.refuse("You attempted to quote a Tweet that is deleted or not visible to you.")
	}
	return nil
}

func (c *call) readEdit(d *draft) error {
	e := part(c.body, "edit_options")
	if e == nil {
		return nil
	}
	id, err := bodyID(e, "previous_post_id")
	if err != nil {
		return err
	}
	if d.edits = c.srv.posts[id]; d.edits == nil || d.edits.deleted {
		return c.srv.refuse("You attempted to edit a Tweet that is deleted or not visible to you.")
	}
	return nil
}
