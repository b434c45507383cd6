package probetest_test

import (
	"fmt"
	"io"
	"log"

	"github.com/relais-go/relais/internal/probe/probetest"
)

// A picture of a megabyte that costs nothing to make.
func ExampleMedia() {
	photo := probetest.Media("garden.jpg", probetest.JPEG(4, 3), 1<<20)
	r, err := photo.Open()
	if err != nil {
		log.Fatal(err)
	}
	n, err := io.Copy(io.Discard, r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(photo.Name, n)
	// Output: garden.jpg 1048576
}
