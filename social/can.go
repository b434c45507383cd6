package social

import (
	"errors"
	"fmt"
	"reflect"
)

// Can reports whether c offers a capability, as social.Can[social.Moderator](c).
func Can[Capability any](c any) bool {
	_, ok := c.(Capability)
	return ok
}

// Named is implemented by every client: the name of its network, as used in [Ref], [Error] and [Draft].
type Named interface{ Network() string }

// NetworkOf returns the name of the client's network, "" if it does not say.
func NetworkOf(c any) string {
	if n, ok := c.(Named); ok {
		return n.Network()
	}
	return ""
}

// lacks says that c does not implement Capability.
func lacks[Capability any](c any) error {
	name := reflect.TypeFor[Capability]().Name()
	return &Error{
		Network: NetworkOf(c), Op: "capability", Kind: errors.ErrUnsupported,
		Message: fmt.Sprintf("%T is no social.%s", c, name),
	}
}
