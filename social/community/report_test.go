package community_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/community"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	march    = community.Month(2026, time.March, time.UTC)
	february = march.Previous()
)

func TestPeriodPrevious(t *testing.T) {
	t.Parallel()
	paris := zone(t, "Europe/Paris")
	assert.Equal(t, community.Month(2026, time.February, paris), community.Month(2026, time.March, paris).Previous())
	assert.Equal(t, community.Month(2025, time.December, paris), community.Month(2026, time.January, paris).Previous())
	year := community.Period{From: community.Month(2026, 1, paris).From, To: community.Month(2027, 1, paris).From}
	assert.Equal(t, "2025-01-01T00:00:00+01:00", year.Previous().From.Format(time.RFC3339))
	week := community.Period{From: time.Date(2026, 3, 30, 0, 0, 0, 0, paris), To: time.Date(2026, 4, 6, 0, 0, 0, 0, paris)}
	assert.Equal(t, "2026-03-23T00:00:00+01:00", week.Previous().From.Format(time.RFC3339), "of 167 hours, and seven days")
	odd := community.Period{From: instant(t, "2026-03-30T10:00:00Z"), To: instant(t, "2026-03-30T13:00:00Z")}
	assert.Equal(t, instant(t, "2026-03-30T07:00:00Z"), odd.Previous().From)
	assert.True(t, odd.Contains(odd.From))
	assert.False(t, odd.Contains(odd.To))
}

func figuresOf(t *testing.T, p community.Period, account social.Metrics, posts []*social.Post, events []*social.Event) *community.Figures {
	t.Helper()
	f := community.NewFigures(p, social.Ref{Network: "x", ID: "brand"})
	if account != nil {
		f.AddAccount(&social.AccountReport{Metrics: account})
	}
	if posts != nil {
		require.NoError(t, f.AddPosts(all(nil, posts...)))
	}
	if events != nil {
		require.NoError(t, f.AddEvents(all(nil, events...)))
	}
	return f
}

// show prints a row as "kpi value previous delta ratio known/of previous".
func show(rows []community.Row) map[string]string {
	number := func(v *float64) string {
		if v == nil {
			return "?"
		}
		return fmt.Sprintf("%.4g", *v)
	}
	out := map[string]string{}
	for _, r := range rows {
		out[r.Account+" "+r.KPI] = fmt.Sprintf("%s %s %s %s %d/%d %d/%d", number(r.Value), number(r.Previous), number(r.Delta), number(r.Ratio), r.Known, r.Of, r.PreviousKnown, r.PreviousOf)
	}
	return out
}

func in(p community.Period, day int, m social.Metrics) *social.Post {
	return &social.Post{Time: p.From.AddDate(0, 0, day), Metrics: m}
}

