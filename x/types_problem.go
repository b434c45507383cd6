package x

import (
	"encoding/json"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
)

// A ProblemType is the last part of the address that names a kind of problem. The part before it changes
// between hosts and dialects. See https://docs.x.com/x-api/fundamentals/response-codes-and-errors.
type ProblemType string

// Problem types. A problem of none of these has the type "about:blank": only its status and its text tell
// what it is.
const (
	ProblemInvalidRequest            ProblemType = "invalid-request"
	ProblemInvalidRules              ProblemType = "invalid-rules"
	ProblemNoncompliantRules         ProblemType = "noncompliant-rules"
	ProblemDuplicateRules            ProblemType = "duplicate-rules"
	ProblemRuleCap                   ProblemType = "rule-cap"
	ProblemUnsupportedAuthentication ProblemType = "unsupported-authentication"
	ProblemOAuth1Permissions         ProblemType = "oauth1-permissions"
	ProblemClientForbidden           ProblemType = "client-forbidden" // the program has no plan: see Reason
	ProblemCredits                   ProblemType = "credits"          // no money left
	ProblemCreditsDepleted           ProblemType = "credits-depleted" // the same, by its newer name
	ProblemUsageCapped               ProblemType = "usage-capped"     // the month's allowance: see Period and Scope
	ProblemRateLimitExceeded         ProblemType = "rate-limit-exceeded"
	ProblemNotAuthorizedForResource  ProblemType = "not-authorized-for-resource"
	ProblemNotAuthorizedForField     ProblemType = "not-authorized-for-field"
	ProblemFieldUnauthorized         ProblemType = "field-unauthorized"
	ProblemResourceNotFound          ProblemType = "resource-not-found"
	ProblemResourceUnavailable       ProblemType = "resource-unavailable"
	ProblemDisallowedResource        ProblemType = "disallowed-resource"
	ProblemFieldHydrationFailure     ProblemType = "field-hydration-failure"
	ProblemInternalError             ProblemType = "internal-error"
	ProblemConflict                  ProblemType = "conflict"
	ProblemStreamingConnection       ProblemType = "streaming-connection" // see ConnectionIssue
	ProblemOperationalDisconnect     ProblemType = "operational-disconnect"
	ProblemClientDisconnected        ProblemType = "client-disconnected"
	ProblemUserSuspended             ProblemType = "user-suspended"
)

// A DisconnectType says why X ends a stream.
// See https://docs.x.com/x-api/fundamentals/handling-disconnections.
type DisconnectType string

// Reasons to end a stream.
const (
	DisconnectOperational         DisconnectType = "OperationalDisconnect"
	DisconnectUpstreamOperational DisconnectType = "UpstreamOperationalDisconnect"
	DisconnectForced              DisconnectType = "ForceDisconnect" // another connection took its place
	DisconnectUpstreamUnclean     DisconnectType = "UpstreamUncleanDisconnect"
	DisconnectSlowReader          DisconnectType = "SlowReader"
	DisconnectInternalError       DisconnectType = "InternalError"
	DisconnectDegraded            DisconnectType = "ClientApplicationStateDegraded"
	DisconnectInvalidRules        DisconnectType = "InvalidRules"
)

// A ConnectionIssue says why a stream was refused.
// See https://docs.x.com/x-api/fundamentals/handling-disconnections.
type ConnectionIssue string

// Reasons to refuse a stream.
const (
	IssueTooManyConnections       ConnectionIssue = "TooManyConnections"
	IssueProvisioningSubscription ConnectionIssue = "ProvisioningSubscription"
	IssueRuleConfiguration        ConnectionIssue = "RuleConfigurationIssue"
	IssueInvalidRules             ConnectionIssue = "RulesInvalidIssue"
)

