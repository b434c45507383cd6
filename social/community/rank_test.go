package community_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func account(network, id string) social.Account {
	return social.Account{Ref: social.Ref{Network: network, Kind: social.RefAccount, ID: id}, Handle: id}
}

// act makes an event with an ID of its own.
func act(kind social.EventKind, who string, at time.Time) *social.Event {
	return &social.Event{
		Kind: kind, ID: fmt.Sprint(kind, who, at.UnixNano()), Ref: social.Ref{Network: "x", ID: fmt.Sprint("p", who, at.UnixNano())},
		Author: account("x", who), Time: at,
	}
}

func names(members []community.Member) []string {
	var out []string
	for _, m := range members {
		out = append(out, m.Account.Ref.ID)
	}
	return out
}

var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// TestRankByAge: four half-lives make an event a sixteenth.
func TestRankByAge(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	events := []*social.Event{
		act(social.EventComment, "new", epoch), act(social.EventComment, "old", epoch.Add(-40*day)), act(social.EventReaction, "old", epoch.Add(-10*day)),
		act(social.EventReaction, "new", epoch.Add(-10*day)),
	}
	r, err := community.Rank(all(nil, events...), &community.RankOptions{HalfLife: 10 * day})
	require.NoError(t, err)
	require.Equal(t, []string{"new", "old"}, names(r.Members))
	assert.InDelta(t, 3.5, r.Members[0].Score, 1e-9)
	assert.InDelta(t, 3.0/16+0.5, r.Members[1].Score, 1e-9)
	assert.Equal(t, "3.5: 3.0 from 1 comment, 0.5 from 1 reaction", r.Members[0].Why())
	assert.Equal(t, epoch.Add(-40*day), r.Members[1].First)
	assert.Equal(t, epoch.Add(-10*day), r.Members[1].Last)

	r, err = community.Rank(all(nil, events...), &community.RankOptions{HalfLife: -1, Now: epoch.Add(-day), Since: epoch.Add(-20 * day)})
	require.NoError(t, err)
	assert.Equal(t, 2, r.Ignored, "what is outside the time")
	assert.InDelta(t, 1, r.Members[0].Score, 0, "age does not matter")
}

// TestRankLeavesOut: own accounts, bots, repeats and what has no points, author or time.
func TestRankLeavesOut(t *testing.T) {
	t.Parallel()
	bot := act(social.EventMention, "bot", epoch)
	bot.Author.Bot = true
	other := act(social.EventComment, "fan", epoch)
	other.Author.Ref.Network = "mastodon"
	anonymous, undated := act(social.EventShare, "", epoch), act(social.EventShare, "fan", time.Time{})
	unnamed := act(social.EventReaction, "fan", epoch)
	elsewhere := act(social.EventComment, "fan", epoch)
	elsewhere.Source = "another account of ours" // whose IDs are its own
	unnamed.ID = ""
	events := []*social.Event{
		act(social.EventComment, "fan", epoch), act(social.EventComment, "fan", epoch), other, bot, act(social.EventComment, "brand", epoch),
		act(social.EventDeleted, "fan", epoch), anonymous, undated, unnamed, unnamed, elsewhere,
	}
	r, err := community.Rank(all(nil, events...), &community.RankOptions{Own: []social.Ref{{Network: "x", ID: "brand", URL: "u"}}, IgnoreBots: true})
	require.NoError(t, err)
	require.Len(t, r.Members, 2, "the same ID on two networks is two people")
	assert.InDelta(t, 8, r.Members[0].Score, 0, "without an ID nothing can be known as a repeat")
	assert.Equal(t, []int{5, 1, 3, 2}, []int{r.Counted, r.Repeated, r.Ignored, r.Unknown})

	r, err = community.Rank(all(nil, events...), nil)
	require.NoError(t, err)
	assert.Contains(t, names(r.Members), "bot")
	assert.Contains(t, names(r.Members), "brand")
}

// TestRankAgainstSum compares with adding up each event's points by its age, for events in any order, over many
// half-lives.
func TestRankAgainstSum(t *testing.T) {
	t.Parallel()
	kinds := []social.EventKind{social.EventComment, social.EventReaction, social.EventShare, social.EventFollow}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 3))
		halfLife := time.Duration(1+rng.IntN(100)) * time.Hour
		var events []*social.Event
		want := map[string]float64{}
		for range 500 {
			at := epoch.Add(-time.Duration(rng.Int64N(int64(60000 * time.Hour))))
			e := act(kinds[rng.IntN(4)], fmt.Sprint(rng.IntN(20)), at)
			events = append(events, e)
			want[e.Author.Ref.ID] += community.DefaultWeights()[e.Kind] * math.Exp2(-epoch.Sub(at).Hours()/halfLife.Hours())
		}
		if seed%2 == 0 {
			slices.SortFunc(events, func(a, b *social.Event) int { return a.Time.Compare(b.Time) })
		}
		r, err := community.Rank(all(nil, events...), &community.RankOptions{Now: epoch, HalfLife: halfLife})
		require.NoError(t, err)
		for i, m := range r.Members {
			require.InEpsilon(t, want[m.Account.Ref.ID]+1e-300, m.Score+1e-300, 1e-6, "seed %d", seed)
			sum := 0.0
			for _, p := range m.Parts {
				sum += p.Score
			}
			assert.InDelta(t, m.Score, sum, 1e-9, "the parts make the score")
			assert.False(t, i > 0 && m.Score > r.Members[i-1].Score)
		}
	}
}

