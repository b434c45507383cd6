package rest

// ErrStalled is the cause of an attempt during which nothing moved.
var ErrStalled = errStalled

// CheckPath is what a path is put through before it is used.
func CheckPath(p string) (string, error) { return checkPath(p) }
