package main

import (
	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

func onLinkedIn() (*account, error) {
	if v, ok := env("LINKEDIN_AUTHOR", "LINKEDIN_TOKEN"); ok {
		client, err := linkedin.New(linkedin.URN(v[0]), token(v[1]), nil)
		return live(social.ActionDelete, client, err)
	}
	srv := linkedintest.New(&linkedintest.Options{AdminDelete: true})
	if err := srv.Start(); err != nil {
		return nil, err
	}
	lee, ann, ben, spam := srv.CreateMember("Lee", "Gardener"), srv.CreateMember("Ann", "A."), srv.CreateMember("Ben", "B."), srv.CreateMember("Best", "Deals")
	acme := srv.CreateOrganization("ACME Garden", lee)
	client, err := linkedin.NewClient(&linkedin.Config{Author: linkedin.URN(acme), Tokens: token(srv.Token(lee)), WebURL: srv.WebURL()},
		&social.Options{BaseURL: srv.URL()})
	return &account{
		client: client, remedy: social.ActionDelete, close: srv.Close,
		react: func(post social.Ref) {
			srv.React(ann, post.ID, linkedintest.Like)
			srv.Comment(ben, post.ID, "Is there coffee?")
			srv.Comment(spam, post.ID, "Cheap watches here: spam.example")
			srv.Reshare(ann, post.ID, "Recommended")
		},
	}, err
}
