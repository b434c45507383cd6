package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/social"
)

// account is where the round is made.
type account struct {
	client   any
	where    string
	patience time.Duration         // how long to wait for answers
	expected int                   // how many answers are enough, 0: wait for all that come
	audience func(post social.Ref) // lets people react, in the simulation
	close    func()
	live     bool
	mine     []social.Ref // answers that were posted on the way
}

// connect uses the real account if one is set, else the simulation.
func connect() (*account, error) {
	server, token := os.Getenv("MASTODON_SERVER"), os.Getenv("MASTODON_TOKEN")
	if server == "" || token == "" {
		return simulate()
	}
	client, err := newClient(server, token)
	if err != nil {
		return nil, err
	}
	return &account{
		client: client, where: server, live: true, patience: 30 * time.Second,
		audience: func(social.Ref) {}, close: func() {},
	}, nil
}

func newClient(server, token string) (*mastodon.Client, error) {
	return mastodon.New(server, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}), nil)
}

// simulate starts a server in this process, with an account and three people who will answer.
func simulate() (*account, error) {
	srv := mastodontest.New(nil)
	base, err := srv.Start()
	if err != nil {
		return nil, err
	}
	brand := srv.CreateAccount("acme")
	ann, ben, spam := srv.CreateAccount("ann"), srv.CreateAccount("ben"), srv.CreateAccount("bestdeals")
	client, err := newClient(base, srv.Token(brand, mastodon.ManagerScopes()...))
	if err != nil {
		srv.Close()
		return nil, err
	}
	return &account{
		client: client, where: "simulated", patience: 20 * time.Second, expected: 4, close: srv.Close,
		audience: func(post social.Ref) {
			srv.Favourite(ann, post.ID)
			srv.Reply(ben, post.ID, "Will the café be open?")
			srv.Reply(spam, post.ID, "Cheap watches here http://spam.example")
			srv.Boost(ann, post.ID)
		},
	}, nil
}

// isQuestion finds what wants an answer.
func isQuestion(e *social.Event) bool {
	return isText(e) && strings.Contains(e.Text, "?")
}

// isSpam is the charter of this example.
func isSpam(e *social.Event) bool {
	return isText(e) && strings.Contains(strings.ToLower(e.Text), "cheap")
}

func isText(e *social.Event) bool {
	return e.Kind == social.EventMention || e.Kind == social.EventComment || e.Kind == social.EventReply
}

// remedy hides a comment where the network lets that be done, else bans its author.
func remedy(client any, e *social.Event) (social.Action, social.Ref) {
	m, ok := client.(social.Moderator)
	if ok && slices.Contains(m.Actions(), social.ActionHide) {
		return social.ActionHide, e.Ref
	}
	return social.ActionBan, e.Author.Ref
}

// cleanUp deletes what the round left on a real account.
func (a *account) cleanUp(ctx context.Context, post social.Ref) error {
	if !a.live {
		return nil
	}
	for _, ref := range append(a.mine, post) {
		if err := social.Delete(ctx, a.client, ref); err != nil {
			return err
		}
	}
	fmt.Println("\nDeleted what was posted.")
	return nil
}
