package facebooktest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/facebook/facebooktest"
)

// A page posts over HTTP, somebody comments, and the test looks at the world.
func Example() {
	srv := facebooktest.New(nil)
	base, err := srv.Start()
	if err != nil {
		panic(err)
	}
	defer srv.Close()
	acme := srv.CreatePage("Acme")

	form := url.Values{"message": {"We are open on Sunday"}}
	req, err := http.NewRequest(http.MethodPost, base+"/v26.0/"+acme+"/feed", strings.NewReader(form.Encode()))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Token(acme))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()

	post := srv.Posts(acme)[0]
	srv.Comment(srv.CreatePerson("Ann"), post.ID, "At last!")
	fmt.Println(resp.StatusCode, post.Message)
	for _, c := range srv.Comments(post.ID) {
		fmt.Println(c.Author+":", c.Message)
	}
	// Output:
	// 200 We are open on Sunday
	// Ann: At last!
}

// A post goes out although the answer is an error: the program under test must look before it sends again.
func ExampleFailingAfter() {
	srv := facebooktest.New(nil)
	defer srv.Close()
	acme := srv.CreatePage("Acme")
	srv.Faults().Add(facebooktest.FailingAfter("POST /*/*/feed", facebooktest.UnknownError()))

	req, err := http.NewRequest(http.MethodPost, "/v26.0/"+acme+"/feed?message=Hello", http.NoBody)
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Token(acme))
	answer := new(recorder)
	srv.ServeHTTP(answer, req)
	fmt.Println(answer.status, len(srv.Posts(acme)))
	// Output: 500 1
}

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}

func (r *recorder) Write(p []byte) (int, error) { return len(p), nil }

func (r *recorder) WriteHeader(status int) { r.status = status }