func TestReport(t *testing.T) {
	t.Parallel()
	likes := func(n float64) social.Metrics { return social.Metrics{social.MetricLikes: n, social.MetricReach: 100} }
	answer := &social.Post{ReplyTo: social.Ref{Network: "x", ID: "q1"}, Time: march.From.Add(26 * time.Hour), Metrics: likes(1000)}
	later := &social.Post{ReplyTo: social.Ref{Network: "x", ID: "q1"}, Time: march.From.Add(99 * time.Hour)}
	question := func(id string, kind social.EventKind) *social.Event {
		e := act(kind, "ada", march.From.Add(24*time.Hour))
		e.Ref.ID, e.ID = id, id
		return e
	}
	five, four := 5.0, 4.0
	review, review2 := act(social.EventReview, "bob", march.From), act(social.EventReview, "cyd", march.From)
	review.Rating, review2.Rating = &five, &four
	own, outside := act(social.EventComment, "brand", march.From), act(social.EventComment, "bob", march.To)
	reaction := act(social.EventReaction, "bob", march.From)
	now := figuresOf(t, march, social.Metrics{social.MetricFollowers: 110, social.MetricReach: 5000},
		[]*social.Post{in(march, 0, likes(10)), in(march, 30, likes(5)), in(march, 31, likes(99)), in(march, 1, social.Metrics{social.MetricShares: 2}), answer, later},
		[]*social.Event{question("q1", social.EventComment), question("q1", social.EventComment), question("q2", social.EventMention), review, review2, own, outside, reaction})
	before := figuresOf(t, february, social.Metrics{social.MetricFollowers: 100}, []*social.Post{in(february, 2, likes(10))}, []*social.Event{})
	assert.Equal(t, map[string]string{
		"a account.followers":     "110 100 10 1.1 1/1 1/1",
		"a account.reach":         "5000 ? ? ? 1/1 0/0",
		"a posts.published":       "3 1 2 3 3/3 1/1",
		"a posts.likes":           "15 10 ? ? 2/3 1/1", // one post does not say
		"a posts.shares":          "2 ? ? ? 1/3 0/1",
		"a posts.engagement_rate": "0.075 0.1 -0.025 0.75 2/3 1/1",
		"a events.all":            "5 0 5 ? 5/5 0/0", // no ratio to 0
		"a events.comment":        "1 0 1 ? 1/1 0/0",
		"a events.mention":        "1 0 1 ? 1/1 0/0",
		"a events.review":         "2 0 2 ? 2/2 0/0",
		"a events.reaction":       "1 0 1 ? 1/1 0/0",
		"a events.people":         "3 0 3 ? 5/5 0/0",
		"a events.rating":         "4.5 ? ? ? 2/2 0/0",
		"a events.answer_rate":    "0.25 ? ? ? 4/4 0/0",
		"a events.answer_time":    "7200 ? ? ? 1/4 0/0", // the first answer, two hours later
	}, show(community.NewReport(march, february, community.Subject{Network: "x", Account: "a", Current: now, Previous: before}).Rows))
}

// TestReportUnknown: what was never read is no 0.
func TestReportUnknown(t *testing.T) {
	t.Parallel()
	nothing := community.NewFigures(march)
	r := community.NewReport(march, february, community.Subject{Account: "a", Current: nothing}, community.Subject{Account: "b"})
	assert.Empty(t, r.Rows)
	assert.Empty(t, r.Totals)

	quiet := figuresOf(t, march, nil, []*social.Post{}, nil)
	busy := figuresOf(t, february, nil, []*social.Post{in(february, 1, social.Metrics{social.MetricLikes: 8, social.MetricReach: 10})}, []*social.Event{act(social.EventFollow, "a", february.From)})
	assert.Equal(t, map[string]string{
		"a posts.published":       "0 1 -1 0 0/0 1/1",
		"a posts.likes":           "0 8 -8 0 0/0 1/1", // there was no post, so there was no like
		"a posts.engagement_rate": "? 0.8 ? ? 0/0 1/1",
		"a events.all":            "? 1 ? ? 0/0 1/1", // nobody listened
		"a events.follow":         "? 1 ? ? 0/0 1/1",
		"a events.people":         "? 1 ? ? 0/0 1/1",
	}, show(community.NewReport(march, february, community.Subject{Account: "a", Current: quiet, Previous: busy}).Rows))
}

// TestReportTotals: over what is known, with how many, and compared only if the accounts are the same.
func TestReportTotals(t *testing.T) {
	t.Parallel()
	subject := func(name string, now, before social.Metrics) community.Subject {
		s := community.Subject{Account: name, Current: figuresOf(t, march, now, nil, nil)}
		if before != nil {
			s.Previous = figuresOf(t, february, before, nil, nil)
		}
		return s
	}
	f, v, reach := social.MetricFollowers, social.MetricViews, social.MetricReach
	r := community.NewReport(march, february,
		subject("a", social.Metrics{f: 10, v: 1, reach: 3}, social.Metrics{f: 8, v: 1}), subject("b", social.Metrics{f: 20}, social.Metrics{f: 22, v: 4}), subject("c", social.Metrics{}, nil))
	assert.Equal(t, map[string]string{
		" account.followers": "30 30 0 1 2/3 2/3",
		" account.views":     "1 5 ? ? 1/3 2/3", // of other accounts
	}, show(r.Totals), "reach does not add up")

	rates := func(likes, reach float64) *community.Figures {
		return figuresOf(t, march, nil, []*social.Post{in(march, 1, social.Metrics{social.MetricLikes: likes, social.MetricReach: reach})}, nil)
	}
	r = community.NewReport(march, february, community.Subject{Current: rates(10, 100)}, community.Subject{Current: rates(0, 900)})
	assert.Equal(t, "0.01 ? ? ? 2/2 0/2", show(r.Totals)[" posts.engagement_rate"], "over all readers, not the mean of the rates")
}

