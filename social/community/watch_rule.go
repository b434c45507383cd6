package community

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// Rule says what to watch for, and when to raise an alert. It marshals to JSON, with durations as "1h30m0s".
//
// Words and phrases are found at word boundaries, whatever their case (Unicode's full case folding) and form (NFKC),
// whatever punctuation is between the words of a phrase. "#word" is found as a hashtag and "@name" as a mention only,
// "word" as these too; "clos*" is found at the beginning of words; emoji are words.
type Rule struct {
	Name    string `json:"name"`              // not empty and different for each; it names the rule's state
	Subject string `json:"subject,omitempty"` // what it is about: the brand, a competitor; see [ShareOfVoice]

	Kinds    []social.EventKind `json:"kinds,omitempty"`    // empty: all but deletions
	Networks []string           `json:"networks,omitempty"` // empty: all

	Any  []string `json:"any,omitempty"`  // one of these must be there; empty: no condition
	All  []string `json:"all,omitempty"`  // all of these must be there
	None []string `json:"none,omitempty"` // none of these may be there: other things of the same name, one's own slogans

	// Negations are words which, standing among the Reach words before one of Any, take it back: with "not", "not
	// closed" is no "closed".
	Negations []string `json:"negations,omitempty"`
	Reach     int      `json:"reach,omitempty"` // 0 is 3

	IgnoreAccents bool `json:"ignore_accents,omitempty"` // finds "eleve" for "élève"; Latin, Greek and Cyrillic only

	// Followers leaves out authors with fewer, and those of whom the network does not say how many they have. 0 leaves
	// out nobody.
	Followers float64 `json:"followers,omitempty"`

	Each   bool       `json:"each,omitempty"`   // an alert for each match
	Author *Threshold `json:"author,omitempty"` // an alert when the same person matches so often
	Volume *Threshold `json:"volume,omitempty"` // an alert when there are so many matches, whoever writes
	Spike  *Spike     `json:"spike,omitempty"`  // an alert when there are more matches than usual

	// CoolDown is how long the same sort of alert of the rule (for Author: about the same person) is held back after
	// one. 0 is Within for Author and Volume, the Bucket for Spike, and nothing for Each.
	CoolDown time.Duration `json:"cool_down,omitempty"`
}

// Threshold is a number of matches within some time.
type Threshold struct {
	Count  int           `json:"count"`  // 1 to 1000
	Within time.Duration `json:"within"` // more than 0
}

// Spike finds out that there are more matches than usual. Time is divided into buckets, and what is usual is the
// average of the buckets before, in which old ones count less. An alert is raised as soon as a bucket holds so many
// matches that it would happen by chance in Chance of all buckets, reckoning with how little is known: counts are
// taken for Poisson's with a rate that is itself uncertain (a negative binomial distribution).
type Spike struct {
	Bucket   time.Duration `json:"bucket"`              // how long a bucket is; whole seconds, at least one
	HalfLife time.Duration `json:"half_life,omitempty"` // age at which a bucket counts half; 0 is 7 days

	// Season keeps an average for each bucket of that time: with a Bucket of an hour and a Season of 24, nine o'clock
	// is compared with nine o'clock. A whole multiple of Bucket, at most 1000 times; 0: one average for all.
	Season time.Duration `json:"season,omitempty"`

	MinCount int     `json:"min_count,omitempty"` // fewer matches in a bucket are no spike; 0 is 5
	Ratio    float64 `json:"ratio,omitempty"`     // how many times the average a spike is at least; 0 is 2
	Warmup   int     `json:"warmup,omitempty"`    // buckets to learn from, of each season, before the first alert; 0 is 24, with Season 3
	Chance   float64 `json:"chance,omitempty"`    // 0 is 0.0001
}

// maxSeasons and maxThreshold bound the memory of a rule.
const (
	maxSeasons   = 1000
	maxThreshold = 1000
)

