// Package deviation keeps account of what a simulator, or a client, may do that a network's machine-readable
// description does not have, because the network documents it elsewhere. What nothing needs any more is found out.
package deviation

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Problem is what a description is not followed in. Its String is one line.
type Problem interface {
	comparable
	fmt.Stringer
}

// List holds the problems that are allowed, without their reasons. The zero value allows nothing. It is safe for
// concurrent use.
type List[P Problem] struct {
	mu      sync.Mutex
	allowed map[P]*allowance
}

type allowance struct {
	source string
	used   bool
}

// errNoSource is why something is not allowed.
var errNoSource = errors.New("an allowance needs a source")

// Allow allows a problem, because of what source says: the URL of a documentation, or a reason. It fails if there is
// none, or if the problem is allowed already.
func (l *List[P]) Allow(p P, source string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case strings.TrimSpace(source) == "":
		return fmt.Errorf("%+v: %w", p, errNoSource)
	case l.allowed[p] != nil:
		return fmt.Errorf("%+v: allowed twice", p)
	case l.allowed == nil:
		l.allowed = map[P]*allowance{}
	}
	l.allowed[p] = &allowance{source: source}
	return nil
}

// Allows reports whether a problem is allowed by any of its names, and remembers that the first of those was needed.
func (l *List[P]) Allows(names ...P) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, name := range names {
		if a := l.allowed[name]; a != nil {
			a.used = true
			return true
		}
	}
	return false
}

// Unused returns what was allowed and is not needed so far; because makes the reason known.
func (l *List[P]) Unused(because func(p P, reason string) P) []P {
	l.mu.Lock()
	defer l.mu.Unlock()
	var problems []P
	for p, a := range l.allowed {
		if !a.used {
			problems = append(problems, because(p, "allowed by "+a.source+", but nothing needs it"))
		}
	}
	return Tidy(problems)
}

// Tidy sorts problems and takes out repeats.
func Tidy[P Problem](problems []P) []P {
	slices.SortFunc(problems, func(a, b P) int { return cmp.Compare(a.String(), b.String()) })
	return slices.Compact(problems)
}
