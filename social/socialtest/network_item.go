package socialtest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// item is anything that somebody wrote. All fields are guarded by Network.mu.
type item struct {
	id       string
	kind     social.RefKind // a post (answers too), a scheduled post, or a message
	author   *account
	draft    social.Draft // as it stands
	media    []social.Attachment
	key      string
	made     time.Time
	edited   time.Time
	parent   *item
	quote    *item
	shareOf  *item    // set if this is a post of somebody else passed on
	to       *account // of a message
	measured social.Metrics

	gone, hidden, held, closed bool
}

// reaction is one reaction of one account.
type reaction struct {
	by   *account
	on   *item
	kind social.Reaction
}

// add takes a new item into the network.
func (n *Network) add(it *item) {
	it.id = strconv.Itoa(len(n.items) + 1)
	it.made = n.now()
	n.items = append(n.items, it)
}

// ref names an item.
func (n *Network) ref(it *item) social.Ref {
	if it == nil {
		return social.Ref{}
	}
	return social.Ref{Network: n.name, Kind: it.kind, ID: it.id, URL: n.address(it.author.handle + "/" + it.id)}
}

// find returns what a reference names, nil if it does not exist.
func (n *Network) find(ref social.Ref) *item {
	i, err := strconv.Atoi(ref.ID)
	if err != nil || i < 1 || i > len(n.items) {
		return nil
	}
	if it := n.items[i-1]; it.kind == ref.Kind && !it.gone && it.shareOf == nil {
		return it
	}
	return nil
}

// visible reports whether an account may see an item.
func (n *Network) visible(it *item, viewer *account) bool {
	if it.gone {
		return false
	}
	if it.author == viewer {
		return true
	}
	owner := it.root().author
	switch {
	case it.kind == social.RefScheduled, it.author.banned[viewer]:
		return false
	case it.kind == social.RefMessage:
		return it.to == viewer
	case it.hidden, it.held:
		return owner == viewer
	case mentions(it.draft.Text, viewer.handle):
		return it.draft.Visibility != social.VisibilityPrivate
	}
	switch it.draft.Visibility {
	case social.VisibilityDirect, social.VisibilityPrivate:
		return false
	case social.VisibilityFollowers:
		_, follows := viewer.following[it.author]
		return follows
	default:
		return true
	}
}

// root is what the exchange began with.
func (it *item) root() *item {
	for it.parent != nil {
		it = it.parent
	}
	return it
}

// post is an item as clients see it: a copy that shares nothing.
func (n *Network) post(it *item) *social.Post {
	if it.shareOf != nil {
		it = it.shareOf
	}
	p := &social.Post{
		Ref: n.ref(it), State: social.StatePublished, Author: n.show(it.author),
		Text: it.draft.Text, Warning: it.draft.Warning, Time: it.made, Edited: it.edited,
		Visibility: it.draft.Visibility, Language: it.draft.Language, Media: slices.Clone(it.media),
		ReplyTo: n.ref(it.parent), Quote: n.ref(it.quote),
	}
	raw := it.draft
	p.Raw = &raw
	switch {
	case it.kind == social.RefScheduled:
		p.State, p.Time = social.StateScheduled, it.draft.At
	case it.held:
		p.State = social.StateHeld
	}
	if it.kind == social.RefPost {
		p.Metrics = n.count(it)
	}
	return p
}

// count is what the network says of a post.
func (n *Network) count(it *item) social.Metrics {
	m := social.Metrics{
		social.MetricLikes: 0, social.MetricDislikes: 0, social.MetricShares: 0, social.MetricSaves: 0,
		social.MetricComments: 0, social.MetricQuotes: 0,
	}
	for _, r := range n.reacts {
		if r.on != it {
			continue
		}
		switch r.kind {
		case social.ReactionLike:
			m[social.MetricLikes]++
		case social.ReactionDislike:
			m[social.MetricDislikes]++
		case social.ReactionShare:
			m[social.MetricShares]++
		case social.ReactionBookmark:
			m[social.MetricSaves]++
		}
	}
	for _, other := range n.items {
		if other.gone || other.kind != social.RefPost {
			continue
		}
		if other.parent == it {
			m[social.MetricComments]++
		}
		if other.quote == it {
			m[social.MetricQuotes]++
		}
	}
	maps.Copy(m, it.measured)
	return m
}

// postsBy counts what an account published.
func (n *Network) postsBy(a *account) int {
	count := 0
	for _, it := range n.items {
		if it.author == a && it.kind == social.RefPost && !it.gone && it.shareOf == nil {
			count++
		}
	}
	return count
}

// mentions reports whether a text names an account.
func mentions(text, handle string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \n\t,;:!?()", r) }) {
		if word, ok := strings.CutPrefix(word, "@"); ok && strings.TrimRight(word, ".") == handle {
			return true
		}
	}
	return false
}
