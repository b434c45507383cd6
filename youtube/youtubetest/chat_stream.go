package youtubetest

import (
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// streamChat is liveChatMessages.streamList over HTTP, see
// https://developers.google.com/youtube/v3/live/docs/liveChatMessages/streamList: an array of answers that
// grows while the connection lasts.
func streamChat(c *call) {
	s := c.srv
	s.mu.Lock()
	ch, err := c.chatOf(c.text("liveChatId"))
	from := 0
	if err == nil {
		from, err = c.chatPosition(ch)
	}
	if err == nil && from == len(ch.messages) && !ch.broadcast.ended.IsZero() {
		err = chatEnded()
	}
	s.mu.Unlock()
	if err != nil {
		s.writeArrayError(c.w, err)
		return
	}
	control := http.NewResponseController(c.w)
	open := s.sim.Streams().Open(c.account, func(mode simulator.DisconnectMode) {
		if mode == simulator.CloseReset {
			_ = control.SetWriteDeadline(time.Now())
		}
	})
	defer open.Close()
	c.w.Header().Set("Content-Type", jsonType)
	c.w.WriteHeader(http.StatusOK)
	c.pumpChat(ch, from, open, control)
	select {
	case <-open.Done():
		switch open.Mode() {
		case simulator.CloseReset:
			simulator.Reset(c.w)
		case simulator.Stall:
			<-c.r.Context().Done()
		case simulator.CloseClean:
			_, _ = c.w.Write([]byte("]"))
		}
	default:
		_, _ = c.w.Write([]byte("]"))
	}
}

// pumpChat writes what is said until the chat, the connection or its time ends.
func (c *call) pumpChat(ch *chat, from int, open *simulator.Stream, control *http.ResponseController) {
	s := c.srv
	timer := time.NewTimer(s.opts.Live.StreamFor)
	defer timer.Stop()
	separator := "["
	for first := true; ; first = false {
		s.mu.Lock()
		to := min(from+c.size(), len(ch.messages))
		page, more := c.chatPage(ch, from, to), s.chatted
		rest, ended := to < len(ch.messages), !ch.broadcast.ended.IsZero()
		s.mu.Unlock()
		if to > from || first {
			if open.Ended() {
				return
			}
			if _, err := c.w.Write(append([]byte(separator), encode(page, true)...)); err != nil || control.Flush() != nil {
				return
			}
			separator = ","
		}
		from = to
		if rest {
			continue
		}
		if ended {
			return
		}
		select {
		case <-more:
		case <-timer.C:
			return
		case <-open.Done():
			return
		case <-c.r.Context().Done():
			return
		}
	}
}
