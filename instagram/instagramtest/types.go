package instagramtest

import (
	"maps"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// types are the kinds of nodes of a host. Several describe the same kind of Meta's reference, as different
// callers see it.
type types struct {
	account, discovered             *graphtest.Type
	media, tagged, mentioned, found *graphtest.Type // own, tagged, mentioned in, found by hashtag
	discoveredMedia                 *graphtest.Type
	comment, foreignComment         *graphtest.Type // on own media, and those that mention the account
	container, quota                *graphtest.Type
	hashtag, hashtagSearch          *graphtest.Type
	page, person                    *graphtest.Type
	thread, message                 *graphtest.Type
	invitation, collaborators       *graphtest.Type
}

func (h *Host) newTypes() types {
	t := types{
		quota:         graphtest.Shape("ContentPublishingLimitResponse", "quota_usage", "config"),
		invitation:    graphtest.Shape("ShadowIGUserCollaborationInvites", "media_id", "media_owner_username", "caption", "media_url"),
		collaborators: graphtest.Shape("ShadowIGMediaCollaborators", "id", "username", "invite_status"),
	}
	t.quota.Default = []string{"quota_usage"}
	h.kinds = t
	t.media, t.comment, t.container = h.mediaType(), h.commentType(), h.containerType()
	t.tagged = h.publicMedia(append(publicFields(), "reposts_count", "shares_count", "total_comments_count", "total_like_count")...)
	t.mentioned = h.publicMedia(publicFields()...)
	t.mentioned.Edges["comments"] = &graphtest.Edge{Get: h.commentsOp(h.public(commenting))}
	t.found = h.publicMedia("caption", "children", "comments_count", "like_count", "media_type", "media_url", "permalink", "timestamp")
	t.discoveredMedia = h.publicMedia(append(publicFields(), "view_count", "reposts_count", "total_comments_count", "total_like_count")...)
	t.foreignComment = h.foreignCommentType()
	t.account, t.discovered = h.accountType(), h.discoveredType()
	t.hashtag, t.hashtagSearch = h.hashtagType(), h.hashtagSearchType()
	t.page, t.person = h.pageType(), h.personType()
	t.thread, t.message = h.threadType(), h.messageType()
	return t
}

// pick are the fields of these names.
func pick(all graphtest.Fields, names ...string) graphtest.Fields {
	out := graphtest.Fields{}
	for _, name := range names {
		if f := all[name]; f != nil {
			out[name] = f
		}
	}
	return out
}

// without are all fields but those of these names.
func without(all graphtest.Fields, names ...string) graphtest.Fields {
	out := maps.Clone(all)
	for _, name := range names {
		delete(out, name)
	}
	return out
}

// mount puts what is there from the beginning into the graph.
func (h *Host) mount() {
	if h.API == InstagramLogin {
		h.mountInstagramLogin()
		return
	}
	h.graph.MountLogin()
	h.graph.Put(h.kinds.hashtagSearch, "ig_hashtag_search", h.srv)
}

// fresh is a node that lists show at once.
func fresh(t *graphtest.Type, id string, data any) *graphtest.Node {
	return &graphtest.Node{ID: id, Type: t, Data: data}
}
