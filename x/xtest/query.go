package xtest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A query is a search expression: alternatives of terms that all must match.
type query struct {
	any  []*query // OR
	all  []*query // AND
	term *term
}

// term is one operator with its value.
type term struct {
	not       bool
	operator  string // "" for a keyword
	value     string
	phrase    bool
	threshold int
}

// queryError is what is wrong with a query.
type queryError struct{ message string }

func (e *queryError) Error() string { return e.message }

// standalone operators can be alone in a query; the others need one of these beside them.
func standaloneOperator(name string) bool {
	return slices.Contains([]string{
		"", "#", "$", "@", "from", "to", "retweets_of", "url", "context", "entity", "conversation_id", "list",
		"in_reply_to_tweet_id", "retweets_of_tweet_id", "quotes_of_tweet_id", "place", "place_country", "point_radius",
		"bounding_box", "min_likes", "min_replies", "min_reposts",
	}, name)
}

func streamOperator(name string) bool {
	return slices.Contains([]string{
		"sample", "bio", "bio_name", "bio_location", "url_title", "url_description", "url_contains", "followers_count",
		"tweets_count", "following_count", "listed_count", "source", "from_affiliate_of",
	}, name)
}

func knownIs(value string) bool {
	return slices.Contains([]string{"retweet", "reply", "quote", "verified", "nullcast"}, value)
}

func knownHas(value string) bool {
	return slices.Contains([]string{"hashtags", "cashtags", "links", "mentions", "media", "images", "video_link", "videos", "geo"}, value)
}

// parseQuery reads a search expression. Rules of streams know more operators.
func parseQuery(text string, stream bool) (*query, error) {
	p := &queryParser{tokens: tokenize(text), stream: stream}
	if p.err == nil && len(p.tokens) == 0 {
		return nil, &queryError{"Rules must contain a non-empty query."}
	}
	q := p.either()
	if p.err == nil && p.at < len(p.tokens) {
		p.fail("missing EOF at '" + p.tokens[p.at] + "'")
	}
	if p.err != nil {
		return nil, p.err
	}
	if !p.standalone {
		return nil, &queryError{"Rules must contain at least one positive, standalone term. (at position 1)"}
	}
	return q, nil
}

// tokenize splits at spaces, keeps phrases together and separates parentheses.
func tokenize(text string) []string {
	var tokens []string
	var current strings.Builder
	flush := func() {
		if current.Len() > 0 {
			tokens = append(tokens, current.String())
			current.Reset()
		}
	}
	quoted := false
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
			current.WriteRune(r)
		case quoted:
			current.WriteRune(r)
		case unicode.IsSpace(r):
			flush()
		case r == '(' && current.Len() == 0, r == '(' && current.String() == "-", r == ')':
			flush()
			tokens = append(tokens, string(r))
		default:
			current.WriteRune(r)
		}
	}
	flush()
	return tokens
}

type queryParser struct {
	tokens     []string
	at         int
	stream     bool
	standalone bool
	err        error
}

func (p *queryParser) fail(message string) {
	if p.err == nil {
		p.err = &queryError{message + fmt.Sprintf(" (at position %d)", p.at+1)}
	}
}

func (p *queryParser) peek() string {
	if p.at < len(p.tokens) && p.err == nil {
		return p.tokens[p.at]
	}
	return ""
}

// either reads alternatives; AND binds before OR.
func (p *queryParser) either() *query {
	q := &query{any: []*query{p.both()}}
	for p.peek() == "OR" {
		p.at++
		q.any = append(q.any, p.both())
	}
	return q
}

func (p *queryParser) both() *query {
	q := &query{}
	for {
		switch token := p.peek(); token {
		case "", ")", "OR":
			if len(q.all) == 0 {
				p.fail("no viable alternative at input '" + token + "'")
			}
			return q
		case "AND":
			p.fail("Ambiguous use of and as a keyword. Use a space to logically join two clauses, or \"and\" to find occurrences of and in text")
			return q
		case "-":
			p.fail("Negation of groups is not supported; negate each term")
			return q
		case "(":
			p.at++
			q.all = append(q.all, p.either())
			if p.peek() != ")" {
				p.fail("missing ')' at '" + p.peek() + "'")
				return q
			}
			p.at++
		default:
			t := p.term(token)
			p.at++
			q.all = append(q.all, &query{term: t})
		}
	}
}

func (p *queryParser) term(token string) *term {
	t := &term{}
	if rest, ok := strings.CutPrefix(token, "-"); ok && rest != "" {
		t.not, token = true, rest
	}
	switch name, value, found := strings.Cut(token, ":"); {
	case strings.HasPrefix(token, `"`):
		t.phrase, t.value = true, strings.Trim(token, `"`)
		if !strings.HasSuffix(token, `"`) || len(token) < 2 {
			p.fail("extraneous input '\"'")
		}
	case strings.ContainsAny(token[:1], "#$@") && len(token) > 1:
		t.operator, t.value = token[:1], token[1:]
	case found && schemeLength(token) == 0:
		t.operator, t.value = strings.ToLower(name), strings.Trim(value, `"`)
		p.operator(t)
	default:
		t.value = token
	}
	if !t.not && (standaloneOperator(t.operator) || p.stream && streamOperator(t.operator)) {
		p.standalone = true
	}
	return t
}

// operator checks an operator and its value.
func (p *queryParser) operator(t *term) {
	known := standaloneOperator(t.operator) || p.stream && streamOperator(t.operator)
	switch t.operator {
	case "is":
		known = knownIs(t.value)
		if t.value == "nullcast" && !t.not {
			p.fail("The operator is:nullcast can only be used negated")
		}
	case "has":
		known = knownHas(t.value)
	case "lang":
		known = true
	case "min_likes", "min_replies", "min_reposts":
		if _, err := fmt.Sscan(t.value, &t.threshold); err != nil {
			p.fail("Invalid value for " + t.operator)
		}
	}
	if !known {
		p.fail("Reference to invalid operator '" + t.operator + "'. Operator is not available in current product or product packaging. Please refer to complete available operator list at https://docs.x.com/x-api/posts/search/integrate/operators.")
	}
	if t.value == "" {
		p.fail("Missing value for operator '" + t.operator + "'")
	}
}
