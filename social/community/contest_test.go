package community_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// summer is a contest with everything that a contest can have.
func summer() *community.Contest {
	return &community.Contest{
		Name: "Élan 2026", From: time.Date(2026, 6, 1, 9, 0, 0, 0, time.FixedZone("", 7200)), To: time.Date(2026, 6, 5, 21, 59, 59, 5e8, time.UTC),
		Posts: []social.Ref{{Network: "x", ID: "100", URL: "u"}, {Network: "mastodon", ID: "7:,"}},
		Kinds: []social.EventKind{social.EventComment, social.EventReply}, Hashtags: []string{"Élan"}, Friends: 1,
		Require: []social.EventKind{social.EventFollow}, Tickets: 2, Exclude: []social.Ref{{Network: "x", ID: "brand"}}, IgnoreBots: true,
		Winners: 2, Substitutes: 3, Beacon: "the lottery's draw of 6 June",
	}
}

// fixedSeed is the bytes from first on.
func fixedSeed(first int) community.Seed {
	var s community.Seed
	for i := range s {
		s[i] = byte(first + i)
	}
	return s
}

func ids(ps []community.Participant) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Network+"/"+p.ID)
	}
	return out
}

func goldenEntries() *community.Entries {
	e := &community.Entries{}
	for i := range 8 {
		e.Participants = append(e.Participants, community.Participant{Network: "mastodon", ID: fmt.Sprintf("%03d", i), Tickets: 1 + i%2})
	}
	e.Participants = append(e.Participants, community.Participant{Network: "x", ID: "ada", Tickets: 1}, community.Participant{Network: "x", ID: "山田", Tickets: 2})
	return e
}

// TestDrawGolden holds what a program of thirty lines in another language, written from the documentation of Draw,
// makes of these terms, entries, seed and beacon. It must never change.
func TestDrawGolden(t *testing.T) {
	t.Parallel()
	commitment, err := summer().Commitment(fixedSeed(0))
	require.NoError(t, err)
	assert.Equal(t, "9cb1c031c517926160cafaab8840de8e56c4d393a8a3b34197a534f20fd6885d", commitment)
	assert.Equal(t, "978e3e874eac093fec5d32fd2aacc2c56e752b48fb1b6828cbcc01d9f51d1253", goldenEntries().Digest())
	r, err := summer().Draw(goldenEntries(), fixedSeed(0), "05 12 23 34 45 / 02 09")
	require.NoError(t, err)
	assert.Equal(t, []string{"mastodon/002", "mastodon/005"}, ids(r.Winners))
	assert.Equal(t, []string{"mastodon/001", "mastodon/004", "x/山田"}, ids(r.Substitutes))
}

// TestVerify: the record says all that is needed, and nothing in it can be changed unnoticed.
func TestVerify(t *testing.T) {
	t.Parallel()
	commitment, err := summer().Commitment(fixedSeed(0))
	require.NoError(t, err)
	r, err := summer().Draw(goldenEntries(), fixedSeed(0), "beacon")
	require.NoError(t, err)
	data, err := json.Marshal(r)
	require.NoError(t, err)
	read := func() *community.Record {
		var out community.Record
		require.NoError(t, json.Unmarshal(data, &out))
		return &out
	}
	require.NoError(t, community.Verify(read(), commitment))
	require.NoError(t, community.Verify(read(), " "+strings.ToUpper(commitment)+"\n"))
	require.NoError(t, community.Verify(read(), ""))

	for what, forge := range map[string]func(r *community.Record){
		"the seed":             func(r *community.Record) { r.Seed = fixedSeed(1) },
		"the name":             func(r *community.Record) { r.Contest.Name = "Elan 2026" },
		"the time":             func(r *community.Record) { r.Contest.To = r.Contest.To.Add(1) },
		"the number":           func(r *community.Record) { r.Contest.Winners++ },
		"the substitutes":      func(r *community.Record) { r.Contest.Substitutes++ },
		"the tickets":          func(r *community.Record) { r.Contest.Tickets++ },
		"the friends":          func(r *community.Record) { r.Contest.Friends++ },
		"the bots":             func(r *community.Record) { r.Contest.IgnoreBots = false },
		"the source":           func(r *community.Record) { r.Contest.Beacon = "another" },
		"the kinds":            func(r *community.Record) { r.Contest.Kinds = r.Contest.Kinds[:1] },
		"kinds and conditions": func(r *community.Record) { r.Contest.Kinds, r.Contest.Require = r.Contest.Require, r.Contest.Kinds },
		"the hashtags":         func(r *community.Record) { r.Contest.Hashtags[0] = "x" },
		"the posts":            func(r *community.Record) { r.Contest.Posts[0].ID = "101" },
		"who is excluded":      func(r *community.Record) { r.Contest.Exclude = nil },
	} {
		forged := read()
		forge(forged)
		require.ErrorIs(t, community.Verify(forged, commitment), social.ErrInvalid, what)
		again, err := forged.Contest.Draw(goldenEntries(), forged.Seed, "beacon")
		require.NoError(t, err)
		assert.Equal(t, []string{"Commitment"}, fields(community.Verify(again, commitment)), "%s, and drawn anew", what)
	}
	for field, forge := range map[string]func(r *community.Record){
		"Winners":         func(r *community.Record) { r.Winners[0], r.Winners[1] = r.Winners[1], r.Winners[0] },
		"Substitutes":     func(r *community.Record) { r.Substitutes = r.Substitutes[1:] },
		"Digest":          func(r *community.Record) { r.Entries = r.Entries[1:] },
		"Commitment":      func(r *community.Record) { r.Commitment = "" },
		"Participants[1]": func(r *community.Record) { r.Entries[0], r.Entries[1] = r.Entries[1], r.Entries[0] },
		"beacon":          func(r *community.Record) { r.BeaconValue = "" },
	} {
		forged := read()
		forge(forged)
		assert.Equal(t, []string{field}, fields(community.Verify(forged, commitment)))
	}
	forged := read()
	forged.BeaconValue = "beacon of my choice"
	require.ErrorIs(t, community.Verify(forged, commitment), social.ErrInvalid)
}

