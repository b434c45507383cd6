package x_test

import (
	"os"
	"strings"
	"sync"

	"github.com/relais-go/relais/internal/simulator/contract"
	"github.com/relais-go/relais/internal/simulator/openapi"
)

// agreed is the contract with X, https://api.x.com/2/openapi.json; nil without SPECS_DIR.
var agreed = sync.OnceValue(func() *contract.Contract { return contract.WithOpenAPI("x", "x-openapi.json", covers, deviations()...) })

// covers reports what is described: the second version, but for logins.
func covers(_, path string) bool {
	return strings.HasPrefix(path, "/2/") && !strings.HasPrefix(path, "/2/oauth2/")
}

// finish ends the tests.
func finish(code int) { os.Exit(agreed().Finish(os.Stdout, code)) }

// deviations are what the description, which is of version 2.167, does not have or has otherwise.
func deviations() []openapi.Allowance {
	const (
		dialect      = "the names of before version 2.167, which stay in use: https://docs.x.com/changelog"
		enterprise   = "on Enterprise only, which the description leaves out: https://docs.x.com/x-api/users/blocks/introduction"
		subscription = "the forms that guides and samples show: https://docs.x.com/x-api/activity/introduction"
		meta         = "lists and subscriptions come with a count: https://docs.x.com/x-api/activity/introduction"
		problem      = "of more kinds than the description lists: https://docs.x.com/x-api/fundamentals/response-codes-and-errors"
	)
	names := func(in openapi.Place, source string, names ...string) []openapi.Allowance {
		var list []openapi.Allowance
		for _, name := range names {
			list = append(list, openapi.Allowance{In: in, Name: name, Source: source})
		}
		return list
	}
	list := names(openapi.InQuery, dialect, "tweet.fields", "dm_event.fields", "expansions")
	list = append(list, names(openapi.InAnswer, dialect, ".tweet_count", ".post_count", ".retweet_count", ".repost_count",
		".edit_history_tweet_ids", ".referenced_tweets", ".note_tweet", ".total_tweet_count", "includes.tweets")...)
	for _, call := range []string{"POST /2/users/{id}/blocking", "DELETE /2/users/{id}/blocking/{id}"} {
		list = append(list, openapi.Allowance{Call: call, In: openapi.InCall, Source: enterprise})
	}
	list = append(list, names(openapi.InAnswer, problem, "errors[]", "errors[].errors", "errors[].id")...)
	for _, call := range []string{"GET /2/tweets/{id}", "POST /2/tweets"} {
		list = append(list, openapi.Allowance{Call: call, In: openapi.InAnswer, Source: problem})
	}
	list = append(list, openapi.Allowance{Call: "GET /2/tweets/{id}", In: openapi.InAnswer, Name: "errors", Source: problem})
	list = append(list, names(openapi.InAnswer, meta, "meta")...)
	for _, name := range []string{"data", "data.created_at", "data.event_type", "data.filter", "data.subscription_id", "data.tag", "data.updated_at"} {
		list = append(list, openapi.Allowance{Call: "POST /2/activity/subscriptions", In: openapi.InAnswer, Name: name, Source: subscription})
	}
	for _, name := range []string{"data.processing_info.error", "data.processing_info"} {
		list = append(list, openapi.Allowance{
			Call: "GET /2/media/upload", In: openapi.InAnswer, Name: name,
			Source: "files that failed say why: https://docs.x.com/x-api/media/quickstart/media-upload-chunked",
		})
	}
	return list
}
