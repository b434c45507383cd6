package youtubetest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// session is a resumable upload. Its lock is taken before the server's, never the other way round.
type session struct {
	id          string
	route       *route
	account     string
	call        *call // the request that began it, for the parts of the answer
	contentType string
	created     time.Time
	finish      finisher

	mu      sync.Mutex
	total   int64 // -1: not known yet
	file    *blob
	request int // the newest one; an older one that still reads stores nothing any more
	served  int
	expired bool
	answer  any // of the last byte
	done    bool
}

// An UploadSession is a resumable upload as a test sees it.
type UploadSession struct {
	ID       string
	Channel  string
	Method   string // "videos.insert", "thumbnails.set", …
	Total    int64  // bytes; -1 if it was not announced
	Received int64
	SHA256   string // of what was received, in hexadecimal
	Requests int    // to the session, the one that is about to be served included
	Done     bool
	Expired  bool
}

func (up *session) view() UploadSession {
	up.mu.Lock()
	defer up.mu.Unlock()
	return UploadSession{
		ID: up.id, Channel: up.account, Method: up.route.id, Total: up.total, Received: up.file.size, SHA256: up.file.hex(),
		Requests: up.served, Done: up.done, Expired: up.expired,
	}
}

// Sessions are the resumable uploads that were begun, oldest first.
func (s *Server) Sessions() []UploadSession {
	s.mu.Lock()
	all := append([]*session(nil), s.sessionLog...)
	s.mu.Unlock()
	out := make([]UploadSession, len(all))
	for i, up := range all {
		out[i] = up.view()
	}
	return out
}

// ExpireSession ends a resumable upload: requests to it get [UploadOptions].GoneStatus.
func (s *Server) ExpireSession(id string) {
	s.mu.Lock()
	up := s.sessions[id]
	s.mu.Unlock()
	if up == nil {
		panic("youtubetest: no such session: " + id)
	}
	up.mu.Lock()
	defer up.mu.Unlock()
	up.expired = true
}

// beginSession answers the first request of a resumable upload with the URI of the session.
func (c *call) beginSession() error {
	if err := c.readMetadata(); err != nil {
		return err
	}
	contentType := c.r.Header.Get("X-Upload-Content-Type")
	if err := c.route.media.takes(contentType); err != nil {
		return err
	}
	total := int64(-1)
	if text := c.r.Header.Get("X-Upload-Content-Length"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return badRequest("global", "badRequest", "Invalid X-Upload-Content-Length header.")
		}
		if n > c.route.media.maxSize {
			return tooLarge()
		}
		total = n
	}
	finish, err := c.beginLocked(c.body)
	if err != nil {
		return err
	}
	s := c.srv
	s.mu.Lock()
	up := &session{
		id: "ABPtcP" + s.ids.text(50), route: c.route, account: c.account, call: c, contentType: contentType,
		created: s.now(), finish: finish, total: total, file: newBlob(c.route.media.keep),
	}
	s.sessions[up.id] = up
	s.sessionLog = append(s.sessionLog, up)
	s.mu.Unlock()
	c.w.Header().Set("Location", sessionURI(c.r, up.id))
	c.w.Header().Set("X-Guploader-Uploadid", up.id)
	c.w.Header().Set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
	writeRaw(c.w, http.StatusOK, "text/plain; charset=utf-8", nil)
	return nil
}

// readMetadata reads the body of a request that begins a session; it may be empty.
func (c *call) readMetadata() error {
	data, err := io.ReadAll(io.LimitReader(c.r.Body, maxBody+1))
	switch {
	case err != nil:
		panic(http.ErrAbortHandler) // the client went away
	case len(data) > maxBody:
		return tooLarge()
	case len(data) == 0:
		return nil
	}
	c.body = data
	return needJSON(c.r.Header.Get("Content-Type"))
}

// sessionURI is where the file goes. Like the network's it repeats the query of the first request.
func sessionURI(r *http.Request, id string) string {
	query := url.Values{}
	for name, values := range r.URL.Query() {
		if name != "access_token" && name != "oauth_token" && name != "key" {
			query[name] = values
		}
	}
	query.Set("upload_id", id)
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + r.URL.Path + "?" + query.Encode()
}

