package youtubetest

import (
	"slices"
	"strings"
)

// Method is what the table of routes says about a method.
type Method struct {
	ID, Verb, Path string
	Scopes, Parts  []string
	Params         []Param
	Upload         bool
	Accept         []string
	MaxSize        int64
}

// Param is what the table of routes says about a parameter.
type Param struct {
	Name               string
	Required, Repeated bool
	Kind               byte
	Low, High          int
	Choice             []string
}

// Methods is the table of routes.
func Methods() []Method {
	var out []Method
	for _, rt := range routes() {
		verb, path, _ := strings.Cut(rt.pattern, " ")
		m := Method{ID: rt.id, Verb: verb, Path: path, Scopes: slices.Sorted(slices.Values(rt.scopes)), Parts: strings.Fields(rt.parts), Upload: rt.media != nil}
		if rt.media != nil {
			m.Accept, m.MaxSize = rt.media.accept, rt.media.maxSize
		}
		for _, p := range parseParams(rt.query) {
			m.Params = append(m.Params, Param{p.name, p.required, p.repeated, p.kind, p.low, p.high, p.choice})
		}
		out = append(out, m)
	}
	return out
}

// Inner parts with rules of their own.
var (
	ConvertCaption = convertCaption
	TagLength      = tagLength
	DisplayHTML    = displayHTML
	Significant    = significant
	ParseFields    = parseFields
	ParsePage      = parsePage
	ParseSeq       = parseSeq
)

// ParseRange reads a Content-Range header.
func ParseRange(header string) (first, last int64, ok bool) {
	span, ok := parseRange(header)
	return span.first, span.last, ok
}
