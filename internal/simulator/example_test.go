package simulator_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"

	"github.com/relais-go/relais/internal/simulator"
)

// A server that has carried out a request breaks off before its answer.
func Example() {
	posts := 0
	srv := simulator.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		posts++
		_, _ = io.WriteString(w, "created")
	}), nil)
	defer srv.Close()
	running, err := srv.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer running.Close()
	srv.Faults().Add(simulator.Fault{Kind: simulator.CutAfter, Match: "POST /posts"})

	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, running.URL+"/posts", http.NoBody)
	if err != nil {
		log.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	fmt.Println(err != nil, posts, srv.Log().Count("POST /posts"))
	// Output: true 1 1
}
