// Quickstart does a community manager's round on six networks: it publishes one campaign, adapted to each of them,
// hears what people answer in one inbox, replies to questions, moderates spam, takes a slip back, and compares the
// numbers.
//
// Without settings all six networks are simulated in this process. Each goes live by itself when its variables are
// set, and then deletes at the end what it posted:
//
//	FACEBOOK_PAGE_ID, FACEBOOK_TOKEN
//	INSTAGRAM_USER_ID, INSTAGRAM_TOKEN, INSTAGRAM_IMAGE_URL   (a JPEG on a public address: Instagram fetches it)
//	LINKEDIN_AUTHOR, LINKEDIN_TOKEN                           (a URN, as urn:li:organization:123)
//	MASTODON_SERVER, MASTODON_TOKEN
//	X_TOKEN
//	YOUTUBE_TOKEN
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal("quickstart: ", err)
	}
}

// run goes once through everything. The accounts are known through the portable interfaces of package social only.
func run(ctx context.Context) error {
	accounts, err := connect()
	defer closeAll(accounts)
	if err != nil {
		return err
	}
	if err := introduce(ctx, accounts); err != nil {
		return err
	}
	inbox, err := social.Merge(sources(accounts), &social.MergeOptions{Watch: complain})
	if err != nil {
		return err
	}
	cursor, err := inbox.Cursor(ctx) // nothing that happens from here on will be missed
	if err != nil {
		return err
	}
	if err := publish(ctx, accounts); err != nil {
		return err
	}
	for _, a := range accounts {
		a.react(a.post)
	}
	if err := attend(ctx, accounts, inbox, cursor); err != nil {
		return err
	}
	if err := takeBack(ctx, accounts); err != nil {
		return err
	}
	if err := measure(ctx, accounts); err != nil {
		return err
	}
	return cleanUp(ctx, accounts)
}

// introduce shows whose accounts these are, before anything is published on them.
func introduce(ctx context.Context, accounts []*account) error {
	fmt.Println("Accounts:")
	for _, a := range accounts {
		me, err := social.ProfileOf(ctx, a.client)
		if err != nil {
			return fmt.Errorf("%s: %w", a.network(), err)
		}
		name := me.Account.Name
		if me.Account.Handle != "" {
			name = "@" + me.Account.Handle
		}
		where := "simulated"
		if a.live {
			where = "live"
		}
		fmt.Printf("  %-10s %s (%s)\n", a.network(), name, where)
	}
	return nil
}

// sources are the accounts whose audience can be heard.
func sources(accounts []*account) []social.Source {
	var list []social.Source
	for _, a := range accounts {
		if l, ok := a.client.(social.Listener); ok {
			list = append(list, social.Source{Name: a.network(), Listener: l})
		}
	}
	return list
}

// complain says which account cannot be heard; the others go on.
func complain(source string, err error) {
	if err != nil {
		fmt.Printf("  %-10s cannot be heard: %v\n", source, err)
	}
}

// takeBack publishes, where text alone makes a post, what should not have gone out, and deletes it.
func takeBack(ctx context.Context, accounts []*account) error {
	fmt.Println("\nTaken back:")
	for _, a := range accounts {
		slip := &social.Draft{Text: "This was not meant for here " + time.Now().Format(time.TimeOnly)}
		if !social.Can[social.Deleter](a.client) || social.Check(ctx, a.client, slip) != nil {
			continue
		}
		post, err := social.Publish(ctx, a.client, slip)
		if err != nil {
			return err
		}
		if err := social.Delete(ctx, a.client, post.Ref); err != nil {
			return err
		}
		fmt.Printf("  %-10s %q\n", a.network(), post.Text)
	}
	return nil
}

// cleanUp deletes what the round left on real accounts.
func cleanUp(ctx context.Context, accounts []*account) error {
	var failed []error
	for _, a := range accounts {
		if !a.live {
			continue
		}
		for _, ref := range slices.Concat(a.answers, a.more, []social.Ref{a.post}) {
			if err := social.Delete(ctx, a.client, ref); err != nil {
				failed = append(failed, fmt.Errorf("%s: what was posted still stands: %w", a.network(), err))
			}
		}
	}
	return errors.Join(failed...)
}
