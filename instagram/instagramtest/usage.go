package instagramtest

import (
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// usage is what accounts have called lately, where the skeleton does not count.
type usage struct {
	conversations map[*account][]time.Time
	private       map[*account][]time.Time // private replies
}

func newUsage() usage {
	return usage{conversations: map[*account][]time.Time{}, private: map[*account][]time.Time{}}
}

// The limits that do not depend on options, see
// https://developers.facebook.com/docs/instagram-platform/overview#rate-limiting.
const (
	privateRepliesPerHour = 750
	likesBurst            = 50
	likesBurstPeriod      = 5 * time.Second
	likesLockout          = time.Hour
	codeInstagram         = 80002
	codeRate              = 613
)

// limits puts every call on the account's budget, save for those of messages and of public content.
func (h *Host) limits() graphtest.Limits {
	return graphtest.Limits{
		Asset:    graphtest.Allowance{Calls: h.srv.opts.Impressions * callsPerImpression, Per: day},
		Classify: h.classify,
	}
}

// classify says on whose account a call goes.
func (h *Host) classify(c *graphtest.Call) (key, kind string, code int) {
	a := h.target(c.Request.URL.Path)
	if a == nil {
		a = h.accountOf(c.Token)
	}
	if a == nil || platform(c) {
		return "", "", 0
	}
	return a.id, "instagram", codeInstagram
}

// target is the account that a path is about; nil if it does not say.
func (h *Host) target(path string) *account {
	for part := range strings.SplitSeq(path, "/") {
		n := h.graph.Node(part)
		if n == nil {
			continue
		}
		switch data := n.Data.(type) {
		case *account:
			return data
		case *container:
			return data.account
		case *media:
			return data.owner
		case *comment:
			return data.media.owner
		}
	}
	return nil
}

// platform reports whether a call is about public content or messages, which do not count for the account.
func platform(c *graphtest.Call) bool {
	last := c.Request.URL.Path[strings.LastIndexByte(c.Request.URL.Path, '/')+1:]
	switch last {
	case "ig_hashtag_search", "recent_media", "top_media", "accounts", "conversations", "messages":
		return true
	}
	return strings.Contains(c.Params.Text("fields"), "business_discovery")
}

// spend counts a call and reports whether it is one too many.
func spend(spent map[*account][]time.Time, a *account, now time.Time, limit int, per time.Duration) bool {
	calls := spent[a]
	for len(calls) > 0 && now.Sub(calls[0]) >= per {
		calls = calls[1:]
	}
	if over := len(calls) >= limit; over {
		spent[a] = calls
		return true
	}
	spent[a] = append(calls, now)
	return false
}

// meterConversations refuses calls that come too fast.
func (s *Server) meterConversations(a *account) error {
	if s.opts.ConversationCalls > 0 && spend(s.conversations, a, s.now(), s.opts.ConversationCalls, time.Second) {
		return graphtest.Coded(codeRate, "Calls to this api have exceeded the rate limit.").Sub(2534040)
	}
	return nil
}