// TestReportRepeatedPosts: a post that comes again, in the same list or in another, counts once.
func TestReportRepeatedPosts(t *testing.T) {
	t.Parallel()
	post := func(id string, likes float64) *social.Post {
		p := in(march, 1, social.Metrics{social.MetricLikes: likes})
		p.Ref = social.Ref{Network: "x", ID: id}
		return p
	}
	f := community.NewFigures(march)
	require.NoError(t, f.AddPosts(all(nil, post("1", 10), post("2", 5), post("1", 11), in(march, 2, nil), in(march, 2, nil))))
	require.NoError(t, f.AddPosts(all(nil, post("2", 5), post("3", 1))))
	require.Error(t, f.AddPosts(all(errors.New("cut"), post("4", 100))))
	require.NoError(t, f.AddPosts(all(nil, post("4", 2))), "after a list that was cut")
	rows := show(community.NewReport(march, february, community.Subject{Account: "a", Current: f}).Rows)
	assert.Equal(t, "6 ? ? ? 6/6 0/0", rows["a posts.published"])
	assert.Equal(t, "18 ? ? ? 4/6 0/0", rows["a posts.likes"])
}

func TestReportErrors(t *testing.T) {
	t.Parallel()
	cause := errors.New("cut")
	f := community.NewFigures(march)
	require.ErrorIs(t, f.AddPosts(all(cause, in(march, 1, nil))), cause)
	require.ErrorIs(t, f.AddEvents(all(cause, act(social.EventFollow, "a", march.From))), cause)
	assert.Empty(t, community.NewReport(march, february, community.Subject{Current: f}).Rows, "a part would look like the whole")

	follow := act(social.EventFollow, "a", march.From)
	require.NoError(t, f.AddEvents(all(nil, follow)))
	require.ErrorIs(t, f.AddEvents(all(cause, act(social.EventFollow, "b", march.From))), cause)
	assert.Empty(t, community.NewReport(march, february, community.Subject{Current: f}).Rows, "nor is what came before the whole")
	f.AddEvent(follow)
	assert.Equal(t, "1 ? ? ? 1/1 0/0", show(community.NewReport(march, february, community.Subject{Current: f}).Rows)[" events.follow"])
}

// TestCollect reads an account of a network in memory.
func TestCollect(t *testing.T) {
	t.Parallel()
	now := epoch
	n := socialtest.NewNetwork("example", &socialtest.NetworkOptions{Now: func() time.Time { return now }})
	brand, fan := n.Client("brand", nil), n.Client("fan", nil)
	question, err := fan.Publish(t.Context(), &social.Draft{Text: "@brand open?"})
	require.NoError(t, err)
	post, err := brand.Publish(t.Context(), &social.Draft{Text: "news"})
	require.NoError(t, err)
	require.NoError(t, fan.React(t.Context(), post.Ref, social.ReactionLike))
	now = now.Add(time.Hour)
	_, err = brand.Reply(t.Context(), question.Ref, &social.Draft{Text: "yes"})
	require.NoError(t, err)
	now = march.To.Add(time.Hour) // an answer counts whenever it came, a publication does not
	late, err := brand.Reply(t.Context(), question.Ref, &social.Draft{Text: "still open"})
	require.NoError(t, err)
	after, err := brand.Publish(t.Context(), &social.Draft{Text: "April"})
	require.NoError(t, err)
	c := &counting{Client: brand}
	f, err := community.Collect(t.Context(), c, march)
	require.NoError(t, err)
	assert.Equal(t, []social.Ref{post.Ref}, c.measured, "not %s and %s: each may cost", late.Ref.ID, after.Ref.ID)
	require.NoError(t, f.AddEvents(social.Listen(t.Context(), brand, &social.ListenQuery{After: social.FromStart, CatchUp: true})))
	rows := show(community.NewReport(march, february, community.Subject{Account: "brand", Current: f}).Rows)
	assert.Equal(t, "1 ? ? ? 1/1 0/0", rows["brand posts.published"])
	assert.Equal(t, "1 ? ? ? 1/1 0/0", rows["brand posts.likes"])
	assert.Equal(t, "1 ? ? ? 1/1 0/0", rows["brand events.answer_rate"])
	assert.Equal(t, "3600 ? ? ? 1/1 0/0", rows["brand events.answer_time"])
	assert.Contains(t, rows, "brand account.posts")

	f, err = community.Collect(t.Context(), struct{}{}, march)
	require.NoError(t, err, "a client that can do nothing knows nothing")
	assert.Empty(t, community.NewReport(march, february, community.Subject{Current: f}).Rows)
	mend := n.Break(socialtest.FaultDown)
	defer mend()
	_, err = community.Collect(t.Context(), brand, march)
	require.ErrorIs(t, err, social.ErrUnavailable)
}

