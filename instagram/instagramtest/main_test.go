package instagramtest_test

import (
	"os"
	"sync"
	"testing"

	"github.com/relais-go/relais/internal/simulator/contract"
	"github.com/relais-go/relais/internal/simulator/meta"
)

// TestMain says what was held against the lists.
func TestMain(m *testing.M) { os.Exit(agreed().Finish(os.Stdout, m.Run())) }

// agreed is the contract with Meta, whose lists are those of
// https://github.com/facebook/facebook-business-sdk-codegen; nil without SPECS_DIR.
var agreed = sync.OnceValue(func() *contract.Contract { return contract.WithMeta("instagram", nil, deviations()...) })

// deviations are what Meta documents elsewhere than in its lists, which are of April 2026.
func deviations() []meta.Allowance {
	list := []meta.Allowance{
		{Node: "IGUser", Edge: "likes", Method: "POST", Source: userDoc + "/user-likes"},
		{Node: "IGUser", Edge: "likes", Method: "DELETE", Source: userDoc + "/user-likes"},
		{Node: "IGUser", Edge: "conversations", Method: "GET", Source: loginDoc + "/conversations-api"},
		{Node: "IGUser", Edge: "messages", Method: "POST", Source: loginDoc + "/messaging-api"},
		{Node: "IGUser", Edge: "subscribed_apps", Method: "POST", Source: "https://developers.facebook.com/docs/instagram-platform/webhooks"},
		{Node: "IGUser", Edge: "media", Method: "POST", Name: "is_ai_generated", Source: containerDoc},
		{Node: "IGUser", Edge: "media", Method: "POST", Name: "branded_content_sponsor_ids", Source: containerDoc},
	}
	for _, name := range []string{
		"is_ai_generated", "media_audio_type", "reposts_count", "saved_count", "shares_count", "total_like_count", "total_comments_count",
		"total_views_count",
	} {
		list = append(list, meta.Allowance{Node: "IGMedia", Method: "GET", Name: name, Source: mediaDoc})
	}
	return list
}
