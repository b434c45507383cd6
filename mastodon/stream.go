package mastodon

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// A Topic is what a stream is about: one of the constants, [TopicHashtag] or [TopicList].
// See https://docs.joinmastodon.org/methods/streaming/#streams.
type Topic string

// Topics. The public ones exist for statuses with media only, too. GoToSocial feeds user, user:notification,
// public, public:local, list and direct.
const (
	TopicUser              Topic = "user"              // home timeline and notifications
	TopicUserNotification  Topic = "user:notification" // notifications alone
	TopicDirect            Topic = "direct"            // private conversations
	TopicPublic            Topic = "public"
	TopicPublicMedia       Topic = "public:media"
	TopicPublicLocal       Topic = "public:local"
	TopicPublicLocalMedia  Topic = "public:local:media"
	TopicPublicRemote      Topic = "public:remote"
	TopicPublicRemoteMedia Topic = "public:remote:media"
)

// TopicHashtag is public statuses with a hashtag, given without "#"; local: of the server's own accounts only.
func TopicHashtag(tag string, local bool) Topic {
	name := "hashtag?"
	if local {
		name = "hashtag:local?"
	}
	return Topic(name + url.Values{"tag": {tag}}.Encode())
}

// TopicList is the timeline of a list.
func TopicList(id ID) Topic { return Topic("list?" + url.Values{"list": {string(id)}}.Encode()) }

// split gives the name and the parameters.
func (t Topic) split() (string, url.Values) {
	name, query, _ := strings.Cut(string(t), "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	return name, q
}

// Stream opens one connection for all the topics and iterates over what the server pushes, until the connection
// breaks: the error then says how, and is [social.ErrUnavailable] if it is worth trying again. What happened
// between two connections is not sent again; [Client.Listen] reconnects and reads what was missed.
//
// One topic goes over server-sent events where the server has them; several, or a server that is not Mastodon,
// over a WebSocket. A connection on which nothing arrives for about a minute, not even a heartbeat, counts as
// broken. A slow consumer slows the server down, which may drop it then.
//
// The sequence ends without an error when ctx ends. Errors are [*social.Error]: [social.ErrAuth] for a token
// that lacks the scope, too; [social.ErrInvalid] for a topic that the server does not know;
// [errors.ErrUnsupported] for a server without streaming.
// See https://docs.joinmastodon.org/methods/streaming/.
func (c *Client) Stream(ctx context.Context, topics ...Topic) iter.Seq2[*StreamEvent, error] {
	return c.stream(ctx, defaultTiming(), topics)
}

func (c *Client) stream(ctx context.Context, t *timing, topics []Topic) iter.Seq2[*StreamEvent, error] {
	return func(yield func(*StreamEvent, error) bool) {
		conn, err := (&dialer{c: c, timing: t}).dial(ctx, topics)
		if err == nil {
			defer conn.close()
		}
		for err == nil {
			var e *StreamEvent
			if e, err = conn.next(); err == nil && !yield(e, nil) {
				return
			}
		}
		if ctx.Err() == nil {
			yield(nil, err)
		}
	}
}

// checkTopics refuses before anything is sent what the server would refuse without saying which it means.
func checkTopics(topics []Topic) error {
	if len(topics) == 0 {
		return social.Invalid(network, "topics", "is empty")
	}
	for i, t := range topics {
		field := fmt.Sprintf("topics[%d]", i)
		name, q := t.split()
		switch {
		case name == "":
			return social.Invalid(network, field, "is empty")
		case strings.HasPrefix(name, "hashtag") && q.Get("tag") == "":
			return social.Invalid(network, field, "has no hashtag")
		case name == "list" && q.Get("list") == "":
			return social.Invalid(network, field, "has no list")
		}
	}
	return nil
}

// Decode reads the payload. It returns, by the type of the event, a *Status, *Notification, *Conversation,
// *Announcement or *Reaction, the ID of what was deleted, or nil if there is nothing to decode or the type is
// not known: see Payload then.
func (e *StreamEvent) Decode() (any, error) {
	switch e.Event {
	case StreamUpdate, StreamStatusUpdate:
		return decode[Status](e)
	case StreamNotification:
		return decode[Notification](e)
	case StreamConversation:
		return decode[Conversation](e)
	case StreamAnnouncement:
		return decode[Announcement](e)
	case StreamAnnouncementReaction:
		return decode[Reaction](e)
	case StreamDelete, StreamAnnouncementDelete:
		return ID(e.Payload), nil
	default:
		return nil, nil //nolint:nilnil // an event without a payload is a valid one
	}
}

func decode[T any](e *StreamEvent) (any, error) {
	v := new(T)
	if err := rest.DecodeString(string(e.Payload), v); err != nil {
		return nil, &social.Error{
			Network: network, Op: "stream", Kind: social.ErrUnavailable,
			Message: "the payload of " + string(e.Event) + " cannot be read", Err: err,
		}
	}
	return v, nil
}

// timing holds the durations of streaming and listening, so that tests need not wait for them.
type timing struct {
	connect    time.Duration // longest wait for a connection
	sseSilence time.Duration // servers send a comment every 15 s
	wsProbe    time.Duration // servers ping every 30 s; those that do not are pinged after this much silence
	wsSilence  time.Duration

	firstPause, maxPause, stable time.Duration // between connections

	start    time.Duration // longest wait for a stream before the list is read for the first time
	refused  time.Duration // until a server that has no streaming is asked again
	poll     time.Duration // between reads while there is no stream
	safety   time.Duration // between reads while there is one
	lag      time.Duration // until a notification that was pushed, but not listed, is looked for again
	giveUp   time.Duration // until it is taken as it was pushed
	interval time.Duration // between reads in the long run
	burst    int           // reads at once
}

func defaultTiming() *timing {
	return &timing{
		connect: 45 * time.Second, sseSilence: 45 * time.Second, wsProbe: 35 * time.Second, wsSilence: 60 * time.Second,
		firstPause: time.Second, maxPause: time.Minute, stable: time.Minute,
		start: 2 * time.Second, refused: 10 * time.Minute, poll: time.Minute, safety: 5 * time.Minute,
		lag: time.Second, giveUp: 30 * time.Second, interval: 2 * time.Second, burst: 30,
	}
}
