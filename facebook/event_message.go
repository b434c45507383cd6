package facebook

import (
	"strings"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

// mailbox makes events of private conversations.
func (l *hearing) mailbox() *graph.Mailbox {
	return &graph.Mailbox{
		Network: network, Own: l.c.cfg.Page, Source: sourceMessages, Buttons: true, Reaction: messageReaction,
		Person: func(id ID) social.Account { return (&From{ID: id}).portable() },
	}
}

// messageReaction is a reaction to a message.
func messageReaction(r *graph.Reaction) social.Reaction {
	switch kind := strings.ToLower(r.Kind); kind {
	case "", "other":
		return social.Reaction(r.Emoji)
	default:
		return reactionOf(kind)
	}
}
