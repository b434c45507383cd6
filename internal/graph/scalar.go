package graph

import "github.com/relais-go/relais/internal/scalar"

// ID names a node of the graph. "" means none. Most are decimal numbers beyond 2^53, and some two of them, as
// "{page}_{post}". Never parse one.
type ID = scalar.ID

// Int is an integer that Meta sometimes sends in quotes or with a fraction.
type Int = scalar.Number

// Bool is a truth that Meta sometimes sends as text or as a number.
type Bool = scalar.Truth

// Time is a moment in UTC. Meta sends 2019-05-17T16:24:04+0000, RFC 3339, dates, and seconds or milliseconds since 1970,
// as numbers or in quotes. It is zero for null, for 0, which Meta writes for never, and for what is not a time.
type Time = scalar.Moment
