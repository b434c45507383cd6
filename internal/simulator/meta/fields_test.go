package meta_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCheckFields(t *testing.T) {
	t.Parallel()
	spec := shop(t)
	for expression, want := range map[string][]string{
		"id":                 nil,
		" id , title,open\n": nil,
		"colour":             {"GET Shop: colour: neither a field nor an edge that can be read"},
		"title{first}":       {"GET Shop: title: a string has no fields"},
		"title.limit(3)":     nil,
		"newest{text,shop{title,favourites{text}}}": nil,
		"newest{title}":     {"GET Note: title: neither a field nor an edge that can be read"},
		"favourites{title}": {"GET Note: title: neither a field nor an edge that can be read"},
		"notes.order(x).limit(0).summary(true).as(last){text}": nil,
		"notes{text}.limit(3)":                                 nil,
		"notes.fields(text,title).limit(3)":                    {"GET Note: title: neither a field nor an edge that can be read"},
		"notes.colour(red)":                                    {"GET Shop/notes: colour: not described"},
		"notes{notes.order(x)}":                                {"GET Note/notes: order: not described"},
		"figures.metric(a,b){name}":                            nil,
		"figures{name}":                                        {"GET Shop/figures: metric: required, but missing"},
		"figures.metric(a){values{x}}":                         {"GET FigureValue: unjudged: fields of a type without a list"},
		"owner{name},owner{age}":                               {"GET Person: unjudged: fields of a type without a list"},
		"latest{title}":                                        {"GET Note: title: neither a field nor an edge that can be read"}, // both a field and an edge
		"newest.by(5){text}":                                   {"GET Shop: newest: unjudged: arguments of fields are not described: by"},
		"":                                                     {`GET Shop: fields: a name is missing before ""`},
		"id,":                                                  {`GET Shop: fields: a name is missing before ""`},
		"id}":                                                  {`GET Shop: fields: cannot be read from "}" on`},
		"newest{text":                                          {"GET Shop: fields: a parenthesis is not closed"},
		"notes.limit(3":                                        {"GET Shop: fields: a parenthesis is not closed"},
		"notes.fields(text":                                    {"GET Shop: fields: a parenthesis is not closed"},
		"notes.limit":                                          {"GET Shop: fields: limit has no argument"},
		"notes.(3)":                                            {`GET Shop: fields: a name is missing before "(3)"`},
		strings.Repeat("newest{", 30) + strings.Repeat("}", 30): {"GET Shop: fields: nested too deep"},
	} {
		assert.Equal(t, want, texts(spec.CheckFields("Shop", expression)), expression)
	}
}

func FuzzCheckFields(f *testing.F) {
	for _, seed := range []string{"id", "notes.order(x).limit(0).as(a){text,shop{id}}", "a{", "a.b(", "{}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		spec := shop(t)
		if got := spec.CheckFields("Shop", expression); len(got) == 0 {
			assert.NotEmpty(t, strings.TrimSpace(expression), "nothing is no expression")
		}
	})
}
