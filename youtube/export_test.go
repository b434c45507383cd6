package youtube

import (
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Confirmed reads how many bytes of an upload are there.
func Confirmed(header string, total int64) (int64, error) { return confirmed(header, total) }

// Classify reads an answer that says no.
func Classify(status int, body []byte) *social.Error {
	return classify(&rest.Answer{Status: status, Body: body, Received: time.Now()})
}
