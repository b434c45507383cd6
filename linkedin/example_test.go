package linkedin_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/social"
)

// simulated starts a LinkedIn for examples, and makes a client of a Page there. In earnest it is
//
//	client, err := linkedin.New(linkedin.Organization("2414183"), tokens, nil)
func simulated() (client *linkedin.Client, srv *linkedintest.Server, page string, err error) {
	srv = linkedintest.New(nil)
	if err = srv.Start(); err != nil {
		return nil, nil, "", err
	}
	ann := srv.CreateMember("Ann", "Lee")
	page = srv.CreateOrganization("Acme", ann)
	tokens := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: srv.Token(ann)})
	client, err = linkedin.NewClient(
		&linkedin.Config{Author: linkedin.URN(page), Tokens: tokens, WebURL: srv.WebURL()}, &social.Options{BaseURL: srv.URL()},
	)
	return client, srv, page, err
}

// A post with pictures, a mention and a first comment. Everything is taken as it is written.
func ExampleClient_Publish() {
	client, srv, _, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	partner := linkedin.URN(srv.CreateOrganization("Garden Partners"))
	garden := social.MediaBytes("garden.jpg", probetest.JPEG(640, 480))
	garden.AltText = "The garden at noon"
	house := social.MediaBytes("house.jpg", probetest.JPEG(640, 480))
	post, err := client.Publish(context.Background(), &social.Draft{
		Text: "We are open again (at last), with @Garden Partners.", Tags: []string{"spring"},
		Media: []*social.Media{garden, house}, FirstComment: "Opening hours: acme.example/hours",
		Extras: []social.Extra{&linkedin.Extra{Mentions: []linkedin.Mention{{Text: "Garden Partners", URN: partner}}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(post.State, len(post.Media), "pictures,", len(srv.Comments(post.Ref.ID)), "comment")
	fmt.Println(post.Text)
	// Output:
	// published 2 pictures, 1 comment
	// We are open again (at last), with Garden Partners.
	//
	// #spring
}

// What LinkedIn has nothing for is named, before anything is sent.
func ExampleClient_Check() {
	client, srv, _, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	err = client.Check(context.Background(), &social.Draft{
		Text: "Which one?", Poll: &social.Poll{Question: "Colour?", Options: []string{"red"}, Duration: 24 * time.Hour}, At: time.Now().Add(time.Hour),
	})
	for _, problem := range social.Problems(err) {
		fmt.Println(problem.Field, errors.Is(problem, errors.ErrUnsupported))
	}
	// Unordered output:
	// At true
	// Poll.Options false
}

// The Pages that a member may run.
func ExampleClient_Roles() {
	client, srv, _, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	ctx := context.Background()
	for role, err := range client.Roles(ctx, &linkedin.RolesParams{State: linkedin.StateApproved}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		page, err := client.OrganizationProfile(ctx, role.Page)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(page.Name, role.Role)
	}
	// Output:
	// Acme ADMINISTRATOR
}

// The numbers of a post and of a week.
func ExampleClient_AccountMetrics() {
	client, srv, page, err := simulated()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	ctx := context.Background()
	midnight := time.Now().UTC().Truncate(24 * time.Hour)
	post := srv.Post(page, "We are open again.", nil)
	srv.AddShareStatistics(post, midnight.Add(-time.Hour), linkedintest.ShareCounts{Impressions: 1200, UniqueImpressions: 900, Clicks: 30})
	srv.AddFollowers(page, midnight.AddDate(0, 0, -4), 12, 0)

	week, err := client.AccountMetrics(ctx, &social.MetricsQuery{From: midnight.AddDate(0, 0, -7), To: midnight, ByDay: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(week.Metrics[social.MetricImpressions], "impressions,", week.Metrics[social.MetricFollowersWon], "followers won,", len(week.Days), "days")
	reports, err := client.PostMetrics(ctx, social.Ref{Network: "linkedin", ID: post})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reports[0].Metrics[social.MetricReach], "people saw the post")
	// Output:
	// 1200 impressions, 12 followers won, 7 days
	// 900 people saw the post
}

// A member logs in. Without a refresh token they have to come again, and the program knows when.
func ExampleAuth_StartLogin() {
	srv := linkedintest.New(nil)
	app := srv.ShareApp()
	auth, err := linkedin.NewAuth(linkedin.App{ID: app.ClientID, Secret: app.ClientSecret}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	login, err := auth.StartLogin(&linkedin.LoginParams{RedirectURI: "https://desk.example/callback", Scopes: linkedin.SelfServeScopes()})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Send the member to login.URL, and hand the query of the redirect to login.Code and auth.Exchange.
	fmt.Println(login.Scopes)
	fmt.Println(linkedin.TasksOf(login.Scopes...))
	token := &oauth2.Token{AccessToken: "token-123", Expiry: time.Date(2027, 1, 20, 9, 0, 0, 0, time.UTC)}
	fmt.Println(linkedin.ConsentEnds(token))
	// Output:
	// [email openid profile w_member_social]
	// [share]
	// 2027-01-20 09:00:00 +0000 UTC true
}
