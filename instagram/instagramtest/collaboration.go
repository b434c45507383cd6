package instagramtest

import (
	"net/http"
	"slices"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// The states of an invitation to collaborate.
const (
	invitePending  = "Pending"
	inviteAccepted = "Accepted"
	inviteDeclined = "Declined"
)

// invited is the invitation of an account in this state; nil if there is none.
func (m *media) invited(a *account, state string) *collaborator {
	for _, c := range m.collaborators {
		if c.person == a && c.state == state {
			return c
		}
	}
	return nil
}

// invitations is GET /{ig-user}/collaboration_invites.
func (h *Host) invitations(_ *graphtest.Call, a *account) (any, error) {
	out := &graphtest.List{}
	for _, m := range slices.Backward(h.srv.order) {
		if m.invited(a, invitePending) == nil || !m.shown(h.srv.now()) {
			continue
		}
		out.Items = append(out.Items, graphtest.Item{Key: m.id, Value: h.kinds.invitation.New(object{
			"media_id": m.id, "media_owner_username": m.owner.username, "caption": withoutMarks(m.caption), "media_url": m.url,
		})})
	}
	return out, nil
}

// answerInvitation is POST /{ig-user}/collaboration_invites.
func (h *Host) answerInvitation(c *graphtest.Call, a *account) (any, error) {
	m := h.srv.media[c.Params.Text("media_id")]
	accept, err := c.Params.Bool("accept", false)
	if err != nil {
		return nil, err
	}
	if m == nil || m.invited(a, invitePending) == nil {
		return nil, graphtest.Missing(http.MethodPost, c.Params.Text("media_id"))
	}
	state := inviteDeclined
	if accept {
		state = inviteAccepted
	}
	m.invited(a, invitePending).state = state
	return object{"success": true}, nil
}