// seasons is how many averages are kept.
func (s *Spike) seasons() int { return max(int(s.Season/max(s.Bucket, 1)), 1) }

func (s Spike) withDefaults() Spike {
	if s.HalfLife == 0 {
		s.HalfLife = 7 * 24 * time.Hour
	}
	if s.MinCount == 0 {
		s.MinCount = 5
	}
	if s.Ratio == 0 {
		s.Ratio = 2
	}
	if s.Chance == 0 {
		s.Chance = 1e-4
	}
	if s.Warmup == 0 {
		if s.Warmup = 24; s.Season > 0 {
			s.Warmup = 3
		}
	}
	return s
}

// matcher is a rule made ready.
type matcher struct {
	rule                      Rule
	any, all, none, negations []term
}

func newMatcher(v *checker, field string, r *Rule) *matcher {
	v.name(field, r.Name)
	read := func(name string, list []string) []term {
		return terms(list, r.IgnoreAccents, func(i int) { v.add(fmt.Sprintf("%s.%s[%d]", field, name, i), "holds no word") })
	}
	m := &matcher{rule: *r}
	m.any, m.all, m.none, m.negations = read("Any", r.Any), read("All", r.All), read("None", r.None), read("Negations", r.Negations)
	if r.Reach < 0 {
		v.add(field+".Reach", "is negative")
	}
	if m.rule.Reach == 0 {
		m.rule.Reach = 3
	}
	if len(r.Negations) > 0 && len(r.Any) == 0 {
		v.add(field+".Negations", "have nothing to take back: Any is empty")
	}
	if r.Followers < 0 || math.IsNaN(r.Followers) {
		v.add(field+".Followers", "is negative")
	}
	if r.CoolDown < 0 {
		v.add(field+".CoolDown", "is negative")
	}
	v.threshold(field+".Author", r.Author)
	v.threshold(field+".Volume", r.Volume)
	if r.Spike != nil {
		v.spike(field+".Spike", r.Spike)
		m.rule.Spike = new(r.Spike.withDefaults())
	}
	return m
}

func (v *checker) threshold(field string, t *Threshold) {
	if t == nil {
		return
	}
	if t.Count < 1 || t.Count > maxThreshold {
		v.add(field+".Count", fmt.Sprintf("must be between 1 and %d", maxThreshold))
	}
	if t.Within <= 0 {
		v.add(field+".Within", "must be more than 0")
	}
}

func (v *checker) spike(field string, s *Spike) {
	switch {
	case s.Bucket < time.Second || s.Bucket%time.Second != 0:
		v.add(field+".Bucket", "must be whole seconds")
	case s.Season < 0 || s.Season%s.Bucket != 0 || s.Season/s.Bucket > maxSeasons:
		v.add(field+".Season", fmt.Sprintf("must be a multiple of Bucket, %d times at most", maxSeasons))
	}
	if s.HalfLife < 0 {
		v.add(field+".HalfLife", "is negative")
	}
	if s.MinCount < 0 {
		v.add(field+".MinCount", "is negative")
	}
	if s.Warmup < 0 {
		v.add(field+".Warmup", "is negative")
	}
	if s.Ratio < 0 || math.IsNaN(s.Ratio) {
		v.add(field+".Ratio", "is negative")
	}
	if s.Chance < 0 || s.Chance >= 1 || math.IsNaN(s.Chance) {
		v.add(field+".Chance", "must be between 0 and 1")
	}
}

// newMatchers makes rules ready.
func newMatchers(rules []Rule) ([]*matcher, error) {
	v := &checker{names: map[string]bool{}}
	out := make([]*matcher, len(rules))
	for i := range rules {
		out[i] = newMatcher(v, fmt.Sprintf("Rules[%d]", i), &rules[i])
	}
	return out, errors.Join(v.problems...)
}

// texts splits an event's text at most once for each way of looking at it.
type texts struct {
	raw   string
	split [2][]word
	done  [2]bool
}