// TestDrawFair draws ten thousand times from fixed seeds and compares who wins, and who comes third, with chance by
// a chi-squared test; 27.88 is exceeded by chance once in a thousand.
func TestDrawFair(t *testing.T) {
	t.Parallel()
	const people = 10
	draws := 10000.0
	if testing.Short() {
		draws = 2000
	}
	c := &community.Contest{Name: "fair", From: epoch, To: epoch.Add(time.Hour), Kinds: []social.EventKind{social.EventComment}, Winners: 3, Tickets: 3}
	for _, weighted := range []bool{false, true} {
		e, tickets := &community.Entries{}, 0
		for i := range people {
			p := community.Participant{Network: "x", ID: fmt.Sprint(i), Tickets: 1}
			if weighted {
				p.Tickets += i % 3
			}
			tickets += p.Tickets
			e.Participants = append(e.Participants, p)
		}
		first, third := map[string]float64{}, map[string]float64{}
		for i := range int(draws) {
			seed := community.Seed{byte(i), byte(i >> 8), byte(i >> 16), 1}
			r, err := c.Draw(e, seed, "")
			require.NoError(t, err)
			first[r.Winners[0].ID]++
			third[r.Winners[2].ID]++
			require.Len(t, slices.Compact(slices.Sorted(slices.Values(ids(r.Winners)))), 3, "nobody wins twice")
		}
		chi := func(got map[string]float64, share func(p community.Participant) float64) float64 {
			sum := 0.0
			for _, p := range e.Participants {
				want := draws * share(p)
				sum += (got[p.ID] - want) * (got[p.ID] - want) / want
			}
			return sum
		}
		byTickets := chi(first, func(p community.Participant) float64 { return float64(p.Tickets) / float64(tickets) })
		t.Logf("weighted %v: chi-squared of the first %.1f", weighted, byTickets)
		assert.Less(t, byTickets, 27.88)
		if !weighted {
			assert.Less(t, chi(third, func(community.Participant) float64 { return 1.0 / people }), 27.88)
		}
	}
}

// TestDrawOrderHolds: who is taken out changes nothing about the others, so substitutes move up.
func TestDrawOrderHolds(t *testing.T) {
	t.Parallel()
	c := summer()
	c.Winners = 10
	before, err := c.Draw(goldenEntries(), fixedSeed(9), "b")
	require.NoError(t, err)
	e := goldenEntries()
	e.Participants = slices.DeleteFunc(e.Participants, func(p community.Participant) bool { return p.ID == before.Winners[4].ID })
	after, err := c.Draw(e, fixedSeed(9), "b")
	require.NoError(t, err)
	assert.Equal(t, slices.Delete(ids(before.Winners), 4, 5), ids(after.Winners))
	assert.Empty(t, after.Substitutes, "there are fewer entries than prizes")
}

