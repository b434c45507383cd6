package main

import (
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

func onX() (*account, error) {
	if v, ok := env("X_TOKEN"); ok {
		client, err := x.New(token(v[0]), nil)
		return live(social.ActionHide, client, err)
	}
	srv := xtest.New(nil)
	base, err := srv.Start()
	if err != nil {
		return nil, err
	}
	acme, ann, ben, spam := srv.CreateUser("acme"), srv.CreateUser("ann"), srv.CreateUser("ben"), srv.CreateUser("bestdeals")
	client, err := x.New(token(srv.Token(acme)), &social.Options{BaseURL: base})
	return &account{
		client: client, remedy: social.ActionHide, close: srv.Close,
		react: func(post social.Ref) {
			srv.Like(ann, post.ID)
			srv.Reply(ben, post.ID, "@acme Is there coffee?", nil)
			srv.Reply(spam, post.ID, "@acme Cheap watches here https://spam.example", nil)
			srv.Repost(ann, post.ID)
		},
	}, err
}
