package youtubetest

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"time"
	"unicode"
)

// searchDepth is how many results a search can be paged through.
const searchDepth = 500

// hit is a result of a search.
type hit struct {
	kind        string // "video", "channel" or "playlist"
	id          string
	owner       *channel
	title, text string
	at          time.Time
	video       *video
	pictures    object
	views       int64
	count       int
}

// search is search.list, see https://developers.google.com/youtube/v3/docs/search/list.
func search(c *call) (any, error) {
	if err := c.checkSearch(); err != nil {
		return nil, err
	}
	types := c.list("type")
	if len(types) == 0 {
		types = []string{"video", "channel", "playlist"}
	}
	var found []hit
	for _, one := range c.searchable() {
		if slices.Contains(types, one.kind) && c.finds(one) {
			found = append(found, one)
		}
	}
	sortHits(found, c.text("order"))
	total := len(found)
	found = found[:min(total, searchDepth)]
	out, err := listPage(c, "searchListResponse", found, c.hitJSON)
	if err != nil {
		return nil, err
	}
	out["pageInfo"] = pageInfo(total, c.size())
	out["regionCode"] = cmp.Or(c.text("regionCode"), "US")
	return without(out), nil
}

// checkSearch knows which filters go together.
func (c *call) checkSearch() error {
	types := c.list("type")
	for _, kind := range types {
		if kind != "video" && kind != "channel" && kind != "playlist" {
			return badRequest("youtube.search", "invalidSearchFilter", "The request contains an invalid combination of search filters and/or restrictions.").at("type")
		}
	}
	onlyVideos := slices.Equal(types, []string{"video"})
	for name := range c.query {
		aboutVideos := name == "eventType" || name == "forMine" || strings.HasPrefix(name, "video") && name != "videoCategoryId"
		if aboutVideos && !onlyVideos || name == "videoCategoryId" && !onlyVideos {
			return badRequest("youtube.search", "invalidSearchFilter",
				"The request contains an invalid combination of search filters and/or restrictions. Note that you must set the <code>type</code> parameter to <code>video</code>.").at(name)
		}
	}
	if !c.flag("forMine") {
		return nil
	}
	if c.text("channelId") != "" || c.text("videoDefinition") != "" || c.text("videoDimension") != "" || c.text("videoDuration") != "" {
		return incompatible("forMine, " + "channelId")
	}
	_, err := c.mine("forMine")
	return err
}

// searchable is all that the caller could find, newest first.
func (c *call) searchable() []hit {
	s := c.srv
	var all []hit
	for _, v := range slices.Backward(s.published) {
		late := s.now().Before(v.since().Add(s.opts.SearchDelay))
		mine := c.flag("forMine")
		if late || mine && (v.owner != c.channel || c.channel == nil) || !mine && !s.listed(v, nil) || !s.visible(v, c.channel) {
			continue
		}
		all = append(all, hit{
			kind: "video", id: v.ID, owner: v.owner, title: v.Title, text: v.Description + " " + strings.Join(v.Tags, " "),
			at: v.since(), video: v, pictures: thumbnails(v), views: v.views(),
		})
	}
	if c.flag("forMine") {
		return all
	}
	for _, ch := range slices.Backward(s.order) {
		all = append(all, hit{
			kind: "channel", id: ch.id, owner: ch, title: ch.Title, text: ch.Description + " @" + ch.Handle, at: ch.created,
			pictures: avatars(ch), views: ch.extra.Views, count: len(ch.videos),
		})
		for _, p := range slices.Backward(ch.lists) {
			if p.listedBy(nil) {
				all = append(all, hit{
					kind: "playlist", id: p.ID, owner: ch, title: p.Title, text: p.Description, at: p.Created,
					pictures: p.pictures(), count: len(p.items),
				})
			}
		}
	}
	return all
}

func (c *call) finds(h hit) bool {
	if id := c.text("channelId"); id != "" && h.owner.id != id {
		return false
	}
	if after := c.moment("publishedAfter"); !after.IsZero() && h.at.Before(after) {
		return false
	}
	if before := c.moment("publishedBefore"); !before.IsZero() && !h.at.Before(before) {
		return false
	}
	if id := c.text("videoCategoryId"); id != "" && (h.video == nil || h.video.CategoryID != id) {
		return false
	}
	if event := c.text("eventType"); event != "" && event != "none" {
		if h.video.live == nil || h.video.live.event() != event {
			return false
		}
	}
	return matchesQuery(c.text("q"), h.title+" "+h.text+" "+h.owner.Title)
}

// matchesQuery knows words, "a|b" for one of several, "-a" for none, and quoted phrases.
func matchesQuery(query, text string) bool {
	text = fold(text)
	for _, term := range splitQuery(strings.ToLower(query)) {
		wanted, not := strings.CutPrefix(term, "-")
		hit := false
		for word := range strings.SplitSeq(wanted, "|") {
			hit = hit || fold(word) != "" && strings.Contains(text, strings.TrimSuffix(fold(word), " "))
		}
		if fold(wanted) != "" && hit == not {
			return false
		}
	}
	return true
}

// fold is a text in small letters with single blanks before each word.
func fold(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '@' && r != '_'
	})
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ") + " "
}

// splitQuery cuts at blanks outside of quotes.
func splitQuery(query string) []string {
	quoted := false
	return strings.FieldsFunc(query, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return unicode.IsSpace(r) && !quoted
	})
}

func sortHits(found []hit, order string) {
	slices.SortStableFunc(found, func(a, b hit) int {
		switch order {
		case "date":
			return b.at.Compare(a.at)
		case "title":
			return strings.Compare(a.title, b.title)
		case "viewCount":
			return cmp.Compare(b.views, a.views)
		case "videoCount":
			return cmp.Compare(b.count, a.count)
		case "rating":
			return cmp.Compare(likes(b), likes(a))
		}
		return 0
	})
}

func likes(h hit) int64 {
	if h.video == nil {
		return 0
	}
	return h.video.Likes + h.video.extra.Likes
}

// hitJSON shows a result. Texts are escaped as in HTML, and descriptions are cut, as on the network.
func (c *call) hitJSON(h hit) object {
	o := object{"id": object{"kind": "youtube#" + h.kind, h.kind + "Id": h.id}}
	if c.parts["snippet"] {
		text := ""
		switch {
		case h.video != nil:
			text = h.video.Description
		case h.kind == "channel":
			text = h.owner.Description
		default:
			text = h.text
		}
		live := "none"
		if h.video != nil {
			live = h.video.liveContent()
		}
		o["snippet"] = object{
			"publishedAt": stamp(h.at), "publishTime": stamp(h.at), "channelId": h.owner.id, "channelTitle": html.EscapeString(h.owner.Title),
			"title": html.EscapeString(h.title), "description": html.EscapeString(shorten(text, 160)),
			"thumbnails": h.pictures, "liveBroadcastContent": live,
		}
	}
	return resource("searchResult", "", o)
}

func shorten(text string, limit int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= limit {
		return string(runes)
	}
	return strings.TrimSpace(string(runes[:limit-4])) + " ..."
}
