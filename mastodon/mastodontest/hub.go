package mastodontest

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/relais-go/relais/internal/simulator"
)

// hub knows who listens to which stream. Its lock is taken after the one of the server.
type hub struct {
	mu      sync.Mutex
	conns   map[*listener]struct{}
	changed chan struct{}
	count   int // events sent, for stream faults
}

// A subscription is one stream on a connection. Its argument is the tag or the id of the list.
type subscription struct {
	stream, arg string
	onlyMedia   bool
}

// names is how a message says to which stream it belongs.
func (sub subscription) names() []string {
	if sub.arg != "" {
		return []string{sub.stream, sub.arg}
	}
	return []string{sub.stream}
}

// An event is what a stream delivers. A nil payload means none.
type event struct {
	sub     subscription
	name    string
	payload *string
}

// A listener is one connection with its subscriptions and the events that wait to be written. The queue
// has no bound: a slow client slows down nobody else and loses nothing.
type listener struct {
	hub     *hub
	account *account
	token   *simulator.Token
	subs    []subscription
	queue   []event
	signal  chan struct{}
}

func (h *hub) init() {
	h.conns, h.changed = map[*listener]struct{}{}, make(chan struct{})
}

func (h *hub) add(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l.hub, l.signal = h, make(chan struct{}, 1)
	h.conns[l] = struct{}{}
	h.notify()
}

func (h *hub) remove(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, l)
	h.notify()
}

func (h *hub) notify() {
	close(h.changed)
	h.changed = make(chan struct{})
}

func (l *listener) subscribe(sub subscription) {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	if !slices.Contains(l.subs, sub) {
		l.subs = append(l.subs, sub)
		l.hub.notify()
	}
}

func (l *listener) unsubscribe(sub subscription) {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	l.subs = without(l.subs, sub)
	l.hub.notify()
}

// take empties the queue.
func (l *listener) take() []event {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	queue := l.queue
	l.queue = nil
	return queue
}

// send queues an event for all connections with a subscription that fits.
func (s *Server) send(name string, payload func(*account) *string, fits func(*listener, subscription) bool) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	rendered := map[*account]*string{}
	for l := range s.hub.conns {
		for _, sub := range l.subs {
			if !fits(l, sub) {
				continue
			}
			text, ok := rendered[l.account]
			if !ok {
				text = payload(l.account)
				rendered[l.account] = text
			}
			s.enqueue(l, event{sub, name, text})
		}
	}
}

func (s *Server) enqueue(l *listener, e event) {
	s.hub.count++
	times := 1
	if n := s.streams.DuplicateEvery; n > 0 && s.hub.count%n == 0 {
		times = 2
	}
	if n := s.streams.DropEvery; n > 0 && s.hub.count%n == 0 {
		times = 0
	}
	for range times {
		l.queue = append(l.queue, e)
	}
	select {
	case l.signal <- struct{}{}:
	default: // the writer has been told already
	}
}

func payloadOf(body any) *string {
	data, err := encode(body)
	if err != nil {
		data = json.RawMessage("{}")
	}
	text := string(data)
	return &text
}

func fixed(payload *string) func(*account) *string {
	return func(*account) *string { return payload }
}

// pushStatus sends update or status.update to all streams that a post belongs to.
func (s *Server) pushStatus(name string, st *status) {
	s.send(name, func(a *account) *string { return payloadOf(s.statusJSON(st, a)) }, func(l *listener, sub subscription) bool {
		return s.belongs(st, l.account, sub)
	})
}

func (s *Server) belongs(st *status, viewer *account, sub subscription) bool {
	if viewer.hasBlocked(st.author) || viewer.mute(st.author, s.now()) != nil || !s.canSee(viewer, st) {
		return false
	}
	if sub.onlyMedia && len(st.media) == 0 {
		return false
	}
	public := st.visibility == visibilityPublic && st.reblogOf == nil
	switch sub.stream {
	case "user":
		return st.visibility != visibilityDirect && s.inHome(st, viewer)
	case "public", "public:media":
		return public
	case "public:local", "public:local:media":
		return public && st.author.local()
	case "public:remote", "public:remote:media":
		return public && !st.author.local()
	case "hashtag":
		return public && slices.Contains(st.tags, sub.arg) && s.opts.Flavour != GoToSocial
	case "hashtag:local":
		return public && st.author.local() && slices.Contains(st.tags, sub.arg) && s.opts.Flavour != GoToSocial
	case "list":
		list := s.lists[sub.arg]
		return list != nil && list.owner == viewer && slices.Contains(list.members, st.author) && st.visibility != visibilityDirect
	}
	return false
}

// inHome reports whether a post belongs in the viewer's home timeline.
func (s *Server) inHome(st *status, viewer *account) bool {
	if st.author == viewer {
		return true
	}
	f := viewer.following[st.author.id]
	if f == nil {
		return viewer.followsTagOf(st) && st.visibility == visibilityPublic && st.reblogOf == nil
	}
	if st.reblogOf != nil {
		return f.reblogs && !viewer.hasBlocked(st.reblogOf.author)
	}
	if len(f.languages) > 0 && !slices.Contains(f.languages, st.language) {
		return false
	}
	return st.replyTo == nil || st.replyTo.author == viewer || st.replyTo.author == st.author || viewer.follows(st.replyTo.author)
}

func (s *Server) pushNotification(to *account, n *notification) {
	render := func(*account) *string { return payloadOf(s.notificationJSON(n, to)) }
	s.send("notification", render, func(l *listener, sub subscription) bool {
		switch sub.stream {
		case "user":
			return l.account == to && l.token.Allows("read:notifications")
		case "user:notification":
			return l.account == to
		}
		return false
	})
}

func (s *Server) pushConversation(to *account, v *conversation) {
	render := func(*account) *string { return payloadOf(s.conversationJSON(v, to)) }
	s.send("conversation", render, func(l *listener, sub subscription) bool {
		return l.account == to && sub.stream == "direct"
	})
}

// pushDelete sends the id of a deleted post to the streams that it could have been on.
func (s *Server) pushDelete(st *status) {
	gone := *st
	gone.deleted = false
	s.send("delete", fixed(&st.id), func(l *listener, sub subscription) bool {
		if s.opts.Flavour == GoToSocial {
			return sub.stream == "user"
		}
		return s.belongs(&gone, l.account, sub) || sub.stream == "direct" && slices.Contains(st.mentions, l.account)
	})
}

// pushUser sends an event to the home streams of one account; an empty payload stands for none.
func (s *Server) pushUser(to *account, name, payload string) {
	var text *string
	if payload != "" {
		text = &payload
	}
	s.send(name, fixed(text), func(l *listener, sub subscription) bool {
		return l.account == to && sub.stream == "user"
	})
}

// WaitSubscribed returns when at least n connections listen to a stream ("user", "public:local",
// "hashtag"), or with the error of ctx. A subscription that is made over an open WebSocket is not
// acknowledged by the protocol; this is how a test knows that it stands.
func (s *Server) WaitSubscribed(ctx context.Context, stream string, n int) error {
	for {
		s.hub.mu.Lock()
		count, changed := 0, s.hub.changed
		for l := range s.hub.conns {
			if slices.ContainsFunc(l.subs, func(sub subscription) bool { return strings.EqualFold(sub.stream, stream) }) {
				count++
			}
		}
		s.hub.mu.Unlock()
		if count >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
