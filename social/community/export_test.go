package community

import "time"

// At is at, for tests.
func At(d Date, c TimeOfDay, loc *time.Location) (time.Time, bool) { return at(d, c, loc) }

// Handles is handles, for tests.
func Handles(text string, limit int) []string { return handles(text, limit) }
