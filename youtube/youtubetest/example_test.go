package youtubetest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/relais-go/relais/youtube/youtubetest"
)

// A program reads the comments that a viewer has left, and answers one of them.
func Example() {
	srv := youtubetest.New(nil)
	base, err := srv.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()

	acme, fan := srv.CreateChannel("acme"), srv.CreateChannel("fan")
	video := srv.Publish(acme, youtubetest.Video{Title: "News"})
	question := srv.Comment(fan, video, "When does it start?")
	token := srv.Token(acme)

	call := func(method, path, body string) map[string]any {
		req, err := http.NewRequestWithContext(context.Background(), method, base+"/youtube/v3/"+path, strings.NewReader(body))
		if err != nil {
			return nil
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		resp, err := (&http.Client{}).Do(req)
		if err != nil {
			return nil
		}
		defer func() { _ = resp.Body.Close() }()
		var answer map[string]any
		_ = json.NewDecoder(resp.Body).Decode(&answer)
		return answer
	}
	threads := call("GET", "commentThreads?part=snippet&videoId="+video, "")
	fmt.Println("threads:", len(threads["items"].([]any)))
	call("POST", "comments?part=snippet", `{"snippet":{"parentId":"`+question+`","textOriginal":"At noon."}}`)

	for _, comment := range srv.Comments(video) {
		profile, _ := srv.Channel(comment.Author)
		fmt.Printf("@%s: %s\n", profile.Handle, comment.Text)
	}
	fmt.Println("units:", srv.Quota("").Pool)
	// Output:
	// threads: 1
	// @fan: When does it start?
	// @acme: At noon.
	// units: 51
}

// A test looks at what its client does when the connection breaks in the middle of an upload.
func ExampleServer_CutUploads() {
	srv := youtubetest.New(&youtubetest.Options{Uploads: youtubetest.UploadOptions{Keep: youtubetest.KeepAll}})
	base, err := srv.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	token := srv.Token(srv.CreateChannel("acme"))
	srv.CutUploads(youtubetest.UploadCut{After: 5})

	send := func(method, url, span, body string) (status int, header http.Header, err error) {
		req, err := http.NewRequestWithContext(context.Background(), method, url, strings.NewReader(body))
		if err != nil {
			return 0, nil, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		if span != "" {
			req.Header.Set("Content-Range", span)
		} else {
			req.Header.Set("Content-Type", "application/json")
		}
		resp, err := (&http.Client{}).Do(req)
		if err != nil {
			return 0, nil, err
		}
		return resp.StatusCode, resp.Header, resp.Body.Close()
	}
	srv.Faults().Add(youtubetest.RateLimited("POST /upload/**", 0)) // the first attempt is refused
	for range 2 {
		status, header, err := send("POST", base+"/upload/youtube/v3/videos?uploadType=resumable&part=snippet", "", `{"snippet":{"title":"Film"}}`)
		if err != nil {
			return
		}
		fmt.Println("begin:", status)
		if status != http.StatusOK {
			continue
		}
		session := header.Get("Location")
		_, _, err = send("PUT", session, "bytes 0-11/12", "moving image")
		fmt.Println("broken:", err != nil)
		status, header, err = send("PUT", session, "bytes */12", "")
		fmt.Println("kept:", status, header.Get("Range"), err)
	}
	// Output:
	// begin: 429
	// begin: 200
	// broken: true
	// kept: 308 bytes=0-4 <nil>
}
