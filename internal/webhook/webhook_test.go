package webhook_test

import (
	"crypto/sha1"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/webhook"
)

func base64Scheme() webhook.Scheme {
	return webhook.Scheme{Header: "X-Test-Signature", Prefix: "sha256=", Encoding: webhook.Base64}
}

// The vectors are those of RFC 4231, test case 2.
func TestSign(t *testing.T) {
	t.Parallel()
	s := webhook.Scheme{Prefix: "sha256="}
	assert.Equal(t, "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		s.Sign([]byte("Jefe"), []byte("what do ya want for nothing?")))
	assert.Equal(t, "sha256=W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=",
		base64Scheme().Sign([]byte("Jefe"), []byte("what do ya want for nothing?")))

	s = webhook.Scheme{Header: "X-Test-Signature", Prefix: "sha1=", Hash: sha1.New}
	right := s.Sign([]byte("Jefe"), []byte("what do ya want for nothing?"))
	assert.Equal(t, "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", right, "another algorithm")
	assert.True(t, s.Verify(http.Header{"X-Test-Signature": {right}}, []byte("what do ya want for nothing?"), []byte("Jefe")))
}

func TestVerify(t *testing.T) {
	t.Parallel()
	s := base64Scheme()
	old, current := []byte("old"), []byte("new")
	body := []byte(`{"a": 1}`)
	right := s.Sign(current, body)
	for name, tc := range map[string]struct {
		values  []string
		body    string
		secrets [][]byte
		want    bool
	}{
		"right":                    {[]string{right}, `{"a": 1}`, [][]byte{current}, true},
		"one of several secrets":   {[]string{right}, `{"a": 1}`, [][]byte{old, current}, true},
		"one of several headers":   {[]string{"sha256=AAAA", right}, `{"a": 1}`, [][]byte{current}, true},
		"another secret":           {[]string{right}, `{"a": 1}`, [][]byte{old}, false},
		"no secret":                {[]string{right}, `{"a": 1}`, nil, false},
		"an empty secret":          {[]string{s.Sign(nil, body)}, `{"a": 1}`, [][]byte{{}}, false},
		"other white space":        {[]string{right}, `{"a":1}`, [][]byte{current}, false},
		"none":                     {nil, `{"a": 1}`, [][]byte{current}, false},
		"empty":                    {[]string{""}, `{"a": 1}`, [][]byte{current}, false},
		"without its prefix":       {[]string{strings.TrimPrefix(right, "sha256=")}, `{"a": 1}`, [][]byte{current}, false},
		"cut":                      {[]string{right[:len(right)-4]}, `{"a": 1}`, [][]byte{current}, false},
		"not in the right letters": {[]string{"sha256=%%%"}, `{"a": 1}`, [][]byte{current}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := http.Header{"X-Test-Signature": tc.values}
			assert.Equal(t, tc.want, s.Verify(h, []byte(tc.body), tc.secrets...))
		})
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	secret := []byte("secret")
	sign := func(body string) string { return base64Scheme().Sign(secret, []byte(body)) }
	var accepted, refused []string
	h := &webhook.Handler{
		Challenge: func(q url.Values) (webhook.Answer, bool) {
			return webhook.Answer{ContentType: "text/plain", Body: []byte(q.Get("ask"))}, q.Has("ask")
		},
		Verify: func(h http.Header, body []byte) bool { return base64Scheme().Verify(h, body, secret) },
		Accept: func(_ *http.Request, body []byte) error {
			if string(body) == "full" {
				return errors.New("full")
			}
			accepted = append(accepted, string(body))
			return nil
		},
		Refused: func(status int, reason string) { refused = append(refused, strconv.Itoa(status)+" "+reason) },
		MaxBody: 10,
	}
	ask := func(method, target, body, signature string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
		if signature != "" {
			r.Header.Set("X-Test-Signature", signature)
		}
		h.ServeHTTP(w, r)
		return w
	}
	got := ask(http.MethodGet, "/?ask=me", "", "")
	assert.Equal(t, http.StatusOK, got.Code)
	assert.Equal(t, "me", got.Body.String())
	assert.Equal(t, "text/plain", got.Header().Get("Content-Type"))
	assert.Equal(t, http.StatusForbidden, ask(http.MethodGet, "/", "", "").Code)
	assert.Equal(t, http.StatusMethodNotAllowed, ask(http.MethodPut, "/", "good", sign("good")).Code)
	assert.Equal(t, http.StatusForbidden, ask(http.MethodPost, "/", "good", "").Code)
	assert.Equal(t, http.StatusForbidden, ask(http.MethodPost, "/", "good", sign("bad")).Code)
	assert.Equal(t, http.StatusRequestEntityTooLarge, ask(http.MethodPost, "/", "01234567890", sign("01234567890")).Code)
	require.Empty(t, accepted, "what is refused leaves nothing")

	full := ask(http.MethodPost, "/", "full", sign("full"))
	assert.Equal(t, http.StatusServiceUnavailable, full.Code)
	assert.Equal(t, "30", full.Header().Get("Retry-After"))
	assert.Equal(t, http.StatusOK, ask(http.MethodPost, "/", "0123456789", sign("0123456789")).Code, "as long as may be")
	assert.Equal(t, []string{"0123456789"}, accepted)
	assert.Len(t, refused, 6)
}

func TestSeen(t *testing.T) {
	t.Parallel()
	s := webhook.NewSeen(3)
	assert.True(t, s.Add("a"))
	assert.False(t, s.Add("a"))
	s.Forget("a")
	assert.False(t, s.Has("a"))
	assert.True(t, s.Add("b"))
	assert.True(t, s.Add("a"), "what was forgotten is new")
	assert.True(t, s.Add("c"))
	assert.True(t, s.Has("a"), "its old place does not count")
	for i := range 1000 {
		key := strconv.Itoa(i)
		assert.True(t, s.Add(key))
		assert.True(t, s.Has(key))
	}
	assert.False(t, s.Add("999"))
	assert.False(t, s.Add("998"))
	assert.True(t, s.Add("996"), "beyond the bound")
}
