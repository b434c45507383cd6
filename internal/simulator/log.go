package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// An Entry is what the log keeps of one request. Secrets are not kept: of a token only its label is.
type Entry struct {
	Seq      int           // position among all requests, from 1
	Time     time.Time     // when the request arrived, on the simulator's clock
	Method   string        //
	Path     string        // without the query
	Query    url.Values    // token parameters replaced by "redacted"
	Header   http.Header   // the headers that clients are judged by; never credentials
	HadToken bool          // whether a credential came with the request
	Label    string        // whom the token belongs to, as the network named it
	Size     int64         // bytes of the request body that were read
	Status   int           // of the answer; 0 while running, or when the connection was cut
	Sent     int64         // bytes of the answer's body
	Fault    FaultKind     // the fault that hit the request, if any
	Executed bool          // whether the network's handler ran
	Took     time.Duration // from arrival to the end of the answer; 0 while running
}

// A Log holds the newest requests in the order of their arrival. It is safe for concurrent use.
type Log struct {
	mu      sync.Mutex
	size    int
	total   int
	entries []*Entry // a ring once full
}

const defaultLogSize = 1 << 14

func newLog(size int) *Log {
	if size <= 0 {
		size = defaultLogSize
	}
	return &Log{size: size}
}

func (l *Log) add(e *Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	e.Seq = l.total
	if len(l.entries) < l.size {
		l.entries = append(l.entries, e)
		return
	}
	l.entries[(l.total-1)%l.size] = e
}

func (l *Log) update(e *Entry, change func(*Entry)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(e)
}

// All returns the entries that are kept, oldest first.
func (l *Log) All() []Entry { return l.Find("") }

// Find returns the kept entries that fit a pattern (see [Match]), oldest first.
func (l *Log) Find(pattern string) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []Entry
	first := 0
	if len(l.entries) == l.size {
		first = l.total % l.size
	}
	for i := range l.entries {
		e := l.entries[(first+i)%len(l.entries)]
		if Match(pattern, e.Method, e.Path) {
			found = append(found, *e)
		}
	}
	return found
}

// Count is the number of kept entries that fit a pattern (see [Match]).
func (l *Log) Count(pattern string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, e := range l.entries {
		if Match(pattern, e.Method, e.Path) {
			n++
		}
	}
	return n
}

// Last returns the newest entry that fits a pattern, and false if there is none.
func (l *Log) Last(pattern string) (Entry, bool) {
	found := l.Find(pattern)
	if len(found) == 0 {
		return Entry{}, false
	}
	return found[len(found)-1], true
}

// Total is the number of requests since the start or the last Reset, those that are no longer kept
// included.
func (l *Log) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

// Reset forgets all entries.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries, l.total = nil, 0
}

// keptHeaders are the ones that clients are judged by.
func keptHeaders() []string {
	return []string{
		"Accept", "Content-Type", "Content-Length", "User-Agent", "Idempotency-Key", "If-None-Match",
		"If-Modified-Since", "Content-Range", "Last-Event-Id", "Upgrade", "Linkedin-Version",
		"X-Restli-Protocol-Version", "X-Restli-Method", "X-Upload-Content-Type", "X-Upload-Content-Length",
	}
}

func newEntry(r *http.Request, now time.Time, label string, hadToken bool) *Entry {
	e := &Entry{
		Time: now, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(),
		Header: http.Header{}, HadToken: hadToken, Label: label,
	}
	for name := range e.Query {
		if secretParam(name) {
			e.Query[name] = []string{"redacted"}
		}
	}
	for _, name := range keptHeaders() {
		if v := r.Header.Values(name); len(v) > 0 {
			e.Header[name] = append([]string(nil), v...)
		}
	}
	return e
}

func secretParam(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "code", "appsecret_proof", "key":
		return true
	}
	return strings.Contains(name, "token") || strings.Contains(name, "secret") || strings.Contains(name, "verifier")
}
