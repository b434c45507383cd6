package scalar_test

import (
	"fmt"

	"github.com/relais-go/relais/internal/scalar"
)

// Numbers come in quotes, and what is no number is absent, not 0.
func ExampleInt() {
	for _, sent := range []string{`42`, `"42"`, `null`, `"many"`} {
		n, ok := scalar.Int([]byte(sent))
		fmt.Println(n, ok)
	}
	// Output:
	// 42 true
	// 42 true
	// 0 false
	// 0 false
}

func ExampleTime() {
	for _, sent := range []string{`"2026-11-22T10:00:00+0100"`, `1795338000`, `"1795338000000"`} {
		t, _ := scalar.Time([]byte(sent))
		fmt.Println(t)
	}
	// Output:
	// 2026-11-22 09:00:00 +0000 UTC
	// 2026-11-22 09:00:00 +0000 UTC
	// 2026-11-22 09:00:00 +0000 UTC
}
