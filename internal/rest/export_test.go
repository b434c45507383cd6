package rest

import (
	"net/http"
	"time"
)

// ErrStalled is the cause of an attempt during which nothing moved.
var ErrStalled = errStalled

// RetryAfter reads the header.
func RetryAfter(h http.Header, received time.Time) time.Duration { return retryAfter(h, received) }

// CheckPath is what a path is put through before it is used.
func CheckPath(p string) (string, error) { return checkPath(p) }
