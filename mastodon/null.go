package mastodon

import (
	"reflect"
	"slices"
)

// A nullable answer has lists of pointers within, from which null is to be dropped.
type nullable interface{ dropNulls() }

// dropNulls takes null out of the lists of an answer: nobody looks for a nil pointer there.
func dropNulls(v reflect.Value) {
	if v.CanAddr() {
		if n, ok := reflect.TypeAssert[nullable](v.Addr()); ok {
			n.dropNulls()
		}
	}
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Pointer {
		return
	}
	kept := 0
	for i := range v.Len() {
		if e := v.Index(i); !e.IsNil() {
			dropNulls(e.Elem())
			v.Index(kept).Set(e)
			kept++
		}
	}
	v.SetLen(kept)
}

func present[T any](list []*T) []*T {
	return slices.DeleteFunc(list, func(v *T) bool { return v == nil })
}

func (c *Context) dropNulls() {
	c.Ancestors, c.Descendants = present(c.Ancestors), present(c.Descendants)
}

func (r *SearchResult) dropNulls() {
	r.Accounts, r.Statuses = present(r.Accounts), present(r.Statuses)
}

func (g *GroupedNotifications) dropNulls() {
	g.Accounts, g.Statuses = present(g.Accounts), present(g.Statuses)
}

func (v *Conversation) dropNulls() { v.Accounts = present(v.Accounts) }

func (f *FamiliarFollowers) dropNulls() { f.Accounts = present(f.Accounts) }

func (r *AdminReport) dropNulls() { r.Statuses = present(r.Statuses) }
