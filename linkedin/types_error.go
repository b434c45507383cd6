package linkedin

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
)

// An Error is the body of a refusal. It is the cause in a [*social.Error]; get it with [errors.As].
// See https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling.
type Error struct {
	Status      int    `json:"status"`           // HTTP status
	ServiceCode int    `json:"serviceErrorCode"` // number of the service's own, 0 if none
	Code        string `json:"code"`             // what to go by, as "MISSING_FIELD"; "" if LinkedIn leaves it out
	Message     string `json:"message"`
	Details     struct {
		Inputs []InputError `json:"inputErrors"`
	} `json:"errorDetails"`
	OAuth string `json:"-"` // code of the token endpoint, as "invalid_grant"; then nothing but Message is set
}

// An InputError is one thing that is wrong with a request.
type InputError struct {
	Code        string `json:"code"`
	Description string `json:"description"`
	Input       struct {
		Path struct {
			Field string `json:"fieldPath"` // "/content/media/altText"
		} `json:"inputPath"`
	} `json:"input"`
}

type plainError Error

// UnmarshalJSON reads the bodies of the API and of the token endpoint. Fields of an unexpected type are left out.
func (e *Error) UnmarshalJSON(b []byte) error {
	var w struct {
		Error       json.RawMessage `json:"error"`
		Description string          `json:"error_description"`
	}
	if err := rest.Decode(b, (*plainError)(e)); err != nil {
		return err
	}
	if rest.Decode(b, &w) == nil {
		if code, ok := scalar.Text(w.Error); ok && code != "" {
			e.OAuth, e.Message = code, w.Description
		}
	}
	return nil
}

// Error gives LinkedIn's words.
func (e *Error) Error() string {
	text := e.Message
	for _, in := range e.Details.Inputs {
		if in.Description != "" && !strings.Contains(text, in.Description) {
			text = strings.TrimSpace(text + " " + in.Description)
		}
	}
	if text == "" {
		text = e.Reason()
	}
	return rest.Clip(text)
}

// Reason is what to go by: the error's code, or that of the first thing that is wrong, which LinkedIn sometimes gives
// alone; "" if there is none.
func (e *Error) Reason() string {
	if e.Code != "" && e.Code != reasonDetails && e.Code != reasonUnprocessable {
		return e.Code
	}
	for _, in := range e.Details.Inputs {
		if in.Code != "" {
			return in.Code
		}
	}
	if e.Code == "" {
		return e.OAuth
	}
	return e.Code
}

// Path is the field of the request that is wrong, as "/content/media/altText"; "" if LinkedIn does not say.
func (e *Error) Path() string {
	for _, in := range e.Details.Inputs {
		if in.Input.Path.Field != "" {
			return in.Input.Path.Field
		}
	}
	return ""
}

// Duplicate is the post that a refused one would have repeated, "" if the refusal is about something else.
func (e *Error) Duplicate() URN {
	if !e.duplicates() {
		return ""
	}
	for _, text := range e.texts() {
		if u := URN(postPattern().FindString(text)); u != "" {
			return u
		}
	}
	return ""
}

// duplicates reports whether the refusal is about a duplicate, whether or not it names the post.
func (e *Error) duplicates() bool {
	return e.Reason() == reasonDuplicate || slices.ContainsFunc(e.texts(), func(text string) bool {
		return strings.Contains(strings.ToLower(text), "duplicate")
	})
}

// texts is all that is said in words.
func (e *Error) texts() []string {
	out := []string{e.Message}
	for _, in := range e.Details.Inputs {
		out = append(out, in.Description)
	}
	return out
}

// postPattern finds the URN of a post in a sentence.
func postPattern() *regexp.Regexp { return regexp.MustCompile(`urn:li:(share|ugcPost):[0-9]+`) }
