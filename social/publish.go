package social

import "context"

// Publisher publishes drafts.
//
// All interfaces of this package share a contract: implementations honour ctx, are safe for concurrent
// use, never change their arguments, and return an [*Error] for every failure that is not the caller's
// context ending.
type Publisher interface {
	// Publish sends the draft and returns what then stands on the network. It happens once: when the
	// answer to a write is lost, the client finds out whether it took effect before anything is sent again.
	//
	// Errors: [ErrInvalid] or [errors.ErrUnsupported] with Field, before anything is sent; [ErrMedia] when
	// the network cannot use a file; [ErrDuplicate] when it refuses to say the same twice; [ErrUncertain]
	// when it cannot be found out whether the post stands. When something was begun, the error carries a
	// [*Pending] for [Resume]; an ended ctx does so too.
	Publish(ctx context.Context, d *Draft) (*Post, error)
}

// Publish publishes with c if it is a [Publisher].
func Publish(ctx context.Context, c any, d *Draft) (*Post, error) {
	if p, ok := c.(Publisher); ok {
		return p.Publish(ctx, d)
	}
	return nil, lacks[Publisher](c)
}
