package youtube

import (
	"encoding/json"
	"strings"

	"github.com/relais-go/relais/internal/htmltext"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
)

// An Error is the body of a refusal. It is the cause in a [*social.Error]; get it with [errors.As].
// See https://developers.google.com/youtube/v3/docs/errors.
type Error struct {
	Code    Int           `json:"code,omitempty"` // HTTP status
	Message string        `json:"message,omitempty"`
	Items   []ErrorItem   `json:"errors,omitempty"`
	Status  string        `json:"status,omitempty"` // Google's general code, as "RESOURCE_EXHAUSTED"
	Details []ErrorDetail `json:"details,omitempty"`
	OAuth   string        `json:"oauth,omitempty"` // code of the token endpoint, as "invalid_grant"; then nothing but Message is set
}

// An ErrorItem is one thing that is wrong.
type ErrorItem struct {
	Domain       string `json:"domain,omitempty"` // "youtube.quota", "youtube.video", "global", …
	Reason       string `json:"reason,omitempty"` // what to go by
	Message      string `json:"message,omitempty"`
	Location     string `json:"location,omitempty"`
	LocationType string `json:"locationType,omitempty"` // "parameter", "header", "other"
}

// An ErrorDetail is what Google adds in general, as for quotas.
type ErrorDetail struct {
	Type     string            `json:"@type,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Domain   string            `json:"domain,omitempty"`
	Metadata map[string]string `json:"metadata,omitempty"`
}

type plainError Error

// UnmarshalJSON reads the bodies of the API and of the token endpoint, in which "error" is a text. Fields of an
// unexpected type are left out.
func (e *Error) UnmarshalJSON(b []byte) error {
	var w struct {
		Error       json.RawMessage `json:"error"`
		Description string          `json:"error_description"`
	}
	if err := rest.Decode(b, &w); err != nil {
		return err
	}
	switch {
	case len(w.Error) == 0:
		return rest.Decode(b, (*plainError)(e))
	case w.Error[0] == '{':
		return rest.Decode(w.Error, (*plainError)(e))
	}
	if code, ok := scalar.Text(w.Error); ok {
		e.OAuth, e.Message = code, w.Description
	}
	return nil
}

// Error gives the words of YouTube, as text.
func (e *Error) Error() string {
	text := e.Message
	if text == "" && len(e.Items) > 0 {
		text = e.Items[0].Message
	}
	if strings.ContainsAny(text, "<&") {
		text = htmltext.Text(text)
	}
	switch reason := e.Reason(); {
	case text == "":
		return rest.Clip(reason)
	case reason == "" || strings.Contains(text, reason):
		return rest.Clip(text)
	default:
		return rest.Clip(reason + ": " + text)
	}
}

// Reason is the first that the answer gives, "" if it gives none.
func (e *Error) Reason() string {
	for _, i := range e.Items {
		if i.Reason != "" {
			return i.Reason
		}
	}
	for _, d := range e.Details {
		if d.Reason != "" {
			return d.Reason
		}
	}
	return e.OAuth
}

// Domain is that of the first reason, "" if the answer does not say.
func (e *Error) Domain() string {
	for _, i := range e.Items {
		if i.Reason != "" {
			return i.Domain
		}
	}
	return ""
}

// PerDay reports whether the answer speaks of an allowance of a day: the reason alone does not tell that from calls
// that come too fast.
func (e *Error) PerDay() bool {
	for _, d := range e.Details {
		for name, v := range d.Metadata {
			if strings.HasPrefix(name, "quota_") && (perDay(v) || strings.Contains(v, "/d/")) {
				return true
			}
		}
	}
	for _, i := range e.Items {
		if perDay(i.Message) {
			return true
		}
	}
	return perDay(e.Message)
}

// perDay recognises "… limit 'Video Uploads per day' …" and "VideoUploadsPerDayPerProject".
func perDay(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "per day") || strings.Contains(s, "perday") || strings.Contains(s, "per_day")
}
