package main

import (
	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

func onMastodon() (*account, error) {
	if v, ok := env("MASTODON_SERVER", "MASTODON_TOKEN"); ok {
		client, err := mastodon.New(v[0], token(v[1]), nil)
		return live(social.ActionBan, client, err)
	}
	srv := mastodontest.New(nil)
	base, err := srv.Start()
	if err != nil {
		return nil, err
	}
	acme, ann, ben, spam := srv.CreateAccount("acme"), srv.CreateAccount("ann"), srv.CreateAccount("ben"), srv.CreateAccount("bestdeals")
	client, err := mastodon.New(base, token(srv.Token(acme, mastodon.ManagerScopes()...)), nil)
	return &account{
		client: client, remedy: social.ActionBan, close: srv.Close,
		react: func(post social.Ref) {
			srv.Favourite(ann, post.ID)
			srv.Reply(ben, post.ID, "Is there coffee?")
			srv.Reply(spam, post.ID, "Cheap watches here http://spam.example")
			srv.Boost(ann, post.ID)
		},
	}, err
}