// serveSession answers a request to a session.
func (s *Server) serveSession(w http.ResponseWriter, r *http.Request, id string) {
	s.mu.Lock()
	up := s.sessions[id]
	s.mu.Unlock()
	if up == nil {
		s.writeError(w, plain(s.opts.Uploads.GoneStatus, "Not Found"))
		return
	}
	up.mu.Lock()
	up.request++
	up.served++
	request := up.request
	up.mu.Unlock()
	if s.opts.Uploads.OnRequest != nil {
		s.opts.Uploads.OnRequest(up.view())
	}
	if err := s.admit(up, r); err != nil {
		s.writeError(w, err)
		return
	}
	if r.Method == http.MethodDelete {
		up.mu.Lock()
		up.expired = true
		up.mu.Unlock()
		s.writeError(w, plain(499, "Client Closed Request"))
		return
	}
	w.Header().Set("X-Guploader-Uploadid", up.id)
	s.refuseMedia(w, s.receive(w, r, up, request))
}

// admit checks whether a session still lives, and the token if there is one.
func (s *Server) admit(up *session, r *http.Request) error {
	up.mu.Lock()
	gone := up.expired || !s.now().Before(up.created.Add(s.opts.Uploads.SessionTTL))
	up.expired = gone
	up.mu.Unlock()
	if gone {
		return plain(s.opts.Uploads.GoneStatus, "Not Found")
	}
	if tokenOf(r) == "" {
		if s.opts.Uploads.NeedToken {
			return noToken()
		}
		return nil
	}
	who, err := s.authenticate(r)
	if err != nil {
		return err
	}
	if who.account != up.account {
		return forbidden("global", "forbidden", "The session belongs to another account.")
	}
	return nil
}

// contentRange is a parsed Content-Range header.
type contentRange struct {
	probe       bool // "bytes */…"
	first, last int64
	total       int64 // -1: unknown
}

func parseRange(header string) (contentRange, bool) {
	rest, ok := strings.CutPrefix(header, "bytes ")
	if !ok {
		return contentRange{}, false
	}
	span, size, ok := strings.Cut(rest, "/")
	if !ok {
		return contentRange{}, false
	}
	out := contentRange{total: -1}
	var err error
	if size != "*" {
		if out.total, err = strconv.ParseInt(size, 10, 64); err != nil || out.total < 0 {
			return out, false
		}
	}
	if span == "*" {
		out.probe = true
		return out, true
	}
	first, last, ok := strings.Cut(span, "-")
	if !ok {
		return out, false
	}
	var errFirst, errLast error
	out.first, errFirst = strconv.ParseInt(first, 10, 64)
	out.last, errLast = strconv.ParseInt(last, 10, 64)
	ok = errFirst == nil && errLast == nil && out.first >= 0 && out.last >= out.first && (out.total < 0 || out.last < out.total)
	return out, ok
}

// receive serves a request to a session that lives.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, up *session, request int) error {
	header := r.Header.Get("Content-Range")
	span, ok := parseRange(header)
	if header == "" { // the whole file in one request
		span, ok = contentRange{last: r.ContentLength - 1, total: r.ContentLength}, true
	}
	if !ok {
		return plain(http.StatusBadRequest, "Failed to parse Content-Range header.")
	}
	up.mu.Lock()
	if up.done {
		up.mu.Unlock()
		_, _ = io.Copy(io.Discard, r.Body) // what comes again changes nothing
		return s.conclude(w, r, up)
	}
	if err := up.fit(span, header, r.ContentLength, up.route.media.maxSize); err != nil {
		up.mu.Unlock()
		_, _ = io.Copy(io.Discard, r.Body)
		return err
	}
	if header == "" {
		up.file = newBlob(up.route.media.keep)
	}
	if span.total >= 0 {
		up.total = span.total
	}
	skip := up.file.size - span.first
	up.mu.Unlock()
	if !span.probe {
		if err := s.take(r, up, request, span, skip); err != nil {
			return err
		}
	}
	if header == "" {
		up.endWhole()
	}
	return s.conclude(w, r, up)
}

