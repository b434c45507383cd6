package main

import (
	"os"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
)

// account is where the round is made.
type account struct {
	client  any
	live    bool
	variant *social.Draft         // what is different for this account
	remedy  social.Action         // against spam, as the network lets it be done
	react   func(post social.Ref) // lets people react, in the simulation
	close   func()

	post    social.Ref   // the campaign
	more    []social.Ref // the pieces behind it, if it became a thread
	answers []social.Ref // what was answered on the way
}

func (a *account) network() string { return social.NetworkOf(a.client) }

// connect uses the real accounts that are set, and the simulation of the other networks. The accounts that it made so
// far come back with an error, too.
func connect() ([]*account, error) {
	var accounts []*account
	for _, open := range []func() (*account, error){onFacebook, onInstagram, onLinkedIn, onMastodon, onX, onYouTube} {
		a, err := open()
		if err != nil {
			return accounts, err
		}
		accounts = append(accounts, a)
	}
	return accounts, nil
}

func closeAll(accounts []*account) {
	for _, a := range accounts {
		a.close()
	}
}

// live is a real account: nobody is made to react.
func live(remedy social.Action, client any, err error) (*account, error) {
	if err != nil {
		return nil, err
	}
	return &account{client: client, live: true, remedy: remedy, react: func(social.Ref) {}, close: func() {}}, nil
}

func token(value string) oauth2.TokenSource {
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: value})
}

// env reads variables; ok is false if one of them is not set.
func env(names ...string) (values []string, ok bool) {
	for _, name := range names {
		v := os.Getenv(name)
		if v == "" {
			return nil, false
		}
		values = append(values, v)
	}
	return values, true
}
