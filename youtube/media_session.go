package youtube

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// granule is what the bytes of every request but the last must be a multiple of.
// See https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol#Upload_Chunks.
const (
	granule      = 256 << 10
	defaultChunk = 32 << 20
)

// session is a file on its way by Google's resumable protocol. It is part of the state of a [social.Pending].
// See https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol.
type session struct {
	URL   string    `json:"url,omitempty"` // whoever knows it can send the file: a secret
	Total int64     `json:"total,omitempty"`
	Sent  int64     `json:"sent,omitempty"` // bytes that YouTube has confirmed
	Full  time.Time `json:"full,omitzero"`  // when the last byte was first sent: from then on the upload may have ended
	Since time.Time `json:"since,omitzero"` // when it was begun
	Type  string    `json:"type,omitempty"` // of the file

	fresh bool // nothing has been sent yet, by nobody
}

// errGone is the cause when YouTube no longer knows a session.
var errGone = errors.New("the upload session is over")

// intent is what a session is begun with.
type intent struct {
	op     string // "videos.insert"
	method string
	path   string
	query  url.Values
	body   any // the resource
}

// begins bounds how often a session is begun whose answers are lost. Each may count as an upload of the channel.
const begins = 3

// begin opens a session. Nothing exists before its last byte has been sent, so a lost answer is no risk.
func (c *Client) begin(ctx context.Context, s *session, in *intent) error {
	r := &request{
		Op: in.op, Method: in.method, Path: in.path, Query: with(in.query, url.Values{"uploadType": {"resumable"}}), Body: in.body,
		Class: rest.Lookup,
		Header: http.Header{
			"X-Upload-Content-Length": {strconv.FormatInt(s.Total, 10)}, "X-Upload-Content-Type": {s.Type},
		},
	}
	for try := 1; ; try++ {
		a, err := c.do(ctx, r, nil)
		switch {
		case err == nil:
			return s.opened(in.op, a)
		case !isUncertain(err):
			return err
		case try == begins || ctx.Err() != nil:
			return certain(err)
		}
		if err := c.pause(ctx, err, try); err != nil {
			return certain(err)
		}
	}
}

// opened notes where the file goes.
func (s *session) opened(op string, a *rest.Answer) error {
	s.URL = a.Header.Get("Location")
	s.Sent, s.Full, s.Since, s.fresh = 0, time.Time{}, time.Now().UTC(), true
	if s.URL == "" {
		return &social.Error{Network: network, Op: op, Kind: social.ErrUnavailable, Message: "the answer names no upload session"}
	}
	return nil
}

// certain turns the doubt about a session into a failure: without a file nothing can have come of it.
func certain(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || !errors.Is(e.Kind, social.ErrUncertain) {
		return err
	}
	own := *e
	own.Kind = social.ErrUnavailable
	return &own
}

// pause waits before another try, unless there is no time for it: then it returns err.
func (c *Client) pause(ctx context.Context, err error, try int) error {
	o := c.rest.Options()
	wait := min(o.RetryWait<<min(try-1, 16), o.RetryWaitMax)
	wait = wait/2 + rand.N(wait/2+1) //nolint:gosec // jitter, not a secret
	if e, ok := errors.AsType[*social.Error](err); ok && e.RetryAfter > 0 {
		wait = e.RetryAfter + rand.N(o.RetryWait) //nolint:gosec // as above
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		return err
	}
	if rest.Sleep(ctx, wait) != nil {
		return err
	}
	return nil
}

// send brings what is missing of a file to YouTube and decodes the resource that it became into out. Where the server
// says it stands is where it goes on, never where this side thinks. A session that is over is errGone.
func (c *Client) send(ctx context.Context, s *session, file *rest.File, out any) error {
	parts := file.Parts(ctx, s.Total)
	defer parts.Close()
	unsure := !s.fresh
	s.fresh = false
	for failures, best := 0, int64(0); ; {
		body, size := (*rest.File)(nil), int64(0)
		asking := unsure || s.Sent >= s.Total
		if !asking {
			size = c.chunk(s)
			body = parts.Part(s.Sent, size)
		}
		done, moved, err := c.put(ctx, s, body, size, out)
		switch {
		case done:
			return nil
		case err != nil && !passing(err):
			return err
		case err == nil && moved:
			if unsure = false; s.Sent > best { // a server that forgets what it had is not trusted for ever
				best, failures = s.Sent, 0
			}
			continue
		case err == nil && asking && s.Sent < s.Total:
			unsure = false
			continue
		}
		failures++
		if failures > c.rest.Options().Retries {
			return c.giveUp(ctx, s, err, asking, out)
		}
		c.rest.Log().Debug("upload goes on after a failure", slog.String("network", network), slog.Int64("sent", s.Sent),
			slog.Int64("total", s.Total), slog.Any("error", err))
		if pauseErr := c.pause(ctx, stuck(s, err), failures); pauseErr != nil {
			return pauseErr
		}
		unsure = true
	}
}

