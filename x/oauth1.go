package x

import (
	"context"
	"net/http"

	"github.com/dghubble/oauth1"

	"github.com/relais-go/relais/social"
)

// OAuth1 are the credentials of an account that logged in by OAuth 1.0a. They do not end. Requests are signed; of
// bodies only forms are part of the signature, and this package sends none.
// See https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature.
type OAuth1 struct {
	ConsumerKey    string // of the program: "API key"
	ConsumerSecret string // of the program: "API key secret"
	Token          string // of the account
	TokenSecret    string // of the account
}

// check finds what is missing.
func (o *OAuth1) check() error {
	for _, f := range []struct{ name, value string }{
		{"ConsumerKey", o.ConsumerKey}, {"ConsumerSecret", o.ConsumerSecret}, {"Token", o.Token}, {"TokenSecret", o.TokenSecret},
	} {
		if f.value == "" {
			return social.Invalid(network, "OAuth1."+f.name, "is empty")
		}
	}
	return nil
}

// sign is the pipeline's way to add the signature to each attempt.
func (o *OAuth1) sign(base http.RoundTripper) http.RoundTripper {
	config := oauth1.NewConfig(o.ConsumerKey, o.ConsumerSecret)
	// The context carries the transport below the signature, nothing else.
	ctx := context.WithValue(context.Background(), oauth1.HTTPClient, &http.Client{Transport: base})
	return config.Client(ctx, oauth1.NewToken(o.Token, o.TokenSecret)).Transport
}
