package main

import (
	"net/http"
	"net/http/httptest"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

func onInstagram() (*account, error) {
	if v, ok := env("INSTAGRAM_USER_ID", "INSTAGRAM_TOKEN", "INSTAGRAM_IMAGE_URL"); ok {
		client, err := instagram.New(v[0], token(v[1]), nil)
		a, err := live(social.ActionHide, client, err)
		if err == nil {
			a.variant = pictured(v[2])
		}
		return a, err
	}
	srv := instagramtest.New(nil)
	if err := srv.Start(); err != nil {
		return nil, err
	}
	public := httptest.NewServer(http.FileServerFS(files)) // Instagram fetches photos by itself
	acme, ann, ben, spam := srv.CreateAccount("acme.garden", nil), srv.CreatePerson("ann"), srv.CreatePerson("ben"), srv.CreatePerson("bestdeals")
	client, err := instagram.New(acme, token(srv.Connect(acme).PageToken), &social.Options{BaseURL: srv.Host(instagramtest.FacebookLogin).URL()})
	return &account{
		client: client, remedy: social.ActionHide, variant: pictured(public.URL + "/garden.jpg"),
		close: func() { public.Close(); srv.Close() },
		react: func(post social.Ref) {
			srv.Like(ann, post.ID)
			srv.Comment(ben, post.ID, "Is there coffee?")
			srv.Comment(spam, post.ID, "Cheap watches here: spam.example")
		},
	}, err
}

// pictured has the photo come from a public address.
func pictured(address string) *social.Draft {
	photo := social.MediaURL(address, "image/jpeg")
	photo.AltText = "A hill under the morning sun"
	return &social.Draft{Media: []*social.Media{photo}, Tags: []string{"garden", "spring"}}
}
