package social

import (
	"log/slog"
	"net/http"
	"time"
)

// Options is what all clients share; one value can configure many. The zero value, or a nil pointer, is a
// good start. Clients copy it.
type Options struct {
	// HTTPClient sends the requests; its Transport, proxy and cookie settings are used. Default: a client
	// of the library's own with bounded connection and answer-header times and no overall timeout, since
	// uploads and streams last. A Timeout set here is honoured.
	HTTPClient *http.Client

	// BaseURL replaces the network's own, for proxies and test servers. Plain HTTP is accepted.
	BaseURL string

	// UserAgent precedes the library's own product name. Default: the library's alone.
	UserAgent string

	// Limiter paces requests. Default: one of the client's own, which knows the network's documented
	// allowances. Share one among clients with the same account.
	Limiter Limiter

	// Retries is how often a request may be repeated when that is safe: 0 means 4, negative never. What was
	// refused for its token is sent once more with a new one in any case.
	Retries int

	// RetryWait bounds the pauses between repeats: first and longest. Zero means 500 ms and 30 s. A pause
	// that the network asks for is kept, if ctx allows.
	RetryWait, RetryWaitMax time.Duration

	// Settle is for how long the client looks for a write whose answer was lost before it takes its
	// absence as proof that nothing happened: 0 means 5 s.
	Settle time.Duration

	// MediaWait bounds the wait for a network to process a file: 0 means 10 minutes.
	MediaWait time.Duration

	// Logger hears of retries, reconnects and refused writes, never of contents or tokens. Default: silence.
	Logger *slog.Logger

	// ExpectAccount is the ID or handle of the account that writes must go to. When set, the first write
	// asks whom the token belongs to and every write is refused with [ErrWrongAccount] if it is another.
	ExpectAccount string

	// DryRun lets reads out and refuses every write with [ErrDryRun], after logging what would have been sent.
	DryRun bool

	// Observer is called after each attempt of each request. It must return quickly and be safe for
	// concurrent use.
	Observer func(Observation)
}

// Observation is one attempt of one request, enough to feed metrics and traces. It holds no secrets: no
// URL, no header, no body.
type Observation struct {
	Network   string
	Op        string        // "statuses.create"
	Method    string        // "POST"
	Attempt   int           // 1 for the first
	Status    int           // 0 if no answer came
	Sent      int64         // bytes of the request's body
	Received  int64         // bytes of the answer's body read
	Waited    time.Duration // for the rate budget, before this attempt
	Duration  time.Duration // from sending to the end of the answer
	Remaining int64         // units left in the tightest budget that the answer named, -1 if it named none
	RequestID string
	Err       error // why the attempt failed, nil if it did not
}
