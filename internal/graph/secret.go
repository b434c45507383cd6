package graph

import (
	"fmt"

	"golang.org/x/oauth2"
)

// Secret is a token as Meta gives it. It is read from JSON, and neither printed nor written by accident: convert it
// to a string to do so.
type Secret string

// Format keeps the secret out of whatever is printed.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.hidden())) }

// MarshalText keeps the secret out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.hidden()), nil }

// UnmarshalText reads it.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret(b)
	return nil
}

func (s Secret) hidden() string {
	if s == "" {
		return ""
	}
	return "[redacted]"
}

// Token is the secret as token stores keep it, without an end.
func (s Secret) Token() *oauth2.Token {
	return &oauth2.Token{AccessToken: string(s), TokenType: "Bearer"}
}
