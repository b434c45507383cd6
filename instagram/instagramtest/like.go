package instagramtest

import (
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// likeOp is POST or DELETE /{ig-user}/likes.
func (h *Host) likeOp(on bool) func(*graphtest.Call, *account) (any, error) {
	return func(c *graphtest.Call, a *account) (any, error) {
		now := h.srv.now()
		if now.Before(a.lockedOut) {
			return nil, graphtest.Coded(4, "Application request limit reached")
		}
		for len(a.likeTimes) > 0 && now.Sub(a.likeTimes[0]) > likesBurstPeriod {
			a.likeTimes = a.likeTimes[1:]
		}
		if a.likeTimes = append(a.likeTimes, now); len(a.likeTimes) > likesBurst {
			a.lockedOut = now.Add(likesLockout)
			return nil, graphtest.Coded(4, "Application request limit reached")
		}
		return h.setLike(c, a, on, now)
	}
}

func (h *Host) setLike(c *graphtest.Call, a *account, on bool, now time.Time) (any, error) {
	mediaID, commentID := c.Params.Text("media_id"), c.Params.Text("comment_id")
	if (mediaID == "") == (commentID == "") {
		return nil, badParam("Exactly one of media_id and comment_id is required")
	}
	if k := h.srv.comments[commentID]; commentID != "" {
		if k == nil || k.deleted || k.media.owner.Private {
			return nil, graphtest.Missing(http.MethodPost, commentID)
		}
		delete(k.likes, a)
		if on {
			k.likes[a] = true
		}
		return object{"success": true}, nil
	}
	m := h.srv.media[mediaID]
	if m == nil || !m.shown(now) || m.product == productStory || m.owner.Private && m.owner != a {
		return nil, graphtest.Missing(http.MethodPost, mediaID)
	}
	_, liked := m.likes[a]
	switch {
	case !on:
		delete(m.likes, a)
	case !liked:
		m.likes[a] = now
	}
	return object{"success": true}, nil
}