// TestRankTrack: with bounded memory, whoever has more than the Track-th part of all points is there, and the true
// score lies between Score and Score+Missed.
func TestRankTrack(t *testing.T) {
	t.Parallel()
	const track = 50
	seeds := uint64(3)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 4))
		var events []*social.Event
		for i := range 20000 {
			who := fmt.Sprint(rng.IntN(5000))
			if rng.IntN(3) == 0 {
				who = fmt.Sprint("regular", rng.IntN(10))
			}
			events = append(events, act(social.EventComment, who, epoch.Add(time.Duration(i)*time.Minute)))
		}
		truth, err := community.Rank(all(nil, events...), nil)
		require.NoError(t, err)
		r, err := community.Rank(all(nil, events...), &community.RankOptions{Track: track})
		require.NoError(t, err)
		require.Len(t, r.Members, track)
		scores, total := map[string]float64{}, 0.0
		for _, m := range truth.Members {
			scores[m.Account.Ref.ID] = m.Score
			total += m.Score
		}
		for _, m := range r.Members {
			assert.LessOrEqual(t, m.Score, scores[m.Account.Ref.ID]+1e-9)
			assert.GreaterOrEqual(t, m.Score+m.Missed, scores[m.Account.Ref.ID]-1e-9)
		}
		for _, m := range truth.Members {
			if m.Score > total/track {
				assert.Contains(t, names(r.Members), m.Account.Ref.ID)
			}
		}
		assert.ElementsMatch(t, names(truth.Members[:10]), names(r.Members[:10]), "the regulars")
	}
}

// TestPrescribers: those who bring others come before those who are merely loud.
func TestPrescribers(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return epoch.Add(time.Duration(minutes) * time.Minute) }
	quote := act(social.EventQuote, "ada", at(0))
	answer := act(social.EventReply, "bob", at(5))
	answer.Parent = quote.Ref
	again := act(social.EventReply, "bob", at(6))
	again.Root = quote.Ref
	self := act(social.EventReply, "ada", at(7))
	self.Parent = quote.Ref
	named := act(social.EventComment, "cyd", at(10))
	named.Text = "Look, @Dan and @bob!"
	second := act(social.EventComment, "eve", at(11))
	second.Text = "@dan"
	comes := act(social.EventFollow, "dan", at(20))
	share := act(social.EventShare, "gus", at(30))
	share.Ref = social.Ref{Network: "x", ID: "own"}
	share.Author.Metrics = social.Metrics{social.MetricFollowers: 999}
	onOwn := act(social.EventComment, "hal", at(31))
	onOwn.Parent = share.Ref
	events := []*social.Event{quote, answer, again, self, named, second, comes, share, onOwn}
	r, err := community.Rank(all(nil, events...), &community.RankOptions{HalfLife: -1})
	require.NoError(t, err)
	assert.Equal(t, []string{"gus", "ada", "cyd"}, names(r.Prescribers))
	assert.Equal(t, "4.0: 3.0 from 1 reach, 1.0 from 1 share", r.Prescribers[0].Why())
	assert.Equal(t, "4.0: 3.0 from 1 brought, 1.0 from 1 quote", r.Prescribers[1].Why(), "one person once, and not oneself")
	assert.Equal(t, "3.0: 3.0 from 1 brought", r.Prescribers[2].Why(), "who was there already is not brought, and the first to name counts")

	comes.Time = at(20 + 8*24*60)
	r, err = community.Rank(all(nil, events...), &community.RankOptions{HalfLife: -1, Own: []social.Ref{{Network: "x", ID: "ada"}}})
	require.NoError(t, err)
	assert.Equal(t, []string{"gus"}, names(r.Prescribers), "after a week nobody is brought, and own accounts bring nobody")
}

func TestRankErrors(t *testing.T) {
	t.Parallel()
	cause := errors.New("cut")
	r, err := community.Rank(all(cause, act(social.EventComment, "fan", epoch)), &community.RankOptions{Top: 1})
	require.ErrorIs(t, err, cause)
	assert.Len(t, r.Members, 1)

	_, err = community.Rank(all[social.Event](nil), &community.RankOptions{
		Weights: map[social.EventKind]float64{"comment": math.NaN()}, Prescription: &community.Prescription{Spread: -1, Reach: -1, Brought: math.Inf(1), Within: -1},
		Top: 3, Track: 2,
	})
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.ElementsMatch(t, []string{
		`Weights["comment"]`, "Prescription.Spread", "Prescription.Reach", "Prescription.Brought", "Prescription.Within", "Top",
	}, fields(err))
}

func TestHandles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"@ada":                            {"ada"},
		"Look @Ada, @bob. (@c-d.) @ada!":  {"ada", "bob", "c-d"},
		"@ada@example.org: hello @bob@":   {"ada@example.org", "bob"},
		"mail me@example.org, @@x, @ y":   nil,
		"@élodie und @山田":                 {"élodie", "山田"},
		"@a@b@c":                          {"a@b"},
		"@" + strings.Repeat("é", 3) + "": {"ééé"},
		"@..":                             nil,
	} {
		assert.Equal(t, want, community.Handles(text, 20), text)
	}
	assert.Len(t, community.Handles(strings.Repeat("@a1 @b2 @c3 ", 3), 2), 2)
}

func FuzzHandles(f *testing.F) {
	for _, s := range []string{"@ada", "@ada@example.org", "@@", "@\xff", "a@b @c-.", "@山田@é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := community.Handles(text, 20)
		assert.LessOrEqual(t, len(got), 20)
		for i, h := range got {
			assert.NotEmpty(t, h)
			assert.False(t, strings.HasPrefix(h, "@") || strings.ContainsAny(h, " \n") || strings.Count(h, "@") > 1, "%q", h)
			assert.NotContains(t, got[:i], h)
		}
	})
}
