package deviation_test

import (
	"fmt"
	"log"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

type field string

func (f field) String() string { return string(f) }

// What a description lacks is allowed with its source; what nothing needs any more is found.
func ExampleList() {
	var allowed deviation.List[field]
	for _, f := range []field{"post.quote", "post.mood"} {
		if err := allowed.Allow(f, "https://docs.example/changelog"); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(allowed.Allows("post.quote"), allowed.Allows("post.colour"))
	fmt.Println(allowed.Unused(func(f field, reason string) field { return f + ": " + field(reason) }))
	// Output:
	// true false
	// [post.mood: allowed by https://docs.example/changelog, but nothing needs it]
}
