// Package contract holds all that a package's tests send, and all that its simulator answers them, against the
// network's own description. A [Contract] looks at every exchange of the simulators that it watches, says what it has
// seen when the tests have ended, and makes them fail for what the description does not have.
package contract

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"

	"github.com/relais-go/relais/internal/simulator"
)

// A Judge knows a network's description.
type Judge interface {
	// Call names the operation of an exchange; false if it is none of the description's business, as the login.
	Call(e *simulator.Exchange) (string, bool)

	// Judge returns what is wrong with an exchange, a line each.
	Judge(e *simulator.Exchange) []string

	// Unused are deviations that are allowed, but that nothing has needed.
	Unused() []string
}

// A Contract collects what a [Judge] says. A nil Contract watches nothing. It is safe for concurrent use.
type Contract struct {
	network string
	judge   Judge

	mu       sync.Mutex // guards what follows
	calls    map[string]int
	total    int
	problems map[string]int
}

// New returns a contract with a network.
func New(network string, judge Judge) *Contract {
	return &Contract{network: network, judge: judge, calls: map[string]int{}, problems: map[string]int{}}
}

// Watch looks at everything that a simulator is asked from now on.
func (c *Contract) Watch(s interface {
	Tap(f func(simulator.Exchange))
}) {
	if c != nil {
		s.Tap(c.look)
	}
}

func (c *Contract) look(e simulator.Exchange) {
	call, ours := c.judge.Call(&e)
	if !ours {
		return
	}
	problems := c.judge.Judge(&e)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[call]++
	c.total++
	for _, p := range problems {
		c.problems[p]++
	}
}

// Judge is who judges; nil without a contract.
func (c *Contract) Judge() Judge {
	if c == nil {
		return nil
	}
	return c.judge
}

// Finish writes to w what was seen, and returns the exit code of the tests: code, or 1 if that is 0 and something
// deviated. What is allowed and was not needed counts only when all tests have run.
func (c *Contract) Finish(w io.Writer, code int) int {
	if c == nil {
		return code
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	whole := Whole()
	_, _ = fmt.Fprintf(w, "contract: %s: %d requests and their answers checked, %d operations\n", c.network, c.total, len(c.calls))
	wrong := slices.Sorted(maps.Keys(c.problems))
	for _, p := range wrong {
		_, _ = fmt.Fprintf(w, "contract: %s (%d times)\n", p, c.problems[p])
	}
	if whole && code == 0 {
		for _, p := range c.judge.Unused() {
			wrong = append(wrong, p)
			_, _ = fmt.Fprintf(w, "contract: %s\n", p)
		}
		if c.total == 0 {
			wrong = append(wrong, "")
			_, _ = fmt.Fprintln(w, "contract: nothing was checked")
		}
	}
	if len(wrong) > 0 && code == 0 {
		return 1
	}
	return code
}

// Whole reports whether all tests of the package run, none of them shortened.
func Whole() bool {
	for _, name := range []string{"test.run", "test.skip", "test.fuzz", "test.list", "test.bench"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	short := flag.Lookup("test.short")
	return short == nil || short.Value.String() != "true"
}

// Dir is the folder of the networks' descriptions, which the environment variable SPECS_DIR names; "" without it, and
// while a fuzz target runs, which sends anything.
func Dir() string {
	if f := flag.Lookup("test.fuzz"); f != nil && f.Value.String() != "" {
		return ""
	}
	return os.Getenv("SPECS_DIR")
}
