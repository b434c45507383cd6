package graph

import (
	"strconv"
	"strings"
	"unicode"
)

// Field names what an answer is to hold of an object. A plain name is a field; [Expand] makes one that holds
// the objects of an edge, with modifiers.
//
//	graph.Fields("id", "message",
//		graph.Expand("comments").Limit(0).Summary(),
//		graph.Expand("reactions").Arg("type", "LOVE").Limit(0).Summary("total_count").As("love"),
//		graph.Expand("from").Select("id", "name"))
//
// See https://developers.facebook.com/docs/graph-api/guides/field-expansion.
type Field string

// Fields writes the value of the parameter "fields".
func Fields(fields ...Field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = string(f)
	}
	return strings.Join(parts, ",")
}

// Expand begins the expansion of an edge, or of a field that holds an object. Modifiers follow in any order, and
// Select last.
func Expand(name string) Field { return Field(name) }

// spoilt marks an expansion that a value would have changed the meaning of.
const spoilt = "\x00"

// validFields reports whether no value has spoilt the fields.
func validFields(fields string) bool { return !strings.Contains(fields, spoilt) }

// Arg adds an argument, as "username" of business_discovery. A value that is no word, as one with a bracket, makes
// the request fail with [social.ErrInvalid].
func (f Field) Arg(name, value string) Field {
	bad := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.:@", r)
	}
	if value == "" || strings.ContainsFunc(value, bad) {
		value = spoilt
	}
	return f + Field("."+name+"("+value+")")
}

// Limit bounds the number of objects; with 0 only counters and summaries come.
func (f Field) Limit(n int) Field { return f + Field(".limit("+strconv.Itoa(n)+")") }

// After begins behind a cursor of the same edge.
func (f Field) After(cursor string) Field {
	if cursor == "" || strings.ContainsAny(cursor, "(){},\x00") {
		cursor = spoilt
	}
	return f + Field(".after("+cursor+")")
}

// Since leaves out what is older than that many seconds after 1970.
func (f Field) Since(unix int64) Field {
	return f + Field(".since("+strconv.FormatInt(unix, 10)+")")
}

// Order is that of comments: "chronological" or "reverse_chronological".
func (f Field) Order(order string) Field { return f.Arg("order", order) }

// Filter is that of comments: "toplevel" or "stream".
func (f Field) Filter(filter string) Field { return f.Arg("filter", filter) }

// Summary asks for the counters of an edge: those named, or all of them.
func (f Field) Summary(names ...string) Field {
	if len(names) == 0 {
		names = []string{"true"}
	}
	return f + Field(".summary("+strings.Join(names, ",")+")")
}

// As renames the field in the answer, so that an edge can be asked for more than once.
func (f Field) As(name string) Field { return f + Field(".as("+name+")") }

// Select names the fields of the objects within.
func (f Field) Select(fields ...Field) Field { return f + Field("{"+Fields(fields...)+"}") }
