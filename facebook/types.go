package facebook

import "github.com/relais-go/relais/internal/graph"

// network is the name in errors, refs and variants.
const network = "facebook"

// ID names a Page, person, post, comment, photo, video or conversation: decimal digits beyond 2^53, and for posts and
// most comments two such numbers, as "{page}_{post}". It is never to be parsed. "" means none.
type ID = graph.ID

// Time is a moment in UTC: a time.Time, zero when Facebook does not say. It reads all the forms in which the API gives
// times.
type Time = graph.Time

// Error is what Facebook said when it refused a request; find it with [errors.As] below the [*social.Error].
type Error = graph.Error

// From is who did something. It is missing where the token may not see the person.
type From struct {
	ID   ID     `json:"id"`   // page-scoped for people
	Name string `json:"name"` // "" if the token may not see it
}

// Tag is a person or Page named in a text.
type Tag struct {
	ID     ID     `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`   // "page", "user", "group"
	Offset int    `json:"offset"` // where the name begins, in UTF-16 units
	Length int    `json:"length"`
}

// Place is a Page with an address.
type Place struct {
	ID       ID        `json:"id"`
	Name     string    `json:"name"`
	Location *Location `json:"location,omitempty"`
}

// Location is an address. See https://developers.facebook.com/docs/graph-api/reference/location/.
type Location struct {
	Street    string   `json:"street,omitempty"`
	City      string   `json:"city,omitempty"`
	State     string   `json:"state,omitempty"`
	Country   string   `json:"country,omitempty"`
	Zip       string   `json:"zip,omitempty"`
	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
}

// Counted is the size of a list that was asked for without its members. nil numbers were not said.
type Counted struct {
	Summary *graph.Summary `json:"summary"`
}

// total is the size, nil if Facebook does not say.
func (c *Counted) total() *int64 {
	if c == nil || c.Summary == nil || c.Summary.TotalCount == nil {
		return nil
	}
	n := int64(*c.Summary.TotalCount)
	return &n
}
