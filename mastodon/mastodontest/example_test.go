package mastodontest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

// A program posts over HTTP, its audience answers, and the test looks at both sides.
func Example() {
	srv := mastodontest.New(nil)
	base, err := srv.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	brand, fan := srv.CreateAccount("brand"), srv.CreateAccount("fan@elsewhere.example")

	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, base+"/api/v1/statuses",
		strings.NewReader("status=Open+on+Sunday!"))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Token(brand, "write:statuses"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	_ = resp.Body.Close()

	posted := srv.Statuses(brand)[0]
	srv.Favourite(fan, posted.ID)
	srv.Reply(fan, posted.ID, "See you there")
	fmt.Println(posted.Text)
	for _, n := range srv.Notifications(brand) {
		fmt.Println(n.Type, "from", n.From)
	}
	// Output:
	// Open on Sunday!
	// favourite from fan@elsewhere.example
	// mention from fan@elsewhere.example
}
