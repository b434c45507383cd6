package htmltext_test

import (
	"fmt"

	"github.com/relais-go/relais/internal/htmltext"
)

func ExampleText() {
	fmt.Println(htmltext.Text(`<p>Open on <b>Sunday</b> &amp; Monday<br>See <a href="https://acme.example/a">acme.example/a</a></p><p>Bye</p>`))
	// Output:
	// Open on Sunday & Monday
	// See https://acme.example/a
	//
	// Bye
}
