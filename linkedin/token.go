package linkedin

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/scalar"
	"github.com/relais-go/relais/social"
)

// wireToken is the answer of the token endpoint.
type wireToken struct {
	AccessToken    string       `json:"access_token"`
	ExpiresIn      scalar.Count `json:"expires_in"` // seconds
	RefreshToken   string       `json:"refresh_token"`
	RefreshExpires scalar.Count `json:"refresh_token_expires_in"`
	Scope          string       `json:"scope"`
}

// consentEnds is the name under which a token says when its refresh token ends.
const consentEnds = "refresh_token_expires_at"

// portable is the token as token sources and stores have it; asked is when it was asked for.
func (t *wireToken) portable(asked time.Time) *oauth2.Token {
	out := &oauth2.Token{AccessToken: t.AccessToken, TokenType: "Bearer", RefreshToken: t.RefreshToken}
	if n := lifetime(t.ExpiresIn); n > 0 {
		out.ExpiresIn, out.Expiry = n, asked.Add(time.Duration(n)*time.Second)
	}
	extra := map[string]any{"scope": t.Scope}
	if n := lifetime(t.RefreshExpires); n > 0 {
		extra[consentEnds] = asked.Add(time.Duration(n) * time.Second)
	}
	return out.WithExtra(extra)
}

// lifetime is a number of seconds, 0 if it makes no sense.
func lifetime(c scalar.Count) int64 {
	const longest = 10 * 365 * 24 * 60 * 60
	if c.N == nil || *c.N < 0 || *c.N > longest {
		return 0
	}
	return *c.N
}

// ConsentEnds is when the member has to log in again, whatever the program does: at the end of the refresh token, a
// year after the login, which no renewal puts off; or of the access token, after 60 days, where the application gets
// no refresh tokens. False if the token does not say: that of a refresh token is told with a login or a renewal, and
// not stored with the token. [Auth.Inspect] asks LinkedIn.
func ConsentEnds(t *oauth2.Token) (time.Time, bool) {
	if t == nil {
		return time.Time{}, false
	}
	if t.RefreshToken == "" {
		return t.Expiry, !t.Expiry.IsZero()
	}
	end, ok := t.Extra(consentEnds).(time.Time)
	return end, ok
}

// Exchange turns the code of a login into a token that lasts 60 days, with a refresh token if LinkedIn has granted
// these to the application, as it does to few. A code works once: [social.ErrUncertain] means that it may be used up,
// and [social.ErrAuth] that it is; then the member logs in again. What they agreed to is in [Scopes], and for how long
// in [ConsentEnds].
// See https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow.
func (a *Auth) Exchange(ctx context.Context, l *Login, code string) (*oauth2.Token, error) {
	if l == nil || strings.TrimSpace(code) == "" {
		return nil, social.Invalid(network, "code", "is empty, or there is no login")
	}
	return a.token(ctx, "oauth.token", rest.Unsafe, url.Values{
		"grant_type": {"authorization_code"}, "code": {strings.TrimSpace(code)}, "redirect_uri": {l.RedirectURI},
	})
}

// renewAhead is how long before their end tokens are renewed: with so much time left no outage ends a login.
const renewAhead = 24 * time.Hour

// Renewal keeps tokens alive, for [social.StoredTokens]: by the refresh token, if there is one, a day before their
// end. The refresh token stays the same, and its year goes on counting down.
//
// Where there is none, or its year is over, only the member can help: then the error is [social.ErrAuth] and holds a
// [*ConsentError]. Send members to [Auth.StartLogin] before that: as long as their session and the token live,
// LinkedIn sends them back at once and shows them nothing.
// See https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens.
func (a *Auth) Renewal() social.Renewal {
	return social.Renewal{Refresh: a.refresh, Ahead: renewAhead}
}

// A ConsentError says that a member has to log in again, or soon will have to.
type ConsentError struct {
	Ends time.Time // when the token ends or ended; zero if that is not known
	// Refused is set if LinkedIn refuses to renew it: the year of the refresh token is over, or the consent was
	// withdrawn. Otherwise there is nothing to renew it with.
	Refused bool
	Err     error // LinkedIn's refusal; nil if it was not asked
}

