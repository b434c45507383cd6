package mastodontest

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const maxForm = 1 << 20

var errBadBody = errors.New("mastodontest: request body cannot be parsed")

// params are the parameters of a request, wherever they came from: query, form, multipart or JSON. The
// values are what encoding/json makes of JSON; those of forms are strings.
type params map[string]any

// readParams reads query and body. Files of a multipart body are hashed as they come and not kept.
func readParams(r *http.Request) (params, map[string]*upload, error) {
	p := params{}
	p.addForm(r.URL.Query())
	kind, args, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "multipart/form-data":
		files, err := readMultipart(r.Body, args["boundary"], p)
		return p, files, err
	case "application/json":
		data, err := io.ReadAll(io.LimitReader(r.Body, maxForm))
		if err != nil || len(data) == 0 {
			return p, nil, err
		}
		var body map[string]any
		decoder := json.NewDecoder(strings.NewReader(string(data)))
		decoder.UseNumber()
		if err := decoder.Decode(&body); err != nil {
			return nil, nil, errBadBody
		}
		maps.Copy(p, body)
	case "application/x-www-form-urlencoded":
		data, err := io.ReadAll(io.LimitReader(r.Body, maxForm))
		if err != nil {
			return nil, nil, err
		}
		p.addOrdered(string(data))
	}
	return p, nil, nil
}

func (p params) addForm(values url.Values) {
	for name, list := range values {
		for _, v := range list {
			p.add(name, v)
		}
	}
}

// addOrdered reads a form in its order, which matters for arrays of hashes.
func (p params) addOrdered(form string) {
	for pair := range strings.SplitSeq(form, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil || name == "" {
			continue
		}
		if value, err = url.QueryUnescape(value); err == nil {
			p.add(name, value)
		}
	}
}

// add stores one form field under a name such as a, a[], a[b] or a[][b].
func (p params) add(name, value string) {
	root, rest, _ := strings.Cut(name, "[")
	if rest == "" {
		p[root] = value
		return
	}
	keys := strings.Split(strings.TrimSuffix(rest, "]"), "][")
	p[root] = nest(p[root], keys, value)
}

func nest(node any, keys []string, value string) any {
	if len(keys) == 0 {
		return value
	}
	if keys[0] != "" {
		object, ok := node.(map[string]any)
		if !ok {
			object = map[string]any{}
		}
		object[keys[0]] = nest(object[keys[0]], keys[1:], value)
		return object
	}
	list, _ := node.([]any)
	if len(keys) == 1 {
		return append(list, value)
	}
	// An array of hashes: a field that the last element already has begins a new element.
	if n := len(list); n > 0 {
		last, ok := list[n-1].(map[string]any)
		_, taken := last[keys[1]]
		if ok && (!taken || len(keys) > 2) {
			list[n-1] = nest(last, keys[1:], value)
			return list
		}
	}
	return append(list, nest(nil, keys[1:], value))
}

// has reports whether the parameter was given and is not empty.
func (p params) has(name string) bool {
	v, ok := p[name]
	return ok && v != nil && v != ""
}

// given reports whether the parameter was sent, be it empty.
func (p params) given(name string) bool {
	_, ok := p[name]
	return ok
}

func (p params) str(name string) string { return text(p[name]) }

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// strs reads a list; a single value counts as a list of one.
func (p params) strs(name string) []string {
	var out []string
	switch v := p[name].(type) {
	case nil:
	case []any:
		for _, item := range v {
			out = append(out, text(item))
		}
	default:
		if s := text(v); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// boolean follows Mastodon's rule for forms: an empty value was not given, a few words are false and
// everything else is true.
func (p params) boolean(name string) (value, given bool) {
	if !p.has(name) {
		return false, false
	}
	falsehoods := []string{"0", "f", "F", "false", "FALSE", "off", "OFF"}
	return !slices.Contains(falsehoods, p.str(name)), true
}

func (p params) isTrue(name string) bool {
	v, _ := p.boolean(name)
	return v
}

func (p params) number(name string) (int, bool) {
	n, err := strconv.Atoi(p.str(name))
	return n, err == nil
}

func (p params) sub(name string) params {
	m, _ := p[name].(map[string]any)
	return m
}

// list reads an array of hashes, or a hash whose keys only give the order.
func (p params) list(name string) []params {
	var out []params
	switch v := p[name].(type) {
	case []any:
		for _, item := range v {
			if m, ok := item.(map[string]any); ok {
				out = append(out, m)
			}
		}
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, compareIDs)
		for _, k := range keys {
			if m, ok := v[k].(map[string]any); ok {
				out = append(out, m)
			}
		}
	}
	return out
}
