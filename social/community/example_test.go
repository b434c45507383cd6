package community_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/relais-go/relais/social/socialtest"
)

// A calendar with a closed day, and the slots to come. Clocks go forward on 29 March 2026.
func ExampleCalendar_Occurrences() {
	c := &community.Calendar{
		Zone: "Europe/Paris",
		Slots: []community.Slot{{
			Name: "morning", Days: []time.Weekday{time.Monday, time.Friday}, At: community.TimeOfDay{Hour: 9, Minute: 30},
			Targets: []community.Target{{Network: "mastodon"}, {Network: "linkedin"}},
		}},
		Closures: []community.Closure{{Name: "Good Friday", From: community.Date{Year: 2026, Month: time.April, Day: 3}}},
	}
	n := 0
	for o, err := range c.Occurrences(time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC), time.Time{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(o.ID(), o.At.UTC().Format("15:04 MST"))
		if n++; n == 3 {
			break
		}
	}
	// Output:
	// morning@2026-03-27 08:30 UTC
	// morning@2026-03-30 07:30 UTC
	// morning@2026-04-06 07:30 UTC
}

// Drafts go into the free slots of their topic; what is scheduled already keeps its place. Publishing the drafts of the
// entries leaves the waiting to the network.
func ExampleCalendar_Plan() {
	ctx := context.Background()
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	network := socialtest.NewNetwork("example", &socialtest.NetworkOptions{Now: func() time.Time { return monday }})
	client := network.Client("acme", nil)
	here := community.Target{Network: "example"}
	if _, err := client.Publish(ctx, &social.Draft{Text: "Planned by hand", At: monday.Add(9*time.Hour + 10*time.Minute)}); err != nil {
		fmt.Println(err)
	}

	c := &community.Calendar{Slots: []community.Slot{
		{Name: "news", Days: []time.Weekday{time.Monday, time.Tuesday}, At: community.TimeOfDay{Hour: 9}, Targets: []community.Target{here}, Category: "news"},
		{Name: "tip", Days: []time.Weekday{time.Tuesday}, At: community.TimeOfDay{Hour: 17}, Targets: []community.Target{here}},
	}}
	busy, err := community.BusyFrom(here, client.Scheduled(ctx))
	if err != nil {
		fmt.Println(err)
	}
	plan, err := c.Plan([]community.Item{
		{Draft: &social.Draft{Text: "A tip"}},
		{Draft: &social.Draft{Text: "News"}, Category: "news"},
		{Draft: &social.Draft{Text: "We hire"}, Category: "jobs", NotAfter: monday.AddDate(0, 0, 1)},
	}, community.PlanOptions{From: monday, To: monday.AddDate(0, 0, 7), Busy: busy, MinDistance: 2 * time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range plan.Entries {
		for _, target := range e.Targets {
			post, err := client.Publish(ctx, e.DraftFor(target))
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Println(post.State, post.Time.Format("Mon 15:04"), post.Text)
		}
	}
	fmt.Println(plan.Unplaced)
	// Output:
	// scheduled Tue 09:00 News
	// scheduled Tue 17:00 A tip
	// [{2 no slot suits it}]
}

// Posts of the past, measured, tell which hours do well.
func ExampleBestHours() {
	posts := func(yield func(*social.Post, error) bool) {
		for week := range 10 {
			for _, p := range []struct {
				hour  int
				likes float64
			}{{9, 12}, {18, 30}} {
				at := time.Date(2026, 1, 5+7*week, p.hour, 0, 0, 0, time.UTC)
				m := social.Metrics{social.MetricLikes: p.likes, social.MetricReach: 400}
				if !yield(&social.Post{Ref: social.Ref{Network: "example"}, Time: at, Metrics: m}, nil) {
					return
				}
			}
		}
	}
	networks, err := community.BestHours(posts, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range networks[0].Hours {
		fmt.Printf("%s %d:00 score %.2f from %d posts, %.3f by %s\n", h.Weekday, h.Hour, h.Score, h.Posts, h.Mean, networks[0].Basis)
	}
	calendar := community.Calendar{Slots: networks[0].Slots(3)} // of the best three hours, as far as they are above average
	for _, s := range calendar.Slots {
		fmt.Println("slot:", s.Name)
	}
	// Output:
	// Monday 18:00 score 0.61 from 10 posts, 0.073 by reach
	// Monday 9:00 score 0.39 from 10 posts, 0.032 by reach
	// slot: example monday 18:00
}

// Who is active, and who brings others.
func ExampleRank() {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	author := func(handle string) social.Account {
		return social.Account{Ref: social.Ref{Network: "example", ID: handle}, Handle: handle}
	}
	quote := social.Ref{Network: "example", ID: "quote"}
	stored := []*social.Event{
		{ID: "1", Kind: social.EventComment, Author: author("bob"), Time: at},
		{ID: "2", Kind: social.EventComment, Author: author("bob"), Time: at.AddDate(0, 0, -30)},
		{ID: "3", Kind: social.EventQuote, Author: author("ada"), Time: at, Ref: quote},
		{ID: "4", Kind: social.EventReply, Author: author("cyd"), Time: at, Parent: quote},
	}
	events := func(yield func(*social.Event, error) bool) {
		for _, e := range stored {
			if !yield(e, nil) {
				return
			}
		}
	}
	ranking, err := community.Rank(events, &community.RankOptions{Top: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range ranking.Members {
		fmt.Println(m.Account.Handle, m.Why())
	}
	fmt.Println("brings others:", ranking.Prescribers[0].Account.Handle, ranking.Prescribers[0].Why())
	// Output:
	// bob 4.5: 4.5 from 2 comment
	// ada 4.0: 4.0 from 1 quote
	// brings others: ada 4.0: 3.0 from 1 brought, 1.0 from 1 quote
}

// A draw that anybody can reproduce.
func ExampleContest() {
	terms := &community.Contest{
		Name: "Summer", From: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 8, 0, 0, 0, 0, time.UTC),
		Posts: []social.Ref{{Network: "example", ID: "1"}}, Kinds: []social.EventKind{social.EventComment}, Hashtags: []string{"sun"},
		Winners: 1, Substitutes: 1,
	}
	seed := community.Seed{1, 2, 3} // community.NewSeed(), in earnest; keep it secret until the draw
	commitment, err := terms.Commitment(seed)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("publish before:", commitment[:16])

	events := func(yield func(*social.Event, error) bool) { // from the store, or from social.Listen
		for i, who := range []string{"ada", "bob", "cyd", "ada"} {
			e := &social.Event{
				Kind: social.EventComment, ID: fmt.Sprint(i), Ref: social.Ref{Network: "example", Kind: social.RefComment, ID: fmt.Sprint("c", i)},
				Author: social.Account{Ref: social.Ref{Network: "example", ID: who}, Handle: who}, Text: "Me! #Sun",
				Parent: terms.Posts[0], Time: terms.From.AddDate(0, 0, i),
			}
			if !yield(e, nil) {
				return
			}
		}
	}
	entries, err := terms.Gather(events, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("publish at the end:", len(entries.Participants), entries.Digest()[:16])

	record, err := terms.Draw(entries, seed, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := json.Marshal(record) // publish this
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(record.Winners[0].Handle, "wins, then", record.Substitutes[0].Handle)

	var published community.Record // and anybody does this
	if err := json.Unmarshal(data, &published); err != nil {
		fmt.Println(err)
	}
	fmt.Println("verified:", community.Verify(&published, commitment) == nil)
	published.Winners[0] = record.Substitutes[0]
	fmt.Println(community.Verify(&published, commitment))
	// Output:
	// publish before: e511814591459f53
	// publish at the end: 3 07739db6adf24ecc
	// cyd wins, then bob
	// verified: true
	// check: Winners: are others (invalid)
}

// What is said of the brand raises alerts: for each complaint, and when there are more than usual. The state goes into
// another process together with the cursor of the last event.
func ExampleWatcher() {
	rules := []community.Rule{
		{Name: "complaints", Any: []string{"broken", "refund*"}, None: []string{"broken english"}, Negations: []string{"not"}, Each: true},
		{Name: "storm", Spike: &community.Spike{Bucket: time.Hour}},
	}
	w, err := community.NewWatcher(rules, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	n := 0
	hear := func(text string, at time.Time) {
		n++
		e := &social.Event{Kind: social.EventMention, ID: fmt.Sprint(n), Ref: social.Ref{Network: "example"}, Text: text, Time: at}
		for _, a := range w.Observe(e) {
			fmt.Println(a.Reason)
		}
	}
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for hour := range 48 {
		hear("hello", start.Add(time.Duration(hour)*time.Hour))
	}
	hear("It is not broken.", start.AddDate(0, 0, 2))
	hear("BROKEN! I want my refunds…", start.AddDate(0, 0, 2))

	state, err := w.State() // store it
	if err != nil {
		fmt.Println(err)
	}
	if w, err = community.NewWatcher(rules, nil); err == nil { // in the next process
		err = w.Restore(state)
	}
	if err != nil {
		fmt.Println(err)
	}
	for i := range 10 {
		hear("what is going on?", start.AddDate(0, 0, 2).Add(time.Duration(i)*time.Minute))
	}
	// Output:
	// complaints: matches (broken, refund*)
	// storm: 8 matches within 1h0m0s, where 1.0 are usual; chance 2e-05
}

// A report on one account and month, with what is not known left empty.
func ExampleReport_WriteCSV() {
	month := community.Month(2026, time.March, time.UTC)
	figures := func(p community.Period, followers float64, likes ...float64) *community.Figures {
		f := community.NewFigures(p)
		f.AddAccount(&social.AccountReport{Metrics: social.Metrics{social.MetricFollowers: followers}})
		err := f.AddPosts(func(yield func(*social.Post, error) bool) {
			for _, n := range likes {
				if !yield(&social.Post{Time: p.From, Metrics: social.Metrics{social.MetricLikes: n}}, nil) {
					return
				}
			}
		})
		if err != nil {
			fmt.Println(err)
		}
		return f
	}
	r := community.NewReport(month, month.Previous(), community.Subject{
		Network: "mastodon", Account: "acme", Current: figures(month, 120, 7, 5), Previous: figures(month.Previous(), 100),
	})
	if err := r.WriteCSV(os.Stdout, nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// from,to,network,account,kpi,how,value,previous,delta,ratio,known,of,previous_known,previous_of
	// 2026-03-01,2026-04-01,mastodon,acme,account.followers,said,120,100,20,1.2,1,1,1,1
	// 2026-03-01,2026-04-01,mastodon,acme,posts.likes,sum,12,0,12,,2,2,0,0
	// 2026-03-01,2026-04-01,mastodon,acme,posts.published,sum,2,0,2,,2,2,0,0
	// 2026-03-01,2026-04-01,total,,account.followers,said,120,100,20,1.2,1,1,1,1
	// 2026-03-01,2026-04-01,total,,posts.likes,sum,12,0,12,,1,1,1,1
	// 2026-03-01,2026-04-01,total,,posts.published,sum,2,0,2,,1,1,1,1
}

// Links tell the website's statistics which network brought whom.
func ExampleCampaign_Apply() {
	c := &community.Campaign{Name: "summer-2026"}
	d, err := c.Apply(&social.Draft{Text: "Summer is here.", Link: "https://example.org/summer"}, "mastodon", "linkedin")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.For("mastodon").Link)
	// Output: https://example.org/summer?utm_source=mastodon&utm_medium=social&utm_campaign=summer-2026
}
