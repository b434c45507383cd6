package mastodon

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

func adminPath(elems ...string) string {
	return rest.Path(append([]string{"api", "v1", "admin"}, elems...)...)
}

// AdminAccountsParams narrows a list of accounts for the server's staff. nil means all.
type AdminAccountsParams struct {
	Origin      string // local, remote
	Status      string // active, pending, disabled, silenced, suspended
	Permissions string // staff
	RoleIDs     []ID
	InvitedBy   ID
	Username    string
	DisplayName string
	ByDomain    string
	Email       string
	IP          string
}

func (p *AdminAccountsParams) query() url.Values {
	q := url.Values{}
	if p != nil {
		setText(q, "origin", p.Origin)
		setText(q, "status", p.Status)
		setText(q, "permissions", p.Permissions)
		addAll(q, "role_ids[]", p.RoleIDs)
		setID(q, "invited_by", p.InvitedBy)
		setText(q, "username", p.Username)
		setText(q, "display_name", p.DisplayName)
		setText(q, "by_domain", p.ByDomain)
		setText(q, "email", p.Email)
		setText(q, "ip", p.IP)
	}
	return q
}

// AdminAccountsPage reads a page of accounts as the staff sees them: 100 by default, 200 at most. All methods
// for the staff need a role and a scope of "admin:…": else [social.ErrPermission].
// See https://docs.joinmastodon.org/methods/admin/accounts/#v2.
func (c *Client) AdminAccountsPage(ctx context.Context, f *AdminAccountsParams, p *PageParams) (*social.Page[AdminAccount], error) {
	path := rest.Path("api", "v2", "admin", "accounts")
	return page[AdminAccount](ctx, c, "admin.accounts", path, f.query(), p)
}

// AdminAccounts iterates over accounts as the staff sees them.
func (c *Client) AdminAccounts(ctx context.Context, f *AdminAccountsParams, p *PageParams) iter.Seq2[*AdminAccount, error] {
	return pages[AdminAccount](ctx, c, "admin.accounts", rest.Path("api", "v2", "admin", "accounts"), f.query(), p)
}

// AdminAccountsV1Params narrows the older list. nil means all.
type AdminAccountsV1Params struct {
	Local, Remote                                  bool
	Active, Pending, Disabled, Silenced, Suspended bool
	Sensitized, Staff                              bool
	Username, DisplayName, ByDomain, Email, IP     string
}

func (p *AdminAccountsV1Params) query() url.Values {
	q := url.Values{}
	if p != nil {
		setTrue(q, "local", p.Local)
		setTrue(q, "remote", p.Remote)
		setTrue(q, "active", p.Active)
		setTrue(q, "pending", p.Pending)
		setTrue(q, "disabled", p.Disabled)
		setTrue(q, "silenced", p.Silenced)
		setTrue(q, "suspended", p.Suspended)
		setTrue(q, "sensitized", p.Sensitized)
		setTrue(q, "staff", p.Staff)
		setText(q, "username", p.Username)
		setText(q, "display_name", p.DisplayName)
		setText(q, "by_domain", p.ByDomain)
		setText(q, "email", p.Email)
		setText(q, "ip", p.IP)
	}
	return q
}

// AdminAccountsV1Page reads a page of accounts from servers before Mastodon 3.5: 100 by default, 200 at most.
// See https://docs.joinmastodon.org/methods/admin/accounts/#v1.
func (c *Client) AdminAccountsV1Page(ctx context.Context, f *AdminAccountsV1Params, p *PageParams) (*social.Page[AdminAccount], error) {
	return page[AdminAccount](ctx, c, "admin.accounts.v1", adminPath("accounts"), f.query(), p)
}

// AdminAccountsV1 iterates over accounts of servers before Mastodon 3.5.
func (c *Client) AdminAccountsV1(ctx context.Context, f *AdminAccountsV1Params, p *PageParams) iter.Seq2[*AdminAccount, error] {
	return pages[AdminAccount](ctx, c, "admin.accounts.v1", adminPath("accounts"), f.query(), p)
}

