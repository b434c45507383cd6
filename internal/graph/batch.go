package graph

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// maxBatch is how many calls Meta takes in one.
const maxBatch = 50

// BatchItem is one call of a batch.
type BatchItem struct {
	Method string     // "" means GET
	Path   string     // from rest.Path, relative to the version
	Params url.Values // in the query, of a POST in the body
	Fields string     // from [Fields]
	Class  rest.Class

	// Name lets later items of the same batch refer to the answer, as {result=name:$.id}; After names an item to
	// wait for. A batch with either holds 50 items at most.
	Name, After string

	Out any // what the answer is decoded into, a pointer; nil: nothing
}

// Batch is many calls in one.
type Batch struct {
	Op       string
	Items    []*BatchItem
	Priority social.Priority
	UseCase  UseCase
}

// BatchResult is the answer to one item.
type BatchResult struct {
	Status int // 0 if there is none
	Header http.Header
	Body   []byte
	Err    error // nil if the item succeeded
}

// Batch makes the calls, 50 at a time; each counts against the allowance. There is a result for each item, in their
// order. Reads that Meta did not finish in time, or that failed for the moment, are made again; a write that it did
// not finish is [social.ErrUncertain]. The error is that of the first batch that failed as a whole: its items, and
// those that were not sent after it, have it too.
//
// Where there are no batches, for logins with Instagram, the calls are made one by one.
//
// See https://developers.facebook.com/docs/graph-api/batch-requests.
func (c *Client) Batch(ctx context.Context, b *Batch) ([]*BatchResult, error) {
	results := make([]*BatchResult, len(b.Items))
	for i := range results {
		results[i] = &BatchResult{}
	}
	if err := c.checkBatch(b); err != nil {
		return results, err
	}
	if c.origins.own == HostInstagram {
		return results, c.oneByOne(ctx, b, results)
	}
	o := c.rest.Options()
	open := indices(len(b.Items))
	for round := 0; len(open) > 0; round++ {
		last := round >= o.Retries
		var again []int
		for part := range slices.Chunk(open, maxBatch) {
			unfinished, err := c.batchPart(ctx, b, part, results, last)
			if err != nil {
				for _, i := range open[slices.Index(open, part[0]):] {
					results[i].Err = err
				}
				return results, err
			}
			again = append(again, unfinished...)
		}
		if open = again; len(open) > 0 {
			if err := rest.Sleep(ctx, min(o.RetryWait<<min(round, 16), o.RetryWaitMax)); err != nil {
				return results, c.ended(b.Op, err, open, results)
			}
		}
	}
	return results, nil
}

