package rest

import (
	"net/http"
	"net/url"
	"strings"
)

// LinkQuery returns the query of the Link header's target with the given relation (RFC 8288), nil if there is
// none. Only the query: following the address itself could take a token to another host.
func LinkQuery(h http.Header, rel string) url.Values {
	for _, line := range h.Values("Link") {
		for line != "" {
			_, rest, ok := strings.Cut(line, "<")
			if !ok {
				break
			}
			target, rest, ok := strings.Cut(rest, ">")
			if !ok {
				break
			}
			params, next := splitParams(rest)
			line = next
			if !hasRel(params, rel) {
				continue
			}
			u, err := url.Parse(target)
			if err != nil {
				continue
			}
			return u.Query()
		}
	}
	return nil
}

// splitParams cuts the parameters of one link from what follows the next comma outside quotes.
func splitParams(s string) (params, rest string) {
	quoted := false
	for i := range len(s) {
		switch s[i] {
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				return s[:i], s[i+1:]
			}
		}
	}
	return s, ""
}

func hasRel(params, rel string) bool {
	for p := range strings.SplitSeq(params, ";") {
		name, value, ok := strings.Cut(strings.TrimSpace(p), "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "rel") {
			continue
		}
		for r := range strings.FieldsSeq(strings.Trim(strings.TrimSpace(value), `"`)) {
			if strings.EqualFold(r, rel) {
				return true
			}
		}
	}
	return false
}
