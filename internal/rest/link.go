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
		for {
			_, after, found := strings.Cut(line, "<")
			target, params, closed := strings.Cut(after, ">")
			if !found || !closed {
				break
			}
			rels, rest := linkRels(params)
			if hasField(rels, rel) {
				if u, err := url.Parse(target); err == nil {
					return u.Query()
				}
			}
			line = rest
		}
	}
	return nil
}

// linkRels reads the parameters of one link, up to the comma that ends it, for the relations that it has. Of
// several rel parameters the first counts.
func linkRels(s string) (rels, rest string) {
	for first := true; ; {
		s = strings.TrimLeft(s, " \t;")
		if s == "" {
			return rels, ""
		}
		if s[0] == ',' {
			return rels, s[1:]
		}
		var name, value string
		if i := strings.IndexAny(s, "=;,"); i < 0 {
			name, s = s, ""
		} else {
			name, s = s[:i], s[i:]
		}
		if strings.HasPrefix(s, "=") {
			value, s = linkValue(strings.TrimLeft(s[1:], " \t"))
		}
		if first && strings.EqualFold(strings.TrimSpace(name), "rel") {
			rels, first = value, false
		}
	}
}

// linkValue cuts a token or a quoted string, in which a backslash takes its meaning from the next character.
func linkValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.IndexAny(s, ";,"); i >= 0 {
			return s[:i], s[i:]
		}
		return s, ""
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:]
		case '\\':
			if i++; i == len(s) {
				return b.String(), ""
			}
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}

func hasField(list, want string) bool {
	for f := range strings.FieldsSeq(list) {
		if strings.EqualFold(f, want) {
			return true
		}
	}
	return false
}