// Error says when and how.
func (e *ConsentError) Error() string {
	when := "the member has to log in again (Auth.StartLogin)"
	switch {
	case !e.Ends.IsZero() && time.Now().Before(e.Ends):
		when += " before the token ends on " + e.Ends.UTC().Format(momentLayout)
	case !e.Ends.IsZero():
		when += ": the token ended on " + e.Ends.UTC().Format(momentLayout)
	}
	if e.Refused {
		return when + ", and LinkedIn does not renew it"
	}
	return when + ", and there is no renewing it"
}

const momentLayout = "2006-01-02 at 15:04 UTC"

// Unwrap gives LinkedIn's refusal.
func (e *ConsentError) Unwrap() error { return e.Err }

const opRefresh = "oauth.refresh"

// portable is the error that all networks share. A token that cannot be renewed is used as long as it lives: then it is
// one for the moment.
func (e *ConsentError) portable(alive bool) error {
	kind := social.ErrAuth
	if alive {
		kind = social.ErrUnavailable
	}
	return &social.Error{Network: network, Op: opRefresh, Kind: kind, Message: e.Error(), Err: e}
}

func (a *Auth) refresh(ctx context.Context, t *oauth2.Token) (*oauth2.Token, error) {
	if t == nil {
		return nil, social.Invalid(network, "token", "is nil")
	}
	due := &ConsentError{Ends: t.Expiry}
	alive := t.Expiry.IsZero() || time.Now().Before(t.Expiry)
	if t.RefreshToken == "" || alive && a.renewed.has(t) {
		return nil, due.portable(alive)
	}
	next, err := a.token(ctx, opRefresh, rest.Idempotent, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.RefreshToken}})
	if errors.Is(err, social.ErrAuth) {
		due.Refused, due.Err = true, err
		return nil, due.portable(alive)
	}
	if err != nil {
		return nil, err
	}
	if next.RefreshToken == "" {
		next.RefreshToken = t.RefreshToken
	}
	if !next.Expiry.IsZero() && !t.Expiry.IsZero() && next.Expiry.Sub(t.Expiry) < time.Hour {
		a.renewed.add(t) // the year ends with this token: asking again is of no use
		return nil, due.portable(alive)
	}
	return next, nil
}

// token asks the token endpoint.
func (a *Auth) token(ctx context.Context, op string, class rest.Class, form url.Values) (*oauth2.Token, error) {
	var t wireToken
	asked := time.Now()
	if err := a.send(ctx, op, "accessToken", class, form, &t); err != nil {
		return nil, err
	}
	if t.AccessToken == "" {
		return nil, &social.Error{Network: network, Op: op, Kind: social.ErrAuth, Message: "the answer holds no token"}
	}
	return t.portable(asked), nil
}

// send makes a request in which the application proves who it is.
func (a *Auth) send(ctx context.Context, op, endpoint string, class rest.Class, form url.Values, out any) error {
	form.Set("client_id", a.app.ID)
	form.Set("client_secret", a.app.Secret)
	_, err := a.rest.Do(ctx, &rest.Request{
		Op: op, Method: http.MethodPost, Path: rest.Path("oauth", "v2", endpoint), Class: class, NoAuth: true, Secret: true, Free: true,
		Body: rest.Form(form),
	}, out)
	return err
}

// classifyLogin reads the errors of logins. LinkedIn answers invalid_request as well to a code or refresh token that
// is used up.
func classifyLogin(a *rest.Answer) *social.Error {
	wire := new(Error)
	if rest.Decode(a.Body, wire) != nil || wire.Reason() == "" && wire.Message == "" {
		return &social.Error{Kind: rest.KindOf(a.Status)}
	}
	e := &social.Error{Kind: kindOf(wire, a.Status), Code: wire.Reason(), Message: wire.Error(), Err: wire}
	switch e.Code {
	case "invalid_request", "invalid_redirect_uri":
		e.Kind = social.ErrAuth
	case "invalid_client", "unauthorized_client":
		e.Field = "App"
	}
	return e
}

// finals remembers tokens that no renewal would outlast.
type finals struct {
	mu   sync.Mutex
	seen map[[sha256.Size]byte]struct{}
}

func (f *finals) has(t *oauth2.Token) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, ok := f.seen[sha256.Sum256([]byte(t.AccessToken))]
	return ok
}

func (f *finals) add(t *oauth2.Token) {
	f.mu.Lock()
	defer f.mu.Unlock()
	const most = 1000
	if f.seen == nil || len(f.seen) >= most {
		f.seen = map[[sha256.Size]byte]struct{}{}
	}
	f.seen[sha256.Sum256([]byte(t.AccessToken))] = struct{}{}
}
