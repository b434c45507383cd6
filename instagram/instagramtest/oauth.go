package instagramtest

import (
	"crypto/hmac"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// The times of Instagram Login's tokens, see
// https://developers.facebook.com/docs/instagram-platform/reference/oauth-authorize.
const (
	shortLife  = time.Hour
	longLife   = 60 * day
	renewAfter = day
	codeToken  = 190
)

// loginCode is what the dialog gives.
type loginCode struct {
	account     *account
	redirectURI string
	scopes      []string
	expires     time.Time
	used        bool
}

// Consent says who is in front of the dialogs: with Instagram Login the account, with Facebook Login the
// user. Nobody cancels the login. The declined permissions are unticked.
func (h *Host) Consent(who string, declined ...string) {
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	h.consenting, h.declined = who, declined
	h.graph.OnConsent(func(string, string) (*graphtest.Grant, bool) {
		return &graphtest.Grant{Person: who, Declined: declined}, who != ""
	})
}

func (h *Host) mountInstagramLogin() {
	h.graph.Handle("oauth/authorize", h.serveAuthorize)
	h.graph.Handle("oauth/access_token", h.serveCode)
	h.graph.Handle("access_token", h.onlyGet(h.serveExchange))
	h.graph.Handle("refresh_access_token", h.onlyGet(h.serveRefresh))
}

// onlyGet refuses other methods in the network's words.
func (h *Host) onlyGet(serve http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			serve(w, r)
			return
		}
		h.refuseToken(w, &Error{Code: 100, Type: "IGApiException", Message: "Unsupported request - method type: " + strings.ToLower(r.Method)})
	}
}

// serveAuthorize is the dialog. It appends "#_" to the address, as the network does.
func (h *Host) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	target, err := url.Parse(q.Get("redirect_uri"))
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	if err != nil || target.Host == "" || q.Get("client_id") != h.app.ID || q.Get("response_type") != "code" {
		loginError(w, "Invalid platform app")
		return
	}
	back := target.Query()
	if q.Has("state") {
		back.Set("state", q.Get("state"))
	}
	if a := h.srv.accounts[h.consenting]; a == nil {
		back.Set("error", "access_denied")
		back.Set("error_reason", "user_denied")
		back.Set("error_description", "The user denied your request")
	} else {
		code := h.graph.Opaque("code")
		h.codes[code] = &loginCode{
			account: a, redirectURI: q.Get("redirect_uri"), expires: h.srv.now().Add(h.srv.opts.Tokens.Code),
			scopes: slices.DeleteFunc(
				strings.FieldsFunc(q.Get("scope"), func(r rune) bool { return r == ',' || r == ' ' }),
				func(scope string) bool { return slices.Contains(h.declined, scope) }),
		}
		back.Set("code", code)
	}
	target.RawQuery = back.Encode()
	w.Header().Set("Location", target.String()+"#_")
	w.WriteHeader(http.StatusFound)
}

