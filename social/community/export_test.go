package community

import "time"

// At is at, for tests.
func At(d Date, c TimeOfDay, loc *time.Location) (time.Time, bool) { return at(d, c, loc) }
