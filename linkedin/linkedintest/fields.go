package linkedintest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
)

// A form checks the members of a JSON object one by one and remembers the first fault.
type form struct {
	object object
	path   string // of the object, with a slash at the end
	err    error
}

// openForm begins to check an object. Members that are not allowed are refused at once, also if they are null.
func openForm(o object, path string, allowed ...string) *form {
	f := &form{object: o, path: path}
	var strange []string
	for _, name := range sortedKeys(o) {
		if !slices.Contains(allowed, name) || o[name] == nil {
			strange = append(strange, path+name)
		}
	}
	if strange != nil {
		f.err = unpermitted("REQUEST_BODY", strange...)
	}
	return f
}

func (f *form) fail(code, name, description string) {
	if f.err == nil {
		f.err = invalid(code, "/"+f.path+name, description)
	}
}

func (f *form) has(name string) bool { return f.object[name] != nil }

// need demands members.
func (f *form) need(names ...string) {
	for _, name := range names {
		if f.err == nil && f.object[name] == nil {
			f.err = missing("/" + f.path + name)
		}
	}
}

// text is a member that must be a text; longest bounds it in UTF-16 units, 0 does not.
func (f *form) text(name string, longest int) string {
	if f.object[name] == nil {
		return ""
	}
	s, ok := f.object[name].(string)
	if !ok {
		f.fail(codeInvalid, name, "The value must be a string")
	}
	if longest > 0 && textLength(s, true) > longest {
		f.fail(codeTooLong, name, fmt.Sprintf("The field exceeds the maximum length of %d characters", longest))
	}
	return s
}

// oneOf is a member with known values; absent it is "".
func (f *form) oneOf(name string, values ...string) string {
	s := f.text(name, 0)
	if s != "" && !slices.Contains(values, s) {
		f.fail(codeInvalid, name, "The value "+s+" is not valid for this field")
	}
	return s
}

func (f *form) bool(name string) bool {
	b, ok := f.object[name].(bool)
	if f.has(name) && !ok {
		f.fail(codeInvalid, name, "The value must be a boolean")
	}
	return b
}

func (f *form) integer(name string) int64 {
	if !f.has(name) {
		return 0
	}
	number, _ := f.object[name].(json.Number)
	n, err := number.Int64()
	if err != nil {
		f.fail(codeInvalid, name, "The value must be an integer")
	}
	return n
}

func (f *form) inner(name string, allowed ...string) *form {
	o, ok := f.object[name].(object)
	if f.has(name) && !ok {
		f.fail(codeInvalid, name, "The value must be an object")
	}
	inner := openForm(o, f.path+name+"/", allowed...)
	if f.err != nil {
		inner.err = f.err
	}
	return inner
}

// items is a member that is a list of objects.
func (f *form) items(name string, allowed ...string) []*form {
	list, ok := f.object[name].([]any)
	if f.has(name) && !ok {
		f.fail(codeInvalid, name, "The value must be an array")
	}
	var out []*form
	for i, item := range list {
		o, isObject := item.(object)
		if !isObject {
			f.fail(codeInvalid, name, "The elements must be objects")
		}
		inner := openForm(o, fmt.Sprintf("%s%s/%d/", f.path, name, i), allowed...)
		if f.err != nil {
			inner.err = f.err
		}
		out = append(out, inner)
	}
	return out
}

// address is a member that must be an absolute web address.
func (f *form) address(name string) string {
	s := f.text(name, 0)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		f.fail(codeInvalid, name, "The URL is not valid")
	}
	return s
}

// urn is a member that must be a URN of one of some kinds.
func (f *form) urn(name string, kinds ...string) string {
	s := f.text(name, 0)
	if s == "" {
		return ""
	}
	kind, _, ok := splitURN(s)
	switch {
	case !ok:
		f.fail(codeURN, name, "The URN is not valid")
	case !slices.Contains(kinds, kind):
		f.fail(codeURNType, name, "The URN type "+kind+" is not valid for this field")
	}
	return s
}

// merge takes over the fault of an inner form.
func (f *form) merge(inner *form) {
	if f.err == nil {
		f.err = inner.err
	}
}

// A patch is the body of a partial update.
type patch struct {
	set    object
	remove []string
	inner  map[string]patch
}

// readPatch takes {"patch":{"$set":{…},"$delete":[…],"field":{"$set":{…}}}} apart.
func (c *call) readPatch() (patch, error) {
	o, ok := c.body["patch"].(object)
	if !ok || len(c.body) != 1 {
		return patch{}, missing("/patch")
	}
	return parsePatch(o, "/patch")
}

func parsePatch(o object, path string) (patch, error) {
	p := patch{set: object{}, inner: map[string]patch{}}
	for _, name := range sortedKeys(o) {
		bad := invalid(codeInvalid, path+"/"+name, "The patch is not valid")
		switch name {
		case "$set":
			set, ok := o[name].(object)
			if !ok {
				return patch{}, bad
			}
			p.set = set
		case "$delete":
			list, ok := o[name].([]any)
			if !ok {
				return patch{}, bad
			}
			for _, item := range list {
				field, isText := item.(string)
				if !isText {
					return patch{}, bad
				}
				p.remove = append(p.remove, field)
			}
		default:
			field, ok := o[name].(object)
			if !ok {
				return patch{}, bad
			}
			inner, err := parsePatch(field, path+"/"+name)
			if err != nil {
				return patch{}, err
			}
			p.inner[name] = inner
		}
	}
	return p, nil
}
