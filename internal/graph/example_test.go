package graph_test

import (
	"fmt"

	"github.com/relais-go/relais/internal/graph"
)

// Counters of comments and reactions come along with the posts, in one call.
func ExampleFields() {
	fmt.Println(graph.Fields("id", "message", graph.Expand("comments").Summary().Limit(0), graph.Expand("from").Select("id", "name")))
	// Output: id,message,comments.summary(true).limit(0),from{id,name}
}
