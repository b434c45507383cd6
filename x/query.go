package x

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-go/relais/social"
)

// A Query is an expression in the language of X's search and of the rules of its filtered stream. Make one
// from words and operators:
//
//	q := x.All(
//		x.Any(x.Phrase("Café Lumière"), x.Where(x.OpMention, "cafelumiere")),
//		x.Not(x.Where(x.OpIsRepost, "")),
//		x.Where(x.OpLang, "fr"),
//	)
//	err := q.Check(x.QuerySearchRecent, x.PlanPayPerUse)
//
// Queries are values that do not change. The zero Query is empty and is refused.
// See https://docs.x.com/x-api/posts/search/integrate/build-a-query.
type Query struct {
	kind    queryKind
	op      Operator
	text    string // as it is written
	problem string
	negated bool
	parts   []Query
}

type queryKind int

const (
	queryEmpty queryKind = iota
	queryWord            // a word, phrase or proximity
	queryRaw
	queryOperator
	queryAll
	queryAny
)

// Word matches posts with a word or emoji, whatever its case. Several words are matched as a phrase.
func Word(text string) Query {
	q := Query{kind: queryWord}
	q.text, q.problem = quoteValue(strings.TrimSpace(text))
	return q
}

// Phrase matches posts with these words in this order. Punctuation between them does not matter.
func Phrase(text string) Query {
	q := Word(text)
	if q.problem == "" && !strings.HasPrefix(q.text, `"`) {
		q.text = `"` + q.text + `"`
	}
	return q
}

// Together matches posts with the words at most distance words apart, from 1 to 6. Streams only.
func Together(distance int, words ...string) Query {
	q := Phrase(strings.Join(words, " "))
	q.op = proximity
	q.text += "~" + strconv.Itoa(distance)
	if q.problem == "" && (distance < 1 || distance > 6) {
		q.problem = "has a distance that is not from 1 to 6"
	}
	return q
}

// proximity marks what [Together] makes: no operator of the language, but with a reach of its own.
const proximity Operator = "~"

// Where matches posts by an operator. Values are written as X wants them: a handle may have its "@", a
// text is put in quotation marks where it needs them. Operators such as [OpHasMedia] take "".
func Where(op Operator, value string) Query {
	q := Query{kind: queryOperator, op: op}
	rule, ok := op.lookup()
	if !ok {
		q.text, q.problem = string(op), "is no operator that X knows"
		return q
	}
	text, problem := rule.value.write(value)
	q.text, q.problem = string(op)+text, problem
	return q
}

// Near matches posts from at most so many kilometres around a point, 40 at most.
func Near(longitude, latitude, kilometres float64) Query {
	q := Where(OpRadius, "["+degrees(longitude)+" "+degrees(latitude)+" "+degrees(kilometres)+"km]")
	if kilometres <= 0 || kilometres > 40 || !onEarth(longitude, latitude) {
		q.problem = "is no point with a radius up to 40 km"
	}
	return q
}

