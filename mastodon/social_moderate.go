package mastodon

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// RefHost is the kind of a reference to a server; its ID is a domain. Make one with [HostRef].
const RefHost social.RefKind = "host"

// HostRef names a server, as "mastodon.example", for [social.ActionBanHost] and [social.ActionOpenHost].
func HostRef(domain string) social.Ref {
	return social.Ref{Network: network, Kind: RefHost, ID: strings.ToLower(domain)}
}

// Actions lists what can be done here. It implements [social.Moderator].
func (*Client) Actions() []social.Action {
	return []social.Action{
		social.ActionMute, social.ActionUnmute, social.ActionBan, social.ActionUnban, social.ActionRemove,
		social.ActionReport, social.ActionApprove, social.ActionReject, social.ActionDetach,
		social.ActionBanHost, social.ActionOpenHost,
	}
}

// Moderate takes a measure. It implements [social.Moderator]. Nobody but the server's staff can hide or delete
// what others wrote; what there is instead:
//
//   - mute, unmute: an account, for a while if a Duration is given, or the thread of a post or comment
//   - ban, unban: an account (block)
//   - remove: an account no longer follows
//   - report: an account, or a post or comment with its author; Category is one of [ReportCategory]
//   - approve, reject: the request of an account to follow
//   - detach: takes the account's own status out of the post that quotes it; Mastodon 4.5
//   - ban-host, open-host: the server of an account, or one named by [HostRef]. A ban removes all followers
//     from there, and they do not come back with open-host
func (c *Client) Moderate(ctx context.Context, ref social.Ref, a social.Action, m *social.Moderation) error {
	own := value(m)
	if err := draft.CheckModeration(network, a, m, heeded(a)...); err != nil {
		return err
	}
	switch a {
	case social.ActionMute, social.ActionUnmute:
		return c.moderateMute(ctx, ref, a, &own)
	case social.ActionReport:
		return c.moderateReport(ctx, ref, &own)
	case social.ActionBan, social.ActionUnban, social.ActionRemove, social.ActionApprove, social.ActionReject:
		return c.moderateAccount(ctx, ref, a)
	case social.ActionDetach:
		return c.moderateQuote(ctx, ref)
	case social.ActionBanHost, social.ActionOpenHost:
		return c.moderateHost(ctx, ref, a)
	case social.ActionHide, social.ActionUnhide, social.ActionDelete, social.ActionHold:
		return social.Unsupported(network, "a", "only the server's staff can "+string(a)+
			" what others wrote: mute the thread, ban or remove its author, or report it")
	case social.ActionClose, social.ActionReopen:
		return social.Unsupported(network, "a", "answers cannot be closed off: mute the thread instead")
	default:
		return social.Unsupported(network, "a", "there is no action "+string(a)+" here")
	}
}

// heeded are the fields of a moderation that an action heeds.
func heeded(a social.Action) []string {
	switch a {
	case social.ActionMute:
		return []string{"Duration"}
	case social.ActionReport:
		return []string{"Reason", "Category", "Evidence", "Forward"}
	default:
		return nil
	}
}

func (c *Client) moderateMute(ctx context.Context, ref social.Ref, a social.Action, m *social.Moderation) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefAccount, social.RefPost, social.RefComment, social.RefMessage); err != nil {
		return err
	}
	id, thread := ID(ref.ID), ref.Kind != social.RefAccount
	var err error
	switch {
	case thread && m.Duration != 0:
		return social.Unsupported(network, "Duration", "a thread is muted for ever")
	case thread && a == social.ActionMute:
		_, err = c.MuteThread(ctx, id)
	case thread:
		_, err = c.UnmuteThread(ctx, id)
	case a == social.ActionMute:
		_, err = c.MuteAccount(ctx, id, &MuteParams{Duration: m.Duration})
	default:
		_, err = c.UnmuteAccount(ctx, id)
	}
	return err
}

