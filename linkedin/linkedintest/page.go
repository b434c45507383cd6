package linkedintest

import (
	"fmt"
	"net/http"
	"strings"
)

// standardCount is how many elements a list has that nobody asked a number of.
const standardCount = 10

// window reads start and count. More than most is refused.
func (c *call) window(most int) (start, count int, err error) {
	if start, err = c.number("start", 0, 0, 1<<30); err != nil {
		return 0, 0, err
	}
	count, err = c.number("count", standardCount, 1, most)
	return start, count, err
}

// number is a parameter within bounds.
func (c *call) number(name string, standard, least, most int) (int, error) {
	if !c.has(name) {
		return standard, nil
	}
	v, err := c.param(name)
	if err != nil {
		return 0, err
	}
	n, ok := v.integer()
	if !ok || n < int64(least) || n > int64(most) {
		return 0, badParam(name)
	}
	return int(n), nil
}

// most is the largest page of any list.
const most = 1000

// page answers with a part of a list, and with where the next one is, see
// https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/pagination.
func (c *call) page(all []object, largest int) (any, error) {
	start, count, err := c.window(largest)
	if err != nil {
		return nil, err
	}
	from, to := min(start, len(all)), min(start+count, len(all))
	elements := append([]object{}, all[from:to]...)
	links := []object{}
	if start > 0 {
		links = append(links, c.link("prev", max(0, start-count), count))
	}
	if to < len(all) {
		links = append(links, c.link("next", start+count, count))
		c.srv.pages++
		if n := c.srv.opts.Traps.ShortPages; n > 0 && c.srv.pages%n == 0 {
			elements = elements[1:]
		}
	}
	return object{
		"elements": elements,
		"paging":   object{"start": start, "count": count, "links": links, "total": len(all)},
	}, nil
}

// link is the address of another page, without the host, as the network writes it.
func (c *call) link(rel string, start, count int) object {
	var params []string
	for pair := range strings.SplitSeq(c.in.query, "&") {
		if name, _, _ := strings.Cut(pair, "="); name != "start" && name != "count" && pair != "" {
			params = append(params, pair)
		}
	}
	params = append(params, fmt.Sprintf("start=%d", start), fmt.Sprintf("count=%d", count))
	return object{"rel": rel, "type": "application/json", "href": c.r.URL.EscapedPath() + "?" + strings.Join(params, "&")}
}

// all answers with a whole list, in one page however long it is.
func (c *call) all(elements []object) (any, error) {
	_, count, err := c.window(most)
	if err != nil {
		return nil, err
	}
	if elements == nil {
		elements = []object{}
	}
	return object{"elements": elements, "paging": object{"start": 0, "count": count, "links": []object{}}}, nil
}

// batch answers for several keys at once. What fails is told key by key, and the whole is a 200.
func (c *call) batch(get func(value) (object, error)) (any, error) {
	keys, err := c.list("ids")
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		return nil, badParam("ids")
	}
	results, statuses, errs := map[string]object{}, map[string]int{}, map[string]object{}
	for _, key := range keys {
		name := key.key()
		if key.kind == textValue && c.srv.opts.Traps.PlainKeys {
			name = key.text
		}
		entity, err := get(key)
		if err == nil {
			results[name], statuses[name] = entity, http.StatusOK
			continue
		}
		failure := asAPIError(err)
		statuses[name], errs[name] = failure.status, failure.body(c.srv.opts.Traps.NoErrorCodes)
	}
	return object{"results": results, "statuses": statuses, "errors": errs}, nil
}
