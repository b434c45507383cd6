package x

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// classify is the one way from answers to sentinels. X labels bodies with the wrong content type, so what counts
// is what they hold. See https://docs.x.com/x-api/fundamentals/response-codes-and-errors.
func classify(a *rest.Answer) *social.Error {
	e := &social.Error{Kind: rest.KindOf(a.Status)}
	if a.Status == http.StatusConflict {
		e.Kind = social.ErrInvalid
	}
	wire := new(Error)
	if err := json.Unmarshal(a.Body, wire); err != nil || wire.Error() == "" {
		return e
	}
	e.Err, e.Message = wire, wire.Error()
	if wire.OAuthCode != "" {
		e.Code = wire.OAuthCode
		e.Kind = oauthKind(wire.OAuthCode, e.Kind)
		return e
	}
	wire.Main().explain(a.Status, e)
	if e.Field == "" {
		e.Field = wire.parameter()
	}
	return e
}

// parameter is the one that an answer about wrong parameters names first, by the alphabet if it names several at once.
func (e *Error) parameter() string {
	for _, p := range e.Errors {
		for _, name := range slices.Sorted(maps.Keys(p.Parameters)) {
			return name
		}
	}
	return ""
}

// oauthKind maps the codes of the token endpoints. X says invalid_request for a token that has been used up.
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
func oauthKind(code string, otherwise error) error {
	switch code {
	case "invalid_grant", "invalid_request", "invalid_token", "invalid_client", "unauthorized_client":
		return social.ErrAuth
	case "access_denied":
		return social.ErrPermission
	case "invalid_scope", "unsupported_grant_type":
		return social.ErrInvalid
	default:
		return otherwise
	}
}

// explain fills in what a problem means. status is that of the answer, 200 for a part that is missing in it.
func (p *Problem) explain(status int, e *social.Error) {
	if p.Parameter != "" {
		e.Field = p.Parameter
	}
	if names := slices.Sorted(maps.Keys(p.Parameters)); len(names) > 0 {
		e.Field = names[0]
	}
	if p.Code != 0 {
		e.Code = p.Code.text()
	}
	if kind := p.Kind(); kind != "" {
		e.Code = string(kind)
		if m := kind.meaning(); m != nil {
			e.Kind = m
		}
		if why := kind.advice(p); why != "" {
			e.Message = strings.TrimSpace(e.Message + " " + why)
		}
		return
	}
	if m := meaningOfCode(int(p.Code)); m != nil {
		e.Kind = m
	}
	if p.Code == badKeys {
		e.Message = strings.TrimSpace(e.Message + " (API key or secret is wrong, or the token was asked for too often: X does not say which)")
	}
	if status == http.StatusForbidden || status == http.StatusBadRequest {
		p.explainText(e)
	}
}

func (v Int) text() string {
	b, _ := json.Marshal(int64(v)) // a number
	return string(b)
}

// meaning is the sentinel of a type of problem; nil if the status says it.
func (t ProblemType) meaning() error {
	switch t {
	case ProblemInvalidRequest, ProblemInvalidRules, ProblemNoncompliantRules, ProblemConflict:
		return social.ErrInvalid
	case ProblemDuplicateRules:
		return social.ErrDuplicate
	case ProblemRuleCap, ProblemCredits, ProblemCreditsDepleted, ProblemUsageCapped:
		return social.ErrQuota
	case ProblemUnsupportedAuthentication, ProblemOAuth1Permissions, ProblemClientForbidden,
		ProblemNotAuthorizedForResource, ProblemNotAuthorizedForField, ProblemFieldUnauthorized, ProblemUserSuspended:
		return social.ErrPermission
	case ProblemResourceNotFound, ProblemResourceUnavailable, ProblemDisallowedResource:
		return social.ErrNotFound
	case ProblemFieldHydrationFailure, ProblemInternalError,
		ProblemStreamingConnection, ProblemOperationalDisconnect, ProblemClientDisconnected:
		return social.ErrUnavailable
	case ProblemRateLimitExceeded:
		return social.ErrRateLimited
	default:
		return nil
	}
}

