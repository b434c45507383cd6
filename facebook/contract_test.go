package facebook_test

import (
	"os"
	"sync"

	"github.com/relais-go/relais/internal/simulator/contract"
	"github.com/relais-go/relais/internal/simulator/meta"
)

// agreed is the contract with Meta, whose lists are those of
// https://github.com/facebook/facebook-business-sdk-codegen; nil without SPECS_DIR.
var agreed = sync.OnceValue(func() *contract.Contract { return contract.WithMeta("facebook", listed, deviations()...) })

// listed is the name of a type in the lists.
func listed(kind string) string {
	if kind == "Video" {
		return "AdVideo"
	}
	return kind
}

// finish ends the tests.
func finish(code int) { os.Exit(agreed().Finish(os.Stdout, code)) }

// deviations are what Meta documents elsewhere than in its lists, which are of April 2026.
func deviations() []meta.Allowance {
	const reference = "https://developers.facebook.com/docs/"
	return []meta.Allowance{
		{Node: "Page", Edge: "photos", Method: "POST", Name: "source", Source: reference + "graph-api/reference/page/photos/"},
		{Node: "Album", Edge: "photos", Method: "POST", Name: "source", Source: reference + "graph-api/reference/album/photos/"},
		{Node: "Album", Edge: "photos", Method: "POST", Name: "scheduled_publish_time", Source: reference + "graph-api/reference/album/photos/"},
		{Node: "Page", Edge: "messages", Method: "POST", Name: "filedata", Source: reference + "messenger-platform/reference/send-api/"},
		{Node: "Page", Edge: "picture", Method: "POST", Name: "source", Source: "the part that holds a file, named as for photos: " + reference + "graph-api/reference/page/photos/"},
		{Node: "Application", Method: "GET", Name: "subscribed_fields", Source: reference + "graph-api/reference/page/subscribed_apps/"},
	}
}
