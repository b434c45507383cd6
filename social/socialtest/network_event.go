package socialtest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relais-go/relais/social"
)

// tell puts an event into somebody's inbox, unless it is of their own doing or of somebody they banned.
func (n *Network) tell(to, by *account, e social.Event) {
	if to == by || to.banned[by] {
		return
	}
	e.ID = fmt.Sprintf("%s-%d", to.id, len(to.inbox)+1)
	e.Cursor = n.cursor(to, len(to.inbox)+1)
	e.Author = n.show(by)
	e.Time = n.now()
	e.Filtered = to.muted[by]
	to.inbox = append(to.inbox, &e)
	n.wake()
}

// cursor stands behind the first count events of an inbox.
func (n *Network) cursor(of *account, count int) string {
	return n.name + ":" + of.id + ":" + strconv.Itoa(count)
}

// position is the number of events that a cursor stands behind; ok is false if it is none of that account's.
func (n *Network) position(of *account, cursor string) (count int, ok bool) {
	number, ok := strings.CutPrefix(cursor, n.name+":"+of.id+":")
	if !ok {
		return 0, false
	}
	count, err := strconv.Atoi(number)
	return count, err == nil && count >= 0 && count <= len(of.inbox)
}

// announce tells those whom a new post concerns, each of them once.
func (n *Network) announce(it *item) {
	base := social.Event{
		Ref: n.ref(it), Text: it.draft.Text, Media: n.post(it).Media,
		Parent: n.ref(it.parent), Private: it.draft.Visibility == social.VisibilityDirect,
	}
	if it.parent != nil {
		base.Root = n.ref(it.root())
	}
	for _, a := range n.accounts {
		e := base
		switch {
		case !n.visible(it, a):
			continue
		case it.kind == social.RefMessage:
			e.Kind, e.Private = social.EventMessage, true
		case it.parent != nil && it.parent.author == a && it.parent.parent == nil:
			e.Kind = social.EventComment
		case it.parent != nil && it.parent.author == a:
			e.Kind = social.EventReply
		case it.quote != nil && it.quote.author == a:
			e.Kind = social.EventQuote
		case mentions(it.draft.Text, a.handle):
			e.Kind = social.EventMention
		case it.parent != nil && it.root().author == a:
			e.Kind = social.EventComment
		default:
			continue
		}
		n.tell(a, it.author, e)
	}
}

// settle publishes what was waiting and is due.
func (n *Network) settle() {
	now := n.now()
	for _, it := range n.items {
		if it.kind == social.RefScheduled && !it.gone && !it.draft.At.After(now) {
			it.kind, it.made = social.RefPost, it.draft.At
			n.announce(it)
		}
	}
}
