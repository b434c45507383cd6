package instagram_test

import (
	"os"
	"sync"

	"github.com/relais-go/relais/internal/simulator/contract"
	"github.com/relais-go/relais/internal/simulator/meta"
)

const (
	docUser      = "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user"
	docMedia     = "https://developers.facebook.com/docs/instagram-platform/reference/instagram-media"
	docContainer = docUser + "/media"
	docLogin     = "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login"
	docWebhooks  = "https://developers.facebook.com/docs/instagram-platform/webhooks"
	docChangelog = "https://developers.facebook.com/docs/instagram-platform/changelog"
	docReact     = "https://developers.facebook.com/docs/messenger-platform/instagram/features/reactions"
)

// agreed is the contract with Meta, whose lists are those of
// https://github.com/facebook/facebook-business-sdk-codegen; nil without SPECS_DIR.
var agreed = sync.OnceValue(func() *contract.Contract { return contract.WithMeta("instagram", nil, deviations()...) })

// finish ends the tests.
func finish(code int) { os.Exit(agreed().Finish(os.Stdout, code)) }

// deviations are what Meta documents elsewhere than in its lists, which are of April 2026.
func deviations() []meta.Allowance {
	list := []meta.Allowance{
		{Node: "IGUser", Edge: "media", Method: "POST", Name: "is_ai_generated", Source: docContainer},
		{Node: "IGUser", Edge: "media", Method: "POST", Name: "audio_configuration", Source: docChangelog},
		{Node: "IGUser", Edge: "media", Method: "POST", Name: "is_paid_partnership", Source: docContainer},
		{Node: "IGUser", Edge: "media", Method: "POST", Name: "branded_content_sponsor_ids", Source: docContainer},
		{Node: "IGUser", Edge: "conversations", Method: "GET", Source: docLogin + "/conversations-api"},
		{Node: "IGUser", Edge: "messages", Method: "POST", Source: docLogin + "/messaging-api"},
		{Node: "IGUser", Edge: "subscribed_apps", Method: "GET", Source: docWebhooks},
		{Node: "IGUser", Edge: "subscribed_apps", Method: "POST", Source: docWebhooks},
		{Node: "IGUser", Edge: "subscribed_apps", Method: "DELETE", Source: docWebhooks},
		{Node: "IGUser", Edge: "likes", Method: "POST", Source: docUser + "/user-likes"},
		{Node: "IGUser", Edge: "likes", Method: "DELETE", Source: docUser + "/user-likes"},
		{Node: "Page", Edge: "messages", Method: "POST", Name: "payload", Source: "an object: " + docReact},
	}
	for _, name := range []string{"reposts_count", "saved_count", "shares_count"} {
		list = append(list, meta.Allowance{Node: "IGMedia", Method: "GET", Name: name, Source: docMedia})
	}
	return list
}
