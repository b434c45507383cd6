package community

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"
)

// stateVersion is the form of the state that State writes.
const stateVersion = 1

// watchState is what a Watcher remembers, as JSON.
type watchState struct {
	Version int                  `json:"version"`
	Clock   time.Time            `json:"clock,omitzero"`
	Seen    string               `json:"seen"` // fingerprints of events, oldest first, eight bytes each, base64
	Rules   map[string]ruleState `json:"rules"`
}

type ruleState struct {
	Times   []time.Time           `json:"times,omitempty"`
	Authors []authorState         `json:"authors,omitempty"` // oldest first
	Last    map[AlertCause]raised `json:"last,omitempty"`
	Spike   *spikeState           `json:"spike,omitempty"`
}

type authorState struct {
	Network string      `json:"network"`
	ID      string      `json:"id"`
	Times   []time.Time `json:"times"`
	Last    raised      `json:"last,omitzero"`
}

// State returns all that the watcher remembers, as JSON, for [Watcher.Restore]. It holds IDs of people whom rules with
// Author concern. Rules are not part of it.
func (w *Watcher) State() ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := watchState{Version: stateVersion, Clock: w.clock, Rules: map[string]ruleState{}}
	var seen []byte
	for _, key := range w.repeats.seen.keys() {
		seen = binary.BigEndian.AppendUint64(seen, key)
	}
	out.Seen = base64.StdEncoding.EncodeToString(seen)
	for _, r := range w.rules {
		s := ruleState{Times: r.times, Last: r.last, Spike: r.spike}
		for _, who := range r.authors.keys() {
			a, _ := r.authors.get(who)
			s.Authors = append(s.Authors, authorState{Network: who.network, ID: who.id, Times: a.times, Last: a.last})
		}
		out.Rules[r.rule.Name] = s
	}
	return json.Marshal(out)
}

// Restore takes over what another watcher remembered, in place of all that this one does. What belongs to rules that are no
// longer there is dropped, and a rule whose Spike has another Bucket or Season learns anew what is usual.
//
// It fails if data is no state; then the watcher is as it was.
func (w *Watcher) Restore(data []byte) error {
	var in watchState
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("community: state: %w", err)
	}
	if in.Version != stateVersion {
		return fmt.Errorf("community: state: version %d is not known", in.Version)
	}
	seen, err := base64.StdEncoding.DecodeString(in.Seen)
	if err != nil || len(seen)%8 != 0 {
		return errors.New("community: state: what was seen cannot be read")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock, w.repeats = in.Clock, newRepeats(watchRepeats)
	for ; len(seen) > 0; seen = seen[8:] {
		w.repeats.seen.put(binary.BigEndian.Uint64(seen), struct{}{})
	}
	for _, r := range w.rules {
		r.restore(in.Rules[r.rule.Name], w.opts.Authors)
	}
	return nil
}

// restore takes over a rule's state, as far as it fits the rule as it is now.
func (r *watched) restore(s ruleState, authors int) {
	r.times, r.last = nil, map[AlertCause]raised{}
	if r.rule.Volume != nil {
		r.times = newest(s.Times, r.rule.Volume.Count)
	}
	maps.Copy(r.last, s.Last)
	r.authors = newRecent[person, authorTimes](authors)
	if r.rule.Author != nil {
		for _, a := range s.Authors {
			r.authors.put(person{a.Network, a.ID}, authorTimes{newest(a.Times, r.rule.Author.Count), a.Last})
		}
	}
	if r.spike == nil {
		return
	}
	cfg := r.spike.cfg
	r.spike = newSpikeState(cfg)
	if s.Spike != nil && s.Spike.Bucket == cfg.Bucket && len(s.Spike.Usual) == cfg.seasons() {
		r.spike = s.Spike
		r.spike.cfg = cfg
	}
}

// newest keeps the last n times.
func newest(times []time.Time, n int) []time.Time {
	if len(times) > n {
		times = times[len(times)-n:]
	}
	return times
}
