package bench_test

import "testing"

// TestReport compares in seconds what can be compared in seconds.
func TestReport(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	report(t, 21, 20, 1000, 32<<20)
}

// TestLongReport takes more rounds and larger files.
func TestLongReport(t *testing.T) {
	if !long() {
		t.Skip("set RELAIS_LONG=1: measures for minutes")
	}
	report(t, 101, 50, 5000, 512<<20)
}

func report(t *testing.T, rounds, pages, events int, file int64) {
	t.Helper()
	out := newTable()
	decoding(t, out, rounds, pages)
	streaming(t, out, rounds, events)
	uploading(t, out, min(rounds, 5), file)
	limiting(t, out)
	out.print(t)
}
