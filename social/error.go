package social

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Sentinels classify every failure, whatever the network. Test for them with [errors.Is]; what a network
// does not offer wraps [errors.ErrUnsupported] instead.
var (
	ErrAuth         = errors.New("not logged in")                     // the token is missing, expired or revoked: log in again
	ErrPermission   = errors.New("not permitted")                     // a scope, role, plan or app review is missing
	ErrNotFound     = errors.New("not found")                         // it does not exist, or this account may not see it
	ErrInvalid      = errors.New("invalid")                           // the request is wrong; Field says where
	ErrDuplicate    = errors.New("duplicate")                         // the network says that it has this already
	ErrRateLimited  = errors.New("rate limited")                      // too fast; RetryAfter says when to come back, if known
	ErrQuota        = errors.New("allowance used up")                 // a daily or paid allowance is spent
	ErrUnavailable  = errors.New("unavailable")                       // the network is down or cannot be reached: try later
	ErrUncertain    = errors.New("outcome uncertain")                 // a write may have taken effect: never repeat it blindly
	ErrMedia        = errors.New("media processing failed")           // the network could not use a file
	ErrWrongAccount = errors.New("wrong account")                     // the token belongs to another account than expected
	ErrDryRun       = errors.New("not sent, since this is a dry run") // Options.DryRun refused a write
)

// Error is what every client returns when something fails, wrapped or bare; get it with [errors.As].
// It never holds a token.
type Error struct {
	Network    string        // "mastodon"
	Op         string        // what was being done: "publish", "statuses.create"
	Kind       error         // one of the sentinels, or errors.ErrUnsupported
	Status     int           // HTTP status of the answer, 0 if there was none
	Code       string        // the network's own code or codes, "" if none
	Message    string        // the network's own words, or what is wrong with Field
	Field      string        // the offending field, as "Media[2].AltText"; "" if not about one
	RetryAfter time.Duration // when to come back, 0 if not known
	RequestID  string        // the network's name for the request, for its support
	Pending    *Pending      // how to go on with an interrupted or uncertain publication; nil otherwise
	Err        error         // the cause: the network's own typed error, or a transport or context error
}

// Error gives "network: op: field: message (kind, HTTP status, code)" with the parts that are known.
func (e *Error) Error() string {
	var b strings.Builder
	part := func(s string) {
		if s == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(s)
	}
	part(e.Network)
	part(e.Op)
	part(e.Field)
	part(e.Message)
	if e.Err != nil && e.Message == "" {
		part(e.Err.Error())
	}
	var notes []string
	if e.Kind != nil {
		notes = append(notes, e.Kind.Error())
	}
	if e.Status != 0 {
		notes = append(notes, "HTTP "+strconv.Itoa(e.Status))
	}
	if e.Code != "" {
		notes = append(notes, "code "+e.Code)
	}
	if e.RetryAfter > 0 {
		notes = append(notes, "retry after "+e.RetryAfter.Round(time.Millisecond).String())
	}
	switch {
	case len(notes) == 0:
	case b.Len() == 0:
		b.WriteString(strings.Join(notes, ", "))
	default:
		b.WriteString(" (" + strings.Join(notes, ", ") + ")")
	}
	return b.String()
}

// Unwrap gives the kind and the cause, so that [errors.Is] and [errors.As] find both.
func (e *Error) Unwrap() []error {
	errs := make([]error, 0, 2)
	if e.Kind != nil {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

// Invalid builds the error for a field that cannot be sent as it is: Kind is [ErrInvalid].
func Invalid(network, field, message string) *Error {
	return &Error{Network: network, Op: "check", Kind: ErrInvalid, Field: field, Message: message}
}

// Unsupported builds the error for a field or capability that a network lacks: Kind is [errors.ErrUnsupported].
func Unsupported(network, field, message string) *Error {
	return &Error{Network: network, Op: "check", Kind: errors.ErrUnsupported, Field: field, Message: message}
}

// Problems lists every [*Error] that err holds, in order, following wrapped and joined errors. It is the
// way to show a user all that [Check] found.
func Problems(err error) []*Error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok { //nolint:errorlint // walks the tree itself, one node at a time
		return []*Error{e}
	}
	var found []*Error
	switch u := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() []error }:
		for _, inner := range u.Unwrap() {
			found = append(found, Problems(inner)...)
		}
	case interface{ Unwrap() error }:
		found = Problems(u.Unwrap())
	}
	return found
}
