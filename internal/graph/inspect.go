package graph

import (
	"context"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// TokenInfo is what Meta knows of a token. See https://developers.facebook.com/docs/graph-api/reference/debug_token.
type TokenInfo struct {
	AppID         ID             `json:"app_id"`
	Application   string         `json:"application"` // name of the app
	Type          string         `json:"type"`        // USER, PAGE, APP, SYSTEM_USER
	UserID        ID             `json:"user_id"`
	ProfileID     ID             `json:"profile_id"` // the page, of tokens of pages
	IsValid       bool           `json:"is_valid"`
	IssuedAt      Time           `json:"issued_at"`
	ExpiresAt     Time           `json:"expires_at"`             // zero: never
	DataExpiresAt Time           `json:"data_access_expires_at"` // zero: never
	Scopes        []string       `json:"scopes"`
	Granular      []GrantedScope `json:"granular_scopes"`
	Problem       *TokenProblem  `json:"error"` // why it is not valid, nil if it is
}

// GrantedScope is a permission that may be for some objects only.
type GrantedScope struct {
	Scope     string `json:"scope"`
	TargetIDs []ID   `json:"target_ids"` // none: for all of them
}

// TokenProblem is why a token is not valid.
type TokenProblem struct {
	Code    Int    `json:"code"`
	Subcode Int    `json:"subcode"`
	Message string `json:"message"`
}

// Err is what a call with the token would fail with: [social.ErrAuth] with what to do. nil if the token is valid.
func (t *TokenInfo) Err(network string) error {
	if t.IsValid {
		return nil
	}
	wire := &Error{Code: 190, Message: "the token is not valid"}
	if p := t.Problem; p != nil {
		wire.Code, wire.Subcode, wire.Message = int(p.Code), int(p.Subcode), p.Message
	}
	e := wire.social()
	e.Network, e.Op, e.Kind = network, "debug_token", social.ErrAuth
	return e
}

// Inspect asks what a token is worth, with the token of the app. A token that is no good is no error: see
// TokenInfo.Err. See https://developers.facebook.com/docs/graph-api/reference/debug_token.
func (a *Auth) Inspect(ctx context.Context, token string) (*TokenInfo, error) {
	if token == "" {
		return nil, social.Invalid(a.cfg.Network, "token", "is empty")
	}
	var out struct {
		Data *TokenInfo `json:"data"`
	}
	r := &Request{Op: "debug_token", Path: rest.Path("debug_token"), Params: url.Values{"input_token": {token}}}
	if _, err := a.app.Confide(ctx, r, &out); err != nil {
		return nil, err
	}
	if out.Data == nil {
		return nil, &social.Error{Network: a.cfg.Network, Op: r.Op, Kind: social.ErrUnavailable, Message: "the answer says nothing of the token"}
	}
	return out.Data, nil
}
