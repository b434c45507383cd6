package graphtest_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// A kind of node is a table; the language of fields works on all of them.
func Example() {
	srv := graphtest.New(&graphtest.Options{})
	running, err := srv.Simulator().Start()
	if err != nil {
		log.Fatal(err)
	}
	defer func() { running.Close(); srv.Close() }()
	type shop struct{ name, city string }
	kind := &graphtest.Type{
		Name: "Shop", Default: []string{"name"},
		Fields: graphtest.Fields{
			"name": graphtest.Get(func(s *shop) any { return s.name }),
			"city": graphtest.Get(func(s *shop) any { return s.city }),
		},
	}
	srv.Lock()
	app := srv.Register(graphtest.App{Name: "Calendar"})
	owner := srv.AddPerson("Ann", false)
	srv.Put(kind, "17", &shop{name: "ACME", city: "Lyon"})
	token := srv.Issue(graphtest.UserToken, app.ID, owner.ID, true)
	srv.Unlock()

	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, running.URL+"/v26.0/17?fields=name,city", http.NoBody)
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token.Value)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	fmt.Println(string(body), err)
	// Output: {"city":"Lyon","id":"17","name":"ACME"} <nil>
}
