package youtubetest

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A ModerationStatus says who can see a comment.
type ModerationStatus string

// The moderation statuses, and what a spam filter does silently.
const (
	Published     ModerationStatus = "published"
	HeldForReview ModerationStatus = "heldForReview"
	LikelySpam    ModerationStatus = "likelySpam"
	Rejected      ModerationStatus = "rejected"
	// Dropped is a comment that is answered as if it stood, and that nobody ever sees.
	Dropped ModerationStatus = "dropped"
)

// A Comment is a comment or a reply as a test sees it.
type Comment struct {
	ID, Video, Author  string
	Parent             string // id of the comment that a reply answers; "" for others
	Text               string
	Status             ModerationStatus
	Likes              int
	ImageURL           string
	Published, Updated time.Time
}

type comment struct {
	Comment
	seq     int
	author  *channel
	video   *video
	parent  *comment
	replies []*comment // oldest first, deleted ones included
	deleted bool
}

// seen reports whether a viewer, nil for anybody, can see a comment. Rejecting one hides its replies.
func (cm *comment) seen(viewer *channel) bool {
	return cm.stands() && (cm.Status == Published || cm.author == viewer && viewer != nil)
}

// stands reports whether a comment is there for anybody at all.
func (cm *comment) stands() bool {
	if cm.deleted || cm.Status == Dropped || cm.Status == Rejected || cm.video.deleted {
		return false
	}
	return cm.parent == nil || !cm.parent.deleted && cm.parent.Status != Rejected
}

// shown are the replies that a viewer can see, newest first.
func (s *Server) shown(cm *comment, viewer *channel) []*comment {
	var out []*comment
	for _, reply := range slices.Backward(cm.replies) {
		if reply.seen(viewer) && reply.Status == Published {
			out = append(out, reply)
		}
	}
	return out
}

func (s *Server) commentCount(v *video) int64 {
	n := 0
	for _, cm := range s.threads {
		if cm.video == v && cm.seen(nil) {
			n += 1 + len(s.shown(cm, nil))
		}
	}
	return int64(n)
}

// addComment puts a comment or reply into the world.
func (s *Server) addComment(cm *comment) {
	now := s.now()
	cm.Published, cm.Updated, cm.seq = now, now, s.ids.seq()
	cm.Video, cm.Author, cm.Status = cm.video.ID, cm.author.id, Published
	if cm.parent != nil {
		cm.Parent, cm.ID = cm.parent.ID, cm.parent.ID+"."+s.ids.reply()
	} else {
		cm.ID = s.ids.comment()
	}
	switch {
	case cm.author == cm.video.owner:
	case cm.video.owner.banned[cm.author]:
		cm.Status = Rejected
	case s.opts.Screen != nil:
		if status := s.opts.Screen(cm.Comment); status != "" {
			cm.Status = status
		}
	}
	s.comments[cm.ID] = cm
	if cm.parent != nil {
		cm.parent.replies = append(cm.parent.replies, cm)
		return
	}
	s.threads = append(s.threads, cm)
}

func commentNotFound(reason string) *apiError {
	return notFound("youtube.comment", reason, "The specified comment could not be found. Check the value of the request's <code>id</code> parameter.")
}

// listComments is comments.list, see https://developers.google.com/youtube/v3/docs/comments/list.
func listComments(c *call) (any, error) {
	by, err := c.filter("id", "parentId")
	if err != nil {
		return nil, err
	}
	if by == "id" {
		if c.text("pageToken") != "" || c.text("maxResults") != "" {
			return nil, incompatible("id, pageToken, maxResults")
		}
		ids, err := c.ids()
		if err != nil {
			return nil, err
		}
		var items []object
		for _, id := range ids {
			if cm := c.srv.comments[id]; cm != nil && c.reads(cm) {
				items = append(items, c.commentJSON(cm, false))
			}
		}
		return without(fullList("commentListResponse", items), "pageInfo"), nil
	}
	parent := c.srv.comments[c.text("parentId")]
	if parent == nil || parent.parent != nil || !c.reads(parent) {
		return nil, notFound("youtube.comment", "commentNotFound", "The comment identified by the <code>parentId</code> parameter could not be found.").at("parentId")
	}
	replies := c.srv.shown(parent, c.channel)
	show := func(cm *comment) object { return c.commentJSON(cm, true) }
	if c.srv.opts.Traps.OldestRepliesFirst {
		slices.Reverse(replies)
		out, err := listPage(c, "commentListResponse", replies, show)
		return likeComments(out, c), err
	}
	return seqPage(c, "commentListResponse", replies, func(cm *comment) int { return cm.seq }, show)
}

// reads reports whether the caller can read a comment: authors their own, owners all but the rejected.
func (c *call) reads(cm *comment) bool {
	return cm.seen(c.channel) || cm.stands() && c.channel != nil && cm.video.owner == c.channel
}

// likeComments gives a page that is cut by offsets the members that pages of comments have.
func likeComments(out object, c *call) object {
	if out == nil {
		return nil
	}
	if items, ok := out["items"].([]object); ok {
		out["pageInfo"] = pageInfo(len(items), c.size())
	}
	return without(out, "prevPageToken")
}

func checkText(domain, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return badRequest(domain, "commentTextRequired", "The <code>comment</code> resource that is being inserted must specify a value for the <code>snippet.textOriginal</code> property. Comments cannot be empty.")
	case utf8.RuneCountInString(text) > maxComment:
		return badRequest(domain, "commentTextTooLong", "The <code>comment</code> resource that is being inserted contains too many characters in the <code>snippet.topLevelComment.snippet.textOriginal</code> property.")
	}
	return nil
}

