package graphtest

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Params are the parameters of a request, from its query and its body, which may be a form, a multipart
// form or JSON. In JSON a value may be of any kind; elsewhere it is text, that holds JSON if it is
// structured.
type Params map[string]any

// Has reports whether the parameter was sent, even empty.
func (p Params) Has(name string) bool { _, ok := p[name]; return ok }

// Text is a parameter as text, "" if it is absent.
func (p Params) Text(name string) string {
	switch v := p[name].(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	default:
		data, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(data)
	}
}

// Bool is a parameter that is true or false, or standard if it is absent.
func (p Params) Bool(name string, standard bool) (bool, error) {
	if !p.Has(name) || p.Text(name) == "" {
		return standard, nil
	}
	switch strings.ToLower(p.Text(name)) {
	case "true", "1", "yes", "on":
		return true, nil
	case "false", "0", "no", "off":
		return false, nil
	}
	return false, BadParam("Param " + name + " must be a boolean")
}

// Int is a parameter that is a whole number, or standard if it is absent.
func (p Params) Int(name string, standard int64) (int64, error) {
	text := p.Text(name)
	if text == "" {
		return standard, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, BadParam("Param " + name + " must be an integer")
	}
	return n, nil
}

// Time is a parameter that is a moment; zero if it is absent.
func (p Params) Time(name string, now time.Time) (time.Time, error) {
	text := p.Text(name)
	if text == "" {
		return time.Time{}, nil
	}
	t, ok := ParseTime(text, now)
	if !ok {
		return time.Time{}, BadParam("Param " + name + " must be a valid time")
	}
	return t, nil
}

// Object is a parameter that is an object; nil if it is absent.
func (p Params) Object(name string) (Object, error) {
	switch v := p[name].(type) {
	case nil:
		return nil, nil
	case Object:
		return v, nil
	}
	if p.Text(name) == "" {
		return nil, nil
	}
	var o Object
	if decode(p.Text(name), &o) != nil {
		return nil, BadParam("Param " + name + " must be a JSON object")
	}
	return o, nil
}

// List is a parameter that is a list: an array, text that holds one, name[0]=…&name[1]=…, or what commas
// part. It is nil if it is absent.
func (p Params) List(name string) ([]any, error) {
	if v, ok := p[name].([]any); ok {
		return v, nil
	}
	text := strings.TrimSpace(p.Text(name))
	if strings.HasPrefix(text, "[") {
		var list []any
		if decode(text, &list) != nil {
			return nil, BadParam("Param " + name + " must be an array")
		}
		return list, nil
	}
	if indexed := p.indexed(name); indexed != nil {
		return indexed, nil
	}
	if text == "" {
		return nil, nil
	}
	var list []any
	for item := range strings.SplitSeq(text, ",") {
		list = append(list, strings.TrimSpace(item))
	}
	return list, nil
}

// Texts is a list whose elements are text.
func (p Params) Texts(name string) ([]string, error) {
	list, err := p.List(name)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, v := range list {
		out = append(out, Params{"": v}.Text(""))
	}
	return out, nil
}

// Objects is a list whose elements are objects, or text that holds them.
func (p Params) Objects(name string) ([]Object, error) {
	list, err := p.List(name)
	if err != nil {
		return nil, err
	}
	var out []Object
	for _, v := range list {
		o, err := Params{name: v}.Object(name)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// indexed collects the elements name[0], name[1] and so on.
func (p Params) indexed(name string) []any {
	var keys []string
	for key := range p {
		if strings.HasPrefix(key, name+"[") && strings.HasSuffix(key, "]") && !strings.Contains(key, "][") {
			keys = append(keys, key)
		}
	}
	index := func(key string) int {
		n, err := strconv.Atoi(key[len(name)+1 : len(key)-1])
		if err != nil {
			return math.MaxInt
		}
		return n
	}
	slices.SortFunc(keys, func(a, b string) int { return index(a) - index(b) })
	var out []any
	for _, key := range keys {
		out = append(out, p[key])
	}
	return out
}

// Values are the parameters as a form.
func (p Params) Values() url.Values {
	out := url.Values{}
	for name := range p {
		out.Set(name, p.Text(name))
	}
	return out
}

func decode(text string, into any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}

// TimeLayout is how the Graph API writes times.
const TimeLayout = "2006-01-02T15:04:05-0700"

// FormatTime writes a time as the Graph API does.
func FormatTime(t time.Time) string { return t.UTC().Format(TimeLayout) }

// ParseTime reads a time: seconds since 1970, ISO 8601, or one of the simpler forms of PHP's strtotime.
func ParseTime(text string, now time.Time) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return time.Unix(int64(n), 0).UTC(), true
	}
	for _, layout := range []string{TimeLayout, time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	day := now.UTC().Truncate(24 * time.Hour)
	switch strings.ToLower(text) {
	case "now":
		return now, true
	case "today":
		return day, true
	case "yesterday":
		return day.AddDate(0, 0, -1), true
	case "tomorrow":
		return day.AddDate(0, 0, 1), true
	}
	return relative(strings.ToLower(text), now)
}

// relative reads "+10 minutes", "3 days ago".
func relative(text string, now time.Time) (time.Time, bool) {
	number, unit, found := strings.Cut(text, " ")
	n, err := strconv.Atoi(strings.TrimPrefix(number, "+"))
	if !found || err != nil {
		return time.Time{}, false
	}
	if rest, ago := strings.CutSuffix(unit, " ago"); ago {
		unit, n = rest, -n
	}
	units := map[string]time.Duration{
		"second": time.Second, "sec": time.Second, "minute": time.Minute, "min": time.Minute, "hour": time.Hour,
		"day": 24 * time.Hour, "week": 7 * 24 * time.Hour,
	}
	d, ok := units[strings.TrimSuffix(unit, "s")]
	return now.Add(time.Duration(n) * d), ok
}
