package youtubetest

import "strings"

// selection is a parsed fields parameter, see
// https://developers.google.com/youtube/v3/getting-started#fields. A nil map below a name takes all of it.
type selection map[string]selection

// parseFields reads a list such as "items(id,snippet/title),nextPageToken".
func parseFields(text string) (selection, bool) {
	out, rest, ok := parseList(text)
	return out, ok && rest == ""
}

func parseList(text string) (selection, string, bool) {
	out := selection{}
	for {
		end := strings.IndexAny(text, ",/()")
		name := text
		if end >= 0 {
			name = text[:end]
		}
		name = strings.TrimSpace(name)
		if name == "" {
			return nil, text, false
		}
		if end < 0 {
			out.add(name, nil)
			return out, "", true
		}
		below, rest, ok := parseBelow(text[end:])
		if !ok {
			return nil, rest, false
		}
		out.add(name, below)
		if !strings.HasPrefix(rest, ",") {
			return out, rest, true
		}
		text = rest[1:]
	}
}

// parseBelow reads what follows a name: a path, a list in parentheses, or nothing.
func parseBelow(text string) (selection, string, bool) {
	switch text[0] {
	case '(':
		below, rest, ok := parseList(text[1:])
		if !ok || !strings.HasPrefix(rest, ")") {
			return nil, rest, false
		}
		return below, rest[1:], true
	case '/':
		end := strings.IndexAny(text[1:], ",()/")
		name, rest := text[1:], ""
		if end >= 0 {
			name, rest = text[1:1+end], text[1+end:]
		}
		if name = strings.TrimSpace(name); name == "" {
			return nil, rest, false
		}
		var below selection
		if rest != "" && rest[0] != ',' && rest[0] != ')' {
			var ok bool
			if below, rest, ok = parseBelow(rest); !ok {
				return nil, rest, false
			}
		}
		return selection{name: below}, rest, true
	}
	return nil, text, true
}

func (s selection) add(name string, below selection) {
	had, exists := s[name]
	switch {
	case below == nil || exists && had == nil:
		s[name] = nil
	case !exists:
		s[name] = below
	default:
		for n, b := range below {
			had.add(n, b)
		}
	}
}

// trim leaves of a value what the selection names. It returns nil if nothing is left.
func (s selection) trim(v any) any {
	if s == nil {
		return v
	}
	switch v := v.(type) {
	case object:
		out := object{}
		for name, value := range v {
			below, named := s[name]
			if !named {
				if below, named = s["*"]; !named {
					continue
				}
			}
			if kept := below.trim(value); kept != nil {
				out[name] = kept
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []object:
		out := []object{}
		for _, item := range v {
			kept, _ := s.trim(item).(object)
			if kept == nil {
				kept = object{}
			}
			out = append(out, kept)
		}
		return out
	}
	return nil
}
