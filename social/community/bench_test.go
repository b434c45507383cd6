package community_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/require"
)

func BenchmarkObserve(b *testing.B) {
	var rules []community.Rule
	for i := range 20 {
		rules = append(rules, community.Rule{
			Name: fmt.Sprint(i), Any: []string{"broken", "bad service", "refund*", "#fail", fmt.Sprint("word", i)}, None: []string{"acme records"},
			Negations: []string{"not"}, Author: &community.Threshold{Count: 3, Within: time.Hour}, Spike: &community.Spike{Bucket: time.Hour},
		})
	}
	w, err := community.NewWatcher(rules, nil)
	require.NoError(b, err)
	e := said("ada", "Acme has the worst support ever, I am still waiting for my refund. Do not buy there, it is not worth the money and the bad service! #fail", epoch)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e.ID = fmt.Sprint(i)
		e.Author.Ref.ID = fmt.Sprint(i % 10000)
		e.Time = e.Time.Add(time.Second)
		w.Observe(e)
	}
}

func BenchmarkRank(b *testing.B) {
	r, err := community.NewRanker(&community.RankOptions{Track: 10000})
	require.NoError(b, err)
	e := act(social.EventMention, "ada", epoch)
	e.Text = "Look at this, @bob and @cyd!"
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e.ID = fmt.Sprint(i)
		e.Author.Ref.ID = fmt.Sprint(i % 100000)
		e.Time = e.Time.Add(time.Second)
		r.Add(e)
	}
}

func BenchmarkDraw(b *testing.B) {
	e := &community.Entries{}
	for i := range 10000 {
		e.Participants = append(e.Participants, community.Participant{Network: "x", ID: fmt.Sprintf("%09d", i), Tickets: 1})
	}
	c := &community.Contest{Name: "c", From: epoch, To: epoch.Add(time.Hour), Kinds: []social.EventKind{social.EventComment}, Winners: 3}
	b.ReportAllocs()
	for b.Loop() {
		_, err := c.Draw(e, community.Seed{1}, "")
		require.NoError(b, err)
	}
}

func BenchmarkOccurrences(b *testing.B) {
	c := week()
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range c.Occurrences(epoch, epoch.AddDate(1, 0, 0)) {
			require.NoError(b, err)
		}
	}
}
