package rest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Snippet describes an answer that is not in the network's own error form.
func Snippet(a *Answer) string {
	text := strings.ToLower(http.StatusText(a.Status))
	if len(a.Body) == 0 {
		return text
	}
	if isPage(a.Header, a.Body) {
		return text + " (an HTML page, from a proxy perhaps)"
	}
	return Clip(string(a.Body))
}

// isPage tells pages from data. Some servers give the wrong content type, so the body has the last word.
func isPage(h http.Header, body []byte) bool {
	body = bytes.TrimLeft(body, " \t\r\n\uFEFF")
	switch {
	case len(body) == 0:
		return false
	case body[0] == '<':
		return true
	default:
		return strings.Contains(h.Get("Content-Type"), "html") && body[0] != '{' && body[0] != '['
	}
}

// Clip shortens a stranger's text for an error message, and takes out what would upset a terminal.
func Clip(s string) string {
	const most = 300
	if len(s) > 8*most { // enough to fill the message even if most of it is white space
		s = s[:8*most]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// redacted stands where a server repeated a secret of ours.
const redacted = "[redacted]"

// redact takes out of an answer the secrets that its request carried.
func (x *exchange) redact(body []byte) []byte {
	for _, s := range x.secrets() {
		body = bytes.ReplaceAll(body, []byte(s), []byte(redacted))
	}
	return body
}

func (x *exchange) redactText(text string) string {
	for _, s := range x.secrets() {
		text = strings.ReplaceAll(text, s, redacted)
	}
	return text
}

// secrets are the credential of the request and, if its body holds others, those, in all the ways in which a server may
// write them.
func (x *exchange) secrets() []string {
	const shortest = 4 // taking out less would spoil every text
	var found []string
	add := func(s string) {
		if len(s) < shortest {
			return
		}
		quoted, _ := json.Marshal(s) // cannot fail
		inner := string(quoted[1 : len(quoted)-1])
		for _, form := range []string{s, inner, strings.ReplaceAll(inner, "/", `\/`), url.QueryEscape(s), url.PathEscape(s)} {
			if !slices.Contains(found, form) {
				found = append(found, form)
			}
		}
	}
	add(x.secret)
	if m, ok := x.req.Body.(memory); ok && x.req.Secret && m.contentType == formType {
		form, _ := url.ParseQuery(string(m.data)) // our own encoding
		for name, values := range form {
			if isPublic(name) {
				continue
			}
			for _, v := range values {
				add(v)
			}
		}
	}
	return found
}

// isPublic reports form fields of OAuth that are no secrets.
func isPublic(name string) bool {
	switch name {
	case "grant_type", "response_type", "client_id", "redirect_uri", "scope", "token_type_hint":
		return true
	default:
		return false
	}
}

// validHeaderValue reports whether a header may hold the text: no line breaks or other control characters.
func validHeaderValue(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F })
}
