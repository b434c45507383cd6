package socialtest

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/relais-go/relais/social"
)

// Harness returns a harness around an account of the network, which has every hook.
func (n *Network) Harness(handle string) *Harness {
	c := n.Client(handle, nil)
	var count atomic.Int64
	text := func(words string) string { return words + " no. " + strconv.FormatInt(count.Add(1), 10) + "." }
	return &Harness{
		Client:  c,
		Account: c.Account(),
		Fresh: func(change func(*social.Options)) any {
			var opts social.Options
			if change != nil {
				change(&opts)
			}
			return n.Client(handle, &opts)
		},
		Draft: func() *social.Draft { return &social.Draft{Text: text("Post")} },
		Rich: func() *social.Draft {
			m := social.MediaBytes("cat.png", []byte("a cat"))
			m.AltText = "A cat on a mat"
			return &social.Draft{
				Text: text("Rich post"), Media: []*social.Media{m}, Warning: "cats", Language: "en",
				Visibility: social.VisibilityUnlisted,
			}
		},
		Missing: func(kind social.RefKind) social.Ref {
			return social.Ref{Network: n.name, Kind: kind, ID: "999999999"}
		},
		Now:      n.now,
		Audience: n.audience(c),
		Server:   n.server(c),
	}
}

// audience lets other accounts act towards that of c.
func (n *Network) audience(c *Client) Audience {
	ctx := context.Background()
	var count atomic.Int64
	handle := c.Account().Handle
	stranger := func() *Client { return n.Client("reader"+strconv.FormatInt(count.Add(1), 10), nil) }
	say := func(by *Client, d *social.Draft) social.Ref {
		p, err := by.Publish(ctx, d)
		return must(p, err).Ref
	}
	penfriend := stranger()
	return Audience{
		Account: func() social.Account { return stranger().Account() },
		Post:    func(text string) social.Ref { return say(stranger(), &social.Draft{Text: text}) },
		Mention: func(text string) social.Ref { return say(stranger(), &social.Draft{Text: "@" + handle + " " + text}) },
		Comment: func(on social.Ref, text string) social.Ref {
			return say(stranger(), &social.Draft{Text: text, ReplyTo: on})
		},
		Message: func(text string) (message, conversation social.Ref) {
			p, err := penfriend.Message(ctx, c.Account().Ref, &social.Draft{Text: text})
			return must(p, err).Ref, n.conversation(c.me, penfriend.me)
		},
		React: func(on social.Ref, r social.Reaction) { must(on, stranger().React(ctx, on, r)) },
		Follow: func() social.Ref {
			by := stranger()
			return must(by.Account().Ref, by.Follow(ctx, c.Account().Ref))
		},
	}
}

// must returns v. The audience of a harness acts while the network works, so that a failure is a defect of
// the case.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// server looks into the network, past the client.
func (n *Network) server(c *Client) Server {
	locked := func(f func() bool) bool {
		n.mu.Lock()
		defer n.mu.Unlock()
		return f()
	}
	return Server{
		Standing: func() []*social.Post {
			n.mu.Lock()
			defer n.mu.Unlock()
			var all []*social.Post
			for _, it := range n.items {
				if it.author == c.me && !it.gone && it.shareOf == nil {
					all = append(all, n.post(it))
				}
			}
			return all
		},
		Traffic: n.Traffic,
		Fill: func(count int) {
			n.mu.Lock()
			defer n.mu.Unlock()
			for range count {
				it := &item{kind: social.RefPost, author: c.me}
				n.add(it)
				it.draft.Text = "Filler " + it.id
			}
		},
		Told: func(on, answer social.Ref) bool {
			return locked(func() bool {
				for _, e := range n.find(on).author.inbox {
					if e.Ref.Same(answer) {
						return true
					}
				}
				return false
			})
		},
		Reacted: func(on social.Ref, r social.Reaction) bool {
			return locked(func() bool { return c.reacted(n.find(on), r) })
		},
		Follows: func(ref social.Ref) bool {
			return locked(func() bool {
				a := n.accountOf(ref)
				_, ok := c.me.following[a]
				return ok || a.requests[c.me]
			})
		},
		Moderated: func(ref social.Ref, a social.Action) bool {
			return locked(func() bool { return c.moderated(ref, a) })
		},
		Metrics: func(ref social.Ref) social.Metrics {
			n.mu.Lock()
			defer n.mu.Unlock()
			return n.count(n.find(ref))
		},
		Break: n.Break,
	}
}

// moderated reports whether a measure is in effect. The lock is held.
func (c *Client) moderated(ref social.Ref, a social.Action) bool {
	who, it := c.n.accountOf(ref), c.n.find(ref)
	switch a {
	case social.ActionMute:
		return c.me.muted[who]
	case social.ActionUnmute:
		return !c.me.muted[who]
	case social.ActionBan:
		return c.me.banned[who]
	case social.ActionUnban:
		return !c.me.banned[who]
	case social.ActionRemove:
		_, follows := who.following[c.me]
		return !follows
	case social.ActionHide:
		return it.hidden
	case social.ActionUnhide:
		return !it.hidden
	case social.ActionHold:
		return it.held
	case social.ActionDelete:
		return it == nil
	case social.ActionReject:
		return it == nil && !c.me.requests[who]
	case social.ActionApprove:
		return it == nil || !it.held
	case social.ActionClose:
		return it.closed
	case social.ActionReopen:
		return !it.closed
	case social.ActionDetach:
		return it.quote == nil
	default:
		return true
	}
}
