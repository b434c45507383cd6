package instagram

import "time"

// Timing is how long a listener waits for what; see timing.
type Timing struct {
	Poll, Older, Safety, Margin, Mention time.Duration
	RetryWait, RetryMost                 time.Duration
}

// ListenerWith makes a listener that waits for other times than the options allow.
func (c *Client) ListenerWith(t Timing, o *ListenOptions) *Listener {
	l := c.Listener(o)
	l.timing = timing{
		poll: t.Poll, older: t.Older, safety: t.Safety, margin: t.Margin, mention: t.Mention, retryWait: t.RetryWait, retryMost: t.RetryMost,
	}
	return l
}
