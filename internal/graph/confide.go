package graph

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// getOnly remembers which endpoints take their parameters in the query only.
type getOnly struct{ paths sync.Map }

// Confide makes a request whose parameters hold secrets: a token to exchange or to inspect, the app's secret. They
// go in the body of a POST, also where Meta's pages show a GET; its servers take both for most. Where one refuses
// that, the request is made as documented, and what could show its address is kept out of errors and logs.
//
// A request without Method is a read, and its POST says so.
func (c *Client) Confide(ctx context.Context, r *Request, out any) (*rest.Answer, error) {
	own := *r
	own.Secret, own.Free, own.UseCase = true, true, UseNothing
	endpoint := own.Host.Name() + own.Path
	if _, known := c.gets.paths.Load(endpoint); known {
		a, err := c.confideQuery(ctx, own, out)
		if !refusesMethod(err, http.MethodGet) {
			return a, err
		}
		c.gets.paths.Delete(endpoint) // Meta has changed its mind before
	}
	a, err := c.confideBody(ctx, own, out)
	if !refusesMethod(err, http.MethodPost) {
		return a, err
	}
	a, err = c.confideQuery(ctx, own, out)
	if err == nil {
		c.gets.paths.Store(endpoint, struct{}{})
	}
	return a, err
}

func (c *Client) confideBody(ctx context.Context, r Request, out any) (*rest.Answer, error) {
	if r.Method == "" {
		r.Params = copyValues(r.Params)
		r.Params.Set("method", http.MethodGet)
	}
	r.Method = http.MethodPost
	return c.Do(ctx, &r, out)
}

// confideQuery goes by a pipeline of its own, which knows the secrets and takes them out of what servers repeat.
func (c *Client) confideQuery(ctx context.Context, r Request, out any) (*rest.Answer, error) {
	r.Method = http.MethodGet
	w, err := c.wire(&r)
	if err != nil {
		return nil, err
	}
	secrets := secretsOf(r.Params)
	wiring := c.wiring
	wiring.Options.HTTPClient = c.rest.Fetcher()
	wiring.Classify = func(a *rest.Answer) *social.Error {
		for _, s := range secrets {
			a.Body = bytes.ReplaceAll(a.Body, []byte(s), []byte("[redacted]"))
		}
		return classify(a)
	}
	discreet, err := rest.New(wiring)
	if err != nil {
		return nil, err
	}
	return c.once(ctx, discreet, w, out)
}

// refusesMethod reports the answer of an endpoint that does not take a method.
func refusesMethod(err error, method string) bool {
	e, ok := errors.AsType[*social.Error](err)
	switch {
	case !ok:
		return false
	case e.Status == http.StatusNotFound, e.Status == http.StatusMethodNotAllowed:
		return true
	}
	name := strings.ToLower(method)
	return Is(err, 100, 33) || strings.Contains(e.Message, "Unsupported "+name+" request") || strings.Contains(e.Message, "method type: "+name)
}

// secretsOf lists the values of parameters that nobody may see.
func secretsOf(params url.Values) []string {
	var out []string
	for name, values := range params {
		switch name {
		case "grant_type", "client_id", "redirect_uri", "fields", "method":
			continue
		}
		for _, v := range values {
			if len(v) >= 4 { // taking out less would spoil every text
				out = append(out, v, url.QueryEscape(v))
			}
		}
	}
	return out
}

func copyValues(v url.Values) url.Values {
	out := make(url.Values, len(v)+1)
	maps.Copy(out, v)
	return out
}
