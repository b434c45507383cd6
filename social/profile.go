package social

import "context"

// ProfileField is a labelled line of a profile.
type ProfileField struct {
	Name  string
	Value string
}

// Profile is how the account presents itself.
type Profile struct {
	Account Account        // Bio is the plain text as last written
	Website string         // "" if none or not said
	Fields  []ProfileField // labelled lines, where the network has them
	Banner  string         // address of the header picture
	Raw     any
}

// ProfileChange is what to change on a profile. nil keeps what is there; a pointer to "" clears.
type ProfileChange struct {
	Name    *string
	Bio     *string
	Website *string
	Fields  *[]ProfileField // replaces all of them
	Avatar  *Media
	Banner  *Media
}

// Profiler keeps the account's profile.
type Profiler interface {
	// Profile reads the account that the token belongs to.
	Profile(ctx context.Context) (*Profile, error)

	// UpdateProfile changes what is set and nothing else, and returns the profile as it then stands. What
	// the network does not let be changed wraps [errors.ErrUnsupported] and names the field.
	UpdateProfile(ctx context.Context, change *ProfileChange) (*Profile, error)
}

// ProfileOf reads the profile with c if it is a [Profiler].
func ProfileOf(ctx context.Context, c any) (*Profile, error) {
	if p, ok := c.(Profiler); ok {
		return p.Profile(ctx)
	}
	return nil, lacks[Profiler](c)
}

// UpdateProfile changes the profile with c if it is a [Profiler].
func UpdateProfile(ctx context.Context, c any, change *ProfileChange) (*Profile, error) {
	if p, ok := c.(Profiler); ok {
		return p.UpdateProfile(ctx, change)
	}
	return nil, lacks[Profiler](c)
}
