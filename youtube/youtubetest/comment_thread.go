package youtubetest

import (
	"cmp"
	"slices"
)

// listThreads is commentThreads.list, see
// https://developers.google.com/youtube/v3/docs/commentThreads/list.
func listThreads(c *call) (any, error) {
	by, err := c.filter("allThreadsRelatedToChannelId", "channelId", "id", "videoId")
	if err != nil {
		return nil, err
	}
	if by == "id" {
		return c.threadsByID()
	}
	var owner *channel
	var one *video
	switch by {
	case "videoId":
		if one, err = c.videoOf(c.text(by), "youtube.commentThread", by); err != nil {
			return nil, err
		}
		if one.CommentsDisabled {
			return nil, forbidden("youtube.commentThread", "commentsDisabled",
				`The video identified by the <code><a href="/youtube/v3/docs/commentThreads/list#videoId">videoId</a></code> parameter has disabled comments.`).at("videoId")
		}
		owner = one.owner
	default:
		if owner = c.srv.channels[c.text(by)]; owner == nil {
			return nil, notFound("youtube.commentThread", "channelNotFound",
				`The channel identified by the <code><a href="/youtube/v3/docs/commentThreads/list#`+by+`">`+by+`</a></code> parameter could not be found.`).at("channelId")
		}
	}
	status, err := c.statusFilter(owner)
	if err != nil {
		return nil, err
	}
	if by == "channelId" { // comments on channels themselves are gone since April 2024
		return seqPage(c, "commentThreadListResponse", nil, func(cm *comment) int { return cm.seq }, nil)
	}
	var found []*comment
	for _, cm := range slices.Backward(c.srv.threads) {
		if (one == nil || cm.video == one) && cm.video.owner == owner && c.fits(cm, status) {
			found = append(found, cm)
		}
	}
	if by == "allThreadsRelatedToChannelId" {
		found = c.related(found)
	}
	return c.threadPage(found, status)
}

// statusFilter reads moderationStatus, which is for the owner alone.
func (c *call) statusFilter(owner *channel) (ModerationStatus, error) {
	status := ModerationStatus(c.text("moderationStatus"))
	switch {
	case status == "" || status == Published:
		return Published, nil
	case status == Rejected:
		return "", badRequest("global", "invalidValue", "Rejected comments cannot be listed.").at("moderationStatus")
	case owner != c.channel || c.channel == nil:
		return "", forbidden("youtube.commentThread", "forbidden", "One or more of the requested comment threads cannot be retrieved due to insufficient permissions. The request might not be properly authorized.")
	}
	return status, nil
}

// fits reports whether a thread belongs into a list with this status.
func (c *call) fits(cm *comment, status ModerationStatus) bool {
	if cm.deleted || cm.video.deleted || !c.srv.visible(cm.video, c.channel) {
		return false
	}
	if !matchesQuery(c.text("searchTerms"), cm.Text) {
		return false
	}
	if cm.Status == status {
		return true
	}
	// A reply that waits for a decision brings its thread into the list.
	return status != Published && cm.Status == Published && slices.ContainsFunc(cm.replies, func(reply *comment) bool {
		return !reply.deleted && reply.Status == status
	})
}

// related is what the list of a whole channel finds of its threads.
func (c *call) related(found []*comment) []*comment {
	traps := c.srv.opts.Traps
	found = slices.DeleteFunc(found, func(cm *comment) bool {
		return cm.video.CommentsDisabled || c.srv.now().Before(cm.Published.Add(traps.RelatedLag))
	})
	if traps.RelatedDepth > 0 && len(found) > traps.RelatedDepth {
		found = found[:traps.RelatedDepth]
	}
	return found
}

func (c *call) threadPage(found []*comment, status ModerationStatus) (any, error) {
	show := func(cm *comment) object { return c.threadJSON(cm, status, true) }
	if c.text("order") == "relevance" {
		slices.SortStableFunc(found, func(a, b *comment) int {
			return cmp.Compare(b.Likes+len(b.replies), a.Likes+len(a.replies))
		})
		out, err := listPage(c, "commentThreadListResponse", found, show)
		return likeComments(out, c), err
	}
	return seqPage(c, "commentThreadListResponse", found, func(cm *comment) int { return cm.seq }, show)
}

func (c *call) threadsByID() (any, error) {
	for _, name := range []string{"moderationStatus", "order", "pageToken", "maxResults", "searchTerms"} {
		if c.text(name) != "" {
			return nil, incompatible("id, " + name)
		}
	}
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	var items []object
	for _, id := range ids {
		if cm := c.srv.comments[id]; cm != nil && cm.parent == nil && c.reads(cm) {
			items = append(items, c.threadJSON(cm, Published, false))
		}
	}
	return fullList("commentThreadListResponse", items), nil
}

// insertThread is commentThreads.insert, see
// https://developers.google.com/youtube/v3/docs/commentThreads/insert.
func insertThread(c *call) (any, error) {
	const domain = "youtube.commentThread"
	var b threadBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	text := ""
	if b.Snippet != nil && b.Snippet.TopLevelComment != nil && b.Snippet.TopLevelComment.Snippet != nil {
		text = b.Snippet.TopLevelComment.Snippet.TextOriginal
	}
	if err := checkText(domain, text); err != nil {
		return nil, err
	}
	if b.Snippet.VideoID == "" {
		if b.Snippet.ChannelID != "" {
			return nil, badRequest(domain, "invalidCommentThreadMetadata", "Comments on channels are not supported any more.")
		}
		return nil, badRequest(domain, "channelOrVideoIdMissing", "The <code>snippet.channelId</code> or <code>snippet.videoId</code> property must be set.")
	}
	v, err := c.videoOf(b.Snippet.VideoID, domain, "videoId")
	if err != nil {
		return nil, err
	}
	switch {
	case b.Snippet.ChannelID != "" && b.Snippet.ChannelID != v.owner.id:
		return nil, badRequest(domain, "invalidChannelId", "The <code>snippet.channelId</code> property does not identify the owner of the video.")
	case v.CommentsDisabled:
		return nil, forbidden(domain, "commentsDisabled", "The video has disabled comments.")
	}
	cm := &comment{author: me, video: v, Comment: Comment{Text: text}}
	c.srv.addComment(cm)
	return c.threadJSON(cm, Published, false), nil
}
