package decode_test

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/decode"
)

// held has strings wherever a decoder may find them.
type held struct {
	A string            `json:"a"`
	P *string           `json:"p"`
	L []string          `json:"l"`
	M map[string]string `json:"m"`
	N int               `json:"n"`
}

// Strings come out as encoding/json reads them, whatever is in them, and stay what they are.
func TestStrings(t *testing.T) {
	t.Parallel()
	var all []held
	var docs []string
	for _, s := range []string{
		"", "a", "réunion 東京 🎉", `say "hi"`, "back\\slash\nline\ttab", "\u2028<&>", "broken \xff utf8 \xed\xa0\x80", strings.Repeat("é", 200),
		strings.Repeat("x", 256), strings.Repeat("x", 257), strings.Repeat(`<a href="x">`, 5000),
	} {
		data, err := json.Marshal(held{A: s, P: &s, L: []string{s, "b", s}, M: map[string]string{s: s, "k": "v"}, N: 1})
		require.NoError(t, err)
		raw := `{"a":"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"}` // broken bytes as they are
		docs = append(docs, string(data), raw)
	}
	docs = append(docs, `{"a":"\b\f\n\r\t\/\\\"\u0000\u003C\u00e9\u6771"}`, `{"a":"\u003cp\u003e\ud83c","p":"\""}`, `{"a":null,"p":null,"l":[null,"x"]}`, `{"a":"\ud83c\udf89","l":["\ud800","\u00e9"]}`)
	for _, doc := range docs {
		var got, want held
		require.NoError(t, decode.Unmarshal([]byte(doc), &got))
		require.NoError(t, json.Unmarshal([]byte(doc), &want))
		assert.Equal(t, want, got)
		all = append(all, got)
	}
	for i, doc := range docs { // later strings have not overwritten earlier ones
		var want held
		require.NoError(t, json.Unmarshal([]byte(doc), &want))
		assert.Equal(t, want, all[i])
	}
}

// What is decoded from a text shares nothing with what is decoded next.
func TestUnmarshalString(t *testing.T) {
	t.Parallel()
	type both struct {
		Raw json.RawMessage `json:"raw"`
		A   string          `json:"a"`
	}
	var one, two both
	require.NoError(t, decode.UnmarshalString(`{"raw":{"x":[1,2]},"a":"first"}`, &one))
	require.NoError(t, decode.UnmarshalString(`{"raw":{"y":[3,4]},"a":"other"}`, &two))
	assert.Equal(t, both{json.RawMessage(`{"x":[1,2]}`), "first"}, one)
	assert.Equal(t, both{json.RawMessage(`{"y":[3,4]}`), "other"}, two)
	require.Error(t, decode.UnmarshalString(`{`, &one))
}

// A string where something else stands is odd, not wrong: the rest is read.
func TestStringsInOddPlaces(t *testing.T) {
	t.Parallel()
	var got held
	_, ok := decode.OddField(decode.Unmarshal([]byte(`{"a":12,"p":{},"l":["x",true,"y"],"m":{"k":[]},"n":"five"}`), &got))
	require.True(t, ok)
	assert.Equal(t, held{L: []string{"x", "", "y"}, M: map[string]string{"k": ""}, P: new("")}, got)
	require.Error(t, decode.Unmarshal([]byte(`{"a":"x`), &got))
	require.Error(t, decode.Unmarshal([]byte("{\"a\":\"line\nbreak\"}"), &got))
}

// One small string that is kept does not keep the page that it came with.
func TestStringsKeepLittle(t *testing.T) {
	item := `"` + strings.Repeat("y", 100) + `"`
	page := []byte("[" + strings.Repeat(item+",", 9999) + item + "]")
	var kept []string
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for range 50 {
		var list []string
		require.NoError(t, decode.Unmarshal(page, &list))
		kept = append(kept, list[5000])
	}
	assert.Less(t, heap(), before+1<<20, "50 pages of a megabyte")
	assert.Len(t, kept, 50)
}

func FuzzStrings(f *testing.F) {
	for _, seed := range []string{`{"a":"x"}`, `{"l":["\u00e9","\ud83c\udf89"]}`, "{\"a\":\"\xff\"}", `{"m":{"a":"b"}}`, `{"a":1,"n":2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want held
		if json.Unmarshal(data, &want) != nil {
			return // what is odd is read on here, and by others given up at times
		}
		var exact any // encoding/json takes "A" for "a"
		_ = json.Unmarshal(data, &exact)
		o, ok := exact.(map[string]any)
		if !ok {
			return
		}
		for name := range o {
			if lower := strings.ToLower(name); name != lower || strings.ContainsAny(name, "_-") {
				return
			}
		}
		require.NoError(t, decode.Unmarshal(data, &got))
		assert.Equal(t, want, got)
	})
}
