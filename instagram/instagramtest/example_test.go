package instagramtest_test

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/relais-go/relais/instagram/instagramtest"
)

// call sends a request and returns the id in the answer.
func call(token, address string, form url.Values) string {
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		ID string `json:"id"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		log.Fatal(err)
	}
	return answer.ID
}

func Example() {
	srv := instagramtest.New(nil)
	if err := srv.Start(); err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	acme, ann := srv.CreateAccount("acme", nil), srv.CreatePerson("ann")

	// The network fetches images from their addresses; here a test server has one.
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(instagramtest.JPEG(1080, 1080))
	}))
	defer files.Close()

	// A program under test would do this by itself.
	base, token := srv.Host(instagramtest.InstagramLogin).URL()+"/v26.0/"+acme, srv.Token(acme)
	container := call(token, base+"/media", url.Values{"image_url": {files.URL}, "caption": {"Open today"}})
	media := call(token, base+"/media_publish", url.Values{"creation_id": {container}})

	srv.Comment(ann, media, "Until when?")
	for _, m := range srv.Published(acme) {
		question, _ := srv.FindComment(m.Comments[0])
		fmt.Printf("%s %q: %s\n", m.Product, m.Caption, question.Text)
	}
	// Output: FEED "Open today": Until when?
}
