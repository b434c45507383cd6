// Package bench holds measurements: the library side by side with the clients that programs would use otherwise,
// github.com/mattn/go-mastodon and Google's own client (google.golang.org/api), in one run, on the same data, over the
// same transport.
//
//	go test -run TestReport -v .                  # the table, in seconds
//	RELAIS_LONG=1 go test -run TestLongReport -v . # more rounds, larger files
//	go test -run '^$' -bench . -benchmem .
//
// The rounds of both sides alternate, and medians are compared. What does not depend on the machine is asserted:
// allocations, the peak of the heap during an upload, and calls that the server refused for their pace. Times are
// printed beside their goals.
package bench
