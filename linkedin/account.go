package linkedin

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// Author is in whose name the client acts: that of [Config], or the member whom the token belongs to. LinkedIn is asked
// once for the member.
//
// Errors: [social.ErrPermission] if the token may not even tell whose it is.
func (c *Client) Author(ctx context.Context) (URN, error) {
	if c.cfg.Author != "" {
		return c.cfg.Author, nil
	}
	return c.Member(ctx)
}

// Member is the member whom the token belongs to. LinkedIn is asked once.
//
// Errors: [social.ErrPermission] if the token has neither the scope openid nor r_basicprofile, nor one of
// rw_organization_admin and r_organization_admin of a member with a role on a Page.
func (c *Client) Member(ctx context.Context) (URN, error) {
	u, err := c.member.Get(ctx, func(ctx context.Context) (*URN, error) {
		id, err := c.askMember(ctx)
		if err != nil {
			return nil, err
		}
		u := Person(id)
		return &u, nil
	})
	if err != nil {
		return "", err
	}
	return *u, nil
}

// askMember asks by each of the ways, of which mostly one is open to a token: who it is, or whose roles it may read.
func (c *Client) askMember(ctx context.Context) (string, error) {
	info, err := c.UserInfo(ctx)
	if err == nil && info.Subject != "" {
		return info.Subject, nil
	}
	if err != nil && !errors.Is(err, social.ErrPermission) {
		return "", err
	}
	me, err := c.Me(ctx)
	switch {
	case err == nil && me.ID != "":
		return me.ID, nil
	case err == nil:
		return "", &social.Error{Network: network, Op: "me.get", Kind: social.ErrUnavailable, Message: "the answer does not name the member"}
	case !errors.Is(err, social.ErrPermission):
		return "", err
	}
	for r, failure := range c.Roles(ctx, nil) {
		switch {
		case failure != nil && !errors.Is(failure, social.ErrPermission):
			return "", failure
		case failure == nil && r.Member.Kind() == KindPerson:
			return r.Member.ID(), nil
		}
	}
	return "", &social.Error{
		Network: network, Op: "me.get", Kind: social.ErrPermission, Field: "Config.Author", Err: err,
		Message: "LinkedIn does not tell whom the token belongs to: it needs the scope openid, r_basicprofile or rw_organization_admin; or name the author",
	}
}

// whoAmI names the account that writes go to, for the account guard, after asking whether the token may act for it.
func (c *Client) whoAmI(ctx context.Context) ([]string, error) {
	author := c.cfg.Author
	if author.Kind() == KindOrganization {
		if err := c.checkRole(ctx, author); err != nil {
			return nil, err
		}
		return c.named(ctx, author)
	}
	member, err := c.Member(ctx)
	if err != nil {
		return nil, err
	}
	if author != "" && author != member {
		return nil, wrongAccount("the token belongs to " + string(member) + ", the client acts for " + string(author))
	}
	return c.named(ctx, member)
}

// named are the names of an account. The one that stands in its address is asked for only when another is expected.
func (c *Client) named(ctx context.Context, account URN) ([]string, error) {
	names := []string{account.ID(), string(account)}
	want := c.rest.Options().ExpectAccount
	if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, want) }) {
		return names, nil
	}
	r := &request{Op: "me.get", Method: MethodGet, Path: "/rest/me"}
	if account.Kind() == KindOrganization {
		r.Op, r.Path = "organizations.get", "/rest/organizations/"+escapeText(account.ID())
	}
	got, err := get[struct {
		Vanity string `json:"vanityName"`
	}](ctx, c, r)
	switch {
	case errors.Is(err, social.ErrPermission): // the others are known
	case err != nil:
		return nil, err
	case got.Vanity != "":
		names = append(names, got.Vanity)
	}
	return names, nil
}

func wrongAccount(message string) error {
	return &social.Error{Network: network, Op: "guard", Kind: social.ErrWrongAccount, Field: "Config.Author", Message: message}
}

// checkRole asks whether the member has a role on a Page.
func (c *Client) checkRole(ctx context.Context, page URN) error {
	for r, err := range c.Roles(ctx, &RolesParams{State: StateApproved}) {
		switch {
		case errors.Is(err, social.ErrPermission):
			return &social.Error{
				Network: network, Op: "guard", Kind: social.ErrPermission, Field: "Options.ExpectAccount", Err: err,
				Message: "LinkedIn does not tell this token which Pages the member has a role on: it needs the scope rw_organization_admin or r_organization_admin",
			}
		case err != nil:
			return err
		case r.State == StateApproved && r.Page.is(page):
			return nil
		}
	}
	return wrongAccount("the member whom the token belongs to has no role on " + string(page))
}
