package facebook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/social"
)

// A webhook tells at once what happens to a Page, and the lists what happened before. In earnest the handler is mounted
// at the address that Meta knows.
func ExampleWebhookHandler() {
	srv := facebooktest.New(nil) // in place of Facebook
	base, err := srv.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	page, fan := srv.CreatePage("Acme"), srv.CreatePerson("Ann")
	post := srv.PublishInApp(page, "We are open.")
	srv.Comment(fan, post, "Since when?")

	handler, err := facebook.NewWebhookHandler(facebook.WebhookOptions{Secrets: []string{srv.App().Secret}, VerifyToken: "say-it-again"})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/webhooks/facebook", handler)
	front := httptest.NewServer(mux)
	defer front.Close()
	srv.SubscribeWebhook(page, front.URL+"/webhooks/facebook", facebook.ManagerFields()...)

	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: srv.Token(page)})
	client, err := facebook.New(page, tokens, &social.Options{BaseURL: base})
	if err != nil {
		fmt.Println(err)
		return
	}
	listener := client.Listener(&facebook.ListenOptions{Webhook: handler})
	for e, err := range listener.Listen(context.Background(), &social.ListenQuery{After: social.FromStart}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(e.Kind, e.Author.Name, e.Text+string(e.Reaction))
		switch e.Kind {
		case social.EventComment:
			srv.React(fan, post, "LOVE")
		case social.EventReaction:
			srv.Review(fan, page, true, "Lovely people.")
		default:
			return // e.Cursor is where to go on
		}
	}
	// Output:
	// comment Ann Since when?
	// reaction Ann love
	// review Ann Lovely people.
}

// Somebody who commented is answered in private.
func ExampleClient_Message() {
	srv := facebooktest.New(nil)
	base, err := srv.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	page, fan := srv.CreatePage("Acme"), srv.CreatePerson("Ann")
	comment := srv.Comment(fan, srv.PublishInApp(page, "Win a bicycle."), "Me, please!")

	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: srv.Token(page)})
	client, err := facebook.New(page, tokens, &social.Options{BaseURL: base})
	if err != nil {
		fmt.Println(err)
		return
	}
	to := social.Ref{Network: "facebook", Kind: social.RefComment, ID: comment}
	_, err = client.Message(context.Background(), to, &social.Draft{Text: "You have won. Where shall we send it?"})
	fmt.Println(err)
	_, err = client.Message(context.Background(), to, &social.Draft{Text: "Hello?"})
	fmt.Println(err != nil)
	// Output:
	// <nil>
	// true
}
