package discovery_test

import (
	"fmt"
	"log"
	"net/url"

	"github.com/relais-go/relais/internal/simulator/discovery"
)

func ExampleDocument_CheckRequest() {
	doc, err := discovery.Load("testdata/library.json")
	if err != nil {
		log.Fatal(err)
	}
	for _, query := range []url.Values{{"part": {"title"}}, {"part": {"title"}, "order": {"colour"}}} {
		fmt.Println(doc.CheckRequest(&discovery.Request{Method: "GET", Path: "/library/v1/books", Query: query}))
	}
	// Output:
	// []
	// [library.books.list: query: order: "colour" is not one of the described values]
}
