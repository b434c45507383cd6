package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// patience is how long a round waits for the audience of real accounts.
const patience = 30 * time.Second

// attend deals with what has come in on all networks since the cursor: what there is in the simulation, what comes
// within half a minute on real accounts.
func attend(ctx context.Context, accounts []*account, inbox *social.Merged, cursor string) error {
	live := slices.ContainsFunc(accounts, func(a *account) bool { return a.live })
	if live {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	fmt.Println("\nHeard:")
	for e, err := range inbox.Listen(ctx, &social.ListenQuery{After: cursor, CatchUp: !live}) {
		if err != nil {
			return err
		}
		who := cmp.Or(e.Author.Handle, e.Author.Name, e.Author.Ref.ID) // some networks name nobody
		fmt.Printf("  %-10s %-9s %s: %s\n", e.Source, e.Kind, who, line(e.Text))
		if err := deal(ctx, find(accounts, e.Source), e); err != nil {
			return err
		}
		// e.Cursor would be stored here: listening goes on behind it, in another process too.
	}
	return nil
}

func find(accounts []*account, network string) *account {
	return accounts[slices.IndexFunc(accounts, func(a *account) bool { return a.network() == network })]
}

// deal answers questions and keeps spam away.
func deal(ctx context.Context, a *account, e *social.Event) error {
	switch text := strings.ToLower(e.Text); {
	case !isText(e):
	case strings.Contains(text, "cheap"):
		target := e.Ref
		if a.remedy == social.ActionBan {
			target = e.Author.Ref
		}
		if err := social.Moderate(ctx, a.client, target, a.remedy, nil); err != nil {
			return err
		}
		fmt.Printf("  %10s → moderated: %s\n", "", a.remedy)
	case strings.Contains(text, "?"):
		answer, err := social.Reply(ctx, a.client, e.Ref, &social.Draft{Text: "Yes, there is coffee too. See you on Saturday!"})
		if err != nil {
			return err
		}
		a.answers = append(a.answers, answer.Ref)
		fmt.Printf("  %10s → answered: %q\n", "", answer.Text)
	}
	return nil
}

func isText(e *social.Event) bool {
	return e.Kind == social.EventMention || e.Kind == social.EventComment || e.Kind == social.EventReply
}
