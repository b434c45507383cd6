package facebooktest_test

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
var agreed = sync.OnceValue(func() *contract.Contract { return contract.WithMeta("facebook", listName, deviations()...) })

// deviations are what Meta documents elsewhere than in its lists, which are of April 2026.
func deviations() []meta.Allowance {
	return []meta.Allowance{
		{Node: "Page", Edge: "photos", Method: "POST", Name: "source", Source: docs + "graph-api/reference/page/photos/"},
		{Node: "Page", Edge: "messages", Method: "POST", Name: "filedata", Source: docs + "messenger-platform/reference/send-api/"},
		{Node: "Page", Edge: "picture", Method: "POST", Name: "source", Source: "the part that holds a file, named as for photos: " + docs + "graph-api/reference/page/photos/"},
		{Node: "Page", Method: "GET", Name: "permalink_url", Source: "of the new post, which the lists take for the Page: " + docs + "graph-api/reference/page/feed/"},
		{Node: "Profile", Method: "GET", Name: "type", Source: docs + "graph-api/reference/object/reactions/"},
		{Node: "User", Method: "GET", Name: "is_active", Source: docs + "graph-api/reference/page/roles/"},
		{Node: "User", Method: "GET", Name: "tasks", Source: docs + "graph-api/reference/page/roles/"},
	}
}
