package openapi

import (
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
	Source string // URL of the documentation, or the reason
}

// A Checker checks requests and answers, and knows which deviations are allowed. It is safe for concurrent use.
type Checker struct {
	*Document
	allowed deviation.List[Problem]
}

// NewChecker returns a checker. It fails if an allowance has no source or is there twice.
func NewChecker(d *Document, allowed ...Allowance) (*Checker, error) {
	c := &Checker{Document: d}
	for _, a := range allowed {
		if err := c.allowed.Allow(Problem{Call: a.Call, In: a.In, Name: a.Name}, a.Source); err != nil {
			return nil, fmt.Errorf("openapi: %w", err)
		}
	}
	return c, nil
}

// Request returns what is wrong with a request and not allowed; see [Document.CheckRequest].
func (c *Checker) Request(r *Request) []Problem { return c.permit(c.CheckRequest(r)) }

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
