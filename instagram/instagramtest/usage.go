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
	if platform(c) {
		return "", "", 0
	}
	a := h.accountOf(c.Token)
	if a == nil {
		return "", "", 0
	}
	return a.id, "instagram", codeInstagram
}

// platform reports whether a call is about public content, which counts for the app.
func platform(c *graphtest.Call) bool {
	path := c.Request.URL.Path
	return strings.Contains(c.Params.Text("fields"), "business_discovery") || strings.HasSuffix(path, "/ig_hashtag_search") ||
		strings.HasSuffix(path, "/recent_media") || strings.HasSuffix(path, "/top_media") || strings.HasSuffix(path, "/accounts")
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
