package youtube

import "time"

// Timing is how long a listener waits for what; see timing.
type Timing struct {
	Poll, Older, Safety, Search time.Duration
	Margin, SearchMargin        time.Duration
	RetryWait, RetryMost        time.Duration
	Missing                     time.Duration
}

// ListenerWith makes a listener that waits for other times than the options allow.
func (c *Client) ListenerWith(t Timing, o *ListenOptions) *Listener {
	l := c.Listener(o)
	l.timing = timing{
		poll: t.Poll, older: t.Older, safety: t.Safety, search: t.Search, margin: t.Margin, searchMargin: t.SearchMargin,
		retryWait: t.RetryWait, retryMost: t.RetryMost, missing: t.Missing,
	}
	return l
}

// ChatListenerWith makes a chat listener with other pauses after failures.
func (c *Client) ChatListenerWith(chat ID, o *ChatOptions, first, most time.Duration) *ChatListener {
	l := c.ChatListener(chat, o)
	l.first, l.most = first, most
	return l
}

// Hasten has Keep wait for other times than it does.
func (h *WebSub) Hasten(verify, first, most time.Duration) { h.pause = pauses{verify, first, most} }