// Inside matches posts from a rectangle, of which each side may have 40 kilometres.
func Inside(west, south, east, north float64) Query {
	q := Where(OpBox, "["+degrees(west)+" "+degrees(south)+" "+degrees(east)+" "+degrees(north)+"]")
	if !onEarth(west, south) || !onEarth(east, north) || west >= east || south >= north {
		q.problem = "is no rectangle"
	}
	return q
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func onEarth(longitude, latitude float64) bool {
	return longitude >= -180 && longitude <= 180 && latitude >= -90 && latitude <= 90
}

// Raw takes an expression that is already in X's language, as people type it. Only its quotation marks,
// parentheses and length are checked.
func Raw(expression string) Query {
	q := Query{kind: queryRaw, text: strings.TrimSpace(expression)}
	switch {
	case q.text == "":
		q.problem = "is empty"
	case !isBalanced(q.text):
		q.problem = "has a quotation mark or parenthesis without its other one"
	}
	return q
}

// isBalanced reports whether quotation marks and parentheses come in pairs.
func isBalanced(s string) bool {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == '(' && !quoted:
			depth++
		case c == ')' && !quoted:
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0 && !quoted
}

// All matches posts that every one of the queries matches.
func All(queries ...Query) Query { return combine(queryAll, queries) }

// Any matches posts that at least one of the queries matches.
func Any(queries ...Query) Query { return combine(queryAny, queries) }

// combine flattens groups of the same kind, and groups of one.
func combine(kind queryKind, queries []Query) Query {
	q := Query{kind: kind}
	for _, sub := range queries {
		if sub.kind == kind && sub.problem == "" {
			q.parts = append(q.parts, sub.parts...)
		} else {
			q.parts = append(q.parts, sub)
		}
	}
	switch len(q.parts) {
	case 0:
		return Query{}
	case 1:
		return q.parts[0]
	default:
		return q
	}
}

// Not matches posts that the query does not match. X negates no groups, so what is not any of several is
// written as none of each; what is not all of several cannot be written, and is refused.
func Not(q Query) Query {
	switch q.kind {
	case queryAny:
		return All(opposites(q.parts)...)
	case queryAll:
		if !slices.ContainsFunc(q.parts, func(sub Query) bool { return !sub.negated }) {
			return Any(opposites(q.parts)...)
		}
		q.problem = "negates a group, which X does not do"
		return q
	default:
	}
	q.negated = !q.negated
	return q
}

func opposites(queries []Query) []Query {
	out := make([]Query, len(queries))
	for i, q := range queries {
		out[i] = Not(q)
	}
	return out
}

// String writes the query in X's language.
func (q Query) String() string {
	switch q.kind {
	case queryAll:
		return q.join(" ", queryAny)
	case queryAny:
		return q.join(" OR ", queryAll)
	default:
		if q.negated {
			return "-" + q.text
		}
		return q.text
	}
}

// join puts the groups of one kind in parentheses, though X would do without some of them.
func (q Query) join(between string, inner queryKind) string {
	parts := make([]string, len(q.parts))
	for i, sub := range q.parts {
		parts[i] = sub.String()
		if sub.kind == inner || sub.kind == queryRaw && !isBareWord(sub.text) {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, between)
}

// Length is how many characters of the limit the query takes.
func (q Query) Length() int { return utf16Length(q.String()) }

// Check reports everything for which X would refuse the query, joined; [social.Problems] takes it apart.
// Each wraps [social.ErrInvalid], or [errors.ErrUnsupported] if the use or the plan is what is wrong.
func (q Query) Check(use QueryUse, plan Plan) error {
	const field = "Query"
	if q.kind == queryEmpty {
		return social.Invalid(network, field, "is empty")
	}
	var errs []error
	q.walk(func(sub Query) {
		if sub.problem != "" {
			errs = append(errs, social.Invalid(network, field, fmt.Sprintf("%s: %s", sub.String(), sub.problem)))
		}
		rule, _ := sub.op.lookup()
		if sub.op == proximity {
			rule.reach = streamOnly
		}
		if why := use.allows(rule.reach, plan); why != "" {
			errs = append(errs, social.Unsupported(network, field, fmt.Sprintf("%s: %s", sub.String(), why)))
		}
		if why := sub.misnegated(); why != "" {
			errs = append(errs, social.Invalid(network, field, fmt.Sprintf("%s: %s", sub.String(), why)))
		}
	})
	if !q.standsAlone() {
		errs = append(errs, social.Invalid(network, field, "has an alternative without a word or an operator that can stand alone"))
	}
	if n, most := q.Length(), use.MaxLength(plan); n > most {
		errs = append(errs, social.Invalid(network, field, fmt.Sprintf("has %d characters, %d more than X takes", n, n-most)))
	}
	return errors.Join(errs...)
}

func (q Query) walk(visit func(Query)) {
	visit(q)
	for _, sub := range q.parts {
		sub.walk(visit)
	}
}

// misnegated says what is wrong with the sign of an operator.
func (q Query) misnegated() string {
	switch {
	case q.op == OpIsNullcast && !q.negated:
		return "can only be negated"
	case (q.op == OpSample || q.op == OpEmbedding || q.op == OpEmbeddingFrom) && q.negated:
		return "cannot be negated"
	case q.kind == queryRaw && q.negated && !isBareWord(q.text):
		return "cannot be negated, since it is not one word"
	default:
		return ""
	}
}

// standsAlone reports whether every post that the query matches is matched by something more than a
// negation or a narrowing operator: X does not search in everything.
func (q Query) standsAlone() bool {
	switch q.kind {
	case queryAll:
		return slices.ContainsFunc(q.parts, Query.standsAlone)
	case queryAny:
		return !slices.ContainsFunc(q.parts, func(sub Query) bool { return !sub.standsAlone() })
	default:
		rule, _ := q.op.lookup()
		return !q.negated && !rule.narrow
	}
}
