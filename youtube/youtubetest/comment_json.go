package youtubetest

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// commentJSON shows a comment. The moderation status is for the owner of the video, and not shown where
// comments are asked for by id.
func (c *call) commentJSON(cm *comment, listed bool) object {
	o := object{}
	if c.parts["snippet"] {
		o["snippet"] = c.commentSnippet(cm, listed)
	}
	return resource("comment", cm.ID, o)
}

func (c *call) commentSnippet(cm *comment, listed bool) object {
	o := object{
		"authorDisplayName": "@" + cm.author.Handle, "authorProfileImageUrl": "https://yt3.ggpht.com/" + cm.author.id + "=s48",
		"authorChannelUrl": "http://www.youtube.com/@" + cm.author.Handle, "authorChannelId": object{"value": cm.author.id},
		"channelId": cm.video.owner.id, "videoId": cm.video.ID, "canRate": c.channel != nil, "viewerRating": "none",
		"likeCount": cm.Likes, "publishedAt": stamp(cm.Published), "updatedAt": stamp(cm.Updated), "textDisplay": cm.Text,
	}
	if c.text("textFormat") != "plainText" {
		o["textDisplay"] = displayHTML(cm.Text)
	}
	if cm.author == c.channel { // promised to the author alone
		o["textOriginal"] = cm.Text
	}
	if cm.parent != nil {
		o["parentId"] = cm.parent.ID
	}
	if listed && c.channel == cm.video.owner && c.channel != nil && !c.srv.opts.Traps.NoModerationStatus {
		o["moderationStatus"] = string(cm.Status)
	}
	set(o, "imageUrl", cm.ImageURL)
	return o
}

// displayHTML is a text as the network shows it: escaped, with breaks and links.
func displayHTML(text string) string {
	links := regexp.MustCompile(`https?://[^\s<>"]+`)
	out, last := strings.Builder{}, 0
	for _, at := range links.FindAllStringIndex(text, -1) {
		out.WriteString(html.EscapeString(text[last:at[0]]))
		link := html.EscapeString(text[at[0]:at[1]])
		out.WriteString(`<a href="` + link + `">` + link + `</a>`)
		last = at[1]
	}
	out.WriteString(html.EscapeString(text[last:]))
	return strings.ReplaceAll(out.String(), "\n", "<br>")
}

// sample is how many replies come with a thread.
const sample = 5

// threadJSON shows a thread with its newest replies, and with those that have the status the list is about.
func (c *call) threadJSON(cm *comment, status ModerationStatus, listed bool) object {
	o, replies := object{}, c.srv.shown(cm, c.channel)
	count := len(replies)
	if status != Published {
		for _, reply := range slices.Backward(cm.replies) {
			if !reply.deleted && reply.Status == status {
				replies = slices.Insert(replies, 0, reply)
			}
		}
	}
	if c.parts["snippet"] {
		o["snippet"] = object{
			"channelId": cm.video.owner.id, "videoId": cm.video.ID, "canReply": c.channel != nil, "totalReplyCount": count,
			"isPublic": cm.Status == Published, "topLevelComment": c.commentJSON(cm, listed),
		}
	}
	if c.parts["replies"] && len(replies) > 0 {
		inner := *c
		inner.parts = map[string]bool{"snippet": true}
		items := []object{}
		for _, reply := range replies[:min(sample, len(replies))] {
			items = append(items, inner.commentJSON(reply, listed))
		}
		o["replies"] = object{"comments": items}
	}
	return resource("commentThread", cm.ID, o)
}
