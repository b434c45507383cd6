package inbox

import "time"

// Bounds, for tests.
const (
	MaxDone    = maxDone
	MaxPushed  = maxPushed
	MaxLate    = maxLate
	MemorySize = memorySize
	MemoryAge  = memoryAge
	DoubtFor   = doubtFor
	TrustFor   = trustFor
)

// CheckCursor parses a cursor and writes it again.
func CheckCursor(network, s string) (again string, err error) {
	b, err := parseBookmark(network, s)
	if err != nil {
		return "", err
	}
	return b.encode(network), nil
}

// Compare orders IDs.
func Compare(a, b string) int { return compare(a, b) }

// Memory is what a run remembers.
type Memory struct{ m memory }

// Add reports whether an ID is new.
func (m *Memory) Add(id string) bool { return m.m.add(keyOf(id)) }

// Age forgets.
func (m *Memory) Age(read time.Time) { m.m.age(read) }