// advice says what to do where X's words do not.
func (t ProblemType) advice(p *Problem) string {
	switch t {
	case ProblemUnsupportedAuthentication:
		return "(this needs another kind of token: see Config.Tokens, Config.OAuth1 and Config.App)"
	case ProblemClientForbidden:
		return "(not available on this plan, or the program belongs to no paid project: " + rest.Clip(p.Reason) + ")"
	case ProblemOAuth1Permissions:
		return "(give the program read and write permission, then log the account in again)"
	case ProblemCredits, ProblemCreditsDepleted:
		return "(the credit is used up: nothing works until some is bought)"
	case ProblemUsageCapped:
		return "(the " + strings.ToLower(rest.Clip(p.Period)) + " allowance is used up: waiting a few minutes does not help)"
	default:
		return ""
	}
}

// badKeys is the code of all refusals of the program's own token.
// See https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only.
const badKeys = 99

// meaningOfCode is the sentinel of a code of X's first API, which some answers still have; nil if the status
// says it. See https://docs.x.com/x-api/fundamentals/response-codes-and-errors.
func meaningOfCode(code int) error {
	switch code {
	case 32, 89, badKeys, 135, 215:
		return social.ErrAuth
	case 88:
		return social.ErrRateLimited
	case 185:
		return social.ErrQuota
	case 187:
		return social.ErrDuplicate
	case 34, 50, 144:
		return social.ErrNotFound
	case 186, 324, 415:
		return social.ErrInvalid
	case 64, 220, 261, 326, 453:
		return social.ErrPermission
	default:
		return nil
	}
}

// A reason is what X tells in words only.
type reason struct {
	words  string // part of the text, in lower case
	kind   error
	field  string
	advice string
}

const notOnPlan = "(not available on this plan)"

// reasons are looked through in order; the last are the vaguest.
func reasons() []reason {
	return []reason{
		{"duplicate content", social.ErrDuplicate, "", ""},
		{"reply to this conversation is not allowed", social.ErrPermission, "ReplyTo",
			"(not available on this plan: self-serve programs may answer only where the author mentions or quotes the account in that post)"},
		{"you can only reply to or quote", social.ErrPermission, "ReplyTo", "(the author decides who may reply)"},
		{"quoting this post is not allowed", social.ErrPermission, "Quote", notOnPlan},
		{"deleted or not visible", social.ErrNotFound, "", ""},
		{"cashtag", social.ErrInvalid, "Text", ""},
		{"post a video longer than", social.ErrInvalid, "Media", "(longer videos need a subscription)"},
		{"invalid url", social.ErrInvalid, "Text", ""},
		{"text is too long", social.ErrInvalid, "Text", "(longer posts need a subscription)"},
		{"media ids are invalid", social.ErrInvalid, "Media", ""},
		{"segments do not add up", social.ErrInvalid, "Media", "(the file changed while it was being sent)"},
		{"user-suspended", social.ErrPermission, "", ""},
		{"account is not permitted to access this feature", social.ErrPermission, "", "(not available on this plan or subscription)"},
		{"not permitted to perform this action", social.ErrPermission, "",
			"(X gives no reason: not available on this plan, a text too long for the account, or a setting of the other side)"},
	}
}

func (p *Problem) explainText(e *social.Error) {
	text := strings.ToLower(p.Title + " " + p.Detail + " " + p.Message)
	for _, r := range reasons() {
		if !strings.Contains(text, r.words) {
			continue
		}
		e.Kind = r.kind
		if r.field != "" {
			e.Field = r.field
		}
		if r.advice != "" {
			e.Message = strings.TrimSpace(e.Message + " " + r.advice)
		}
		return
	}
}

// onPlan says of a refusal that the plan may be the reason, for what X took away from self-serve programs.
func onPlan(err error, what string) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(e.Kind, social.ErrPermission) || strings.Contains(e.Message, "on this plan") {
		return err
	}
	own := *e
	own.Message = strings.TrimSpace(what + " is not available on this plan: " + e.Message)
	return &own
}
