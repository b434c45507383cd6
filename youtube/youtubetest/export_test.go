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
		for _, p := range parseParams(rt.query) {
			m.Params = append(m.Params, Param{p.name, p.required, p.repeated, p.kind, p.low, p.high, p.choice})
		}
		out = append(out, m)
	}
	return out
}

// ConvertCaption, TagLength, DisplayHTML and Significant are inner parts with rules of their own.
var (
	ConvertCaption = convertCaption
	TagLength      = tagLength
	DisplayHTML    = displayHTML
	Significant    = significant
)