func (t *texts) words(plain bool) []word {
	i := 0
	if plain {
		i = 1
	}
	if !t.done[i] {
		t.split[i], t.done[i] = split(t.raw, plain), true
	}
	return t.split[i]
}

// match reports whether the rule concerns the event, and which of its words were found.
func (m *matcher) match(e *social.Event, t *texts) (found []string, ok bool) {
	r := &m.rule
	switch {
	case len(r.Kinds) == 0 && e.Kind == social.EventDeleted, len(r.Kinds) > 0 && !slices.Contains(r.Kinds, e.Kind),
		len(r.Networks) > 0 && !slices.Contains(r.Networks, networkOf(e)):
		return nil, false
	}
	if r.Followers > 0 {
		if n, ok := known(e.Author.Metrics, social.MetricFollowers); !ok || n < r.Followers {
			return nil, false
		}
	}
	text := t.words(r.IgnoreAccents)
	for i := range m.none {
		if m.none[i].in(text) {
			return nil, false
		}
	}
	for i := range m.any {
		if m.says(&m.any[i], text) {
			found = append(found, m.any[i].name)
		}
	}
	if len(m.any) > 0 && len(found) == 0 {
		return nil, false
	}
	for i := range m.all {
		if !m.all[i].in(text) {
			return nil, false
		}
		found = append(found, m.all[i].name)
	}
	return found, true
}

// says reports whether the term stands in the text without being taken back.
func (m *matcher) says(t *term, text []word) bool {
	for i := range text {
		if t.at(text, i) && !m.negated(text, i) {
			return true
		}
	}
	return false
}

func (m *matcher) negated(text []word, i int) bool {
	before := text[max(0, i-m.rule.Reach):i]
	return slices.ContainsFunc(m.negations, func(n term) bool { return n.in(before) })
}

// networkOf says on which network something happened.
func networkOf(e *social.Event) string {
	if e.Ref.Network != "" {
		return e.Ref.Network
	}
	return e.Author.Ref.Network
}

type (
	plainRule      Rule
	plainThreshold Threshold
	plainSpike     Spike
	ruleJSON       struct {
		plainRule

		CoolDown duration `json:"cool_down,omitzero"`
	}
	thresholdJSON struct {
		plainThreshold

		Within duration `json:"within"`
	}
	spikeJSON struct {
		plainSpike

		Bucket   duration `json:"bucket"`
		HalfLife duration `json:"half_life,omitzero"`
		Season   duration `json:"season,omitzero"`
	}
)

// MarshalJSON implements [json.Marshaler].
func (r Rule) MarshalJSON() ([]byte, error) {
	return json.Marshal(ruleJSON{plainRule(r), duration(r.CoolDown)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (r *Rule) UnmarshalJSON(data []byte) error {
	var in ruleJSON
	err := json.Unmarshal(data, &in)
	*r = Rule(in.plainRule)
	r.CoolDown = time.Duration(in.CoolDown)
	return err
}

// MarshalJSON implements [json.Marshaler].
func (t Threshold) MarshalJSON() ([]byte, error) {
	return json.Marshal(thresholdJSON{plainThreshold(t), duration(t.Within)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *Threshold) UnmarshalJSON(data []byte) error {
	var in thresholdJSON
	err := json.Unmarshal(data, &in)
	*t = Threshold(in.plainThreshold)
	t.Within = time.Duration(in.Within)
	return err
}

// MarshalJSON implements [json.Marshaler].
func (s Spike) MarshalJSON() ([]byte, error) {
	return json.Marshal(spikeJSON{plainSpike(s), duration(s.Bucket), duration(s.HalfLife), duration(s.Season)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (s *Spike) UnmarshalJSON(data []byte) error {
	var in spikeJSON
	err := json.Unmarshal(data, &in)
	*s = Spike(in.plainSpike)
	s.Bucket, s.HalfLife, s.Season = time.Duration(in.Bucket), time.Duration(in.HalfLife), time.Duration(in.Season)
	return err
}
