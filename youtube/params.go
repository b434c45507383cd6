package youtube

import (
	"encoding/json"
	"maps"
	"slices"
)

// fields are what is to be set of an object: a value, nil to take a member away, or fields of an object in it.
type fields map[string]any

// keep is the value of a member that is to be written back as it is, since YouTube wants it there.
type keep struct{}

// set notes a value unless it is not given.
func set[T any](f fields, name string, v *T) {
	if v != nil {
		f[name] = *v
	}
}

// in gives the fields of an object in f.
func (f fields) in(name string) fields {
	inner, ok := f[name].(fields)
	if !ok {
		inner = fields{}
		f[name] = inner
	}
	return inner
}

// parts lists the objects that hold something, by name. What is empty is dropped.
func (f fields) parts() []string {
	for name, v := range f {
		if inner, ok := v.(fields); ok && len(inner) == 0 {
			delete(f, name)
		}
	}
	return slices.Sorted(maps.Keys(f))
}

// object is a JSON object of which only some members are known here.
type object map[string]json.RawMessage

// merge puts fields into an object and leaves everything else as it was, what this package does not know included.
func (o object) merge(f fields) error {
	for name, v := range f {
		inner, nested := v.(fields)
		switch {
		case v == nil:
			delete(o, name)
			continue
		case v == any(keep{}):
			continue
		case nested:
			was, err := o.object(name)
			if err != nil {
				return err
			}
			if err := was.merge(inner); err != nil {
				return err
			}
			v = was
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return err
		}
		o[name] = raw
	}
	return nil
}

// object reads a member that is an object, an empty one if it is not there.
func (o object) object(name string) (object, error) {
	out := object{}
	if o.has(name) {
		if err := json.Unmarshal(o[name], &out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// has reports whether a member is an object.
func (o object) has(name string) bool { return len(o[name]) > 0 && o[name][0] == '{' }

// text reads a member that is a string, "" if it is not there.
func (o object) text(name string) string {
	var s string
	_ = json.Unmarshal(o[name], &s) // of another type: as if it were not there
	return s
}

// localizations are what is to be set of texts in other languages.
func localizations(f fields, all map[string]*Localization) {
	for language, l := range all {
		if l == nil {
			f[language] = nil
		} else {
			f[language] = *l
		}
	}
}
