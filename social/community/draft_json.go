package community

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/relais-go/relais/social"
)

// ExtraDecoder makes a network's own addition to a draft from the JSON that its type marshals to.
type ExtraDecoder func(network string, data []byte) (social.Extra, error)

// entryJSON is how an Entry is written.
type entryJSON struct {
	At       time.Time  `json:"at"`
	Slot     string     `json:"slot,omitempty"`
	Date     Date       `json:"date,omitzero"`
	Category string     `json:"category,omitempty"`
	Targets  []Target   `json:"targets"`
	Draft    *draftJSON `json:"draft,omitempty"`
}

// draftJSON is how a draft is written, without what is not asked for.
type draftJSON struct {
	Text         string                `json:"text,omitempty"`
	Title        string                `json:"title,omitempty"`
	Link         string                `json:"link,omitempty"`
	Media        []*social.Media       `json:"media,omitempty"`
	Poll         *pollJSON             `json:"poll,omitempty"`
	ReplyTo      social.Ref            `json:"reply_to,omitzero"`
	Quote        social.Ref            `json:"quote,omitzero"`
	Format       social.Format         `json:"format,omitempty"`
	Visibility   social.Visibility     `json:"visibility,omitempty"`
	Language     string                `json:"language,omitempty"`
	Sensitive    *bool                 `json:"sensitive,omitempty"`
	Warning      string                `json:"warning,omitempty"`
	Tags         []string              `json:"tags,omitempty"`
	At           time.Time             `json:"at,omitzero"`
	FirstComment string                `json:"first_comment,omitempty"`
	Key          string                `json:"key,omitempty"`
	Variants     map[string]*draftJSON `json:"variants,omitempty"`
	Extras       []extraJSON           `json:"extras,omitempty"`
}

type pollJSON struct {
	Question   string   `json:"question,omitempty"`
	Options    []string `json:"options"`
	Duration   duration `json:"duration,omitzero"`
	Multiple   bool     `json:"multiple,omitempty"`
	HideTotals bool     `json:"hide_totals,omitempty"`
}

type extraJSON struct {
	Network string          `json:"network"`
	Value   json.RawMessage `json:"value"`
}

// MarshalJSON writes the entry with its draft. Media are written by Path or URL: what is in memory only has to be
// opened again by the program that reads the entry.
func (e Entry) MarshalJSON() ([]byte, error) {
	d, err := wireDraft(e.Draft)
	if err != nil {
		return nil, err
	}
	return json.Marshal(entryJSON{At: e.At, Slot: e.Slot, Date: e.Date, Category: e.Category, Targets: e.Targets, Draft: d})
}

// UnmarshalJSON reads what MarshalJSON writes. A draft with extras is an error that wraps [errors.ErrUnsupported],
// since nobody here knows their types: read it with [ReadPlan].
func (e *Entry) UnmarshalJSON(data []byte) error { return e.read(data, nil) }

func (e *Entry) read(data []byte, extra ExtraDecoder) error {
	var in entryJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("community: entry: %w", err)
	}
	d, err := in.Draft.draft(extra)
	if err != nil {
		return err
	}
	*e = Entry{At: in.At, Slot: in.Slot, Date: in.Date, Category: in.Category, Targets: in.Targets, Draft: d}
	return nil
}

// ReadPlan reads the JSON of a [Plan] whose drafts hold extras, which decode makes anew. decode may be nil; then it
// does what json.Unmarshal does.
func ReadPlan(data []byte, decode ExtraDecoder) (*Plan, error) {
	var in struct {
		Zone     string            `json:"zone"`
		Entries  []json.RawMessage `json:"entries"`
		Unplaced []Unplaced        `json:"unplaced"`
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("community: plan: %w", err)
	}
	p := &Plan{Zone: in.Zone, Unplaced: in.Unplaced, Entries: make([]Entry, len(in.Entries))}
	for i, raw := range in.Entries {
		if err := p.Entries[i].read(raw, decode); err != nil {
			return nil, fmt.Errorf("community: entry %d: %w", i, err)
		}
	}
	return p, nil
}

func wireDraft(d *social.Draft) (*draftJSON, error) {
	if d == nil {
		return nil, nil //nolint:nilnil // no draft is written as no draft
	}
	out := &draftJSON{
		Text: d.Text, Title: d.Title, Link: d.Link, Media: d.Media, ReplyTo: d.ReplyTo, Quote: d.Quote, Format: d.Format,
		Visibility: d.Visibility, Language: d.Language, Sensitive: d.Sensitive, Warning: d.Warning, Tags: d.Tags, At: d.At,
		FirstComment: d.FirstComment, Key: d.Key,
	}
	if p := d.Poll; p != nil {
		out.Poll = &pollJSON{p.Question, p.Options, duration(p.Duration), p.Multiple, p.HideTotals}
	}
	for _, x := range d.Extras {
		value, err := json.Marshal(x)
		if err != nil {
			return nil, fmt.Errorf("community: extra for %s: %w", x.ExtraFor(), err)
		}
		out.Extras = append(out.Extras, extraJSON{x.ExtraFor(), value})
	}
	for network, v := range d.Variants {
		variant, err := wireDraft(v)
		if err != nil {
			return nil, err
		}
		if out.Variants == nil {
			out.Variants = map[string]*draftJSON{}
		}
		out.Variants[network] = variant
	}
	return out, nil
}

func (w *draftJSON) draft(extra ExtraDecoder) (*social.Draft, error) {
	if w == nil {
		return nil, nil //nolint:nilnil // as it was written
	}
	d := &social.Draft{
		Text: w.Text, Title: w.Title, Link: w.Link, Media: w.Media, ReplyTo: w.ReplyTo, Quote: w.Quote, Format: w.Format,
		Visibility: w.Visibility, Language: w.Language, Sensitive: w.Sensitive, Warning: w.Warning, Tags: w.Tags, At: w.At,
		FirstComment: w.FirstComment, Key: w.Key,
	}
	if p := w.Poll; p != nil {
		d.Poll = &social.Poll{
			Question: p.Question, Options: p.Options, Duration: time.Duration(p.Duration), Multiple: p.Multiple, HideTotals: p.HideTotals,
		}
	}
	for _, x := range w.Extras {
		if extra == nil {
			return nil, fmt.Errorf("community: extra for %s: %w: its type is not known here", x.Network, errors.ErrUnsupported)
		}
		made, err := extra(x.Network, x.Value)
		if err != nil {
			return nil, fmt.Errorf("community: extra for %s: %w", x.Network, err)
		}
		d.Extras = append(d.Extras, made)
	}
	for network, v := range w.Variants {
		variant, err := v.draft(extra)
		if err != nil {
			return nil, err
		}
		if d.Variants == nil {
			d.Variants = map[string]*social.Draft{}
		}
		d.Variants[network] = variant
	}
	return d, nil
}
