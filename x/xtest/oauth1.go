package xtest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the protocol demands it
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

type oauth1Token struct {
	OAuth1Token
	app     *app
	user    *user
	revoked bool
}

// oauth1Request is a request token on its way to becoming an access token.
type oauth1Request struct {
	app              *app
	secret, callback string
	user             *user
	verifier         string
}

func (s *Server) issueOAuth1(a *app, u *user) *oauth1Token {
	t := &oauth1Token{app: a, user: u, OAuth1Token: OAuth1Token{
		ConsumerKey: a.APIKey, ConsumerSecret: a.APISecret,
		Token: u.idText() + "-" + s.secret("oauth1"), TokenSecret: s.secret("oauth1secret"),
	}}
	s.oauth1[t.Token] = t
	return t
}

// percent escapes as RFC 3986 section 2.1 does.
func percent(text string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("-._~", b) >= 0 {
			out.WriteByte(b)
			continue
		}
		const digits = "0123456789ABCDEF"
		out.Write([]byte{'%', digits[b>>4], digits[b&15]})
	}
	return out.String()
}

// oauth1Header reads the parameters of an OAuth 1.0a Authorization header.
func oauth1Header(r *http.Request) (map[string]string, bool) {
	scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "OAuth") {
		return nil, false
	}
	params := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		value, err := url.PathUnescape(strings.Trim(value, `"`))
		if err != nil {
			return nil, true
		}
		params[name] = value
	}
	return params, true
}

// oauth1Signature computes the signature of a request, see
// https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature. Bodies count only if they
// are forms.
func oauth1Signature(method, base string, header map[string]string, more []url.Values, consumerSecret, tokenSecret string) string {
	var pairs []string
	add := func(name, value string) { pairs = append(pairs, percent(name)+"="+percent(value)) }
	for name, value := range header {
		if name != "oauth_signature" && name != "realm" {
			add(name, value)
		}
	}
	for _, values := range more {
		for name, list := range values {
			for _, value := range list {
				add(name, value)
			}
		}
	}
	slices.Sort(pairs)
	text := strings.ToUpper(method) + "&" + percent(base) + "&" + percent(strings.Join(pairs, "&"))
	mac := hmac.New(sha1.New, []byte(percent(consumerSecret)+"&"+percent(tokenSecret)))
	_, _ = mac.Write([]byte(text)) // never fails
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// signedParams are the parameters of a request beside the header. A form body is read and put back.
func signedParams(r *http.Request) ([]url.Values, error) {
	more := []url.Values{r.URL.Query()}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		data, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(data))
		form, err := url.ParseQuery(string(data))
		if err != nil {
			return nil, err
		}
		more = append(more, form)
	}
	return more, nil
}

func requestBase(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + strings.ToLower(r.Host) + r.URL.EscapedPath()
}

// checkOAuth1 verifies a request; the token is nil where none was sent.
func (s *Server) checkOAuth1(r *http.Request, header map[string]string) (*app, *oauth1Token, bool) {
	more, err := signedParams(r)
	if err != nil || header == nil {
		return nil, nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.appBy(func(a *app) bool { return a.APIKey == header["oauth_consumer_key"] })
	if a == nil || header["oauth_signature_method"] != "HMAC-SHA1" {
		return nil, nil, false
	}
	var t *oauth1Token
	secret := ""
	if value := header["oauth_token"]; value != "" {
		if request := s.requests[value]; request != nil {
			secret = request.secret
		} else if t = s.oauth1[value]; t == nil || t.revoked || t.app != a {
			return nil, nil, false
		} else {
			secret = t.TokenSecret
		}
	}
	want := oauth1Signature(r.Method, requestBase(r), header, more, a.APISecret, secret)
	nonce := header["oauth_timestamp"] + " " + header["oauth_nonce"] + " " + header["oauth_token"]
	if !sameSecret(want, header["oauth_signature"]) || header["oauth_nonce"] == "" || s.nonces[nonce] {
		return nil, nil, false
	}
	s.nonces[nonce] = true
	return a, t, true
}
