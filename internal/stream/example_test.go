package stream_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/relais-go/relais/internal/stream"
)

func ExampleEvents() {
	events := stream.NewEvents(strings.NewReader(":alive\nevent: update\ndata: {}\n\nevent: cut off"), 0)
	for {
		e, err := events.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s\n", e.Name, e.Data)
	}
	// Output: update {}
}
