package mastodontest_test

import (
	"os"
	"strings"
	"sync"

	"github.com/relais-go/relais/internal/simulator/contract"
	"github.com/relais-go/relais/internal/simulator/openapi"
)

// agreed is the contract with Mastodon, the description of https://github.com/abraham/mastodon-openapi; nil without
// SPECS_DIR.
var agreed = sync.OnceValue(func() *contract.Contract {
	return contract.WithOpenAPI("mastodon", "mastodon-openapi.json", covers, deviations()...)
})

// finish ends the tests.
func finish(code int) { os.Exit(agreed().Finish(os.Stdout, code)) }

// covers reports what is described: all but what the staff does, https://docs.joinmastodon.org/methods/admin/, streams,
// https://docs.joinmastodon.org/methods/streaming/, and what is no part of the API.
func covers(_, path string) bool {
	for _, prefix := range []string{"/api/v1/admin/", "/api/v2/admin/", "/api/v1/streaming"} {
		if strings.HasPrefix(path, prefix) {
			return false
		}
	}
	return strings.HasPrefix(path, "/api/")
}

// deviations are what the description does not have, or has otherwise.
func deviations() []openapi.Allowance {
	const (
		statuses = "https://docs.joinmastodon.org/methods/statuses/"
		rails    = "Rails takes parameters from query, form and JSON alike: https://guides.rubyonrails.org/action_controller_overview.html#parameters"
		partial  = "what is left out stays: https://github.com/mastodon/mastodon/blob/main/app/controllers/api/v1/filters_controller.rb"
		source   = "https://github.com/mastodon/mastodon/blob/main/app/"
	)
	return []openapi.Allowance{
		{In: openapi.InAnswer, Name: ".size", Source: "https://docs.joinmastodon.org/entities/MediaAttachment/#meta"},
		{In: openapi.InAnswer, Name: ".filtered", Source: source + "serializers/rest/notification_serializer.rb"},
		{In: openapi.InAnswer, Name: ".vapid", Source: "https://docs.joinmastodon.org/entities/Instance/#vapid"},
		{In: openapi.InAnswer, Name: "alerts.quote", Source: source + "models/web/push_subscription.rb"},
		{In: openapi.InAnswer, Name: "alerts.quoted_update", Source: source + "models/web/push_subscription.rb"},
		{In: openapi.InAnswer, Name: ".policy", Source: source + "serializers/rest/web_push_subscription_serializer.rb"},
		{In: openapi.InAnswer, Name: ".unexpected_accounts", Source: "https://github.com/mastodon/mastodon/pull/18350"},
		{
			Call: "DELETE /api/v1/statuses/{id}", In: openapi.InAnswer, Name: "content",
			Source: "the text stands in its place: " + source + "serializers/rest/status_serializer.rb",
		},
		{Call: "GET /api/v1/filters", In: openapi.InAnswer, Source: "described as one filter: https://docs.joinmastodon.org/methods/filters/#get-v1 has a list"},
		{Call: "PUT /api/v1/filters/{id}", In: openapi.InBody, Name: "context", Source: partial},
		{Call: "PUT /api/v1/filters/{id}", In: openapi.InBody, Name: "phrase", Source: partial},
		{In: openapi.InBody, Name: ".media_attributes", Source: statuses + "#edit"},
		{In: openapi.InAnswer, Name: ".source", Source: "https://docs.joinmastodon.org/entities/Suggestion/#source"},
		{In: openapi.InAnswer, Name: ".details", Source: "refusals have them at sign-ups only: https://docs.joinmastodon.org/entities/Error/"},
		{Call: "DELETE /api/v1/domain_blocks", In: openapi.InQuery, Name: "domain", Source: rails},
		{Call: "POST /api/v1/statuses/{id}/translate", In: openapi.InQuery, Name: "lang", Source: rails},
		{Call: "PUT /api/v1/media/{id}", In: openapi.InBody, Source: rails},
		{Call: "PATCH /api/v1/profile", In: openapi.InBody, Name: "fields_attributes", Source: "lists too, as the web client sends: " + rails},
	}
}
