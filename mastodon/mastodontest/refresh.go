package mastodontest

import "fmt"

// A refresh is the fetching of remote replies in the background, which the answer to a thread announces
// since 4.5 (https://docs.joinmastodon.org/methods/async_refreshes/).
type refresh struct {
	id      string
	reads   int // until it has finished
	results int
}

// StartRefresh makes the server fetch replies to a post: its context announces a refresh, which has
// finished after this many reads with this many results. It returns the id of the refresh.
func (s *Server) StartRefresh(statusID string, reads, results int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustStatus(statusID)
	f := &refresh{id: "context:" + statusID + ":refresh", reads: reads, results: results}
	s.refreshes[statusID] = f
	return f.id
}

// announceRefresh writes the header of a running refresh.
func (c *call) announceRefresh(st *status) {
	if f := c.srv.refreshes[st.id]; f != nil && f.reads > 0 && c.srv.opts.API >= 7 {
		c.header.Set("Mastodon-Async-Refresh", fmt.Sprintf("id=%q, retry=5, result_count=0", f.id))
	}
}

// getRefresh is GET /api/v1_alpha/async_refreshes/:id.
func getRefresh(c *call) (any, error) {
	for _, f := range c.srv.refreshes {
		if f.id != c.id() {
			continue
		}
		state, count := "finished", f.results
		if f.reads > 0 {
			f.reads--
			state, count = "running", 0
		}
		return object{"async_refresh": object{"id": f.id, "status": state, "result_count": count}}, nil
	}
	return nil, errNotFound()
}