// AdminAccount reads one account as the staff sees it.
// See https://docs.joinmastodon.org/methods/admin/accounts/#get-one.
func (c *Client) AdminAccount(ctx context.Context, id ID) (*AdminAccount, error) {
	return get[AdminAccount](ctx, c, "admin.accounts.get", adminPath("accounts", string(id)), nil)
}

// AdminAction is what to do to an account.
type AdminAction struct {
	Type            string `json:"type"`                        // none, sensitive, disable, silence, suspend
	ReportID        ID     `json:"report_id,omitempty"`         // of the report that it settles
	WarningPresetID ID     `json:"warning_preset_id,omitempty"` // words prepared by the staff
	Text            string `json:"text,omitempty"`              // words for the account's owner
	SendEmail       bool   `json:"send_email_notification"`     // tell the owner by mail
}

// AdminActOnAccount does something to an account and settles its report. A repeat would warn its owner twice: when
// the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/admin/accounts/#action.
func (c *Client) AdminActOnAccount(ctx context.Context, id ID, a *AdminAction) error {
	if a == nil || a.Type == "" {
		return social.Invalid(network, "Type", "is empty")
	}
	r := &rest.Request{
		Op: "admin.accounts.action", Method: http.MethodPost, Path: adminPath("accounts", string(id), "action"), Class: rest.Unsafe,
	}
	return tell(ctx, c, r, a)
}

// AdminApproveAccount lets in an account that waits for approval.
// See https://docs.joinmastodon.org/methods/admin/accounts/#approve.
func (c *Client) AdminApproveAccount(ctx context.Context, id ID) (*AdminAccount, error) {
	return c.adminAccount(ctx, id, "approve")
}

// AdminRejectAccount refuses an account that waits for approval, which deletes it.
// See https://docs.joinmastodon.org/methods/admin/accounts/#reject.
func (c *Client) AdminRejectAccount(ctx context.Context, id ID) (*AdminAccount, error) {
	return c.adminAccount(ctx, id, "reject")
}

// AdminEnableAccount lets a disabled account log in again.
// See https://docs.joinmastodon.org/methods/admin/accounts/#enable.
func (c *Client) AdminEnableAccount(ctx context.Context, id ID) (*AdminAccount, error) {
	return c.adminAccount(ctx, id, "enable")
}

// AdminUnsilenceAccount shows a limited account to everybody again.
// See https://docs.joinmastodon.org/methods/admin/accounts/#unsilence.
func (c *Client) AdminUnsilenceAccount(ctx context.Context, id ID) (*AdminAccount, error) {
	return c.adminAccount(ctx, id, "unsilence")
}

// AdminUnsuspendAccount takes a suspension back.
// See https://docs.joinmastodon.org/methods/admin/accounts/#unsuspend.
func (c *Client) AdminUnsuspendAccount(ctx context.Context, id ID) (*AdminAccount, error) {
	return c.adminAccount(ctx, id, "unsuspend")
}

// AdminUnsensitiveAccount no longer marks all media of an account as sensitive.
// See https://docs.joinmastodon.org/methods/admin/accounts/#unsensitive.
func (c *Client) AdminUnsensitiveAccount(ctx context.Context, id ID) (*AdminAccount, error) {
	return c.adminAccount(ctx, id, "unsensitive")
}

// AdminDeleteAccount deletes the data of a suspended account for good.
// See https://docs.joinmastodon.org/methods/admin/accounts/#delete.
func (c *Client) AdminDeleteAccount(ctx context.Context, id ID) (*AdminAccount, error) {
	r := &rest.Request{
		Op: "admin.accounts.delete", Method: http.MethodDelete, Path: adminPath("accounts", string(id)), Class: rest.Idempotent, Gone: true,
	}
	return send[AdminAccount](ctx, c, familyAll, r, nil)
}

func (c *Client) adminAccount(ctx context.Context, id ID, action string) (*AdminAccount, error) {
	return post[AdminAccount](ctx, c, familyAll, "admin.accounts."+action, adminPath("accounts", string(id), action), nil)
}
