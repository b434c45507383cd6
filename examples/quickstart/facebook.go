package main

import (
	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

func onFacebook() (*account, error) {
	if v, ok := env("FACEBOOK_PAGE_ID", "FACEBOOK_TOKEN"); ok {
		client, err := facebook.New(v[0], token(v[1]), nil)
		return live(social.ActionHide, client, err)
	}
	srv := facebooktest.New(nil)
	base, err := srv.Start()
	if err != nil {
		return nil, err
	}
	page, ann, ben, spam := srv.CreatePage("ACME Garden"), srv.CreatePerson("Ann"), srv.CreatePerson("Ben"), srv.CreatePerson("Best Deals")
	client, err := facebook.New(page, token(srv.Token(page)), &social.Options{BaseURL: base})
	return &account{
		client: client, remedy: social.ActionHide, close: srv.Close,
		react: func(post social.Ref) {
			srv.React(ann, post.ID, "LOVE")
			srv.Comment(ben, post.ID, "Is there coffee?")
			srv.Comment(spam, post.ID, "Cheap watches here: spam.example")
			srv.Share(ann, post.ID)
		},
	}, err
}
