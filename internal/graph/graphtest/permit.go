package graphtest

import (
	"net/http"
	"slices"
	"strings"
)

// Needs are the conditions of an operation.
type Needs struct {
	Kinds  Kind     // of the token; 0: any but an app's
	Scopes []string // all of these
	AnyOf  []string // and one of these
	Tasks  []string // one of these on the asset that owns the node
	// Code of the refusal for a missing permission; 0: 10 for reading, 200 for writing, where 283 says so
	// too: "Requires … permission to manage the object".
	Code int
	// KindCode of the refusal of a personal token where only a page's will do; 0: 210, and 190 is met too.
	KindCode int
	// Foreign lets tokens of other assets in, and people without a role.
	Foreign bool
}

// permit checks what an operation needs. The lock is held.
func (c *Call) permit(n *Node, op *Op, method string) error {
	needs := Needs{Foreign: true, Kinds: UserToken | PageToken | AppToken | SystemToken}
	if op != nil {
		needs = op.Needs
	}
	kinds := needs.Kinds
	if kinds == 0 {
		kinds = UserToken | PageToken | SystemToken
	}
	t := c.Token
	if t.Kind&kinds == 0 {
		return wrongKind(kinds, needs.KindCode)
	}
	if t.Kind == AppToken {
		return nil
	}
	if missing := needs.missing(t.Scopes); missing != nil {
		return refusal(needs, method, missing)
	}
	owner := n.owner()
	if owner == "" || needs.Foreign {
		return nil
	}
	if t.Kind == PageToken && t.Asset != owner || t.Targets != nil && !slices.Contains(t.Targets, owner) {
		return refusal(needs, method, needs.Scopes)
	}
	tasks := c.srv.tasks(t.User, owner)
	if tasks == nil {
		return refusal(needs, method, needs.Scopes)
	}
	if len(needs.Tasks) > 0 && !slices.ContainsFunc(needs.Tasks, func(task string) bool { return slices.Contains(tasks, task) }) {
		return Coded(200, "The user does not have sufficient administrative permission on the Page to perform this action")
	}
	return nil
}

func wrongKind(kinds Kind, code int) error {
	switch {
	case kinds == PageToken && code == codeToken:
		return &Error{Code: codeToken, Status: http.StatusBadRequest, Message: "(#190) This method must be called with a Page Access Token"}
	case kinds == PageToken:
		return &Error{Code: 210, Status: http.StatusBadRequest, Message: "(#210) A page access token is required to request this resource."}
	case kinds&AppToken != 0 && kinds&Personal == 0:
		return &Error{Code: 15, Message: "(#15) This method must be called with an app access_token."}
	default:
		return &Error{Code: 102, Status: http.StatusBadRequest, Message: "A user access token is required to request this resource."}
	}
}

func (needs Needs) missing(scopes []string) []string {
	var out []string
	for _, want := range needs.Scopes {
		if !slices.Contains(scopes, want) {
			out = append(out, want)
		}
	}
	if out == nil && len(needs.AnyOf) > 0 && !slices.ContainsFunc(needs.AnyOf, func(s string) bool { return slices.Contains(scopes, s) }) {
		out = needs.AnyOf[:1]
	}
	return out
}

func refusal(needs Needs, method string, missing []string) error {
	code := needs.Code
	if code == 0 && method == http.MethodGet {
		code = 10
	}
	names := strings.Join(missing, ", ")
	switch code {
	case 10:
		return Coded(10, "This endpoint requires the '"+names+"' permission or the 'Page Public Content Access' feature or the "+
			"'Page Public Metadata Access' feature. Refer to https://developers.facebook.com/docs/apps/review/login-permissions for details.")
	case 283:
		return Coded(283, "Requires "+names+" permission to manage the object")
	case 0:
		code = 200
	}
	return Coded(code, "Permissions error: the permission(s) "+names+" are not available. It could be because they are deprecated, need to be "+
		"approved by App Review, or the Page is not the one of the token.")
}
