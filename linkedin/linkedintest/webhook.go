package linkedintest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// What the network does with webhooks, see
// https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation.
const (
	challengeFailed = "This URL did not pass the security challenge check"
	mostFailures    = 3 // of the challenge in a row, then the webhook is blocked
)

// webhook is a validated URL of an application.
type webhook struct {
	app      *app
	url      string
	failures int
	blocked  bool
	queue    []item
	busy     bool
	late     []*batch // that were refused
}

// hooks is what the network knows of webhooks.
type hooks struct {
	subs     []*subscription
	webhooks []*webhook
	attempts []Delivery
	requests int           // that were sent
	idle     chan struct{} // closed and replaced when a webhook has nothing left to do
}

func newHooks() hooks { return hooks{idle: make(chan struct{})} }

func (s *Server) hookBy(a *app, target string) *webhook {
	i := slices.IndexFunc(s.webhooks, func(h *webhook) bool { return h.app == a && h.url == target })
	if i < 0 {
		return nil
	}
	return s.webhooks[i]
}

// register notes a webhook that passed the challenge.
func (s *Server) register(a *app, target string) *webhook {
	h := s.hookBy(a, target)
	if h == nil {
		h = &webhook{app: a, url: target}
		s.webhooks = append(s.webhooks, h)
	}
	return h
}

// errChallenge says that a URL did not pass.
var errChallenge = errors.New("linkedintest: " + challengeFailed)

// RegisterWebhook does what the developer portal does with a URL of the application of [Server.App]: it sends
// the challenge and registers the URL if it passes. Subscribing with a new URL does the same.
func (s *Server) RegisterWebhook(ctx context.Context, target string) error {
	s.mu.Lock()
	a := s.apps[0]
	s.mu.Unlock()
	if !reachable(target) || !s.challenge(ctx, a, target) {
		return errChallenge
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.register(a, target)
	h.failures, h.blocked = 0, false
	return nil
}

// RecheckWebhooks sends the challenge to all webhooks, as the network does every two hours. One that fails it
// three times in a row gets no more events, until [Server.RegisterWebhook] validates it again.
func (s *Server) RecheckWebhooks(ctx context.Context) {
	s.mu.Lock()
	all := slices.Clone(s.webhooks)
	s.mu.Unlock()
	for _, h := range all {
		passed := s.challenge(ctx, h.app, h.url)
		s.mu.Lock()
		if h.failures++; passed {
			h.failures = 0
		}
		h.blocked = h.blocked || h.failures >= mostFailures
		s.mu.Unlock()
	}
}

func (s *Server) hookClient() *http.Client {
	return &http.Client{
		Transport: s.opts.Webhook.Transport, Timeout: s.opts.Webhook.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func sign(secret string, text []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write(text) // never fails
	return hex.EncodeToString(mac.Sum(nil))
}

// challenge asks a URL to prove that it knows the secret.
func (s *Server) challenge(ctx context.Context, a *app, target string) bool {
	separator, question := "?", uuid()
	if strings.Contains(target, "?") {
		separator = "&"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target+separator+"challengeCode="+url.QueryEscape(question), http.NoBody) //nolint:gosec // the URL that the test subscribes
	if err != nil {
		return false
	}
	resp, err := s.hookClient().Do(req) //nolint:gosec // as above
	if err != nil {
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	var answer struct {
		ChallengeCode     string `json:"challengeCode"`
		ChallengeResponse string `json:"challengeResponse"`
	}
	if err != nil || resp.StatusCode != http.StatusOK || json.Unmarshal(body, &answer) != nil {
		return false
	}
	return strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") &&
		answer.ChallengeCode == question && answer.ChallengeResponse == sign(a.ClientSecret, []byte(question))
}
