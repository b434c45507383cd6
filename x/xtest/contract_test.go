package xtest_test

import (
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

// deviations are what the description, which is of version 2.167, does not have or has otherwise.
func deviations() []openapi.Allowance {
	const (
		dialect    = "the names of before version 2.167, which stay in use: https://docs.x.com/changelog"
		enterprise = "on Enterprise only, which the description leaves out: https://docs.x.com/x-api/users/blocks/introduction"
		problem    = "of more kinds than the description lists: https://docs.x.com/x-api/fundamentals/response-codes-and-errors"
		signed     = "what is signed with OAuth 1.0a may have any parameter: https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature"
	)
	var list []openapi.Allowance
	names := func(call string, in openapi.Place, source string, names ...string) {
		for _, name := range names {
			list = append(list, openapi.Allowance{Call: call, In: in, Name: name, Source: source})
		}
	}
	values := func(call, source, parameter string, values ...string) {
		list = append(list, openapi.Allowance{Call: call, In: openapi.InQuery, Name: parameter, Values: values, Source: source})
	}
	values("GET /2/tweets/{id}", dialect, "tweet.fields", "author_id", "edit_controls", "entities", "non_public_metrics", "note_tweet",
		"public_metrics", "referenced_tweets")
	values("GET /2/tweets/{id}", "names that X does not know are dropped: https://docs.x.com/x-api/fundamentals/fields", "tweet.fields", "nonsense", "unknown")
	values("GET /2/tweets/{id}", dialect, "expansions", "referenced_tweets.id")
	values("GET /2/users/{id}/tweets", dialect, "tweet.fields", "non_public_metrics")
	values("GET /2/dm_events", dialect, "dm_event.fields", "sender_id")
	names("", openapi.InAnswer, dialect, ".tweet_count", ".post_count", ".retweet_count", ".repost_count",
		".edit_history_tweet_ids", ".referenced_tweets", ".note_tweet", ".total_tweet_count", "includes.tweets")
	names("", openapi.InAnswer, problem, "errors[]", "errors[].errors", "errors[].id", "errors", "")
	names("", openapi.InAnswer, "lists and subscriptions come with a count: https://docs.x.com/x-api/activity/introduction", "meta")
	names("POST /2/users/{id}/blocking", openapi.InCall, enterprise, "")
	names("GET /2/media/upload", openapi.InAnswer, "files that failed say why: https://docs.x.com/x-api/media/quickstart/media-upload-chunked",
		"data.processing_info.error", "data.processing_info")
	names("GET /2/users/me", openapi.InAnswer, problem, "client_id", "reason", "registration_url", "required_enrollment")
	names("GET /2/users/me", openapi.InQuery, signed, "x")
	values("GET /2/tweets/{id}", "a name of the other dialect, which gives nothing: "+dialect, "post.fields", "author_id")
	names("GET /2/tweets/counts/all", openapi.InQuery, "a name of the new dialect, which asks for its answers: https://docs.x.com/changelog", "post.fields")
	names("POST /2/activity/subscriptions", openapi.InBody, "kinds of events come faster than descriptions: https://docs.x.com/x-api/activity/introduction", "event_type")
	return list
}
