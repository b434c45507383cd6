package mastodon_test

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
		source   = "https://github.com/mastodon/mastodon/blob/main/app/"
	)
	return []openapi.Allowance{
		{In: openapi.InAnswer, Name: ".size", Source: "https://docs.joinmastodon.org/entities/MediaAttachment/#meta"},
		{In: openapi.InAnswer, Name: ".filtered", Source: source + "serializers/rest/notification_serializer.rb"},
		{In: openapi.InAnswer, Name: ".vapid", Source: "https://docs.joinmastodon.org/entities/Instance/#vapid"},
		{In: openapi.InAnswer, Name: "alerts.quote", Source: source + "models/web/push_subscription.rb"},
		{In: openapi.InAnswer, Name: "alerts.quoted_update", Source: source + "models/web/push_subscription.rb"},
		{In: openapi.InAnswer, Name: ".policy", Source: source + "serializers/rest/web_push_subscription_serializer.rb"},
		{
			Call: "DELETE /api/v2/filters/statuses/{id}", In: openapi.InAnswer, Name: "id",
			Source: "nothing comes back: " + source + "controllers/api/v2/filters/statuses_controller.rb",
		},
		{
			Call: "DELETE /api/v2/filters/statuses/{id}", In: openapi.InAnswer, Name: "status_id",
			Source: "nothing comes back: " + source + "controllers/api/v2/filters/statuses_controller.rb",
		},
		{
			Call: "DELETE /api/v1/statuses/{id}", In: openapi.InAnswer, Name: "content",
			Source: "the text stands in its place: " + source + "serializers/rest/status_serializer.rb",
		},
		{In: openapi.InBody, Name: ".allowed_mentions", Source: "https://github.com/mastodon/mastodon/pull/18350"},
		{In: openapi.InAnswer, Name: ".unexpected_accounts", Source: "https://github.com/mastodon/mastodon/pull/18350"},
		{Call: "PUT /api/v1/push/subscription", In: openapi.InBody, Name: "data.policy", Source: "https://docs.joinmastodon.org/methods/push/#update"},
		{In: openapi.InBody, Name: ".media_attributes", Source: statuses + "#edit"},
		{
			Call: "PUT /api/v2/filters/{id}", In: openapi.InBody, Name: "expires_in",
			Source: "null takes the end away: " + source + "controllers/api/v2/filters_controller.rb",
		},
	}
}
