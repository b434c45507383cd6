package linkedin

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/relais-go/relais/social"
)

// complete adds to notifications what they do not say themselves. An error is one that passes: what may not be read, is
// gone, or is more than the day's allowance is left out.
func (h *hearing) complete(ctx context.Context, list []*Notification) error {
	for _, n := range list {
		if n.SourcePost.URN != "" && n.Source != "" {
			h.posts.put(string(n.Source), n.SourcePost.URN)
		}
	}
	if h.o.Brief {
		return nil
	}
	if err := h.addComments(ctx, list); err != nil {
		return err
	}
	return h.addReactions(ctx, list)
}

// spared reports whether the listening goes on without what could not be read. What is refused for good is not asked for
// again.
func (h *hearing) spared(ctx context.Context, what string, err error) bool {
	switch {
	case errors.Is(err, social.ErrNotFound), errors.Is(err, social.ErrQuota):
		return true
	case errors.Is(err, social.ErrPermission), errors.Is(err, social.ErrInvalid), errors.Is(err, errors.ErrUnsupported):
		if !h.denied[what] {
			h.denied[what] = true
			h.c.rest.Log().WarnContext(ctx, "listening: what notifications do not say cannot be read",
				slog.String("network", network), slog.String("what", what), slog.Any("error", err))
		}
		return true
	default:
		return false
	}
}

// detailKey names a comment as it was when a notification was made.
func (n *Notification) detailKey() string {
	return string(n.CommentURN()) + " " + strconv.FormatInt(n.At.UnixMilli(), 10)
}

// tellsComment reports whether a notification is of a comment by somebody else that should still be there.
func (n *Notification) tellsComment(page URN) bool {
	switch n.Action {
	case ActionComment, ActionCommentEdit, ActionAdminComment, actionCommentMention:
		return n.CommentURN() != "" && !n.author().is(page)
	default:
		return false
	}
}

// What may be refused.
const (
	readingBatches   = "comments, several at once"
	readingComments  = "comments"
	readingReactions = "reactions"
)

// mostSingles is how many comments are read one by one where several at once are refused.
const mostSingles = 10

// addComments reads the comments that notifications tell of.
func (h *hearing) addComments(ctx context.Context, list []*Notification) error {
	var missing []*Notification
	for _, n := range list {
		if !n.tellsComment(h.c.cfg.Author) {
			continue
		}
		if k, ok := h.details.get(n.detailKey()); ok {
			n.Comment = k
			continue
		}
		missing = append(missing, n)
	}
	if len(missing) == 0 || h.denied[readingComments] {
		return nil
	}
	found := map[URN]*Comment{}
	for on, ids := range grouped(commentsOf(missing)) {
		if err := h.readComments(ctx, on, ids, found); err != nil {
			return err
		}
	}
	for _, n := range missing {
		n.Comment = found[n.CommentURN()]
		h.details.put(n.detailKey(), n.Comment)
	}
	return nil
}

func commentsOf(list []*Notification) []URN {
	out := make([]URN, len(list))
	for i, n := range list {
		out[i] = n.CommentURN()
	}
	return out
}

// readComments reads comments below one post: several at once if there are several, and that is permitted.
func (h *hearing) readComments(ctx context.Context, on URN, ids []string, found map[URN]*Comment) error {
	if len(ids) > 1 && !h.denied[readingBatches] {
		for chunk := range slices.Chunk(ids, maxBatch) {
			some, err := h.c.batchComments(ctx, on, chunk, social.PriorityPoll)
			if errors.Is(err, social.ErrPermission) && h.spared(ctx, readingBatches, err) {
				return h.readSingly(ctx, on, ids, found)
			}
			if err != nil && !h.spared(ctx, readingComments, err) {
				return err
			}
			for id, k := range some {
				found[CommentURN(on, id)] = k
			}
		}
		return nil
	}
	return h.readSingly(ctx, on, ids, found)
}

// readSingly reads the newest of several comments one by one.
func (h *hearing) readSingly(ctx context.Context, on URN, ids []string, found map[URN]*Comment) error {
	for _, id := range ids[:min(mostSingles, len(ids))] {
		if h.denied[readingComments] {
			return nil
		}
		u := CommentURN(on, id)
		path, err := commentPath(u)
		if err != nil {
			return nil //nolint:nilerr // no such comment
		}
		k, err := get[Comment](ctx, h.c, &request{Op: "comments.get", Method: MethodGet, Path: path, Priority: social.PriorityPoll})
		switch {
		case err == nil:
			found[u] = k
		case !h.spared(ctx, readingComments, err):
			return err
		}
	}
	return nil
}

// clockSlack is how far the times of a notification and of what it tells of may be apart.
const clockSlack = time.Second

// Bounds of the search for who reacted.
const (
	reactionPages = 3              // of 100, of one post
	reactionAge   = 24 * time.Hour // reactions that are older are told without their authors
)

// addReactions finds out who reacted, and how: notifications only say that somebody did.
func (h *hearing) addReactions(ctx context.Context, list []*Notification) error {
	missing := map[URN][]*Notification{}
	for _, n := range list {
		if n.Action != ActionLike || n.Post() == "" {
			continue
		}
		if r, ok := h.reacted.get(n.name()); ok {
			n.Reaction = r
		} else if h.c.now().Sub(n.At.Time) < reactionAge {
			missing[n.Post()] = append(missing[n.Post()], n)
		}
	}
	for post, of := range missing {
		if h.denied[readingReactions] {
			return nil
		}
		newest, err := h.newestReactions(ctx, post, of)
		switch {
		case err != nil && !h.spared(ctx, readingReactions, err):
			return err
		case err != nil:
			continue
		}
		for _, n := range of {
			n.Reaction = matching(n, newest)
			h.reacted.put(n.name(), n.Reaction)
		}
	}
	return nil
}

// newestReactions reads the reactions to a post back to the oldest that is told of.
func (h *hearing) newestReactions(ctx context.Context, post URN, told []*Notification) ([]*Reaction, error) {
	oldest := told[0].At.Time
	for _, n := range told {
		if n.At.Before(oldest) {
			oldest = n.At.Time
		}
	}
	l, err := reactionsTo(post, nil)
	if err != nil {
		return nil, err
	}
	l.Priority = social.PriorityPoll
	var out []*Reaction
	cursor := ""
	for range reactionPages {
		page, err := pageOf(ctx, h.c, l, &PageParams{Cursor: cursor})
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		old := len(page.Items) > 0 && page.Items[len(page.Items)-1].at().Before(oldest.Add(-clockSlack))
		if cursor = page.Next; cursor == "" || old {
			break
		}
	}
	return out, nil
}

// at is when somebody reacted for the first time.
func (r *Reaction) at() time.Time { return r.Created.Time.Time }

// matching is the reaction of the time of a notification, nil if none or more than one can be meant.
func matching(n *Notification, list []*Reaction) *Reaction {
	var found *Reaction
	for _, r := range list {
		if r.at().Sub(n.At.Time).Abs() > clockSlack {
			continue
		}
		if found != nil {
			return nil
		}
		found = r
	}
	return found
}
