package graphtest

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	standardLimit = 25
	standardMax   = 100
)

// A cursor is a position in a list, opaque to clients.
type cursor struct {
	Key    string `json:"k"`
	Rank   int64  `json:"r,omitempty"`
	Index  int    `json:"i"`
	Made   int64  `json:"t"`
	Scope  uint32 `json:"s"`           // the list it belongs to
	Before bool   `json:"b,omitempty"` // it stands before Key, not behind
}

func (cu cursor) String() string {
	data, err := json.Marshal(cu)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func parseCursor(text string) (cursor, bool) {
	var cu cursor
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(data, &cu) != nil {
		return cursor{}, false
	}
	return cu, cu.Made != 0
}

// locate is the index of the first element behind the cursor.
func (cu cursor) locate(items []Item) int {
	at := slices.IndexFunc(items, func(i Item) bool { return i.Key == cu.Key })
	switch {
	case at >= 0 && cu.Before:
		return at
	case at >= 0:
		return at + 1
	case cu.Rank == 0 || len(items) == 0:
		return min(cu.Index, len(items))
	}
	falling := items[0].Rank >= items[len(items)-1].Rank
	for i, item := range items {
		if falling && item.Rank < cu.Rank || !falling && item.Rank > cu.Rank {
			return i
		}
	}
	return len(items)
}

// pageRequest is what a call says about pages.
type pageRequest struct {
	limit        int
	after        cursor
	before       cursor
	since, until time.Time
}

func (c *Call) pageRequest(op *Op) (pageRequest, error) {
	standard, most := op.Limit, op.MaxLimit
	if standard == 0 {
		standard = standardLimit
	}
	if most == 0 {
		most = standardMax
	}
	var p pageRequest
	limit, err := c.Params.Int("limit", int64(standard))
	if err != nil {
		return p, err
	}
	if limit < 0 {
		return p, BadParam("Param limit must be non-negative")
	}
	if limit > int64(most) && op.StrictMax {
		return p, BadParam("The parameter limit must be at most " + strconv.Itoa(most))
	}
	p.limit = int(min(limit, int64(most)))
	for name, at := range map[string]*cursor{"after": &p.after, "before": &p.before} {
		text := c.Params.Text(name)
		if text == "" {
			continue
		}
		cu, ok := parseCursor(text)
		expired := c.srv.opts.CursorTTL > 0 && c.Now().Sub(time.Unix(cu.Made, 0)) > c.srv.opts.CursorTTL
		if !ok || expired || cu.Scope != c.scope() {
			return p, Coded(2642, "Invalid cursors values")
		}
		*at = cu
	}
	if p.since, err = c.Params.Time("since", c.Now()); err != nil {
		return p, err
	}
	p.until, err = c.Params.Time("until", c.Now())
	return p, err
}

// scope tells lists apart.
func (c *Call) scope() uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(c.node + "/" + c.edge + "?" + c.Params.Text("order") + c.Params.Text("filter"))) // never fails
	return h.Sum32()
}

// page renders one page of a list.
func (c *Call) page(l *List, op *Op, sel []*Selection) (Object, error) {
	p, err := c.pageRequest(op)
	if err != nil {
		return nil, err
	}
	items := c.visible(l, p)
	from, to := 0, min(p.limit, len(items))
	switch {
	case l.Whole:
		to = len(items)
	case p.after.Made != 0:
		from = p.after.locate(items)
		to = min(from+p.limit, len(items))
	case p.before.Made != 0:
		p.before.Before = true
		to = p.before.locate(items)
		from = max(0, to-p.limit)
	}
	end := to
	switch {
	case l.Whole: // has no next page to make up for less
	case c.srv.trapped(&c.srv.pages, c.srv.opts.Traps.EmptyPages) && to > from:
		to = from
	case c.srv.trapped(&c.srv.shorts, c.srv.opts.Traps.ShortPages) && to-from > 1:
		to = from + (to-from)/2
		end = to
	}
	data := []any{}
	for _, item := range items[from:to] {
		v, err := c.element(item.Value, op, sel)
		if err != nil {
			return nil, err
		}
		data = append(data, v)
	}
	out := Object{"data": data}
	if p.limit > 0 && !l.Whole {
		c.addPaging(out, op, items, from, to, end)
	}
	if summary := c.summary(l.Summary); summary != nil {
		out["summary"] = summary
	}
	maps.Copy(out, l.Answer)
	return out, nil
}

