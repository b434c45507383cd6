// Package socialtest proves that a client keeps the promises of package social, and offers an in-memory
// network to test programs against.
//
// # Testing a client
//
// There is one suite per interface of package social. Each takes a function that makes a [Harness]: the
// client under test, and hooks into the simulated network around it.
//
//	func TestConformance(t *testing.T) {
//		socialtest.TestPublisher(t, newHarness)
//		socialtest.TestListener(t, newHarness)
//	}
//
// Each case is one sentence of the contract and prints it when it is broken. A case that needs a hook which
// the harness does not have is skipped and says so; what a network makes impossible is listed with its
// reason in [Harness].Exempt.
package socialtest
