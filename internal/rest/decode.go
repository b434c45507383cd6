package rest

import "encoding/json"

// Decode reads JSON into v. It is the one place that chooses a decoder.
func Decode(data []byte, v any) error { return json.Unmarshal(data, v) }
