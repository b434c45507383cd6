package instagramtest

import (
	"slices"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// Tables are the kinds of nodes that a host serves.
func (h *Host) Tables() []*graphtest.Type {
	k := h.kinds
	all := []*graphtest.Type{
		k.account, k.discovered, k.media, k.tagged, k.mentioned, k.found, k.discoveredMedia, k.comment, k.foreignComment, k.container,
		k.quota, k.hashtag, k.hashtagSearch, k.page, k.person, k.thread, k.message, k.invitation, k.collaborators,
	}
	return slices.DeleteFunc(all, func(t *graphtest.Type) bool { return t == nil })
}
