package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
)

// Proof is the appsecret_proof of a call: the HMAC-SHA256 of the token that it is made with, by the app's secret,
// in lower-case hexadecimal. See https://developers.facebook.com/docs/graph-api/guides/secure-requests.
func Proof(secret, token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(token)) // never fails
	return hex.EncodeToString(mac.Sum(nil))
}

// TimedProof is a proof that holds for five minutes from at on, and goes with that time as appsecret_time.
// See https://developers.facebook.com/docs/graph-api/guides/secure-requests.
func TimedProof(secret, token string, at time.Time) string {
	return Proof(secret, token+"|"+strconv.FormatInt(at.Unix(), 10))
}

// authorize puts token and proof on requests.
func (c *Client) authorize(base http.RoundTripper) http.RoundTripper {
	if c.cfg.AppSecret != "" {
		base = &prover{c: c, next: base}
	}
	return rest.Bearer(c.cfg.Tokens)(base)
}

// prover adds the proof that belongs to the token which a request has got already. Only here is it known which.
type prover struct {
	c    *Client
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper. Uploads have another scheme, and know no proofs.
func (p *prover) RoundTrip(req *http.Request) (*http.Response, error) {
	token, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return p.next.RoundTrip(req)
	}
	own, u := req.WithContext(req.Context()), *req.URL // a copy, as the request belongs to the caller
	own.URL = &u
	q := u.Query()
	if p.c.cfg.TimedProof {
		now := p.c.cfg.Now()
		q.Set("appsecret_time", strconv.FormatInt(now.Unix(), 10))
		q.Set("appsecret_proof", TimedProof(p.c.cfg.AppSecret, token, now))
	} else {
		q.Set("appsecret_proof", Proof(p.c.cfg.AppSecret, token))
	}
	u.RawQuery = q.Encode()
	return p.next.RoundTrip(own)
}
