package meta

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// element takes "list<…>" away, however deep. What is no list stays as it is.
func element(typ string) string {
	for strings.HasPrefix(typ, "list<") && strings.HasSuffix(typ, ">") {
		typ = typ[len("list<") : len(typ)-1]
	}
	return typ
}

// isScalar reports whether values of the type have no fields of their own.
func isScalar(typ string) bool {
	switch typ {
	case "string", "bool", "int", "unsigned int", "float", "datetime", "file":
		return true
	}
	return false
}

// fits reports whether the value of a parameter can be of the type. Types that are only names (enumerations,
// objects) take everything, because the lists do not hold their values.
func fits(typ string, value any) bool {
	if text, ok := value.([]string); ok && !isList(typ) {
		return len(text) == 1 && fits(typ, text[0])
	}
	switch typ {
	case "string":
		switch value.(type) {
		case []any, map[string]any, nil:
			return false
		}
		return true // numbers are taken as text, and pictures are uploaded under parameters of this type
	case "bool":
		switch fmt.Sprint(value) {
		case "true", "false", "1", "0":
			return true
		}
		return false
	case "int":
		_, err := strconv.ParseInt(fmt.Sprint(value), 10, 64)
		return err == nil
	case "unsigned int":
		_, err := strconv.ParseUint(fmt.Sprint(value), 10, 64)
		return err == nil
	case "float":
		_, err := strconv.ParseFloat(fmt.Sprint(value), 64)
		return err == nil
	case "datetime":
		_, file := value.(FilePart)
		return !file && fits("string", value) && value != ""
	case "file":
		_, file := value.(FilePart)
		return file
	}
	return fitsCompound(typ, value)
}

func isList(typ string) bool { return typ == "list" || strings.HasPrefix(typ, "list<") }

func fitsCompound(typ string, value any) bool {
	switch {
	case isList(typ):
		items, ok := asList(value)
		if !ok {
			return false
		}
		if typ == "list" {
			return true
		}
		inner := typ[len("list<") : len(typ)-1]
		for _, item := range items {
			if !fits(inner, item) {
				return false
			}
		}
		return true
	case typ == "map" || strings.HasPrefix(typ, "map<"):
		if text, ok := value.(string); ok {
			value = parseJSON(text)
		}
		_, ok := value.(map[string]any)
		return ok
	default:
		return true
	}
}

// asList reads a list in any of the forms that Meta takes: JSON, JSON as text, or text with commas.
func asList(value any) ([]any, bool) {
	switch v := value.(type) {
	case []any:
		return v, true
	case []string: // repeated, or with indices: a[0]=…&a[1]=…
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = item
		}
		return items, true
	case string:
		if strings.HasPrefix(strings.TrimSpace(v), "[") {
			items, ok := parseJSON(v).([]any)
			return items, ok
		}
		var items []any
		for item := range strings.SplitSeq(v, ",") {
			items = append(items, item)
		}
		return items, true
	default:
		return nil, false
	}
}

// parseJSON returns nil for text that is not JSON.
func parseJSON(text string) any {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var value any
	if dec.Decode(&value) != nil || dec.More() {
		return nil
	}
	return value
}

// fitsAnswer reports whether a field of an answer can be of the type. Answers are stricter than parameters:
// a number is no text.
func fitsAnswer(typ string, value any) bool {
	if value == nil {
		return false // Meta leaves out what is not there
	}
	switch typ {
	case "string":
		_, ok := value.(string)
		return ok
	case "bool":
		_, ok := value.(bool)
		return ok
	case "int", "unsigned int", "float":
		number, ok := value.(json.Number)
		return ok && fits(typ, number)
	case "datetime":
		switch value.(type) {
		case string, json.Number:
			return true
		}
		return false
	}
	if isList(typ) {
		_, ok := value.([]any)
		return ok
	}
	return true
}

// show is a value for a message, cut short.
func show(value any) string {
	const most = 60
	text := fmt.Sprintf("%v", value)
	if _, ok := value.(string); ok {
		text = strconv.Quote(text)
	}
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
