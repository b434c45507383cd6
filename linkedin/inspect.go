package linkedin

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
	"github.com/relais-go/relais/social"
)

// TokenInfo is what LinkedIn knows of a token.
// See https://learn.microsoft.com/en-us/linkedin/shared/authentication/token-introspection.
type TokenInfo struct {
	Active     bool
	Status     string   // "active", "expired", "revoked"; "" for one that LinkedIn does not know
	Scopes     []string // see [TasksOf]
	ClientID   string   // of the application
	AuthType   string   // "3L" for tokens of members
	Authorized time.Time
	Created    time.Time
	Expires    time.Time
}

// UnmarshalJSON reads LinkedIn's form, in which moments are seconds since 1970.
func (t *TokenInfo) UnmarshalJSON(b []byte) error {
	var w struct {
		Active     bool         `json:"active"`
		Status     string       `json:"status"`
		Scope      string       `json:"scope"`
		ClientID   string       `json:"client_id"`
		AuthType   string       `json:"auth_type"`
		Authorized scalar.Count `json:"authorized_at"`
		Created    scalar.Count `json:"created_at"`
		Expires    scalar.Count `json:"expires_at"`
	}
	if err := rest.Decode(b, &w); err != nil {
		return err
	}
	*t = TokenInfo{
		Active: w.Active, Status: w.Status, Scopes: splitScopes(w.Scope), ClientID: w.ClientID, AuthType: w.AuthType,
		Authorized: second(w.Authorized), Created: second(w.Created), Expires: second(w.Expires),
	}
	return nil
}

// second is a moment in seconds since 1970, the zero time if there is none.
func second(c scalar.Count) time.Time {
	const last = 253402300799 // of the year 9999
	if c.N == nil || *c.N <= 0 || *c.N > last {
		return time.Time{}
	}
	return time.Unix(*c.N, 0).UTC()
}

// Err is what calls with the token fail with: [social.ErrAuth] with what to do. nil if the token is good.
func (t *TokenInfo) Err() error {
	if t.Active {
		return nil
	}
	e := &social.Error{
		Network: network, Op: opInspect, Kind: social.ErrAuth, Code: t.Status, Message: "LinkedIn does not know the token, or another application got it",
	}
	switch strings.ToLower(t.Status) {
	case "expired":
		due := &ConsentError{Ends: t.Expires}
		e.Message, e.Err = due.Error(), due
	case "revoked":
		e.Message = "the token was revoked, as by the member, a new password, or a login with other scopes: let the member log in again (Auth.StartLogin)"
	}
	return e
}

// Allows reports whether the token is good and has the scopes that a task needs. Roles on Pages are another matter:
// see [Client.Roles].
func (t *TokenInfo) Allows(task Task) bool {
	return t.Active && slices.Contains(TasksOf(t.Scopes...), task)
}

const opInspect = "oauth.inspect"

// Inspect asks what a token of this application is worth; that may be an access token or a refresh token. One that is
// no good is no error: see [TokenInfo.Err].
// See https://learn.microsoft.com/en-us/linkedin/shared/authentication/token-introspection.
func (a *Auth) Inspect(ctx context.Context, token string) (*TokenInfo, error) {
	if token == "" {
		return nil, social.Invalid(network, "token", "is empty")
	}
	out := new(TokenInfo)
	if err := a.send(ctx, opInspect, "introspectToken", rest.Read, url.Values{"token": {token}}, out); err != nil {
		return nil, err
	}
	return out, nil
}
