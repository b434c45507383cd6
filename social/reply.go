package social

import "context"

// Replier answers in public.
type Replier interface {
	// Reply publishes d as the answer to a post or comment, as visible as the original at most, and so
	// that its author is told: where a network tells only people who are mentioned, the mention is added.
	// It happens once, with the errors of [Publisher].Publish.
	Reply(ctx context.Context, to Ref, d *Draft) (*Post, error)
}

// Reply answers with c if it is a [Replier], else by publishing with ReplyTo if it is a [Publisher].
func Reply(ctx context.Context, c any, to Ref, d *Draft) (*Post, error) {
	switch p := c.(type) {
	case Replier:
		return p.Reply(ctx, to, d)
	case Publisher:
		answer := d.For(NetworkOf(c))
		answer.ReplyTo = to
		return p.Publish(ctx, answer)
	default:
		return nil, lacks[Replier](c)
	}
}
