package youtubetest

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // etags have the length of one
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const jsonType = "application/json; charset=UTF-8"

// etagOf is the etag of a value.
func etagOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil { // cannot happen: values are plain
		return ""
	}
	sum := sha1.Sum(data) //nolint:gosec // no secret depends on it
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// resource completes a resource with what all have.
func resource(kind, id string, body object) object {
	body["kind"] = "youtube#" + kind
	if id != "" {
		body["id"] = id
	}
	body["etag"] = etagOf(body)
	return body
}

// respond writes the answer of a handler, or 304 if the client has it already.
func (c *call) respond(body any) {
	switch body := body.(type) {
	case nil:
		c.w.WriteHeader(http.StatusNoContent)
		return
	case file:
		c.w.Header().Set("Content-Disposition", "attachment")
		writeRaw(c.w, http.StatusOK, body.kind, body.content)
		return
	case object:
		c.respondJSON(body)
	}
}

// file is an answer that is not JSON.
type file struct {
	kind    string
	content []byte
}

func (c *call) respondJSON(body object) {
	if tag, ok := body["etag"].(string); ok {
		c.w.Header().Set("ETag", strconv.Quote(tag))
		if c.r.Method == http.MethodGet && c.has(tag) {
			c.w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if c.wanted != nil {
		body, _ = c.wanted.trim(body).(object)
		if body == nil {
			body = object{}
		}
	}
	data := encode(body, c.query.Get("prettyPrint") != "false")
	c.w.Header().Set("Vary", "Origin, X-Origin, Referer")
	c.w.Header().Set("Cache-Control", "private")
	writeRaw(c.w, c.status, jsonType, data)
}

// has reports whether the client has said that it knows this version.
func (c *call) has(tag string) bool { return matches(c.r.Header.Get("If-None-Match"), tag) }

// matches reports whether a list of etags, quoted or not, names this one.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.Trim(strings.TrimPrefix(strings.TrimSpace(one), "W/"), `"`)
		if one != "" && (one == "*" || one == tag) {
			return true
		}
	}
	return false
}

// unchanged demands that the resource is still the one that the client means to change.
func (c *call) unchanged(current object) error {
	want := c.r.Header.Get("If-Match")
	tag, _ := current["etag"].(string)
	if want == "" || c.srv.opts.Traps.IgnoreIfMatch || matches(want, tag) {
		return nil
	}
	e := refuse(http.StatusPreconditionFailed, "global", "conditionNotMet", "Precondition Failed")
	e.location = "If-Match header"
	return e
}

func encode(body any, pretty bool) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if pretty {
		encoder.SetIndent("", "  ")
	}
	if err := encoder.Encode(body); err != nil { // cannot happen: values are plain
		return []byte("{}\n")
	}
	return out.Bytes()
}

func writeRaw(w http.ResponseWriter, status int, kind string, data []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, _ = w.Write(data) // the client may be gone
}

// stamp is a time as the network writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// fineStamp is a time as live chats have it.
func fineStamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// decimal is a number as the network writes 64-bit ones.
func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// set puts a text into an object unless it is empty.
func set(o object, name, value string) {
	if value != "" {
		o[name] = value
	}
}