// insertComment is comments.insert, see https://developers.google.com/youtube/v3/docs/comments/insert.
func insertComment(c *call) (any, error) {
	var b commentBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	if b.Snippet == nil {
		b.Snippet = &commentSnippet{}
	}
	if b.Snippet.ParentID == "" {
		return nil, badRequest("youtube.comment", "parentIdMissing", "The comment that is being inserted must be linked to a parent comment. Set the <code>snippet.parentId</code> property.")
	}
	if err := checkText("youtube.comment", b.Snippet.TextOriginal); err != nil {
		return nil, err
	}
	parent := c.srv.comments[b.Snippet.ParentID]
	if parent == nil || !c.reads(parent) || parent.parent != nil {
		return nil, notFound("youtube.comment", "parentCommentNotFound", "The specified parent comment could not be found.").in("body.snippet.parentId")
	}
	if parent.video.CommentsDisabled {
		return nil, forbidden("youtube.comment", "forbidden", "The comment cannot be created due to insufficient permissions.")
	}
	cm := &comment{author: me, video: parent.video, parent: parent, Comment: Comment{Text: b.Snippet.TextOriginal}}
	c.srv.addComment(cm)
	return c.commentJSON(cm, false), nil
}

// ownComment is the comment of an id, if the caller wrote it.
func (c *call) ownComment(id string) (*comment, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	cm := c.srv.comments[id]
	if cm == nil || !c.reads(cm) {
		return nil, commentNotFound("commentNotFound")
	}
	if cm.author != me {
		return nil, forbidden("youtube.comment", "forbidden", "The comment cannot be changed due to insufficient permissions. The request might not be properly authorized.")
	}
	return cm, nil
}

// updateComment is comments.update, see https://developers.google.com/youtube/v3/docs/comments/update.
func updateComment(c *call) (any, error) {
	var b commentBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	cm, err := c.ownComment(b.ID)
	if err != nil {
		return nil, err
	}
	if b.Snippet == nil {
		b.Snippet = &commentSnippet{}
	}
	if err := checkText("youtube.comment", b.Snippet.TextOriginal); err != nil {
		return nil, err
	}
	cm.Text, cm.Updated = b.Snippet.TextOriginal, c.srv.now()
	return c.commentJSON(cm, false), nil
}

// deleteComment is comments.delete, see https://developers.google.com/youtube/v3/docs/comments/delete. Only
// authors may delete.
func deleteComment(c *call) (any, error) {
	cm, err := c.ownComment(c.text("id"))
	if err != nil {
		return nil, err
	}
	cm.deleted = true
	return nil, nil //nolint:nilnil // 204
}

// setModerationStatus is comments.setModerationStatus, see
// https://developers.google.com/youtube/v3/docs/comments/setModerationStatus.
func setModerationStatus(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	status, ban := ModerationStatus(c.text("moderationStatus")), c.flag("banAuthor")
	if ban && status != Rejected {
		return nil, badRequest("youtube.comment", "banWithoutReject", "The <code>banAuthor</code> parameter can only be used if the <code>moderationStatus</code> parameter value is <code>rejected</code>.").at("banAuthor")
	}
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	var all []*comment
	for _, id := range ids {
		cm := c.srv.comments[id]
		if cm == nil || cm.deleted || cm.Status == Dropped {
			if c.srv.opts.Traps.UnknownCommentForbidden {
				return nil, moderationForbidden()
			}
			return nil, commentNotFound("commentNotFound")
		}
		if cm.video.owner != me {
			return nil, moderationForbidden()
		}
		if status == LikelySpam || cm.Status == Rejected && status != Rejected {
			return nil, badRequest("youtube.comment", "processingFailure", "The API server failed to successfully process the request. While this can be a transient error, it usually indicates that the request's input is invalid.")
		}
		all = append(all, cm)
	}
	for _, cm := range all {
		cm.Status = status
		if ban {
			me.banned[cm.author] = true
		}
	}
	return nil, nil //nolint:nilnil // 204
}

func moderationForbidden() *apiError {
	return forbidden("youtube.comment", "forbidden", "The moderation status of one or more comments cannot be set due to insufficient permissions. The request might not be properly authorized.")
}

// Comments are all comments and replies on a video that exist, rejected ones included, oldest first.
func (s *Server) Comments(video string) []Comment {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.mustVideo(video)
	var found []*comment
	for _, cm := range s.comments {
		if cm.video == v && !cm.deleted {
			found = append(found, cm)
		}
	}
	slices.SortFunc(found, func(a, b *comment) int { return cmp.Compare(a.seq, b.seq) })
	out := make([]Comment, len(found))
	for i, cm := range found {
		out[i] = cm.Comment
	}
	return out
}

// FindComment returns a comment or reply, and false if it does not exist or was deleted.
func (s *Server) FindComment(id string) (Comment, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	cm := s.comments[id]
	if cm == nil || cm.deleted {
		return Comment{}, false
	}
	return cm.Comment, true
}

// Banned are the ids of the channels whose comments a channel rejects, in the order of their creation.
func (s *Server) Banned(channel string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.mustChannel(channel)
	var out []string
	for _, other := range s.order {
		if ch.banned[other] {
			out = append(out, other.id)
		}
	}
	return out
}
