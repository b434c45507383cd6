package mastodon

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Error is what a server said when it refused a request. Its texts are in the account's language: act upon
// the [social.Error] around it. See https://docs.joinmastodon.org/entities/Error/.
type Error struct {
	Text        string                   `json:"error"`             // for people; a code in OAuth answers
	Description string                   `json:"error_description"` // OAuth answers only
	Details     map[string][]ErrorDetail `json:"details"`           // by field; some validations only
	Unexpected  []Account                `json:"unexpected_accounts"`
}

// ErrorDetail is one reason why a field was refused.
type ErrorDetail struct {
	Code        string `json:"error"` // ERR_BLANK, ERR_TAKEN, …
	Description string `json:"description"`
}

// Error gives the server's words.
func (e *Error) Error() string {
	if e.Description != "" {
		return rest.Clip(e.Text + ": " + e.Description)
	}
	return rest.Clip(e.Text)
}

// classify is the one table from answers to sentinels. Texts are localised, so it goes by status.
// See https://docs.joinmastodon.org/entities/Error/.
func classify(a *rest.Answer) *social.Error {
	e := &social.Error{Kind: kindOf(a.Status)}
	var wire Error
	if err := json.Unmarshal(a.Body, &wire); err != nil || wire.Text == "" {
		return e
	}
	e.Err = &wire
	e.Message = wire.Error()
	if wire.Description != "" { // the OAuth form, whose text is a code
		e.Code = wire.Text
		switch wire.Text {
		case "invalid_grant", "invalid_client", "invalid_token":
			e.Kind = social.ErrAuth
		case "unauthorized_client", "access_denied":
			e.Kind = social.ErrPermission
		case "invalid_scope":
			e.Kind = social.ErrInvalid
			e.Field = "Scopes"
		}
	}
	for _, field := range slices.Sorted(maps.Keys(wire.Details)) {
		if details := wire.Details[field]; len(details) > 0 {
			e.Field, e.Code = field, details[0].Code
			break
		}
	}
	return e
}

// kindOf adds what a status means to Mastodon and its relatives in particular.
func kindOf(status int) error {
	switch status {
	case http.StatusBadRequest, http.StatusNotAcceptable, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
		return social.ErrInvalid
	case http.StatusTeapot: // GoToSocial: no user agent
		return social.ErrInvalid
	case http.StatusConflict:
		return social.ErrDuplicate
	default:
		return rest.KindOf(status)
	}
}

// isMissingRoute reports an answer that a server gives for what it has not: 404, or a page instead of data.
// A 404 cannot tell a missing route from a missing thing, so callers ask only where the thing must exist.
func isMissingRoute(err error) bool {
	return errors.Is(err, social.ErrNotFound) || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, rest.ErrNotJSON)
}