// ended marks what was still open when the context ended.
func (c *Client) ended(op string, cause error, open []int, results []*BatchResult) error {
	err := &social.Error{Network: c.cfg.Network, Op: op, Err: cause}
	for _, i := range open {
		results[i].Err = err
	}
	return err
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func (c *Client) checkBatch(b *Batch) error {
	for _, item := range b.Items {
		if err := c.check(&Request{Params: item.Params, Fields: item.Fields}); err != nil {
			return err
		}
		if (item.Name != "" || item.After != "") && len(b.Items) > maxBatch {
			return social.Invalid(c.cfg.Network, "Items", "refer to each other, and are too many for one batch")
		}
	}
	return nil
}

// oneByOne makes the calls of a batch where there are none.
func (c *Client) oneByOne(ctx context.Context, b *Batch, results []*BatchResult) error {
	var failed error
	for i, item := range b.Items {
		r := results[i]
		if failed != nil {
			r.Err = failed
			continue
		}
		var a *rest.Answer
		a, r.Err = c.Do(ctx, &Request{
			Op: b.Op, Method: item.Method, Path: item.Path, Params: item.Params, Fields: item.Fields, Class: item.Class,
			Priority: b.Priority, UseCase: b.UseCase,
		}, &r.Body)
		if r.Err == nil {
			r.Status, r.Header = a.Status, a.Header
			r.Err = c.decodeItem(b.Op, item, r)
		} else if ctx.Err() != nil || errors.Is(r.Err, social.ErrRateLimited) {
			failed = r.Err
		}
	}
	return failed
}

// wireItem is a call as a batch holds it.
type wireItem struct {
	Method string `json:"method"`
	URL    string `json:"relative_url"`
	Body   string `json:"body,omitempty"`
	Name   string `json:"name,omitempty"`
	After  string `json:"depends_on,omitempty"`

	// Omit is false: else Meta gives null for what others refer to, as for what it did not finish.
	Omit *bool `json:"omit_response_on_success,omitempty"`
}

func (c *Client) wireItem(item *BatchItem) wireItem {
	w := wireItem{Method: item.Method, URL: c.cfg.Version + item.Path, Name: item.Name, After: item.After}
	if w.Method == "" {
		w.Method = http.MethodGet
	}
	if w.Name != "" {
		w.Omit = new(bool)
	}
	params := copyValues(item.Params)
	SetText(params, "fields", item.Fields)
	switch {
	case len(params) == 0:
	case w.Method == http.MethodPost:
		w.Body = params.Encode()
	default:
		w.URL += "?" + params.Encode()
	}
	return w
}

// wireResult is an answer as a batch holds it.
type wireResult struct {
	Code   Int `json:"code"`
	Header []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"headers"`
	Body batchBody `json:"body"`
}

// batchBody is JSON in a string; some answers hold it as it is.
type batchBody []byte

// UnmarshalJSON does not fail.
func (b *batchBody) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		data = []byte(text)
	}
	*b = slices.Clone(data)
	return nil
}

// batchPart makes one batch, of the items at these places. It returns the places of what is to be made again.
func (c *Client) batchPart(ctx context.Context, b *Batch, part []int, results []*BatchResult, last bool) ([]int, error) {
	items := make([]wireItem, len(part))
	class := rest.Read
	for n, i := range part {
		items[n] = c.wireItem(b.Items[i])
		class = max(class, b.Items[i].Class) // in the order of harm
	}
	params := url.Values{"include_headers": {"true"}}
	if err := SetJSON(params, "batch", items); err != nil {
		return nil, social.Invalid(c.cfg.Network, "batch", err.Error())
	}
	answers, err := Ask[[]*wireResult](ctx, c, &Request{
		Op: b.Op, Method: http.MethodPost, Params: params, Class: class, Priority: b.Priority, UseCase: b.UseCase,
		Units: int64(len(part)),
	})
	if err != nil {
		return nil, err
	}
	var again []int
	for n, i := range part {
		var a *wireResult
		if n < len(*answers) {
			a = (*answers)[n]
		}
		item, r := b.Items[i], results[i]
		*r = c.result(b.Op, item, a)
		if !last && item.After == "" && errors.Is(r.Err, social.ErrUnavailable) { // which no write is that must happen once
			again = append(again, i)
		}
	}
	return again, nil
}

// result reads the answer to an item; nil is one that Meta did not finish.
func (c *Client) result(op string, item *BatchItem, w *wireResult) BatchResult {
	if w == nil {
		return BatchResult{Err: &social.Error{
			Network: c.cfg.Network, Op: op, Kind: doubt(item.Class, social.ErrUnavailable), Message: "Meta did not finish this part of the batch in time",
		}}
	}
	r := BatchResult{Status: int(w.Code), Header: http.Header{}, Body: w.Body}
	for _, h := range w.Header {
		r.Header.Add(h.Name, h.Value)
	}
	r.Err = c.decodeItem(op, item, &r)
	return r
}

// decodeItem reads the answer to an item into its Out, or into an error.
func (c *Client) decodeItem(op string, item *BatchItem, r *BatchResult) error {
	w := &rest.Request{Op: op, Class: item.Class}
	a := &rest.Answer{Status: r.Status, Header: r.Header, Body: r.Body}
	wire := readError(r.Body)
	if r.Status >= 300 && wire == nil {
		if wire = parseError(r.Body); wire == nil {
			return &social.Error{
				Network: c.cfg.Network, Op: op, Kind: doubt(item.Class, rest.KindOf(r.Status)), Status: r.Status, Message: rest.Snippet(a),
				RequestID: requestID(r.Header),
			}
		}
	}
	switch {
	case wire != nil:
		return c.inside(w, a, wire)
	case item.Out == nil:
		return nil
	}
	if err := rest.Decode(r.Body, item.Out); err != nil {
		return c.unreadable(w, a, err)
	}
	return nil
}
