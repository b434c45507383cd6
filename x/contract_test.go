package x_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	list := olderNames(dialect)
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

// olderNames are the values that requests in the older dialect have, call by call.
func olderNames(source string) []openapi.Allowance {
	const (
		lean = "attachments author_id conversation_id created_at edit_controls entities in_reply_to_user_id lang note_tweet " +
			"possibly_sensitive public_metrics referenced_tweets reply_settings"
		history = " edit_history_tweet_ids"
		private = " non_public_metrics organic_metrics"
		message = "participant_ids referenced_tweets sender_id"
	)
	var list []openapi.Allowance
	for _, of := range []struct{ call, parameter, values string }{
		{"GET /2/tweets", "tweet.fields", lean + private},
		{"GET /2/tweets/{id}", "tweet.fields", lean + private + history},
		{"GET /2/tweets/{id}", "expansions", "referenced_tweets.id"},
		{"GET /2/tweets/{id}/quote_tweets", "tweet.fields", lean},
		{"GET /2/tweets/{id}/retweets", "tweet.fields", lean},
		{"GET /2/tweets/search/all", "tweet.fields", lean},
		{"GET /2/tweets/search/recent", "tweet.fields", lean},
		{"GET /2/users/{id}/tweets", "tweet.fields", lean + history},
		{"GET /2/users/{id}/mentions", "tweet.fields", lean},
		{"GET /2/users/{id}/liked_tweets", "tweet.fields", lean},
		{"GET /2/users/{id}/bookmarks", "tweet.fields", lean},
		{"GET /2/users/reposts_of_me", "tweet.fields", lean},
		{"GET /2/lists/{id}/tweets", "tweet.fields", lean},
		{"GET /2/dm_events", "dm_event.fields", message},
		{"GET /2/dm_events/{event_id}", "dm_event.fields", message},
		{"GET /2/dm_conversations/{id}/dm_events", "dm_event.fields", message},
		{"GET /2/dm_conversations/with/{participant_id}/dm_events", "dm_event.fields", message},
	} {
		list = append(list, openapi.Allowance{
			Call: of.call, In: openapi.InQuery, Name: of.parameter, Values: strings.Fields(of.values), Source: source,
		})
	}
	return list
}

// TestContractKnowsEveryValue: a value that one call may have is wrong on another one.
func TestContractKnowsEveryValue(t *testing.T) {
	t.Parallel()
	if agreed() == nil {
		t.Skip("SPECS_DIR is not set")
	}
	doc, err := openapi.Load(filepath.Join(contract.Dir(), "x-openapi.json"))
	require.NoError(t, err)
	checker, err := openapi.NewChecker(doc, deviations()...)
	require.NoError(t, err)
	for _, tc := range []struct {
		path string
		sent url.Values
		want []string
	}{
		{"/2/tweets/1", url.Values{"tweet.fields": {"author_id,lang"}, "expansions": {"author_id,referenced_tweets.id"}}, nil},
		{"/2/tweets/1", url.Values{"tweet.fields": {"author_id,languages"}}, []string{"tweet.fields=languages"}},
		{"/2/tweets/search/recent", url.Values{"query": {"a"}, "tweet.fields": {"organic_metrics"}}, []string{"tweet.fields=organic_metrics"}},
		{"/2/tweets/search/recent", url.Values{"query": {"a"}, "expansions": {"author_id,referenced_tweets.id"}}, []string{"expansions=referenced_tweets.id"}},
		{"/2/users/1/mentions", url.Values{"dm_event.fields": {"sender_id"}}, []string{"dm_event.fields"}},
		{"/2/dm_events", url.Values{"dm_event.fields": {"text,sender_id,from"}}, []string{"dm_event.fields=from"}},
		{"/2/communities/1", url.Values{"tweet.fields": {"lang"}}, []string{"tweet.fields"}},
	} {
		var got []string
		for _, p := range checker.Request(&openapi.Request{Method: "GET", Path: tc.path, Query: tc.sent}) {
			got = append(got, p.Name)
		}
		assert.Equal(t, tc.want, got, "%s?%s", tc.path, tc.sent.Encode())
	}
}