func TestDrawRefuses(t *testing.T) {
	t.Parallel()
	entries := func(ps ...community.Participant) *community.Entries { return &community.Entries{Participants: ps} }
	a := community.Participant{Network: "x", ID: "a", Tickets: 1}
	for field, e := range map[string]*community.Entries{
		"Participants":            entries(),
		"Participants[1]":         entries(a, a),
		"Participants[0]":         entries(community.Participant{Network: "x", Tickets: 1}),
		"Participants[0].Tickets": entries(community.Participant{Network: "x", ID: "a", Tickets: 3}),
	} {
		_, err := summer().Draw(e, fixedSeed(0), "b")
		assert.Equal(t, []string{field}, fields(err))
	}
	for _, beacon := range []string{"", " b", "\xff"} {
		_, err := summer().Draw(entries(a), fixedSeed(0), beacon)
		assert.Equal(t, []string{"beacon"}, fields(err))
	}
	c := summer()
	c.Beacon = ""
	_, err := c.Draw(entries(a), fixedSeed(0), "b")
	assert.Equal(t, []string{"beacon"}, fields(err))

	bad := &community.Contest{Hashtags: []string{"two words", ""}, Posts: []social.Ref{{ID: "1"}}, Exclude: []social.Ref{{}}, Friends: -1, Tickets: 1001, Substitutes: -1}
	assert.ElementsMatch(t, []string{
		"Name", "From", "To", "Kinds", "Hashtags[0]", "Hashtags[1]", "Posts[0]", "Exclude[0]", "Friends", "Substitutes", "Winners", "Tickets",
	}, fields(bad.Validate()))
	odd := summer() // what JSON would change has another commitment when it is read again
	odd.Name, odd.Beacon, odd.Posts[1].ID, odd.Exclude[0].Network = "\xff", "\xff", "\xff", "\xff"
	assert.ElementsMatch(t, []string{"Name", "Beacon", "Posts[1]", "Exclude[0]"}, fields(odd.Validate()))
	_, err = summer().Draw(entries(community.Participant{Network: "x", ID: "\xff", Tickets: 1}), fixedSeed(0), "b")
	assert.Equal(t, []string{"Participants[0]"}, fields(err))
	_, err = bad.Commitment(fixedSeed(0))
	require.ErrorIs(t, err, social.ErrInvalid)
	_, err = summer().Commitment(community.Seed{})
	assert.Equal(t, []string{"seed"}, fields(err), "nobody made one")
	_, err = summer().Draw(entries(a), community.Seed{}, "b")
	assert.Equal(t, []string{"seed"}, fields(err))
}

func TestSeed(t *testing.T) {
	t.Parallel()
	a, b := community.NewSeed(), community.NewSeed()
	assert.NotEqual(t, a, b)
	text, err := a.MarshalText()
	require.NoError(t, err)
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v %s", a, a, a, a), string(text), "it does not come into a log by mistake")
	var read community.Seed
	require.NoError(t, read.UnmarshalText(text))
	assert.Equal(t, a, read)
	for _, bad := range []string{"", "00", strings.Repeat("g", 64), strings.Repeat("0", 66)} {
		require.Error(t, read.UnmarshalText([]byte(bad)))
	}
}

