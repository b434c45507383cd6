package discovery

import (
	"fmt"
	"slices"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// An Allowance permits one deviation from the documents, because Google documents elsewhere what they lack.
// In and Name are those of the [Problem]; Call too, or "" for every call.
type Allowance struct {
	Call   string
	In     Place
	Name   string
	Source string // URL of the documentation, or the reason
}

// A Checker checks requests and answers against several documents, and knows which deviations are allowed. It
// is safe for concurrent use.
type Checker struct {
	documents []*Document
	allowed   deviation.List[Problem]
}

// NewChecker returns a checker. It fails if an allowance has no source or is there twice.
func NewChecker(documents []*Document, allowed ...Allowance) (*Checker, error) {
	c := &Checker{documents: documents}
	for _, a := range allowed {
		if err := c.allowed.Allow(Problem{Call: a.Call, In: a.In, Name: a.Name}, a.Source); err != nil {
			return nil, fmt.Errorf("discovery: %w", err)
		}
	}
	return c, nil
}

// document returns the one that has the method of a request, or else the first.
func (c *Checker) document(r *Request) *Document {
	for _, d := range c.documents {
		if d.Knows(r) {
			return d
		}
	}
	if len(c.documents) == 0 {
		return &Document{}
	}
	return c.documents[0]
}

// Request returns what is wrong with a request and not allowed; see [Document.CheckRequest].
func (c *Checker) Request(r *Request) []Problem {
	return c.permit(c.document(r).CheckRequest(r))
}

// Answer returns what is wrong with the answer to a request and not allowed; see [Document.CheckAnswer].
func (c *Checker) Answer(r *Request, status int, body []byte) []Problem {
	return c.permit(c.document(r).CheckAnswer(r, status, body))
}

// Unused returns a problem for each allowance that no request and no answer has needed so far.
func (c *Checker) Unused() []Problem {
	return c.allowed.Unused(func(p Problem, reason string) Problem {
		p.Reason = reason
		return p
	})
}

// permit takes away what is allowed.
func (c *Checker) permit(problems []Problem) []Problem {
	return slices.DeleteFunc(problems, func(p Problem) bool {
		return c.allowed.Allows(Problem{Call: p.Call, In: p.In, Name: p.Name}, Problem{In: p.In, Name: p.Name})
	})
}
