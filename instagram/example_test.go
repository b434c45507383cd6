package instagram_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// simulated starts an Instagram in this process, with an account that is linked to a Page, and a client for it. Photos
// are at the address.
func simulated() (srv *instagramtest.Server, account string, client *instagram.Client, files *httptest.Server) {
	srv = instagramtest.New(nil)
	if err := srv.Start(); err != nil {
		log.Fatal(err)
	}
	account = srv.CreateAccount("acme", &instagramtest.Profile{Followers: 250})
	token := &oauth2.Token{AccessToken: srv.Connect(account).PageToken}
	opts := &social.Options{BaseURL: srv.Host(instagramtest.FacebookLogin).URL()}
	client, err := instagram.New(account, oauth2.StaticTokenSource(token), opts)
	if err != nil {
		log.Fatal(err)
	}
	files = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(instagramtest.JPEG(1080, 1080))
	}))
	return srv, account, client, files
}

// A carousel with descriptions, a place for a tag, and a first comment.
func ExampleClient_Publish() {
	srv, account, client, files := simulated()
	defer srv.Close()
	defer files.Close()
	srv.CreatePerson("ann")

	garden := social.MediaURL(files.URL+"/garden.jpg", "image/jpeg")
	garden.AltText = "The garden at noon"
	post, err := client.Publish(context.Background(), &social.Draft{
		Text:         "We are open again.",
		Tags:         []string{"garden"},
		Media:        []*social.Media{garden, social.MediaURL(files.URL+"/shop.jpg", "image/jpeg")},
		FirstComment: "See you on Saturday!",
		Extras: []social.Extra{&instagram.Extra{
			MediaTags: map[int][]instagram.UserTag{1: {{Username: "ann", X: new(0.5), Y: new(0.5)}}},
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(post.State, strings.ReplaceAll(post.Text, "\n\n", " "), len(post.Media))
	fmt.Println(len(srv.Published(account)))
	// Output:
	// published We are open again. #garden 2
	// 1
}

// Every problem of a draft, before anything is sent.
func ExampleClient_Check() {
	srv, _, client, files := simulated()
	defer srv.Close()
	defer files.Close()

	err := client.Check(context.Background(), &social.Draft{
		Title: "Spring",
		Text:  strings.Repeat("🌷", 2201),
		Media: []*social.Media{social.MediaURL("https://acme.example/tulip.png", "image/png")},
	})
	for _, p := range social.Problems(err) {
		fmt.Println(p.Field, "-", p.Message, "-", errors.Is(p, errors.ErrUnsupported))
	}
	// Output:
	// Title - posts have no title - true
	// Text - has 2201 characters, 2200 fit - false
	// Media[0].ContentType - is "image/png", which Instagram does not take here - false
}

// The numbers of a post and of the account. What Instagram does not say is absent, not 0.
func ExampleClient_PostMetrics() {
	srv, account, client, files := simulated()
	defer srv.Close()
	defer files.Close()
	ctx := context.Background()
	reel := srv.Post(account, instagramtest.Post{Product: "REELS", Caption: "Count me"})
	srv.Like(srv.CreatePerson("ann"), reel)
	srv.AddMediaInsights(reel, instagramtest.Insight{Metric: "views", Value: 1200, At: time.Now().AddDate(0, 0, -1)}, instagramtest.Insight{Metric: "ig_reels_avg_watch_time", Value: 4500})

	reports, err := client.PostMetrics(ctx, social.Ref{Network: "instagram", ID: reel})
	if err != nil {
		log.Fatal(err)
	}
	m := reports[0].Metrics
	_, said := m.Get(social.MetricReach)
	fmt.Println(m[social.MetricLikes], m[social.MetricViews], m[social.MetricAvgWatchTime], "s", said)

	week := &social.MetricsQuery{From: time.Now().AddDate(0, 0, -7), Metrics: []social.Metric{social.MetricViews, social.MetricClicks}}
	report, err := client.AccountMetrics(ctx, week)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Metrics[social.MetricViews], report.Missing[social.MetricClicks] != nil)
	// Output:
	// 1 1200 4.5 s false
	// 1200 true
}

// Who the followers are.
func ExampleClient_Demographics() {
	srv, account, client, files := simulated()
	defer srv.Close()
	defer files.Close()
	srv.SetDemographics(account,
		instagramtest.Demographic{Metric: "follower_demographics", Country: "FR", Gender: "F", Value: 90},
		instagramtest.Demographic{Metric: "follower_demographics", Country: "BE", Gender: "M", Value: 60},
	)

	groups, err := client.Demographics(context.Background(), instagram.FollowerDemographics, instagram.ThisMonth, "country", "gender")
	if err != nil {
		log.Fatal(err)
	}
	for _, g := range groups {
		fmt.Println(g.Kind["country"], g.Kind["gender"], g.Count)
	}
	// Output:
	// FR F 90
	// BE M 60
}

// What another business publishes, and how it does.
func ExampleClient_BusinessDiscovery() {
	srv, _, client, files := simulated()
	defer srv.Close()
	defer files.Close()
	rival := srv.CreateAccount("rival", &instagramtest.Profile{Followers: 90})
	srv.Post(rival, instagramtest.Post{Caption: "Our garden is greener."})

	found, err := client.BusinessDiscovery(context.Background(), "@rival", 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.Username, *found.Followers, found.Media.Data[0].Caption)
	// Output: rival 90 Our garden is greener.
}

// A login by which an account comes to a program.
func ExampleNewAuth() {
	auth, err := instagram.NewAuth(instagram.App{ID: "123", Secret: "from the dashboard"}, instagram.InstagramLogin, nil)
	if err != nil {
		log.Fatal(err)
	}
	login, err := auth.StartLogin(&instagram.LoginParams{
		RedirectURI: "https://acme.example/back", Scopes: instagram.ScopesFor(instagram.InstagramLogin, instagram.TaskPublish),
	})
	if err != nil {
		log.Fatal(err)
	}
	address, _, _ := strings.Cut(login.URL, "?")
	fmt.Println(address) // where to send the person; keep the login until they come back
	// Output: https://www.instagram.com/oauth/authorize
}
