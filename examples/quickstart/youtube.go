package main

import (
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/youtube"
	"github.com/relais-go/relais/youtube/youtubetest"
)

func onYouTube() (*account, error) {
	if v, ok := env("YOUTUBE_TOKEN"); ok {
		client, err := youtube.New(token(v[0]), nil)
		return live(social.ActionReject, client, err)
	}
	srv := youtubetest.New(&youtubetest.Options{Processing: youtubetest.ProcessingOptions{Polls: -1}})
	base, err := srv.Start()
	if err != nil {
		return nil, err
	}
	acme, ann, ben, spam := srv.CreateChannel("acme"), srv.CreateChannel("ann"), srv.CreateChannel("ben"), srv.CreateChannel("bestdeals")
	client, err := youtube.New(token(srv.Token(acme)), &social.Options{BaseURL: base})
	return &account{
		client: client, remedy: social.ActionReject, close: srv.Close,
		react: func(post social.Ref) {
			srv.View(post.ID, 25)
			srv.Rate(ann, post.ID, "like")
			srv.Comment(ben, post.ID, "Is there coffee?")
			srv.Comment(spam, post.ID, "Cheap watches here: spam.example")
		},
	}, err
}
