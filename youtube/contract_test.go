package youtube_test

import (
	"os"
	"strings"
	"sync"

	"github.com/relais-go/relais/internal/simulator/contract"
	"github.com/relais-go/relais/internal/simulator/discovery"
)

// agreed is the contract with YouTube, https://youtube.googleapis.com/$discovery/rest?version=v3 and
// https://youtubeanalytics.googleapis.com/$discovery/rest?version=v2; nil without SPECS_DIR.
var agreed = sync.OnceValue(func() *contract.Contract {
	files := []string{"youtube-v3-discovery.json", "youtubeanalytics-v2-discovery.json"}
	return contract.WithGoogle("youtube", files, covers, deviations()...)
})

// finish ends the tests.
func finish(code int) { os.Exit(agreed().Finish(os.Stdout, code)) }

// covers reports what is described: all but logins, the hub, feeds, and the pages of the Reporting API, which has a
// description of its own: https://developers.google.com/youtube/reporting/v1/reports.
func covers(_, path string) bool {
	return strings.Contains(path, "/youtube/v3/") || strings.HasPrefix(path, "/v2/")
}

// deviations are what Google documents, or shows, beside its descriptions.
func deviations() []discovery.Allowance {
	return []discovery.Allowance{
		{
			Call: "youtube.search.list", In: discovery.InAnswer, Name: "SearchResultSnippet.publishTime",
			Source: "every answer has it, beside publishedAt of the same value: https://developers.google.com/youtube/v3/docs/search/list",
		},
		{
			Call: "youtube.liveStreams.insert", In: discovery.InBody, Name: "CdnSettings.format",
			Source: "superseded by frameRate and resolution, which say the same: https://developers.google.com/youtube/v3/live/docs/liveStreams#cdn.format",
		},
	}
}