// counting notes which posts are measured.
type counting struct {
	*socialtest.Client

	measured []social.Ref
}

func (c *counting) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	c.measured = append(c.measured, refs...)
	return c.Client.PostMetrics(ctx, refs...)
}

func TestReportCSV(t *testing.T) {
	t.Parallel()
	r := community.NewReport(march, february, community.Subject{
		Network: "x", Account: "=HYPERLINK(\"http://evil\"),+1", Current: figuresOf(t, march, social.Metrics{social.MetricFollowers: 9, social.MetricViews: 1.5}, nil, nil),
		Previous: figuresOf(t, february, social.Metrics{social.MetricFollowers: 12}, nil, nil),
	})
	var b bytes.Buffer
	require.NoError(t, r.WriteCSV(&b, nil))
	assert.Equal(t, strings.Join([]string{
		`from,to,network,account,kpi,how,value,previous,delta,ratio,known,of,previous_known,previous_of`,
		`2026-03-01,2026-04-01,x,"'=HYPERLINK(""http://evil""),'+1",account.followers,said,9,12,-3,0.75,1,1,1,1`,
		`2026-03-01,2026-04-01,x,"'=HYPERLINK(""http://evil""),'+1",account.views,said,1.5,,,,1,1,0,0`,
		`2026-03-01,2026-04-01,total,,account.followers,said,9,12,-3,0.75,1,1,1,1`,
		`2026-03-01,2026-04-01,total,,account.views,said,1.5,,,,1,1,0,1`, "",
	}, "\n"), b.String())
	b.Reset()
	require.NoError(t, r.WriteCSV(&b, &community.CSVOptions{Comma: ';', DecimalComma: true, BOM: true}))
	assert.True(t, strings.HasPrefix(b.String(), "\ufefffrom;to;"))
	assert.Contains(t, b.String(), ";9;12;-3;0,75;")
	require.Error(t, r.WriteCSV(&b, &community.CSVOptions{Comma: '"'}))
	require.Error(t, r.WriteCSV(broken{}, nil))
	require.Error(t, r.WriteCSV(broken{}, &community.CSVOptions{BOM: true}))

	data, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"kpi":"account.views","how":"said","value":1.5,"previous":null,"delta":null,"ratio":null,"known":1,"of":1`)
	var read community.Report
	require.NoError(t, json.Unmarshal(data, &read))
	assert.Equal(t, r, &read)
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("full") }

// FuzzHarmless: whichever separator a spreadsheet takes, no cell begins with what it takes for a formula.
func FuzzHarmless(f *testing.F) {
	for _, s := range []string{"=1", "a;=1", "a\n@b", " +1", "\"-1", "\t=1", "＝1", "a, \"=1", "|cmd|=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := community.Harmless(s)
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		require.NoError(t, w.Write([]string{"x", got}))
		w.Flush()
		for _, cell := range strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(",;|\t\r\n", r) }) {
			cell = strings.TrimLeft(cell, "\" \u00a0\ufeff")
			if cell != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(cell)[0]) {
				t.Fatalf("%q becomes %q, and has the cell %q", s, got, cell)
			}
		}
		assert.Equal(t, strings.ReplaceAll(string([]rune(s)), "'", ""), strings.ReplaceAll(got, "'", ""), "nothing else is changed")
	})
}