// serveCode is POST /oauth/access_token of api.instagram.com.
func (h *Host) serveCode(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(1 << 20); err != nil && r.PostForm == nil {
		loginError(w, "Invalid request")
		return
	}
	form := r.PostForm
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	code := h.codes[form.Get("code")]
	switch {
	case r.Method != http.MethodPost || form.Get("grant_type") != "authorization_code":
		loginError(w, "Invalid grant_type")
	case form.Get("client_id") != h.app.ID || !hmac.Equal([]byte(form.Get("client_secret")), []byte(h.app.Secret)):
		loginError(w, "Error validating client secret.")
	case code == nil || code.used || !h.srv.now().Before(code.expires):
		loginError(w, "Matching code was not found or was already used")
	case code.redirectURI != form.Get("redirect_uri"):
		loginError(w, "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request")
	default:
		code.used = true
		t := h.shortToken(code.account, code.scopes)
		answer := object{"access_token": t.Value, "user_id": json.Number(code.account.appUser), "permissions": strings.Join(code.scopes, ",")}
		if h.srv.opts.Tokens.Wrapped {
			answer["user_id"] = code.account.appUser
			answer = object{"data": []any{answer}}
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

// shortToken issues a token of an hour.
func (h *Host) shortToken(a *account, scopes []string) *graphtest.Token {
	t := h.graph.Issue(graphtest.UserToken, h.app.ID, a.appUser, false, scopes...)
	t.Expires = t.Issued.Add(shortLife)
	return t
}

// serveExchange is GET /access_token of graph.instagram.com: a short token becomes a long one.
func (h *Host) serveExchange(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	t, err := h.askedToken(r, q)
	switch {
	case err != nil:
		h.refuseToken(w, err)
	case q.Get("grant_type") != "ig_exchange_token" || !hmac.Equal([]byte(q.Get("client_secret")), []byte(h.app.Secret)):
		h.refuseToken(w, &Error{Code: 101, Message: "Error validating client secret."})
	case t.Long:
		h.refuseToken(w, &Error{Code: 452, Message: "Session key invalid. This could be because the session key has an incorrect format, or because the user has revoked this session"})
	default:
		h.answerToken(w, t, false)
	}
}

// serveRefresh is GET /refresh_access_token of graph.instagram.com: a long token lives for 60 days more.
func (h *Host) serveRefresh(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	h.srv.mu.Lock()
	defer h.srv.mu.Unlock()
	t, err := h.askedToken(r, q)
	switch {
	case err != nil:
		h.refuseToken(w, err)
	case q.Get("grant_type") != "ig_refresh_token":
		h.refuseToken(w, badParam("Param grant_type must be one of {ig_refresh_token}"))
	case !t.Long || h.srv.now().Sub(t.Issued) < renewAfter:
		h.refuseToken(w, &Error{Code: 10, Message: "The access token is not old enough, or of a kind that cannot be refreshed.", Status: http.StatusBadRequest})
	case !slices.Contains(t.Scopes, "instagram_business_basic"):
		h.refuseToken(w, graphtest.Coded(10, "Application does not have permission for this action"))
	default:
		h.answerToken(w, t, true)
	}
}

// askedToken is the token of a request that is valid now.
func (h *Host) askedToken(r *http.Request, q url.Values) (*graphtest.Token, error) {
	value := q.Get("access_token")
	if scheme, header, found := strings.Cut(r.Header.Get("Authorization"), " "); found && strings.EqualFold(scheme, "Bearer") {
		value = header
	}
	t := h.graph.Token(value)
	switch {
	case t == nil:
		return nil, &Error{Code: codeToken, Message: "Invalid OAuth access token - Cannot parse access token"}
	case t.Dead != 0:
		return nil, &Error{Code: codeToken, Subcode: t.Dead, Message: "Error validating access token: The session is invalid."}
	case !t.Expires.IsZero() && !h.srv.now().Before(t.Expires):
		return nil, &Error{Code: codeToken, Subcode: 463, Message: "Error validating access token: Session has expired."}
	}
	return t, nil
}

// answerToken issues the token that follows. The old one stays valid until its end.
func (h *Host) answerToken(w http.ResponseWriter, old *graphtest.Token, permissions bool) {
	t := h.graph.Issue(graphtest.UserToken, h.app.ID, old.User, true, old.Scopes...)
	t.Expires = t.Issued.Add(longLife)
	answer := object{"access_token": t.Value, "token_type": "bearer", "expires_in": int64(longLife.Seconds())}
	if permissions {
		answer["permissions"] = strings.Join(old.Scopes, ",")
	}
	writeJSON(w, http.StatusOK, answer)
}

func (h *Host) refuseToken(w http.ResponseWriter, err error) {
	if e, ok := errors.AsType[*Error](err); ok {
		writeJSON(w, e.HTTPStatus(), e.Body("ASimulated00000000000000"))
	}
}

// loginError is the form of errors of api.instagram.com.
func loginError(w http.ResponseWriter, message string) {
	writeJSON(w, http.StatusBadRequest, object{"error_type": "OAuthException", "code": http.StatusBadRequest, "error_message": message})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may be gone
}
