package graphtest

import (
	"encoding/json"
	"slices"
	"time"
)

// An Object is a JSON object.
type Object = map[string]any

// A Node is an object of the graph.
type Node struct {
	ID   string
	Type *Type
	Data any       // what the simulator keeps of it
	Born time.Time // when it was put into the graph
	// Extra holds fields of this appearance of the node alone, such as the tasks of a page in a list of
	// somebody's pages.
	Extra Object

	missing int // reads that still miss it
}

// With is the same node with further fields.
func (n *Node) With(extra Object) *Node {
	same := *n
	same.Extra = extra
	return &same
}

// A Field reads one field of a node. It yields nil if the node has no such value.
type Field func(c *Call, n *Node) (any, error)

// Fields are the fields of a type by name. "id" need not be named.
type Fields map[string]Field

// Edges are the edges of a type by name.
type Edges map[string]*Edge

// A Type is a kind of node, as Meta's reference describes it.
type Type struct {
	Name    string   // as in the reference: "Page"
	Default []string // the fields beside id of an answer to a request that names none
	Fields  Fields
	Edges   Edges
	Get     *Op // nil: any token may read it
	Post    *Op // nil: cannot be updated
	Delete  *Op // nil: cannot be deleted
	// Owner names the asset that a node belongs to, whose token and tasks operations ask for; nil: none.
	Owner func(n *Node) string
	// Lags makes new nodes appear late in lists and reads, see [Options].Lag and Misses.
	Lags bool
}

// An Edge is a connection of a node to others.
type Edge struct {
	Get, Post, Delete *Op
	// Newer is the documentation of an edge that is younger than the machine-readable lists; tests compare
	// the tables to those.
	Newer string
}

// A Handler answers a request to a node or one of its edges.
type Handler func(c *Call, n *Node) (any, error)

// An Op is an operation on a node or an edge.
type Op struct {
	Params []string // the parameters it takes, without those that every request may have
	Newer  []string // those of Params that the machine-readable lists do not have yet
	Fetch  []string // those of Params that hold the address of a file, which is fetched before Handle
	Needs  Needs
	// Ahead runs before Handle and without the lock, for what takes time.
	Ahead  func(c *Call, n *Node) error
	Handle Handler
	// FieldsParam says that the parameter fields has a meaning of its own here.
	FieldsParam bool

	Default   []string // the fields of the nodes in the list if none are named; nil: those of their type
	Limit     int      // elements per page if the request does not say; 0: 25
	MaxLimit  int      // more are not given; 0: 100
	StrictMax bool     // a larger limit is refused
	// NoNestedNext leaves the address of the next page out where the list is an expanded field, NoNext
	// everywhere, the one of the previous page too; the cursors stay.
	NoNestedNext, NoNext bool
}

// Get makes a field out of a function of the node's data.
func Get[T any](f func(T) any) Field {
	return func(_ *Call, n *Node) (any, error) { return f(n.Data.(T)), nil } //nolint:forcetypeassert // tables are consistent
}

// With makes a field out of a function of the node's data and the call, whose parameters are the
// modifiers of the field.
func With[T any](f func(*Call, T) (any, error)) Field {
	return func(c *Call, n *Node) (any, error) { return f(c, n.Data.(T)) } //nolint:forcetypeassert // tables are consistent
}

// On makes a handler out of a function of the call and the node's data.
func On[T any](f func(*Call, T) (any, error)) Handler {
	return func(c *Call, n *Node) (any, error) { return f(c, n.Data.(T)) } //nolint:forcetypeassert // tables are consistent
}

// Text is s, or nil if it is empty.
func Text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Number is an id as a number, as some members of events are written.
func Number(id string) json.Number { return json.Number(id) }

// Moment is t, or nil if it is zero.
func Moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// Shape is a type of objects without identity that have these fields and no others, such as attachments.
// The data of its nodes is an [Object].
func Shape(name string, fields ...string) *Type {
	t := &Type{Name: name, Default: fields, Fields: Fields{}}
	for _, f := range fields {
		t.Fields[f] = Get(func(o Object) any { return o[f] })
	}
	return t
}

// New is a node without identity.
func (t *Type) New(data any) *Node { return &Node{Type: t, Data: data} }

// owner is the asset that a node belongs to.
func (n *Node) owner() string {
	if n.Type.Owner == nil {
		return ""
	}
	return n.Type.Owner(n)
}

// A List is what an edge answers with: one page of it is sent.
type List struct {
	Items []Item
	// Summary is sent if the request asks for it: with summary=true all of it, else the members named.
	Summary Object
	// Timed lists may be cut by the parameters since and until.
	Timed bool
	// Answer are further members beside data and paging.
	Answer Object
	// Whole lists come all at once, without paging.
	Whole bool
}

// An Item is an element of a list.
type Item struct {
	Value any       // a *[Node] or an [Object]
	Key   string    // unlike that of all others; cursors point to it
	Rank  int64     // its place in the order of the list, for cursors whose element is gone; may stay 0
	Time  time.Time // for since and until
}

// Nodes is a list of nodes in this order, each with its place in time if when is not nil.
func Nodes(nodes []*Node, when func(*Node) time.Time) *List {
	l := &List{Timed: when != nil}
	for _, n := range nodes {
		item := Item{Value: n, Key: n.ID}
		if when != nil {
			item.Time = when(n)
			item.Rank = item.Time.UnixNano()
		}
		l.Items = append(l.Items, item)
	}
	return l
}

// Reversed is the list in the other order.
func (l *List) Reversed() *List {
	slices.Reverse(l.Items)
	return l
}
