package mastodontest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

func verifyAccount(c *call) (any, error) {
	if c.me.pending {
		return nil, fail(http.StatusForbidden, "Your login is currently pending approval")
	}
	return c.srv.credentialJSON(c.me), nil
}

// getAccount is GET /api/v1/accounts/:id.
func getAccount(c *call) (any, error) {
	a, err := c.srv.findAccount(c.id())
	if err != nil {
		return nil, err
	}
	return c.srv.accountJSON(a), nil
}

// getAccounts is GET /api/v1/accounts?id[]=, since 4.3.
func getAccounts(c *call) (any, error) {
	ids := c.params.strs("id")
	if len(ids) > 2*batchLimit {
		return nil, fail(http.StatusUnprocessableEntity, "Too many accounts requested")
	}
	out := []object{}
	for _, id := range ids {
		if a := c.srv.accounts[id]; a != nil {
			out = append(out, c.srv.accountJSON(a))
		}
	}
	return out, nil
}

// lookupAccount is GET /api/v1/accounts/lookup?acct=.
func lookupAccount(c *call) (any, error) {
	user, domain, _ := strings.Cut(strings.TrimPrefix(c.params.str("acct"), "@"), "@")
	a := c.srv.resolve(user, domain)
	if a == nil {
		return nil, errNotFound()
	}
	return c.srv.accountJSON(a), nil
}

// relationPage answers with the accounts at one end of relations; the cursor is the id of the relation.
func (c *call) relationPage(rows []*relation, pick func(*relation) object) (any, error) {
	cur := c.cursor(40)
	list := page(rows, relationID, cur, nil)
	link(c, list, relationID, cur.limit, linkStyle{newer: "since_id", nextOnlyFull: true})
	return mapTo(list, pick), nil
}

func (c *call) target(r *relation) object { return c.srv.accountJSON(r.to) }

func (c *call) source(r *relation) object { return c.srv.accountJSON(r.from) }

// follows answers followers or following of an account; hidden collections look empty to others.
func follows(ofFollowers bool) handler {
	return func(c *call) (any, error) {
		a, err := c.srv.findAccount(c.id())
		if err != nil {
			return nil, err
		}
		rows, pick := a.followees, c.target
		if ofFollowers {
			rows, pick = a.followers, c.source
		}
		if a.hideCollections && a != c.me {
			rows = nil
		}
		return c.relationPage(rows, pick)
	}
}

func listBlocks(c *call) (any, error) { return c.relationPage(c.me.blocks, c.target) }

func listMutes(c *call) (any, error) {
	for _, m := range slices.Clone(c.me.mutes) {
		c.me.mute(m.to, c.srv.now()) // drops it if it has run out
	}
	return c.relationPage(c.me.mutes, func(m *relation) object {
		o := c.srv.accountJSON(m.to)
		o["mute_expires_at"] = stampOrNull(m.expires)
		return o
	})
}

func listFollowRequests(c *call) (any, error) { return c.relationPage(c.me.requests, c.source) }

func listEndorsements(c *call) (any, error) {
	a := c.me
	if c.id() != "" {
		var err error
		if a, err = c.srv.findAccount(c.id()); err != nil {
			return nil, err
		}
	}
	return c.relationPage(a.endorsed, c.target)
}

// familiarFollowers is GET /api/v1/accounts/familiar_followers?id[]=: who of those that the caller
// follows follows the account.
func familiarFollowers(c *call) (any, error) {
	out := []object{}
	for _, id := range c.params.strs("id") {
		a := c.srv.accounts[id]
		if a == nil {
			continue
		}
		accounts := []object{}
		for _, f := range a.followers {
			if c.me.follows(f.from) && !a.hideCollections {
				accounts = append(accounts, c.srv.accountJSON(f.from))
			}
		}
		out = append(out, object{"id": id, "accounts": accounts})
	}
	return out, nil
}

// A domainBlock hides a whole server from an account.
type domainBlock struct{ id, domain string }

func domainBlockID(d *domainBlock) string { return d.id }

// listDomainBlocks is GET /api/v1/domain_blocks; the cursor is internal.
func listDomainBlocks(c *call) (any, error) {
	cur := c.cursor(100)
	list := page(c.me.domainBlocks, domainBlockID, cur, nil)
	link(c, list, domainBlockID, cur.limit, linkStyle{newer: "since_id", nextOnlyFull: true})
	out := []string{}
	for _, d := range list {
		out = append(out, d.domain)
	}
	return out, nil
}

func blockDomain(c *call) (any, error) {
	domain := strings.ToLower(c.params.str("domain"))
	if domain == "" || strings.ContainsAny(domain, " \t\n") {
		return nil, fail(http.StatusUnprocessableEntity, "Validation failed: Domain is not a valid domain name")
	}
	if !c.me.blocksDomain(domain) {
		d := &domainBlock{c.srv.ids.nextSerial("domain block", c.srv.now()), domain}
		c.me.domainBlocks = append(c.me.domainBlocks, d)
	}
	for _, f := range slices.Clone(c.me.followers) {
		if f.from.domain == domain {
			unfollow(f.from, c.me)
		}
	}
	for _, f := range slices.Clone(c.me.followees) {
		if f.to.domain == domain {
			unfollow(c.me, f.to)
		}
	}
	return object{}, nil
}

func unblockDomain(c *call) (any, error) {
	domain := strings.ToLower(c.params.str("domain"))
	c.me.domainBlocks = slices.DeleteFunc(c.me.domainBlocks, func(d *domainBlock) bool { return d.domain == domain })
	return object{}, nil
}

// directory is GET /api/v1/directory.
func directory(c *call) (any, error) {
	offset, err := c.offset()
	if err != nil {
		return nil, err
	}
	var found []*account
	for _, a := range c.srv.people {
		if a.discoverable && !a.suspended && (!c.params.isTrue("local") || a.local()) {
			found = append(found, a)
		}
	}
	key := func(a *account) time.Time { return a.created }
	slices.SortStableFunc(found, func(a, b *account) int { return key(b).Compare(key(a)) })
	return mapTo(window(found, offset, c.limit(40)), c.srv.accountJSON), nil
}
