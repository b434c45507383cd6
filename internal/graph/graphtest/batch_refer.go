package graphtest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// batchRefs are the answers of a batch that later requests of it refer to by name, as {result=first:$.data.*.id}. See
// https://developers.facebook.com/docs/graph-api/batch-requests#operations.
type batchRefs map[string]any

// reference is how one request of a batch refers to the answer of another.
var reference = regexp.MustCompile(`\{result=([^:{}]+):\$([^{}]*)\}`)

// note keeps the answer to a request that has a name.
func (b batchRefs) note(name string, answer Object) {
	if name == "" || answer == nil {
		return
	}
	var body any
	text, _ := answer["body"].(string)
	if decode(text, &body) == nil {
		b[name] = body
	}
}

// names lists what a text refers to.
func (batchRefs) names(text string) []string {
	var out []string
	for _, m := range reference.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// fill puts what is referred to in place of the references.
func (b batchRefs) fill(text string, escape func(string) string) string {
	return reference.ReplaceAllStringFunc(text, func(ref string) string {
		m := reference.FindStringSubmatch(ref)
		var found []string
		for _, v := range walkPath(b[m[1]], pathSteps(m[2])) {
			found = append(found, Params{"": v}.Text(""))
		}
		return escape(strings.Join(found, ","))
	})
}

// pathSteps splits the part of a JSONPath behind the $: .data[0].id, .data.*.id and the like.
func pathSteps(path string) []string {
	path = strings.NewReplacer("[", ".", "]", "", "'", "", "..", ".").Replace(path)
	return strings.FieldsFunc(path, func(r rune) bool { return r == '.' })
}

func walkPath(v any, steps []string) []any {
	if len(steps) == 0 {
		if v == nil {
			return nil
		}
		return []any{v}
	}
	var out []any
	switch v := v.(type) {
	case map[string]any:
		if steps[0] == "*" {
			for _, each := range v {
				out = append(out, walkPath(each, steps[1:])...)
			}
			return out
		}
		return walkPath(v[steps[0]], steps[1:])
	case []any:
		if i, err := strconv.Atoi(steps[0]); err == nil {
			if i < 0 || i >= len(v) {
				return nil
			}
			return walkPath(v[i], steps[1:])
		}
		rest := steps
		if steps[0] == "*" {
			rest = steps[1:]
		}
		for _, each := range v {
			out = append(out, walkPath(each, rest)...)
		}
	}
	return out
}

// omitted reports whether the answer to a request of a batch is left out: one that others refer to is, unless the
// request says otherwise.
func (b batchRefs) omitted(item Params, items []Object, answer Object) bool {
	name := item.Text("name")
	status, _ := answer["code"].(int)
	if name == "" || status != 200 {
		return false
	}
	if omit, err := item.Bool("omit_response_on_success", true); err != nil || !omit {
		return false
	}
	for _, other := range items {
		p := Params(other)
		if p.Text("depends_on") == name {
			return true
		}
		if slices.Contains(b.names(p.Text("relative_url")+p.Text("body")), name) {
			return true
		}
	}
	return false
}

// failedDependency is the answer to a request of a batch that waits for one that failed.
func failedDependency() *recorder {
	r := &recorder{status: 424}
	body, err := json.Marshal((&Error{Code: 100, Message: "(#100) The request this depends on has failed"}).Body("ABatch000000000000000"))
	if err == nil {
		_, _ = r.body.Write(body)
	}
	return r
}
