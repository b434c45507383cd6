package youtube

import (
	"bytes"
	"container/list"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Bounds of what is kept of answers.
const (
	maxEtags     = 256
	maxEtagBytes = 4 << 20
	maxEtagBody  = 256 << 10 // of one answer
)

// etags keep answers, so that what has not changed need not be sent again: YouTube then answers 304 without a body. A
// look costs its units all the same. The zero value is ready for use.
// See https://developers.google.com/youtube/v3/getting-started#etags.
type etags struct {
	mu    sync.Mutex
	known map[string]*list.Element
	order list.List // of *kept, the one used last in front
	bytes int
}

// kept is one answer.
type kept struct {
	key, tag string
	body     []byte
}

func (e *etags) get(key string) (kept, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	at, ok := e.known[key]
	if !ok {
		return kept{}, false
	}
	e.order.MoveToFront(at)
	k, _ := at.Value.(*kept)
	return *k, true
}

func (e *etags) put(key, tag string, body []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if at, ok := e.known[key]; ok {
		e.drop(at)
	}
	if tag == "" || len(body) > maxEtagBody {
		return
	}
	if e.known == nil {
		e.known = map[string]*list.Element{}
	}
	e.known[key] = e.order.PushFront(&kept{key, tag, body})
	e.bytes += len(body)
	for e.order.Len() > maxEtags || e.bytes > maxEtagBytes {
		e.drop(e.order.Back())
	}
}

func (e *etags) drop(at *list.Element) {
	k, _ := e.order.Remove(at).(*kept)
	delete(e.known, k.key)
	e.bytes -= len(k.body)
}

// read makes a request unless its answer is still the one that is known.
func (c *Client) read(ctx context.Context, w *rest.Request, out any) (*rest.Answer, error) {
	key := w.Path + "?" + w.Query.Encode()
	known, ok := c.etags.get(key)
	if ok {
		if w.Header = w.Header.Clone(); w.Header == nil {
			w.Header = http.Header{}
		}
		w.Header.Set("If-None-Match", known.tag)
		w.Accept = []int{http.StatusNotModified}
	}
	var body json.RawMessage
	a, err := c.rest.Do(ctx, w, &body)
	switch {
	case err != nil:
		return nil, err
	case a.Status == http.StatusNotModified:
		body = known.body
	default:
		c.etags.put(key, etagOf(a, body), bytes.Clone(body))
	}
	if err := rest.Decode(body, out); err != nil {
		return nil, &social.Error{
			Network: network, Op: w.Op, Kind: social.ErrUnavailable, Status: a.Status,
			Err: fmt.Errorf("the answer is not what the documents say: %w", err),
		}
	}
	return a, nil
}

// etagOf is the tag of an answer, which stands in its header or in its body.
func etagOf(a *rest.Answer, body []byte) string {
	if tag := a.Header.Get("ETag"); tag != "" {
		return tag
	}
	var tagged struct {
		ETag string `json:"etag"`
	}
	if rest.Decode(body, &tagged) != nil {
		return ""
	}
	return tagged.ETag
}
