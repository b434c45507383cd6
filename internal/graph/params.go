package graph

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// SetText sets a parameter unless the text is empty.
func SetText(p url.Values, name, text string) {
	if text != "" {
		p.Set(name, text)
	}
}

// SetInt sets a parameter unless the number is 0 or less.
func SetInt(p url.Values, name string, n int) {
	if n > 0 {
		p.Set(name, strconv.Itoa(n))
	}
}

// SetBool sets a parameter unless it is nil.
func SetBool(p url.Values, name string, b *bool) {
	if b != nil {
		p.Set(name, strconv.FormatBool(*b))
	}
}

// SetTime sets a parameter to seconds since 1970, which every endpoint takes, unless the time is zero.
func SetTime(p url.Values, name string, t time.Time) {
	if !t.IsZero() {
		p.Set(name, strconv.FormatInt(t.Unix(), 10))
	}
}

// SetJSON sets a parameter to a list or object, which Meta takes as JSON.
func SetJSON(p url.Values, name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %s: %w", name, err)
	}
	p.Set(name, string(b))
	return nil
}
