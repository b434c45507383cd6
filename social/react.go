package social

import "context"

// Reaction is a one-click answer.
type Reaction string

// Reactions. Networks have more; their packages name them.
const (
	ReactionLike     Reaction = "like"     // favourite, heart, thumbs up
	ReactionShare    Reaction = "share"    // boost, repost, reshare without words
	ReactionBookmark Reaction = "bookmark" // saved for oneself
	ReactionDislike  Reaction = "dislike"  // thumbs down
)

// Reactor likes and shares.
type Reactor interface {
	// React sets a reaction; setting it twice is no error. A reaction that the network lacks wraps
	// [errors.ErrUnsupported].
	React(ctx context.Context, ref Ref, r Reaction) error

	// Unreact takes it back; taking back what is not there is no error.
	Unreact(ctx context.Context, ref Ref, r Reaction) error
}

// React reacts with c if it is a [Reactor].
func React(ctx context.Context, c any, ref Ref, r Reaction) error {
	if p, ok := c.(Reactor); ok {
		return p.React(ctx, ref, r)
	}
	return lacks[Reactor](c)
}

// Unreact takes a reaction back with c if it is a [Reactor].
func Unreact(ctx context.Context, c any, ref Ref, r Reaction) error {
	if p, ok := c.(Reactor); ok {
		return p.Unreact(ctx, ref, r)
	}
	return lacks[Reactor](c)
}
