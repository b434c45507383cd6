package xtest

import (
	"io"
	"net/http"
	"net/url"
)

func (s *Server) oauth1Failure(w http.ResponseWriter) {
	s.writeError(w, legacy(http.StatusUnauthorized, 32, "Could not authenticate you."))
}

func writeForm(w http.ResponseWriter, values url.Values) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8") // as the network labels it
	_, _ = io.WriteString(w, values.Encode())
}

// serveRequestToken answers POST /oauth/request_token.
func (s *Server) serveRequestToken(w http.ResponseWriter, r *http.Request) {
	header, _ := oauth1Header(r)
	a, _, ok := s.checkOAuth1(r, header)
	if !ok {
		s.oauth1Failure(w)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	value, secret := s.secret("request"), s.secret("requestsecret")
	s.requests[value] = &oauth1Request{app: a, secret: secret, callback: header["oauth_callback"]}
	writeForm(w, url.Values{"oauth_token": {value}, "oauth_token_secret": {secret}, "oauth_callback_confirmed": {"true"}})
}

// serveOAuth1Authorize answers GET /oauth/authorize and /oauth/authenticate with the redirect to the app,
// or with the PIN if the callback is "oob".
func (s *Server) serveOAuth1Authorize(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value := r.URL.Query().Get("oauth_token")
	request := s.requests[value]
	u := s.consents
	if u == nil && len(s.people) > 0 {
		u = s.people[0]
	}
	if request == nil || u == nil || s.refuses {
		s.oauth1Failure(w)
		return
	}
	request.user, request.verifier = u, s.secret("verifier")
	if request.callback == "oob" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, request.verifier)
		return
	}
	target := request.callback + "?" + url.Values{"oauth_token": {value}, "oauth_verifier": {request.verifier}}.Encode()
	http.Redirect(w, r, target, http.StatusFound)
}

// serveAccessToken answers POST /oauth/access_token.
func (s *Server) serveAccessToken(w http.ResponseWriter, r *http.Request) {
	header, _ := oauth1Header(r)
	a, _, ok := s.checkOAuth1(r, header)
	verifier := header["oauth_verifier"]
	if verifier == "" && ok {
		verifier = r.URL.Query().Get("oauth_verifier")
		if form, err := oauthForm(w, r); verifier == "" && err == nil {
			verifier = form.Get("oauth_verifier")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	request := s.requests[header["oauth_token"]]
	if !ok || request == nil || request.app != a || request.verifier == "" || request.verifier != verifier {
		s.oauth1Failure(w)
		return
	}
	delete(s.requests, header["oauth_token"])
	t := s.issueOAuth1(a, request.user)
	writeForm(w, url.Values{
		"oauth_token": {t.Token}, "oauth_token_secret": {t.TokenSecret},
		"user_id": {request.user.idText()}, "screen_name": {request.user.username},
	})
}