func (c *Client) moderateAccount(ctx context.Context, ref social.Ref, a social.Action) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefAccount); err != nil {
		return err
	}
	id := ID(ref.ID)
	var err error
	switch a {
	case social.ActionBan:
		_, err = c.BlockAccount(ctx, id)
	case social.ActionUnban:
		_, err = c.UnblockAccount(ctx, id)
	case social.ActionRemove:
		_, err = c.RemoveFollower(ctx, id)
	default:
		return c.moderateRequest(ctx, id, a == social.ActionApprove)
	}
	return err
}

// moderateRequest decides on a request to follow. One that is gone may have been decided so before.
func (c *Client) moderateRequest(ctx context.Context, id ID, approve bool) error {
	decide := c.RejectFollow
	if approve {
		decide = c.AuthorizeFollow
	}
	_, err := decide(ctx, id)
	if !errors.Is(err, social.ErrNotFound) {
		return err
	}
	r, lookErr := c.relationship(ctx, id)
	if lookErr == nil && r.FollowedBy == approve {
		return nil
	}
	return err
}

func (c *Client) moderateReport(ctx context.Context, ref social.Ref, m *social.Moderation) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefAccount, social.RefPost, social.RefComment, social.RefMessage); err != nil {
		return err
	}
	p := &ReportParams{Comment: m.Reason, Category: ReportCategory(m.Category), Forward: m.Forward}
	switch p.Category {
	case "", ReportSpam, ReportLegal, ReportViolation, ReportOther:
	default:
		return social.Invalid(network, "Category", "must be spam, legal, violation or other")
	}
	for i, e := range m.Evidence {
		if err := draft.CheckRef(network, fmt.Sprintf("Evidence[%d]", i), e, social.RefPost, social.RefComment, social.RefMessage); err != nil {
			return err
		}
		p.StatusIDs = append(p.StatusIDs, ID(e.ID))
	}
	p.AccountID = ID(ref.ID)
	if err := checkComment("Reason", p.Comment); err != nil {
		return err
	}
	if ref.Kind != social.RefAccount {
		s, err := c.Status(ctx, ID(ref.ID))
		if err != nil {
			return err
		}
		p.AccountID = s.Account.ID
		p.StatusIDs = append([]ID{s.ID}, p.StatusIDs...)
	}
	_, err := c.CreateReport(ctx, p)
	return err
}

// moderateQuote takes the own status out of the one that quotes it.
func (c *Client) moderateQuote(ctx context.Context, ref social.Ref) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefPost, social.RefComment); err != nil {
		return err
	}
	if err := c.need(ctx, api45, "a", "this server has no quotes"); err != nil {
		return err
	}
	s, err := c.Status(ctx, ID(ref.ID))
	if err != nil {
		return err
	}
	q := value(s.Quote)
	if q.State == QuoteRevoked {
		return nil
	}
	quoted := q.QuotedStatusID
	if q.QuotedStatus != nil {
		quoted = q.QuotedStatus.ID
	}
	if quoted == "" {
		return social.Invalid(network, "ref", "quotes nothing that can be seen")
	}
	_, err = c.RevokeQuote(ctx, quoted, s.ID)
	return err
}

func (c *Client) moderateHost(ctx context.Context, ref social.Ref, a social.Action) error {
	if err := draft.CheckRef(network, "ref", ref, social.RefAccount, RefHost); err != nil {
		return err
	}
	domain := ref.ID
	if ref.Kind == social.RefAccount {
		account, err := c.Account(ctx, ID(ref.ID))
		if err != nil {
			return err
		}
		var remote bool
		if _, domain, remote = strings.Cut(account.Acct, "@"); !remote {
			return social.Invalid(network, "ref", "is an account of the own server")
		}
	}
	if err := checkDomain("ref", domain); err != nil {
		return err
	}
	if a == social.ActionBanHost {
		return c.BlockDomain(ctx, domain)
	}
	return c.UnblockDomain(ctx, domain)
}
