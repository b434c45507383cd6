package rest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// A read that a server fails is repeated; the answer is decoded once.
func ExampleClient_Do() {
	tries := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintf(w, `{"path": %q}`, r.URL.EscapedPath())
	}))
	defer srv.Close()
	base, err := url.Parse(srv.URL)
	if err != nil {
		log.Fatal(err)
	}
	client, err := rest.New(rest.Config{Network: "example", Base: base, Options: social.Options{RetryWait: 1, RetryWaitMax: 1}})
	if err != nil {
		log.Fatal(err)
	}

	var out struct {
		Path string `json:"path"`
	}
	_, err = client.Do(context.Background(), &rest.Request{Op: "posts.get", Path: rest.Path("posts", "a/b"), Class: rest.Read}, &out)
	fmt.Println(out.Path, tries, err)
	// Output: /posts/a%2Fb 2 <nil>
}

// A paged list is a range.
func ExamplePages() {
	pages := map[string]*social.Page[string]{
		"":  {Items: []*string{new("Ann"), new("Ben")}, Next: "2"},
		"2": {Items: []*string{new("Cem")}},
	}
	fetch := func(_ context.Context, cursor string) (*social.Page[string], error) { return pages[cursor], nil }
	for name, err := range rest.Pages(context.Background(), "", fetch) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Print(*name, " ")
	}
	fmt.Println()
	// Output: Ann Ben Cem
}
