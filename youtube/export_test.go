package youtube

// Confirmed reads how many bytes of an upload are there.
func Confirmed(header string, total int64) (int64, error) { return confirmed(header, total) }