// visible leaves out what is too new to be seen yet and what lies outside of since and until.
func (c *Call) visible(l *List, p pageRequest) []Item {
	var out []Item
	for _, item := range l.Items {
		if n, ok := item.Value.(*Node); ok && n.Type.Lags && c.Now().Sub(n.Born) < c.srv.opts.Lag {
			continue
		}
		if l.Timed && !p.since.IsZero() && item.Time.Before(p.since) || l.Timed && !p.until.IsZero() && item.Time.After(p.until) {
			continue
		}
		out = append(out, item)
	}
	return out
}

func (c *Call) element(v any, op *Op, sel []*Selection) (any, error) {
	n, ok := v.(*Node)
	if !ok {
		return c.value(v, sel)
	}
	if sel == nil && op.Default != nil {
		sel = selections(op.Default)
	}
	return c.render(n, sel)
}

// addPaging tells where the neighbouring pages are. A page that was made empty has cursors all the same.
func (c *Call) addPaging(out Object, op *Op, items []Item, from, to, end int) {
	if from == end {
		return
	}
	mark := func(i int, before bool) string {
		return cursor{
			Key: items[i].Key, Rank: items[i].Rank, Index: i + 1, Made: max(1, c.Now().Unix()), Scope: c.scope(), Before: before,
		}.String()
	}
	last := to - 1
	if to == from { // emptied: the next page begins where this one did
		last = from
	}
	first := cursor{Key: items[from].Key, Rank: items[from].Rank, Index: from, Made: max(1, c.Now().Unix()), Scope: c.scope()}
	after := mark(last, to == from)
	paging := Object{"cursors": Object{"before": first.String(), "after": after}}
	nested := c.parent != nil
	silent := op.NoNext || nested && (op.NoNestedNext || c.srv.opts.Traps.NoNestedNext)
	if !silent && (end < len(items) || to == from) {
		paging["next"] = c.pageURL("after", after)
	}
	if from > 0 && !nested && !op.NoNext {
		paging["previous"] = c.pageURL("before", first.String())
	}
	out["paging"] = paging
}

// pageURL is the address of a neighbouring page. As on the network it holds the token if that came as a
// parameter.
func (c *Call) pageURL(name, cursor string) string {
	q := url.Values{}
	for key := range c.Params {
		if !slices.Contains([]string{"after", "before", "appsecret_proof", "appsecret_time", "access_token", "batch", "method"}, key) {
			q.Set(key, c.Params.Text(key))
		}
	}
	if q.Get("limit") == "" {
		q.Set("limit", strconv.Itoa(standardLimit))
	}
	q.Set(name, cursor)
	return c.Address(c.node+"/"+c.edge, q)
}

// Address is the address of a path, with the token of the call if that came as a parameter.
func (c *Call) Address(path string, q url.Values) string {
	root := c.root()
	if root.tokenParam != "" {
		q.Set("access_token", root.tokenParam)
	}
	return "http://" + root.Request.Host + c.srv.opts.Prefix + "/" + root.Version.String() + "/" + path + "?" + q.Encode()
}

// summary is what the parameter summary asks for of all there is.
func (c *Call) summary(all Object) Object {
	asked := strings.TrimSpace(c.Params.Text("summary"))
	switch asked {
	case "", "false", "0":
		return nil
	case "true", "1":
		return all
	}
	out := Object{}
	for name := range strings.SplitSeq(strings.Trim(asked, "[]\""), ",") {
		name = strings.Trim(name, " \"")
		if v, ok := all[name]; ok {
			out[name] = v
		}
	}
	return out
}
