package simulator

import "strings"

// Match reports whether a request fits a pattern.
//
// A pattern is a path, or a method, a space and a path: "POST /api/v1/statuses". In the path, "*" stands
// for one segment and a final "**" for any number of them, none included. The empty pattern fits every
// request.
func Match(pattern, method, path string) bool {
	if pattern == "" {
		return true
	}
	if m, rest, found := strings.Cut(pattern, " "); found {
		if m != method {
			return false
		}
		pattern = strings.TrimSpace(rest)
	}
	return matchPath(segments(pattern), segments(path))
}

func segments(path string) []string {
	return strings.Split(strings.Trim(path, "/"), "/")
}

func matchPath(pattern, path []string) bool {
	for i, want := range pattern {
		if want == "**" && i == len(pattern)-1 {
			return true
		}
		if i >= len(path) || want != "*" && want != path[i] {
			return false
		}
	}
	return len(pattern) == len(path)
}
