package x

import (
	"net/url"
	"slices"
)

// posts are the parameters that choose what comes with posts. nil means [DefaultPosts].
func (c *Client) posts(s *PostSelection) (url.Values, error) {
	if s == nil {
		s = new(DefaultPosts())
	}
	return s.Query(c.cfg.Dialect)
}

// users are the parameters that choose what comes with accounts. nil means [DefaultUsers].
func (c *Client) users(s *UserSelection) (url.Values, error) {
	if s == nil {
		s = new(DefaultUsers())
	}
	return s.Query(c.cfg.Dialect)
}

// postCost is what n posts cost at most, with what comes along.
func (c *Client) postCost(s *PostSelection, n int) cost {
	if s == nil {
		s = new(DefaultPosts())
	}
	k := cost{Billed: BilledPost, Most: n}
	for _, e := range s.Expansions {
		switch e {
		case ExpandAuthor, ExpandInReplyToUser, ExpandMentions, ExpandNoteMentions:
			k.Users += n
		case ExpandReferences, ExpandReferenceMedia, ExpandMediaSource, ExpandEditHistory:
			k.Posts += n
		case ExpandReferenceAuthors:
			k.Posts, k.Users = k.Posts+n, k.Users+n
		case ExpandArticleCover, ExpandArticleMedia, ExpandMedia, ExpandPolls, ExpandPlace:
		}
	}
	if c.cfg.Dialect == DialectPost && slices.Contains(s.Post, PostFieldAuthor) && !slices.Contains(s.Expansions, ExpandAuthor) {
		k.Users += n
	}
	return k
}

// userCost is what n accounts cost at most, with what comes along.
func userCost(s *UserSelection, n int) cost {
	k := cost{Billed: BilledUser, Most: n}
	if s == nil {
		return k
	}
	for _, e := range s.Expansions {
		if e == ExpandUserAffiliation {
			k.Users += n
		} else {
			k.Posts += n
		}
	}
	return k
}

// owned makes a read cheaper that is about the account's own data, if the account owns the program.
func (c *Client) owned(k cost, own bool) cost {
	if own && c.cfg.OwnsApp {
		k.Billed = BilledOwned
	}
	return k
}
