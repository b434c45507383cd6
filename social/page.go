package social

// Page is one page of a list, for callers who keep cursors themselves. Next and Prev are opaque and good for
// the same list only; "" means that there is no such page.
type Page[T any] struct {
	Items []*T
	Next  string // towards older items
	Prev  string // towards newer items
}
