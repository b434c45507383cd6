package graph

import (
	"encoding/json"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Success is the answer of most writes: {"success": true}, or true alone. The zero value says nothing.
type Success struct {
	OK *Bool // nil: Meta did not say
}

// UnmarshalJSON accepts both forms; what is neither says nothing.
func (s *Success) UnmarshalJSON(b []byte) error {
	var whole *Bool
	if t := string(b); t == "true" || t == "false" {
		s.OK = new(Bool(t == "true"))
		return nil
	}
	var form struct {
		Success *Bool `json:"success"`
	}
	if json.Unmarshal(b, &form) == nil {
		whole = form.Success
	}
	s.OK = whole
	return nil
}

// refused is the error for an answer that denies its success, nil if it does not.
func (c *Client) refused(op string, a *rest.Answer, s Success) error {
	if s.OK == nil || bool(*s.OK) {
		return nil
	}
	return &social.Error{
		Network: c.cfg.Network, Op: op, Kind: social.ErrInvalid, Status: a.Status, RequestID: requestID(a.Header),
		Message: "Meta answered that it did not succeed, and does not say why",
	}
}