// giveUp ends a sending that failed too often. If the last byte may have arrived, the session is asked a last time.
func (c *Client) giveUp(ctx context.Context, s *session, err error, asked bool, out any) error {
	if asked || s.Full.IsZero() {
		return stuck(s, err)
	}
	done, _, askErr := c.put(ctx, s, nil, 0, out)
	switch {
	case done:
		return nil
	case errors.Is(askErr, errGone):
		return askErr
	default:
		return stuck(s, err)
	}
}

// stuck is the error of an upload that does not move on.
func stuck(s *session, err error) error {
	if err != nil {
		return err
	}
	return &social.Error{
		Network: network, Op: methodPut, Kind: social.ErrUnavailable,
		Message: fmt.Sprintf("the upload stands at %d of %d bytes", s.Sent, s.Total),
	}
}

// passing reports a failure after which the session is asked how far it is.
func passing(err error) bool {
	return (errors.Is(err, social.ErrUnavailable) || errors.Is(err, social.ErrRateLimited)) && !errors.Is(err, errGone) &&
		!errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// chunk is how many bytes go next.
func (c *Client) chunk(s *session) int64 {
	size := c.cfg.ChunkSize
	switch {
	case size < 0:
		return s.Total - s.Sent
	case size == 0:
		size = defaultChunk
	}
	size = (size + granule - 1) / granule * granule
	return min(size, s.Total-s.Sent)
}

// put sends a piece of the file, or, without one, asks how far the session is. done says that the file is there whole
// and out filled in; moved that YouTube has more of it than before.
func (c *Client) put(ctx context.Context, s *session, body *rest.File, size int64, out any) (done, moved bool, err error) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return false, false, &social.Error{Network: network, Op: methodPut, Kind: social.ErrInvalid, Message: "the address of the upload session is damaged"}
	}
	total := strconv.FormatInt(s.Total, 10)
	r := &rest.Request{
		Op: methodPut, Method: http.MethodPut, URL: u, Class: rest.Idempotent, Single: true,
		Accept: []int{http.StatusPermanentRedirect}, Header: http.Header{"Content-Range": {"bytes */" + total}},
	}
	last := body != nil && s.Sent+size == s.Total && s.Full.IsZero()
	if body != nil {
		r.Body = body
		r.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%s", s.Sent, s.Sent+size-1, total))
	}
	if last {
		s.Full = time.Now().UTC()
	}
	var answer json.RawMessage
	a, err := c.rest.Do(ctx, r, &answer)
	if last && refused(err) {
		s.Full = time.Time{}
	}
	switch {
	case errors.Is(err, social.ErrNotFound):
		return false, false, gone(err)
	case err != nil:
		return false, false, err
	case a.Status != http.StatusPermanentRedirect:
		c.received(a, answer, out)
		return true, true, nil
	}
	at, err := confirmed(a.Header.Get("Range"), s.Total)
	if err != nil {
		return false, false, err
	}
	moved = at > s.Sent
	s.Sent = at
	switch {
	case at < s.Total: // it waits for more
		s.Full = time.Time{}
	case s.Full.IsZero():
		s.Full = time.Now().UTC()
	}
	return false, moved, nil
}

// refused reports that a server answered a request with no, so that the request did nothing.
func refused(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && e.Status >= 400 && e.Status < 500 && e.Status != http.StatusRequestTimeout && !errors.Is(e.Kind, social.ErrNotFound)
}

// received reads the resource that a file became. That it cannot be read does not undo the upload.
func (c *Client) received(a *rest.Answer, answer []byte, out any) {
	if out == nil {
		return
	}
	if err := rest.Decode(answer, out); err != nil {
		c.rest.Log().Warn("the answer to a finished upload cannot be read", slog.String("network", network), slog.Int("status", a.Status))
	}
}

// gone marks the answer of a server that no longer knows the session.
func gone(err error) error {
	e := &social.Error{Network: network, Op: methodPut}
	if own, ok := errors.AsType[*social.Error](err); ok {
		*e = *own
	}
	e.Kind, e.Err, e.Message = social.ErrUnavailable, errGone, errGone.Error()
	return e
}

// confirmed reads how many bytes of the file are there. Without a Range there are none.
func confirmed(header string, total int64) (int64, error) {
	if header == "" {
		return 0, nil
	}
	span := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(header), "bytes"))
	first, last, ok := strings.Cut(strings.TrimSpace(strings.TrimPrefix(span, "=")), "-")
	n, err := strconv.ParseInt(last, 10, 64)
	if !ok || first != "0" || err != nil || n < 0 || n >= total {
		return 0, &social.Error{
			Network: network, Op: methodPut, Kind: social.ErrUnavailable, Message: "the answer says " + strconv.Quote(rest.Clip(header)) + " of how much is there",
		}
	}
	return n + 1, nil
}
