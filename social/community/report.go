package community

import (
	"maps"
	"slices"
	"strings"
)

// Subject is one account of a report.
type Subject struct {
	Network  string
	Account  string   // as the report shall name it
	Current  *Figures // of the period; nil: not known
	Previous *Figures // of the period before; nil: not known
}

// Report compares the figures of accounts with those of the period before. It marshals to JSON, and writes CSV.
//
// KPIs are named by where they come from:
//
//	account.followers …     what the network says of the account over the period, by the names of [social.Metric]
//	posts.published         publications; answers are none
//	posts.likes …           sums over these, by the names of [social.Metric]
//	posts.engagement_rate   engagement divided by reach, impressions or views, as [BestHours] measures it
//	events.all, events.comment …  what others did, by the names of [social.EventKind]
//	events.people           different authors
//	events.rating           average of reviews, 1 to 5
//	events.answer_rate      part of mentions, comments, replies and reviews that was answered in public
//	events.answer_time      median of the time until the first answer, in seconds
//
// Figures that do not add up over posts, as reach, are given for accounts only.
type Report struct {
	Period   Period `json:"period"`
	Previous Period `json:"previous"`

	// Rows are in the order of the subjects and, for each, of the names of KPIs.
	Rows []Row `json:"rows"`

	// Totals are over all subjects, for KPIs that add up; Network and Account are "". Known says over how many
	// accounts, Of how many there are.
	Totals []Row `json:"totals"`
}

// Row is one KPI of one account. What is not known is nil: null in JSON, an empty cell in CSV.
type Row struct {
	Network  string   `json:"network"`
	Account  string   `json:"account"`
	KPI      string   `json:"kpi"`
	How      How      `json:"how"`
	Value    *float64 `json:"value"`
	Previous *float64 `json:"previous"`

	// Delta is Value less Previous and Ratio is Value divided by Previous. They are known if both values are and
	// compare like with like: sums that lack some post, and totals over different accounts, do not. There is no Ratio to
	// a Previous of 0.
	Delta *float64 `json:"delta"`
	Ratio *float64 `json:"ratio"`

	// Known is over how many of Of posts, events or accounts Value was made; likewise for Previous.
	Known         int `json:"known"`
	Of            int `json:"of"`
	PreviousKnown int `json:"previous_known"`
	PreviousOf    int `json:"previous_of"`
}

// NewReport builds a report from what is known of each subject.
//
// A KPI has a row if either period knows it. Where a period knows the posts (or events) and one of their KPIs is
// absent since there were none at all, it is 0; where there were some and none says it, it is not known.
func NewReport(period, previous Period, subjects ...Subject) *Report {
	r := &Report{Period: period, Previous: previous, Rows: []Row{}, Totals: []Row{}}
	totals := map[string]*total{}
	for i := range subjects {
		s := &subjects[i]
		now, before := figuresOf(s.Current), figuresOf(s.Previous)
		names := slices.Sorted(maps.Keys(maps.Collect(concat(maps.All(now), maps.All(before)))))
		for _, name := range names {
			a, b := pick(name, now, before, s.Current), pick(name, before, now, s.Previous)
			row := compare(name, a, b)
			row.Network, row.Account = s.Network, s.Account
			r.Rows = append(r.Rows, row)
			if t := totals[name]; t != nil {
				t.add(a, b)
			} else {
				totals[name] = (&total{}).add(a, b)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(totals)) {
		if row, ok := totals[name].row(name, len(subjects)); ok {
			r.Totals = append(r.Totals, row)
		}
	}
	return r
}

// figuresOf lists the figures, of nil none.
func figuresOf(f *Figures) map[string]figure {
	if f == nil {
		return nil
	}
	return f.all()
}

// concat chains two sequences.
func concat[K, V any](seqs ...func(func(K, V) bool)) func(func(K, V) bool) {
	return func(yield func(K, V) bool) {
		for _, seq := range seqs {
			for k, v := range seq {
				if !yield(k, v) {
					return
				}
			}
		}
	}
}

// pick returns the figure of that name in one period. A sum that is absent where there was nothing to add up is 0.
func pick(name string, mine, other map[string]figure, f *Figures) figure {
	if g, ok := mine[name]; ok {
		return g
	}
	g := figure{how: other[name].how}
	if f == nil || g.how != HowSum {
		return g
	}
	switch group, _, _ := strings.Cut(name, "."); group {
	case "posts":
		g.of = len(f.posts)
		g.has = f.postsKnown && g.of == 0
	case "events":
		g.has = f.eventsKnown
	}
	return g
}

// compare makes a row of the figures of two periods.
func compare(name string, now, before figure) Row {
	row := Row{
		KPI: name, How: now.how, Known: now.known, Of: now.of, PreviousKnown: before.known, PreviousOf: before.of,
		Value: now.pointer(), Previous: before.pointer(),
	}
	if now.whole() && before.whole() {
		row.difference()
	}
	return row
}

// pointer is the value, nil if it is not known.
func (g *figure) pointer() *float64 {
	if !g.has {
		return nil
	}
	return new(g.value)
}

// difference fills in Delta and Ratio from the values, which must be there.
func (r *Row) difference() {
	r.Delta = new(*r.Value - *r.Previous)
	if *r.Previous != 0 {
		r.Ratio = new(*r.Value / *r.Previous)
	}
}

// total adds up one KPI over accounts.
type total struct {
	how         How
	now, before sums
	differ      bool // an account is known in one period only, or not wholly
}

type sums struct {
	value, top, base float64
	known            int
}

func (s *sums) add(g figure) {
	if g.has {
		s.value, s.top, s.base, s.known = s.value+g.value, s.top+g.top, s.base+g.base, s.known+1
	}
}

func (t *total) add(now, before figure) *total {
	t.how = now.how
	t.now.add(now)
	t.before.add(before)
	if (now.has || before.has) && (!now.whole() || !before.whole()) {
		t.differ = true
	}
	return t
}

// row makes the total's row; ok is false if the KPI does not add up.
func (t *total) row(name string, of int) (row Row, ok bool) {
	value := func(s *sums) *float64 {
		switch {
		case s.known == 0:
			return nil
		case t.how == HowRate:
			return new(s.top / s.base)
		default:
			return new(s.value)
		}
	}
	switch t.how {
	case HowSum, HowSaid, HowRate:
	case HowMedian, HowUnique:
		return Row{}, false
	}
	row = Row{
		KPI: name, How: t.how, Value: value(&t.now), Previous: value(&t.before), Known: t.now.known, Of: of,
		PreviousKnown: t.before.known, PreviousOf: of,
	}
	if !t.differ && row.Value != nil && row.Previous != nil {
		row.difference()
	}
	return row, true
}
