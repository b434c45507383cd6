package discovery

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// wrongText says what is wrong with a text, be it a parameter or a string of a body; "" if nothing is.
func (s *schema) wrongText(text string) string {
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, text) {
		return fmt.Sprintf("%q is not one of the described values", text)
	}
	if s.Pattern != "" {
		if re, err := regexp.Compile(`^(?:` + s.Pattern + `)$`); err == nil && !re.MatchString(text) {
			return fmt.Sprintf("%q does not fit %s", text, s.Pattern)
		}
	}
	if !fitsFormat(s.Format, text) {
		return fmt.Sprintf("%q is not a %s", text, s.Format)
	}
	return ""
}

// fitsFormat knows the formats of https://developers.google.com/discovery/v1/type-format.
func fitsFormat(format, text string) bool {
	var err error
	switch format {
	case "int64":
		_, err = strconv.ParseInt(text, 10, 64)
	case "uint64":
		_, err = strconv.ParseUint(text, 10, 64)
	case "int32":
		_, err = strconv.ParseInt(text, 10, 32)
	case "uint32":
		_, err = strconv.ParseUint(text, 10, 32)
	case "double", "float":
		_, err = strconv.ParseFloat(text, 64)
	case "date":
		_, err = time.Parse(time.DateOnly, text)
	case "date-time", "google-datetime":
		_, err = time.Parse(time.RFC3339Nano, text)
	case "google-duration":
		seconds, ok := strings.CutSuffix(text, "s")
		_, err = strconv.ParseFloat(seconds, 64)
		return ok && err == nil
	case "byte":
		plain := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(text), "=")
		_, err = base64.RawStdEncoding.DecodeString(plain)
	}
	return err == nil
}

// wrongParam says what is wrong with one value of a parameter.
func (s *schema) wrongParam(text string) string {
	switch s.Type {
	case "boolean":
		if text != "true" && text != "false" {
			return fmt.Sprintf("%q is not a boolean", text)
		}
		return ""
	case "integer", "number":
		return s.wrongNumber(text)
	default:
		return s.wrongText(text)
	}
}

// wrongNumber says what is wrong with a number: not one, of another format, or out of bounds.
func (s *schema) wrongNumber(text string) string {
	_, notWhole := strconv.ParseInt(text, 10, 64)
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || s.Type == "integer" && notWhole != nil || !fitsFormat(s.Format, text) {
		return fmt.Sprintf("%q is not a %s", text, strings.TrimSpace(s.Format+" "+s.Type))
	}
	if least, err := s.Minimum.Float64(); err == nil && number < least {
		return fmt.Sprintf("%s is less than %s", text, s.Minimum)
	}
	if most, err := s.Maximum.Float64(); err == nil && number > most {
		return fmt.Sprintf("%s is more than %s", text, s.Maximum)
	}
	return ""
}

// walk collects the problems of one body.
type walk struct {
	document *Document
	call     string // ID of the method
	in       Place
	problems []Problem
}

func (w *walk) add(name, at, reason string) {
	w.problems = append(w.problems, Problem{Call: w.call, In: w.in, Name: name, Reason: at + ": " + reason})
}

// value checks a value of a body. The name is that of its schema, or of the schema and property it belongs to;
// at is the path to it.
func (w *walk) value(s *schema, name, at string, value any) {
	if s != nil && s.Ref != "" {
		name = s.Ref
		s = w.document.schemas[s.Ref]
	}
	if s == nil || s.Type == "any" {
		return
	}
	wrong := ""
	var ok bool
	switch v := value.(type) {
	case map[string]any:
		if ok = s.Type == "object"; ok {
			w.object(s, name, at, v)
		}
	case []any:
		if ok = s.Type == "array"; ok {
			for i, item := range v {
				w.value(s.Items, name, fmt.Sprintf("%s[%d]", at, i), item)
			}
		}
	case string:
		if ok = s.Type == "string"; ok {
			wrong = s.wrongText(v)
		}
	case json.Number:
		if ok = s.Type == "integer" || s.Type == "number"; ok {
			wrong = s.wrongNumber(v.String())
		}
	case bool:
		ok = s.Type == "boolean"
	default:
		ok = false // null: Google leaves out what is not there
	}
	if !ok {
		wrong = fmt.Sprintf("%s instead of %s", kind(value), strings.TrimSpace(s.Type+" "+s.Format))
	}
	if wrong != "" {
		w.add(name, at, wrong)
	}
}

func (w *walk) object(s *schema, name, at string, object map[string]any) {
	for property, value := range object {
		full := name + "." + property
		described := s.Properties[property]
		switch {
		case described == nil && s.Additional != nil:
			w.value(s.Additional, full, at+"."+property, value)
		case described == nil:
			w.add(full, at+"."+property, "not described")
		case w.in == InBody && described.ReadOnly:
			w.add(full, at+"."+property, "is read-only")
		default:
			w.value(described, full, at+"."+property, value)
		}
	}
	if w.in != InBody {
		return
	}
	for property, described := range s.Properties {
		if _, given := object[property]; !given && slices.Contains(described.Annotations.Required, w.call) {
			w.add(name+"."+property, at+"."+property, "required, but missing")
		}
	}
}

func kind(value any) string {
	switch value.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case json.Number:
		return "number"
	case bool:
		return "boolean"
	default:
		return "null"
	}
}
