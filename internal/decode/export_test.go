package decode

import (
	"reflect"

	jsonv2 "github.com/go-json-experiment/json"
)

// MaxDepth is how deep the decoder of this package goes.
const MaxDepth = maxDepth

// Read is the decoder of this package alone.
func Read(data []byte, v any) bool { return read(data, reflect.ValueOf(v).Elem()) }

// ReadByOther is the other decoder alone, as it reads what is as documented.
func ReadByOther(data []byte, v any) error { return jsonv2.Unmarshal(data, v, shared.exact) }
