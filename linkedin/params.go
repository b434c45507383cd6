package linkedin

import (
	"strings"
	"time"
)

// params are the parameters of a query, in the order in which they are written.
type params []param

type param struct {
	name, encoded string
}

// set adds a parameter.
func (p *params) set(name string, v value) { *p = append(*p, param{name, v.encode()}) }

// text adds a parameter that is a plain value, unless it is empty.
func (p *params) text(name, s string) {
	if s != "" {
		p.set(name, textValue(s))
	}
}

func (p *params) number(name string, n int) { p.set(name, numberValue(int64(n))) }

// encode writes the query.
func (p params) encode() string {
	var b strings.Builder
	for i, one := range p {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(one.name + "=" + one.encoded)
	}
	return b.String()
}

// finder begins the query of a finder.
func finder(name string) params { return params{{"q", name}} }

// action begins the query of an action.
func action(name string) params { return params{{"action", name}} }

// idsOf begins the query of a batch read.
func idsOf[S ~string](ids []S) params {
	var p params
	p.set("ids", textList(ids))
	return p
}

// millis is a moment as LinkedIn writes it.
func millis(t time.Time) value { return numberValue(t.UnixMilli()) }

// span is a stretch of time, whose end is not part of it. A zero time leaves its side open.
func span(start, end time.Time) value {
	v := value{kind: kindRecord}
	if !start.IsZero() {
		v.fields = append(v.fields, field{"start", millis(start)})
	}
	if !end.IsZero() {
		v.fields = append(v.fields, field{"end", millis(end)})
	}
	return v
}

// patch is what a partial update changes. Set is a struct or a map of the new values. A field that is an object of
// its own is changed by a patch as the value of a map: map[string]any{"message": patch{…}}.
type patch struct {
	Set    any      `json:"$set,omitempty"`
	Delete []string `json:"$delete,omitempty"`
}

// patchBody is the body of a partial update.
func patchBody(p any) any { return map[string]any{"patch": p} }
