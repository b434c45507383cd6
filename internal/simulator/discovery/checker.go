package discovery

import (
	"errors"
	"fmt"
	"strings"
	"sync"
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

	mu      sync.Mutex
	allowed map[Problem]*allowance
}

type allowance struct {
	source string
	used   bool
}

var errNoSource = errors.New("an allowance needs a source")

// NewChecker returns a checker. It fails if an allowance has no source or is there twice.
func NewChecker(documents []*Document, allowed ...Allowance) (*Checker, error) {
	c := &Checker{documents: documents, allowed: map[Problem]*allowance{}}
	for _, a := range allowed {
		key := Problem{Call: a.Call, In: a.In, Name: a.Name}
		if strings.TrimSpace(a.Source) == "" {
			return nil, fmt.Errorf("discovery: %+v: %w", a, errNoSource)
		}
		if c.allowed[key] != nil {
			return nil, fmt.Errorf("discovery: %+v: allowed twice", a)
		}
		c.allowed[key] = &allowance{source: a.Source}
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
	c.mu.Lock()
	defer c.mu.Unlock()
	var problems []Problem
	for at, a := range c.allowed {
		if !a.used {
			at.Reason = "allowed by " + a.source + ", but nothing needs it"
			problems = append(problems, at)
		}
	}
	return tidy(problems)
}

// permit takes away what is allowed and remembers that it was needed.
func (c *Checker) permit(problems []Problem) []Problem {
	c.mu.Lock()
	defer c.mu.Unlock()
	var left []Problem
	for _, p := range problems {
		a := c.allowed[Problem{Call: p.Call, In: p.In, Name: p.Name}]
		if a == nil {
			a = c.allowed[Problem{In: p.In, Name: p.Name}]
		}
		if a == nil {
			left = append(left, p)
			continue
		}
		a.used = true
	}
	return left
}
