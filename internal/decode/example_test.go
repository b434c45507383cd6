package decode_test

import (
	"fmt"
	"log"

	"github.com/relais-go/relais/internal/decode"
)

func ExampleUnmarshal() {
	var posts []struct {
		ID    string `json:"id"`
		Likes int    `json:"likes"`
	}
	err := decode.Unmarshal([]byte(`[{"id":"1","likes":"many"},{"id":"2","likes":7}]`), &posts)
	field, odd := decode.OddField(err)
	if err != nil && !odd {
		log.Fatal(err)
	}
	fmt.Println(posts, field)
	// Output: [{1 0} {2 7}] 0.likes
}
