package social

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// targetRecord is a TargetResult as JSON has it.
type targetRecord struct {
	Target  string        `json:"target"`
	Network string        `json:"network"`
	Outcome Outcome       `json:"outcome"`
	Post    *postRecord   `json:"post,omitempty"`
	Pending *Pending      `json:"pending,omitempty"`
	Thread  *Thread       `json:"thread,omitempty"`
	Changes []FitChange   `json:"changes,omitempty"`
	Errors  []errorRecord `json:"errors,omitempty"`
	Tries   int           `json:"tries,omitempty"`
	Tried   time.Time     `json:"tried,omitzero"`
}

// postRecord is what JSON keeps of a Post.
type postRecord struct {
	Ref   Ref       `json:"ref"`
	State State     `json:"state,omitempty"`
	Time  time.Time `json:"time,omitzero"`
}

// errorRecord is what JSON keeps of an Error, or of another error, which then is a cause alone.
type errorRecord struct {
	Network    string   `json:"network,omitempty"`
	Op         string   `json:"op,omitempty"`
	Kind       string   `json:"kind,omitempty"`
	Status     int      `json:"status,omitempty"`
	Code       string   `json:"code,omitempty"`
	Message    string   `json:"message,omitempty"`
	Field      string   `json:"field,omitempty"`
	RetryAfter float64  `json:"retry_after,omitempty"` // seconds
	RequestID  string   `json:"request_id,omitempty"`
	Cause      string   `json:"cause,omitempty"`
	Is         []string `json:"is,omitempty"`     // further kinds that errors.Is finds
	Prefix     string   `json:"prefix,omitempty"` // what stands ahead of it in the words of the error around it
}

// MarshalJSON writes a result for another process.
func (t TargetResult) MarshalJSON() ([]byte, error) {
	r := targetRecord{
		Target: t.Target, Network: t.Network, Outcome: t.Outcome, Pending: t.Pending,
		Thread: t.Thread, Changes: t.Changes, Errors: recordErrors(t.Err), Tries: t.Tries, Tried: t.Tried,
	}
	if t.Post != nil {
		r.Post = &postRecord{Ref: t.Post.Ref, State: t.Post.State, Time: t.Post.Time}
	}
	data, err := json.Marshal(&r)
	if err != nil {
		return nil, fmt.Errorf("social: result of %s: %w", t.Target, err)
	}
	return data, nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *TargetResult) UnmarshalJSON(data []byte) error {
	var r targetRecord
	if err := json.Unmarshal(data, &r); err != nil {
		return fmt.Errorf("social: result of a broadcast: %w", err)
	}
	*t = TargetResult{
		Target: r.Target, Network: r.Network, Outcome: r.Outcome, Pending: r.Pending, Tries: r.Tries, Tried: r.Tried,
		Thread: r.Thread, Changes: r.Changes, Err: restoreErrors(r.Errors),
	}
	if r.Post != nil {
		t.Post = &Post{Ref: r.Post.Ref, State: r.Post.State, Time: r.Post.Time}
	}
	return nil
}

// kindName names a sentinel in JSON.
type kindName struct {
	name string
	kind error
}

func kindNames() []kindName {
	return []kindName{
		{"auth", ErrAuth}, {"permission", ErrPermission}, {"not_found", ErrNotFound}, {"invalid", ErrInvalid},
		{"duplicate", ErrDuplicate}, {"rate_limited", ErrRateLimited}, {"quota", ErrQuota}, {"unavailable", ErrUnavailable},
		{"uncertain", ErrUncertain}, {"media", ErrMedia}, {"wrong_account", ErrWrongAccount}, {"dry_run", ErrDryRun},
		{"unsupported", errors.ErrUnsupported}, {"canceled", context.Canceled}, {"deadline", context.DeadlineExceeded},
		{"no_token", ErrNoToken}, {"cursor_moved", ErrCursorMoved}, {"claimed", ErrClaimed},
	}
}

// recordErrors takes an error apart: into what was joined, and from what is wrapped around an Error with no more than
// words ahead of it. Errors that say it in another way are kept by the Errors in them, or as they are if there is none.
func recordErrors(err error) []errorRecord {
	if err == nil {
		return nil
	}
	problems := Problems(err)
	if e, ok := err.(*Error); ok || len(problems) == 0 { //nolint:errorlint // takes the tree apart itself, one node at a time
		if !ok {
			e = &Error{Err: err}
		}
		return []errorRecord{recordError(e)}
	}
	var records []errorRecord
	switch u := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() error }:
		inner := u.Unwrap()
		records = recordErrors(inner)
		if prefix, ok := strings.CutSuffix(err.Error(), inner.Error()); ok {
			records[0].Prefix = prefix + records[0].Prefix
		}
	case interface{ Unwrap() []error }:
		var words []string
		for _, inner := range u.Unwrap() {
			if inner == nil {
				continue
			}
			records = append(records, recordErrors(inner)...)
			words = append(words, inner.Error())
		}
		if strings.Join(words, "\n") == err.Error() {
			break
		}
		records = nil
		for _, e := range problems {
			records = append(records, recordError(e))
		}
	}
	return records
}

func recordError(e *Error) errorRecord {
	r := errorRecord{
		Network: e.Network, Op: e.Op, Status: e.Status, Code: e.Code, Message: e.Message, Field: e.Field,
		RetryAfter: e.RetryAfter.Seconds(), RequestID: e.RequestID,
	}
	if e.Err != nil {
		r.Cause = e.Err.Error()
	}
	for _, k := range kindNames() {
		switch {
		case e.Kind != nil && errors.Is(e.Kind, k.kind):
			r.Kind = k.name
		case errors.Is(e.Err, k.kind):
			r.Is = append(r.Is, k.name)
		}
	}
	return r
}

// restoreErrors makes one error of what was recorded.
func restoreErrors(records []errorRecord) error {
	errs := make([]error, len(records))
	for i := range records {
		errs[i] = records[i].restore()
	}
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

func (r *errorRecord) restore() error {
	if r.Prefix != "" {
		bare := *r
		bare.Prefix = ""
		return &prefixedError{r.Prefix, bare.restore()}
	}
	e := &Error{
		Network: r.Network, Op: r.Op, Status: r.Status, Code: r.Code, Message: r.Message, Field: r.Field,
		RetryAfter: time.Duration(r.RetryAfter * float64(time.Second)).Round(time.Microsecond), RequestID: r.RequestID,
	}
	cause := &recordedError{text: r.Cause}
	for _, k := range kindNames() {
		if k.name == r.Kind {
			e.Kind = k.kind
		}
		for _, also := range r.Is {
			if k.name == also {
				cause.kinds = append(cause.kinds, k.kind)
			}
		}
	}
	if cause.text != "" || len(cause.kinds) > 0 {
		e.Err = cause
	}
	return e
}

// prefixedError is an error that another process had, with words ahead of it.
type prefixedError struct {
	prefix string
	err    error
}

func (p *prefixedError) Error() string { return p.prefix + p.err.Error() }
func (p *prefixedError) Unwrap() error { return p.err }

// recordedError is the cause of an error that another process had.
type recordedError struct {
	text  string
	kinds []error
}

func (c *recordedError) Error() string   { return c.text }
func (c *recordedError) Unwrap() []error { return c.kinds }
