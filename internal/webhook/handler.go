package webhook

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// DefaultMaxBody is the largest body that is read when the caller names no bound. Networks batch events, but
// none sends a tenth of that.
const DefaultMaxBody = 4 << 20

// retryAfter is when a network should come again with what there was no room for.
const retryAfter = 30 * time.Second

// Answer is what a challenge is answered with.
type Answer struct {
	ContentType string
	Body        []byte
}

// Handler is the part of a receiver that all networks share. Its answers are:
//
//	GET    200 and the answer to a challenge, 403 if there is none
//	POST   200 once Accept has taken the body; 403 for a bad signature; 413 for a body beyond the bound;
//	       503 with Retry-After if Accept has no room
//
// Everything else is refused with 405. It is safe for concurrent use if its functions are.
type Handler struct {
	// Challenge answers a GET; false refuses it.
	Challenge func(query url.Values) (Answer, bool)

	// Verify reports whether the network signed the body.
	Verify func(h http.Header, body []byte) bool

	// Accept takes a body that the network signed. It must return within the time that the network waits for
	// its answer; an error means that it was not taken and should come again.
	Accept func(r *http.Request, body []byte) error

	// Refused hears why a request was refused; nil: nobody does. It gets nothing that a stranger wrote.
	Refused func(status int, reason string)

	// MaxBody bounds what is read of a request, in bytes; 0 means [DefaultMaxBody].
	MaxBody int64
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		h.challenge(w, r)
	case http.MethodPost:
		h.receive(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		h.refuse(w, http.StatusMethodNotAllowed, "neither a challenge nor an event")
	}
}

func (h *Handler) challenge(w http.ResponseWriter, r *http.Request) {
	answer, ok := h.Challenge(r.URL.Query())
	if !ok {
		h.refuse(w, http.StatusForbidden, "not a challenge of this network")
		return
	}
	head := w.Header()
	head.Set("Content-Type", answer.ContentType)
	head.Set("X-Content-Type-Options", "nosniff") // part of the answer is what a stranger sent
	_, _ = w.Write(answer.Body)                   // whoever asked has gone
}

func (h *Handler) receive(w http.ResponseWriter, r *http.Request) {
	most := h.MaxBody
	if most <= 0 {
		most = DefaultMaxBody
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		h.refuse(w, http.StatusRequestEntityTooLarge, "the body is longer than "+strconv.FormatInt(most, 10)+" bytes")
		return
	}
	switch {
	case err != nil:
		h.refuse(w, http.StatusBadRequest, "the body did not come whole")
	case !h.Verify(r.Header, body):
		h.refuse(w, http.StatusForbidden, "the signature is missing or wrong")
	case h.Accept(r, body) != nil:
		w.Header().Set("Retry-After", strconv.Itoa(int(retryAfter.Seconds())))
		h.refuse(w, http.StatusServiceUnavailable, "there is no room for more events")
	default:
		w.WriteHeader(http.StatusOK)
	}
}

func (h *Handler) refuse(w http.ResponseWriter, status int, reason string) {
	if h.Refused != nil {
		h.Refused(status, reason)
	}
	http.Error(w, reason, status)
}
