package xtest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/relais-go/relais/x/xtest"
)

// A program posts over HTTP, its audience answers, and the test looks at both sides, and at the bill.
func Example() {
	srv := xtest.New(nil)
	base, err := srv.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	brand, fan := srv.CreateUser("brand"), srv.CreateUser("fan")

	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, base+"/2/tweets",
		strings.NewReader(`{"text": "Open on Sunday!"}`))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Token(brand, "tweet.read", "tweet.write", "users.read"))
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	_ = resp.Body.Close()

	posted := srv.Posts(brand)[0]
	srv.Like(fan, posted.ID)
	srv.Reply(fan, posted.ID, "See you there", nil)
	fmt.Println(resp.Status, posted.Text)
	fmt.Println(srv.Posts(fan)[0].Text)
	// Output:
	// 201 Created Open on Sunday!
	// See you there
}
