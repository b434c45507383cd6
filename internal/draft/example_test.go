package draft_test

import (
	"fmt"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// What a network has no field for goes into the text, unless it stands there.
func ExampleCompose() {
	fmt.Println(draft.Compose("Open on Sunday, #garden", "https://acme.example", []string{"garden", "spring"}))
	// Output:
	// Open on Sunday, #garden
	//
	// https://acme.example
	//
	// #spring
}

// All that is wrong with a draft is reported at once.
func ExampleFindings() {
	f := draft.For("mastodon")
	f.Invalid("Text", "has %d characters; 500 are possible", 612)
	f.Lacks("Title", "posts have no headline")
	for _, p := range social.Problems(f.Err()) {
		fmt.Println(p)
	}
	// Output:
	// mastodon: check: Text: has 612 characters; 500 are possible (invalid)
	// mastodon: check: Title: posts have no headline (unsupported operation)
}
