package social

import "context"

// Change is what to change on something published. nil keeps what is there, so nothing that is not named
// is ever lost; a pointer to "" clears.
type Change struct {
	Text       *string
	Title      *string
	Warning    *string
	Sensitive  *bool
	Language   *string
	Tags       *[]string
	Visibility *Visibility
	AltText    map[string]string // new descriptions, by Attachment.ID
	Extras     []Extra           // what only one network reads
}

// Editor changes what is published.
type Editor interface {
	// Edit applies the change and returns the post as it then stands. A change that the network cannot
	// make wraps [errors.ErrUnsupported] and names its field; nothing is sent then.
	Edit(ctx context.Context, ref Ref, change *Change) (*Post, error)
}

// Edit changes a post with c if it is an [Editor].
func Edit(ctx context.Context, c any, ref Ref, change *Change) (*Post, error) {
	if e, ok := c.(Editor); ok {
		return e.Edit(ctx, ref, change)
	}
	return nil, lacks[Editor](c)
}
