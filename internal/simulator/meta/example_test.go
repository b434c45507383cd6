package meta_test

import (
	"fmt"
	"log"

	"github.com/relais-go/relais/internal/simulator/meta"
)

func ExampleSpec_Check() {
	spec, err := meta.Load("testdata") // Shop.json and its siblings, in the form of Meta's lists
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(spec.Check("Shop", "notes", "POST", meta.Params{"text": "Open on Sunday"}))
	fmt.Println(spec.Check("Shop", "", "POST", meta.Params{"colour": "red"}))
	// Output:
	// []
	// [POST Shop: colour: not described]
}