// fit holds a request against what the session holds already.
func (up *session) fit(span contentRange, header string, length, maxSize int64) error {
	switch {
	case up.total >= 0 && span.total >= 0 && span.total != up.total:
		return plain(http.StatusBadRequest, fmt.Sprintf(
			"Invalid request.  According to the Content-Range header, the total size is %d byte(s), which does not match the %d byte(s) announced.", span.total, up.total))
	case span.total > maxSize:
		return tooLarge()
	case span.probe:
		return nil
	case header != "" && length >= 0 && length != span.last-span.first+1:
		return plain(http.StatusBadRequest, fmt.Sprintf(
			"Invalid request.  There were %d byte(s) in the request body.  There should have been %d byte(s) (starting at offset %d and ending at offset %d) according to the Content-Range header.",
			length, span.last-span.first+1, span.first, span.last))
	case header != "" && span.first > up.file.size:
		return plain(http.StatusServiceUnavailable, fmt.Sprintf(
			"Invalid request.  According to the Content-Range header, the upload offset is %d byte(s), which exceeds already uploaded size of %d byte(s).", span.first, up.file.size))
	}
	return nil
}

// take reads the body of a request into the session. Bytes that the session has already are skipped.
func (s *Server) take(r *http.Request, up *session, request int, span contentRange, skip int64) error {
	var body io.Reader = bodyReader{r.Body}
	cut := s.takeCut(r)
	if cut != nil {
		body = &cutReader{r: body, left: cut.After}
	}
	up.mu.Lock()
	before := up.file.clone()
	up.mu.Unlock()
	_, err := io.CopyN(io.Discard, body, max(0, skip))
	if errors.Is(err, io.EOF) {
		return nil // nothing new
	}
	if err == nil {
		last := span.total >= 0 && span.last == span.total-1 || span.total < 0 && span.last < 0
		err = pour(body, before.size, s.opts.Uploads.StoreAtMost, last, s.opts.Uploads.Keep == KeepAll, func(piece []byte) bool {
			up.mu.Lock()
			defer up.mu.Unlock()
			if up.request != request || up.done {
				return false
			}
			_, _ = up.file.Write(piece) // never fails
			return true
		})
	}
	if err == nil {
		return nil
	}
	if s.opts.Uploads.Keep == KeepNothing {
		up.mu.Lock()
		if up.request == request {
			up.file = before
		}
		up.mu.Unlock()
	}
	if !errors.Is(err, errCut) {
		panic(http.ErrAbortHandler) // the client went away
	}
	return cut.answer()
}

// endWhole ends an upload whose length was never announced: it is as long as what came.
func (up *session) endWhole() {
	up.mu.Lock()
	defer up.mu.Unlock()
	if up.total < 0 {
		up.total = up.file.size
	}
}

// answer is what a cut request gets.
func (cut *UploadCut) answer() error {
	if cut.Status == 0 {
		return errReset
	}
	e := plain(cut.Status, http.StatusText(cut.Status))
	if cut.RetryAfter > 0 {
		e.header = http.Header{"Retry-After": {strconv.Itoa(int(cut.RetryAfter.Seconds()))}}
	}
	return e
}

// conclude answers how much the session holds or, when that is all, the resource.
func (s *Server) conclude(w http.ResponseWriter, r *http.Request, up *session) error {
	up.mu.Lock()
	defer up.mu.Unlock()
	if !up.done && (up.total < 0 || up.file.size != up.total) {
		if up.file.size > 0 {
			w.Header().Set("Range", fmt.Sprintf("bytes=0-%d", up.file.size-1))
		}
		status := http.StatusPermanentRedirect
		if r.Header.Get("X-Guploader-No-308") == "yes" {
			status = http.StatusOK
			w.Header().Set("X-Http-Status-Code-Override", "308")
		}
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(status)
		return nil
	}
	if !up.done {
		answer, err := up.call.finishLocked(up.finish, up.file, up.contentType)
		if err != nil {
			up.expired = true
			return err
		}
		up.done, up.answer = true, answer
	}
	c := *up.call
	c.w, c.r, c.status = w, r, s.opts.Uploads.FinalStatus
	c.respond(up.answer)
	return nil
}
