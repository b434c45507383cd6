// Package capability writes the README's table of what each network offers from the interface guards in the
// networks' social.go: the compiler proves the guards, their remarks become the cells.
//
//	go generate ./internal/capability
//
// Its tests fail if the README says anything else, or if a client implements an interface without a guard.
package capability

//go:generate go test -run TestReadme -args -update
