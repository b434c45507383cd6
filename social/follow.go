package social

import "context"

// Follower follows accounts.
type Follower interface {
	// Follow follows an account; following it already is no error. Private accounts are asked.
	Follow(ctx context.Context, account Ref) error

	// Unfollow stops following; not following is no error.
	Unfollow(ctx context.Context, account Ref) error
}

// Follow follows with c if it is a [Follower].
func Follow(ctx context.Context, c any, account Ref) error {
	if f, ok := c.(Follower); ok {
		return f.Follow(ctx, account)
	}
	return lacks[Follower](c)
}

// Unfollow stops following with c if it is a [Follower].
func Unfollow(ctx context.Context, c any, account Ref) error {
	if f, ok := c.(Follower); ok {
		return f.Unfollow(ctx, account)
	}
	return lacks[Follower](c)
}
