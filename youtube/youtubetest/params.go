package youtubetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// param is what a method says about one parameter of its query.
type param struct {
	name               string
	required, repeated bool
	kind               byte // 'b' boolean, 'n' number, 't' time, 's' text
	low, high, normal  int
	choice             []string
}

// parseParams reads the short form in which the table of routes describes parameters: a name, "[]" if it
// may be repeated, "?" for a boolean, "@" for a time, ":low-high:normal" for a number, "=a|b" for a choice,
// and "!" at the end if it is required.
func parseParams(text string) map[string]*param {
	out := map[string]*param{}
	for word := range strings.FieldsSeq(text) {
		p := &param{kind: 's'}
		word, p.required = strings.CutSuffix(word, "!")
		if name, choice, ok := strings.Cut(word, "="); ok {
			word, p.choice = name, strings.Split(choice, "|")
		}
		if name, bounds, ok := strings.Cut(word, ":"); ok {
			word, p.kind = name, 'n'
			if _, err := fmt.Sscanf(bounds, "%d-%d:%d", &p.low, &p.high, &p.normal); err != nil {
				panic("youtubetest: " + bounds)
			}
		}
		for suffix, kind := range map[string]byte{"?": 'b', "@": 't'} {
			if name, ok := strings.CutSuffix(word, suffix); ok {
				word, p.kind = name, kind
			}
		}
		p.name, p.repeated = strings.CutSuffix(word, "[]")
		out[p.name] = p
	}
	return out
}

// systemParams are the parameters of every method.
func systemParams() []string {
	return []string{
		"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser",
		"uploadType", "upload_protocol", "upload_id",
	}
}

// checkParams holds the query against what the method says.
func (c *call) checkParams() error {
	for name, values := range c.query {
		p := c.route.params[name]
		if p == nil {
			if slices.Contains(systemParams(), name) {
				continue
			}
			return parameterError("unexpectedParameter", "Unexpected parameter: "+name, name)
		}
		if len(values) > 1 && !p.repeated {
			return parameterError("unexpectedParameter", "The parameter "+name+" may not be repeated.", name)
		}
		for _, value := range c.list(name) {
			if !p.accepts(value) {
				e := badRequest("global", "invalidValue", "Invalid value for "+name+": '"+value+"'. "+p.describe()).at(name)
				return e
			}
		}
	}
	for name, p := range c.route.params {
		if p.required && len(c.list(name)) == 0 {
			return parameterError("missingRequiredParameter", "Required parameter: "+name, name)
		}
	}
	if text := c.query.Get("fields"); text != "" {
		wanted, ok := parseFields(text)
		if !ok {
			return badRequest("global", "invalidParameter", "Invalid field selection "+text).at("fields")
		}
		c.wanted = wanted
	}
	return c.checkParts()
}

// checkParts knows the parts of the resource.
func (c *call) checkParts() error {
	c.parts = map[string]bool{}
	known := strings.Fields(c.route.parts)
	for _, name := range c.list("part") {
		if !slices.Contains(known, name) {
			return badRequest("youtube.part", "unknownPart", "'"+name+"'").at("part")
		}
		c.parts[name] = true
	}
	return nil
}

func (p *param) accepts(value string) bool {
	switch p.kind {
	case 'b':
		return value == "true" || value == "false"
	case 'n':
		n, err := strconv.Atoi(value)
		return err == nil && n >= p.low && n <= p.high
	case 't':
		_, err := time.Parse(time.RFC3339, value)
		return err == nil
	}
	return p.choice == nil || slices.Contains(p.choice, value)
}

func (p *param) describe() string {
	switch {
	case p.kind == 'n':
		return fmt.Sprintf("Values must be within the range: [%d, %d]", p.low, p.high)
	case p.choice != nil:
		return "Allowed values: [" + strings.Join(p.choice, ", ") + "]"
	}
	return ""
}

// list reads a parameter that may be repeated or a list with commas. Only repeated ones are split.
func (c *call) list(name string) []string {
	p := c.route.params[name]
	var out []string
	for _, value := range c.query[name] {
		if p == nil || !p.repeated {
			if value != "" {
				out = append(out, value)
			}
			continue
		}
		for one := range strings.SplitSeq(value, ",") {
			if one = strings.TrimSpace(one); one != "" {
				out = append(out, one)
			}
		}
	}
	return out
}

func (c *call) text(name string) string { return c.query.Get(name) }

func (c *call) flag(name string) bool { return c.query.Get(name) == "true" }

// size reads maxResults; its bounds have been checked.
func (c *call) size() int {
	if n, err := strconv.Atoi(c.query.Get("maxResults")); err == nil {
		return n
	}
	return c.route.params["maxResults"].normal
}

// moment reads a time; zero if it is not given.
func (c *call) moment(name string) time.Time {
	t, err := time.Parse(time.RFC3339, c.query.Get(name))
	if err != nil {
		return time.Time{}
	}
	return t
}

// filter demands exactly one of several parameters and returns its name.
func (c *call) filter(names ...string) (string, error) {
	var given []string
	for _, name := range names {
		if p := c.route.params[name]; p.kind == 'b' && c.flag(name) || p.kind != 'b' && len(c.list(name)) > 0 {
			given = append(given, name)
		}
	}
	switch len(given) {
	case 0:
		return "", noFilter(strings.Join(names, ", "))
	case 1:
		return given[0], nil
	}
	return "", incompatible(strings.Join(given, ", "))
}

// maxIDs is how many ids one request may name.
const maxIDs = 50

// ids reads the parameter id, each one once.
func (c *call) ids() ([]string, error) {
	var out []string
	for _, id := range c.list("id") {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if len(out) > maxIDs {
		return nil, parameterError("invalidFilters", "The request specifies an invalid filter parameter.", "id")
	}
	return out, nil
}
