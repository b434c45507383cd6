package capability_test

import (
	"fmt"
	"log"
	"testing/fstest"

	"github.com/relais-go/relais/internal/capability"
)

func ExampleGuards() {
	source := fstest.MapFS{"x/social.go": {Data: []byte(`package x

var _ social.Scheduler = (*Client)(nil) // a month ahead
`)}}
	guards, err := capability.Guards(source, "x")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(guards)
	// Output: map[Scheduler:a month ahead]
}
