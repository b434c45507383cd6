package linkedintest_test

import (
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func Example() {
	srv := linkedintest.New(nil)
	if err := srv.Start(); err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	ann, bob := srv.CreateMember("Ann", "Lee"), srv.CreateMember("Bob", "Ray")
	acme := srv.CreateOrganization("ACME", ann)

	// A program under test would do this by itself.
	body := strings.NewReader(`{"author": "` + acme + `", "commentary": "Open today \\(all day\\)",
		"visibility": "PUBLIC", "distribution": {"feedDistribution": "MAIN_FEED"}, "lifecycleState": "PUBLISHED"}`)
	req, err := http.NewRequest(http.MethodPost, srv.URL()+"/rest/posts", body)
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Token(ann))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Linkedin-Version", "202609")
	req.Header.Set("X-Restli-Protocol-Version", "2.0.0")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()

	srv.Comment(bob, resp.Header.Get("X-Restli-Id"), "Until when?")
	for _, p := range srv.Posts(acme) {
		for _, c := range srv.Comments(p.URN) {
			fmt.Printf("%s %s: %s\n", p.State, p.Text, c.Text)
		}
	}
	// Output: PUBLISHED Open today (all day): Until when?
}