// TestGather goes through the rules, one participant each.
func TestGather(t *testing.T) {
	t.Parallel()
	c := summer()
	post := c.Posts[0]
	at := c.From.Add(time.Hour)
	text := "Me too, @friend! #ÉLAN"
	var events []*social.Event
	n := 0
	say := func(who, text string, at time.Time) *social.Event {
		n++
		e := &social.Event{Kind: social.EventComment, ID: fmt.Sprint("c", n), Ref: social.Ref{Network: "x", ID: fmt.Sprint("c", n)}, Author: account("x", who), Text: text, Time: at, Parent: post}
		events = append(events, e)
		return e
	}
	follow := func(whos ...string) {
		for _, who := range whos {
			events = append(events, act(social.EventFollow, who, c.From.AddDate(-1, 0, 0)))
		}
	}
	change := func(kind social.EventKind, of *social.Event, text string, at time.Time) {
		events = append(events, &social.Event{Kind: kind, Ref: of.Ref, Text: text, Time: at})
	}
	follow("fair", "twice", "late", "early", "tagless", "alone", "self", "deleted", "repaired", "spoilt", "toolate", "elsewhere", "brand", "robot", "spam", "repeated", "root")
	say("fair", text, at)
	say("twice", text, at)
	say("twice", text, at.Add(time.Minute))
	say("twice", text, at.Add(2*time.Minute)) // a third has no chance more
	say("late", text, c.To)
	say("early", text, c.From.Add(-1))
	say("tagless", "Me too, @friend! Elan #ÉLANs", at)
	say("alone", "#élan", at)
	say("self", "@Self #élan", at)
	say("stranger", text, at)
	say("member", text, at) // follows since before there were events
	deleted := say("deleted", text, at)
	change(social.EventDeleted, deleted, "", at.Add(time.Hour))
	change(social.EventEdited, say("repaired", "oh", at), text, at.Add(time.Hour))
	change(social.EventEdited, say("spoilt", text, at), "oh", at.Add(time.Hour))
	change(social.EventEdited, say("toolate", "oh", at), text, c.To)
	say("elsewhere", text, at).Parent = social.Ref{Network: "mastodon", ID: "100"}
	say("brand", text, at)
	say("robot", text, at).Author.Bot = true
	say("spam", text, at).Filtered = true
	events = append(events, say("repeated", text, at))
	root := say("root", text, c.From) // the first instant
	root.Kind, root.Parent, root.Root = social.EventReply, social.Ref{Network: "x", ID: "c1"}, post
	say("", text, at)
	pending := act(social.EventFollow, "stranger", at)
	pending.Pending = true
	events = append(events, pending)

	got, err := c.Gather(all(nil, events...), &community.GatherOptions{Follows: func(r social.Ref) bool { return r.ID == "member" }})
	require.NoError(t, err)
	assert.Equal(t, []string{"x/fair", "x/member", "x/repaired", "x/repeated", "x/root", "x/twice"}, ids(got.Participants))
	for _, p := range got.Participants {
		want := 1
		if p.ID == "twice" {
			want = 2
		}
		assert.Equal(t, want, p.Tickets, p.ID)
		assert.Len(t, p.Evidence, want)
		assert.Equal(t, p.ID, p.Handle)
	}
	reasons := map[string]string{}
	for _, r := range got.Refused {
		reasons[r.ID] = r.Reason
	}
	assert.Equal(t, map[string]string{
		"tagless": "lacks #Élan", "alone": "names 0 of 1", "self": "names 0 of 1", "stranger": "lacks a follow", "deleted": "was deleted",
		"spoilt": "lacks #Élan", "toolate": "lacks #Élan", "brand": "is excluded", "robot": "is automated",
	}, reasons)
	assert.Equal(t, 1, got.Unknown)
	data, err := json.Marshal(got)
	require.NoError(t, err)
	var read community.Entries
	require.NoError(t, json.Unmarshal(data, &read))
	assert.Equal(t, got, &read, "stored and read again")
	assert.Equal(t, got.Digest(), read.Digest())

	slices.Reverse(events[:len(events)-1])
	_, err = c.Gather(all(errors.New("cut"), events...), nil)
	require.Error(t, err)
	_, err = (&community.Contest{}).Gather(all(nil, events...), nil)
	require.ErrorIs(t, err, social.ErrInvalid)
}

// TestGatherAnything: a contest without posts and conditions, by mention.
func TestGatherAnything(t *testing.T) {
	t.Parallel()
	c := &community.Contest{Name: "mention us", From: epoch, To: epoch.AddDate(0, 0, 1), Kinds: []social.EventKind{social.EventMention, social.EventFollow}, Winners: 1}
	share := act(social.EventShare, "sharer", epoch)
	got, err := c.Gather(all(nil, act(social.EventMention, "a", epoch), act(social.EventMention, "a", epoch.Add(1)), act(social.EventFollow, "b", epoch),
		act(social.EventFollow, "c", epoch.Add(-1)), share), nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"x/a", "x/b"}, ids(got.Participants))
	assert.Equal(t, 1, got.Participants[0].Tickets, "one entry each")
}

// TestGatherOnce: what is told of in two ways, or done to the same thing again, gives no further chance.
func TestGatherOnce(t *testing.T) {
	t.Parallel()
	c := &community.Contest{
		Name: "act", From: epoch, To: epoch.AddDate(0, 0, 1), Winners: 1, Tickets: 5,
		Kinds: []social.EventKind{social.EventMention, social.EventComment, social.EventReaction, social.EventFollow},
	}
	event := func(kind social.EventKind, who, id, about string) *social.Event {
		return &social.Event{Kind: kind, ID: id, Ref: social.Ref{Network: "x", ID: about}, Author: account("x", who), Time: epoch}
	}
	got, err := c.Gather(all(nil,
		event(social.EventComment, "writer", "c1", "1"), event(social.EventMention, "writer", "m1", "1"), event(social.EventComment, "writer", "c2", "2"),
		event(social.EventReaction, "liker", "r1", "post"), event(social.EventReaction, "liker", "r2", "post"), event(social.EventReaction, "liker", "r3", "other"),
		event(social.EventFollow, "follower", "f1", "us"), event(social.EventFollow, "follower", "f2", "us"),
		event(social.EventReaction, "both", "r4", "3"), event(social.EventComment, "both", "c3", "3"),
		event(social.EventMention, "gone", "m2", "4"), event(social.EventComment, "gone", "c4", "4"), event(social.EventDeleted, "", "", "4"),
	), nil)
	require.NoError(t, err)
	tickets := map[string]int{}
	for _, p := range got.Participants {
		tickets[p.ID] = p.Tickets
	}
	assert.Equal(t, map[string]int{"writer": 2, "liker": 2, "follower": 1, "both": 2}, tickets)
}
