package link_test

import (
	"fmt"

	"github.com/relais-go/relais/internal/link"
)

// The full stop that ends a sentence is no part of the query before it.
func ExampleQueryEnd() {
	const text = "acme.example/?page=2. More soon"
	start := len("acme.example/")
	fmt.Println(text[start:link.QueryEnd(text, start)], link.IsTLD("example"), link.IsTLD("garden"))
	// Output: ?page=2 false true
}