// A Problem is one thing that went wrong: a whole answer, one entry of its errors, or a message of a
// stream. Which fields are filled in depends on the kind. Its texts are in English, for people.
// See https://docs.x.com/x-api/fundamentals/response-codes-and-errors.
type Problem struct { //nolint:errname // the name that X and RFC 9457 give it
	Type   string `json:"type,omitempty"` // an address: see Kind
	Title  string `json:"title,omitempty"`
	Detail string `json:"detail,omitempty"`
	Status Int    `json:"status,omitempty"` // HTTP status

	// What it is about.
	Parameter    string `json:"parameter,omitempty"`
	Value        ID     `json:"value,omitempty"` // that the parameter, or the refused rule, had
	ResourceID   ID     `json:"resource_id,omitempty"`
	ResourceType string `json:"resource_type,omitempty"` // tweet, user, media, …
	Section      string `json:"section,omitempty"`       // data or includes
	Field        string `json:"field,omitempty"`

	// Of refused programs and used up allowances.
	Reason             string `json:"reason,omitempty"` // client-not-enrolled, official-client-forbidden, …
	RegistrationURL    string `json:"registration_url,omitempty"`
	RequiredEnrollment string `json:"required_enrollment,omitempty"`
	ClientID           ID     `json:"client_id,omitempty"`
	AccountID          ID     `json:"account_id,omitempty"`
	Period             string `json:"period,omitempty"` // Daily, Monthly
	Scope              string `json:"scope,omitempty"`  // Account, Product

	// Of streams, rules and subscriptions.
	ConnectionIssue ConnectionIssue `json:"connection_issue,omitempty"`
	DisconnectType  DisconnectType  `json:"disconnect_type,omitempty"`
	ID              ID              `json:"id,omitempty"` // of the rule that exists already
	Details         []string        `json:"details,omitempty"`
	SubscriptionID  ID              `json:"subscription_id,omitempty"`

	// The form of X's first API, and of wrong parameters.
	Code       Int                 `json:"code,omitempty"`
	Message    string              `json:"message,omitempty"`
	Parameters map[string][]string `json:"parameters,omitempty"` // the values given, by parameter
}

type plainProblem Problem

// UnmarshalJSON leaves out a field of an unexpected type.
func (p *Problem) UnmarshalJSON(b []byte) error {
	return scalar.Forgive(json.Unmarshal(b, (*plainProblem)(p)))
}

// Kind is the last part of Type, "" if the type says nothing.
func (p *Problem) Kind() ProblemType {
	if p.Type == "" || p.Type == "about:blank" {
		return ""
	}
	return ProblemType(p.Type[strings.LastIndexByte(p.Type, '/')+1:])
}

// Error gives X's words.
func (p *Problem) Error() string {
	switch {
	case p.Detail != "":
		return rest.Clip(p.Detail)
	case p.Message != "":
		return rest.Clip(p.Message)
	default:
		return rest.Clip(p.Title)
	}
}

// Error is what X said when it refused a request: one problem, several, or an OAuth error. Act upon the
// [github.com/relais-go/relais/social.Error] around it.
// See https://docs.x.com/x-api/fundamentals/response-codes-and-errors.
type Error struct {
	Problem
	Errors           []Problem `json:"errors,omitempty"`
	OAuthCode        string    `json:"error,omitempty"` // invalid_grant, …; only from the token endpoints
	OAuthDescription string    `json:"error_description,omitempty"`
}

// UnmarshalJSON leaves out a field of an unexpected type.
func (e *Error) UnmarshalJSON(b []byte) error {
	w := struct {
		*plainProblem
		Errors           *[]Problem `json:"errors"`
		OAuthCode        *string    `json:"error"`
		OAuthDescription *string    `json:"error_description"`
	}{(*plainProblem)(&e.Problem), &e.Errors, &e.OAuthCode, &e.OAuthDescription}
	return scalar.Forgive(json.Unmarshal(b, &w))
}

// Main is the problem that says most: the answer itself, or else the first of its errors.
func (e *Error) Main() *Problem {
	if len(e.Errors) > 0 && e.Kind() == "" && e.Detail == "" && e.Title == "" {
		return &e.Errors[0]
	}
	return &e.Problem
}

// Error gives X's words.
func (e *Error) Error() string {
	if e.OAuthCode != "" {
		return rest.Clip(strings.TrimSuffix(e.OAuthCode+": "+e.OAuthDescription, ": "))
	}
	text := e.Main().Error()
	if len(e.Errors) > 0 && e.Main() == &e.Problem { // the entries tell which parameter is wrong
		if more := e.Errors[0].Error(); more != "" && more != text {
			return rest.Clip(text + ": " + more)
		}
	}
	return text
}
