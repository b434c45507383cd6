package rest

import (
	"net/http"
	"strconv"
	"time"
)

// retryAfter reads the Retry-After header: seconds, or a date by the server's clock. 0 if there is none.
func retryAfter(h http.Header, received time.Time) time.Duration {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	if s, err := strconv.ParseFloat(v, 64); err == nil {
		if s <= 0 || s > 31*24*3600 {
			return 0
		}
		return time.Duration(s * float64(time.Second))
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	now := received
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date // the same clock as the header's
	}
	return max(0, at.Sub(now))
}
