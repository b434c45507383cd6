package openapi

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// An Allowance permits one deviation from the description, because the network documents elsewhere what it lacks. In
// and Name are those of the [Problem]; Call too, or "" for every call. For every call, ".name" stands for members of that
// name anywhere.
type Allowance struct {
	Call   string
	In     Place
	Name   string
	Values []string // of a list in the query, those that are allowed; nil: all, and the parameter itself
	Source string   // URL of the documentation, or the reason
}

// A Checker checks requests and answers, and knows which deviations are allowed. It is safe for concurrent use.
type Checker struct {
	*Document
	allowed deviation.List[Problem]
	listed  map[Problem]bool // parameters of which some values are allowed
}

// errNotListed is why values of something are not allowed.
var errNotListed = errors.New("values can be allowed of parameters in the query only")

// NewChecker returns a checker. It fails if an allowance has no source, is there twice, or has values of what is no
// parameter.
func NewChecker(d *Document, allowed ...Allowance) (*Checker, error) {
	c := &Checker{Document: d, listed: map[Problem]bool{}}
	for _, a := range allowed {
		if a.Values != nil && a.In != InQuery {
			return nil, fmt.Errorf("openapi: %+v: %w", a, errNotListed)
		}
		names := []string{a.Name}
		if a.Values != nil {
			c.listed[Problem{Call: a.Call, In: a.In, Name: a.Name}] = true
			names = nil
		}
		for _, value := range a.Values {
			names = append(names, ofList(a.Name, value))
		}
		for _, name := range names {
			if err := c.allowed.Allow(Problem{Call: a.Call, In: a.In, Name: name}, a.Source); err != nil {
				return nil, fmt.Errorf("openapi: %w", err)
			}
		}
	}
	return c, nil
}

// Request returns what is wrong with a request and not allowed; see [Document.CheckRequest].
func (c *Checker) Request(r *Request) []Problem { return c.permit(c.apart(r, c.CheckRequest(r))) }

// apart makes of a parameter that is not described, and of which some values are allowed, a problem for each value.
func (c *Checker) apart(r *Request, problems []Problem) []Problem {
	var out []Problem
	for _, p := range problems {
		if !c.listed[Problem{Call: p.Call, In: p.In, Name: p.Name}] && !c.listed[Problem{In: p.In, Name: p.Name}] {
			out = append(out, p)
			continue
		}
		for _, value := range listOf(r.Query, p.Name) {
			out = append(out, Problem{Call: p.Call, In: p.In, Name: ofList(p.Name, value), Reason: p.Reason})
		}
	}
	return deviation.Tidy(out)
}

// Answer returns what is wrong with the answer to a request and not allowed; see [Document.CheckAnswer].
func (c *Checker) Answer(r *Request, status int, body []byte) []Problem {
	return c.permit(c.CheckAnswer(r, status, body))
}

// Unused returns a problem for each allowance that no request and no answer has needed so far.
func (c *Checker) Unused() []Problem {
	return c.allowed.Unused(func(p Problem, reason string) Problem {
		p.Reason = reason
		return p
	})
}

func (c *Checker) permit(problems []Problem) []Problem {
	return slices.DeleteFunc(problems, func(p Problem) bool {
		last := p.Name[strings.LastIndexByte(p.Name, '.')+1:]
		return c.allowed.Allows(Problem{Call: p.Call, In: p.In, Name: p.Name}, Problem{In: p.In, Name: p.Name}, Problem{In: p.In, Name: "." + last})
	})
}
