package decode_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/decode"
)

// Text is a string with a name.
type Text string

// Loose reads numbers and strings, and notes null.
type Loose string

func (l *Loose) UnmarshalJSON(b []byte) error {
	*l = Loose("<" + string(b) + ">")
	return nil
}

// Level reads words.
type Level int

func (l *Level) UnmarshalText(b []byte) error {
	*l = Level(len(b))
	return nil
}

type Inner struct {
	X int     `json:"x"`
	Y float64 `json:"y"`
}

// Base is embedded.
type Base struct {
	ID   string `json:"id"`
	Kind Text   `json:"kind,omitempty"`
}

// whole has a field of every sort.
type whole struct {
	Base
	S      string            `json:"s"`
	T      Text              `json:"t"`
	B      bool              `json:"b"`
	I      int               `json:"i"`
	I8     int8              `json:"i8"`
	I64    int64             `json:"i64,omitzero"`
	U      uint              `json:"u"`
	U8     uint8             `json:"u8"`
	F      float64           `json:"f"`
	F32    float32           `json:"f32"`
	P      *string           `json:"p"`
	PB     *bool             `json:"pb"`
	PP     **int             `json:"pp"`
	L      []string          `json:"l"`
	LL     [][]int           `json:"ll"`
	LP     []*Inner          `json:"lp"`
	In     Inner             `json:"in"`
	Self   *whole            `json:"self"`
	Loose  Loose             `json:"loose"`
	LooseP *Loose            `json:"loosep"`
	LooseL []Loose           `json:"loosel"`
	Level  Level             `json:"level"`
	Raw    json.RawMessage   `json:"raw"`
	Any    any               `json:"any"`
	M      map[string]string `json:"m"`
	MS     map[Text]Inner    `json:"ms"`
	MP     map[string]*Inner `json:"mp"`
	ML     map[Level]int     `json:"ml"`
	At     time.Time         `json:"at"`
	Dur    time.Duration     `json:"dur"`
	Bytes  []byte            `json:"bytes"`
	Arr    [2]int            `json:"arr"`
	Num    json.Number       `json:"num"`
	NoTag  string
	Out    string `json:"-"`
	_      string
}

// documents are valid for whole, and read in one pass.
func documents() []string {
	return []string{
		`{}`, `null`, " \t\r\n{ } \n",
		`{"s":"a","t":"b","b":true,"i":-12,"i8":-128,"i64":123456789012345678,"u":7,"u8":255,"f":1.5e-3,"f32":0.25}`,
		`{ "s" : "a" , "i" : 1 , "l" : [ "x" , "y" ] , "in" : { "x" : 1 } }`,
		`{"p":"x","pb":false,"pp":3,"l":["a","b","c"],"ll":[[1],[],[2,3]],"lp":[{"x":1,"y":2},null,{"y":-0.0}]}`,
		`{"p":null,"pb":null,"pp":null,"l":null,"ll":[null],"lp":null,"in":null,"self":null,"s":null,"b":null,"i":null,"u":null,"f":null}`,
		`{"l":[],"lp":[],"self":{"self":{"s":"deep","self":{}}}}`,
		`{"loose":12,"loosep":null,"loosel":[null,"x",[1,{"a":2}],true],"level":"high"}`,
		`{"loose":null,"loosep":{"a":"b"},"raw":{"x":[1,2]},"any":{"a":[1,"b",null]},"m":{"a":"b"},"at":"2026-03-01T10:00:00Z","bytes":"aGk=","arr":[1,2]}`,
		`{"m":{},"ms":{ "a" : {"x":1} , "b\n" :{"y":2}, "a":{"y":3}},"mp":{"a":{"x":1},"b":null,"a":{"y":2},"":{}},"ml":{"five":5}}`, `{"m":null,"mp":null}`,
		`{"id":"embedded","kind":"k","NoTag":"named","Out":"x","num":"1"}`,
		`{"new":{"a":[{},[],"x",1.5,true,false,null,-0,1E+2,0.1e-1]},"i":1,"else":"\u003c\n\ud83c\udf89"}`,
		`{"s":"a","s":"b","in":{"x":1},"in":{"y":2},"self":{"s":"x"},"self":{"i":2},"l":["a","b"],"l":["c"],"loose":1,"loose":2}`,
		`{"s":"\"\\\/\b\f\n\r\t\u003cp\u003E\u00e9\u6771","t":"réunion 東京 🎉"}`,
		`{"s":"pair \ud83c\udf89 half \ud83c, \udf89 and \ud83cx","t":"\u0000"}`,
		"{\"s\":\"broken \xff\xed\xa0\x80 utf8\",\"t\":\"broken \xff and \\n\"}",
		"{\"s\":\"ab\xffcd\",\"t\":\"abcdefgh\xff\"}",
		`{"s":"a","b":true,"i":7,"l":["x"],"in":{"x":1},"p":"x","m":{"a":"b"},"s":null,"b":null,"i":null,"l":null,"in":null,"p":null,"m":null}`,
		`{"ll":[` + strings.Repeat("[],", decode.MaxDepth) + `[]],"new":[` + strings.Repeat("{},", decode.MaxDepth) + `{}]}`,
		"{\"n\xc3\xa9w\":1,\"s\":\"\x7f\"}",
		`{"i":0,"i8":-0,"u":0,"f":-0,"self":{"f":12345678901234567890}}`,
		`{"s":"` + strings.Repeat("x", 5000) + `","t":"` + strings.Repeat(`<a href=\"x\">`, 500) + `"}`,
	}
}

// What the own decoder reads is what the other one reads.
func TestReadsAlike(t *testing.T) {
	t.Parallel()
	for _, doc := range documents() {
		var got, want whole
		require.True(t, decode.Read([]byte(doc), &got), doc)
		require.NoError(t, decode.ReadByOther([]byte(doc), &want), doc)
		require.Equal(t, want, got, doc)
		assert.Equal(t, math.Signbit(want.F), math.Signbit(got.F))
	}
	for _, doc := range []string{`[{"x":1},null,{"x":3}]`, `[]`, `null`} {
		var got, want []*Inner
		require.True(t, decode.Read([]byte(doc), &got), doc)
		require.NoError(t, decode.ReadByOther([]byte(doc), &want), doc)
		assert.Equal(t, want, got, doc)
	}
	var long []int
	require.True(t, decode.Read([]byte("["+strings.Repeat("7,", 9999)+"7]"), &long))
	assert.Len(t, long, 10000)
}

// What is not as it should be is left to the other decoder, in whatever it is that is wrong.
func TestReadsNothingOdd(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", decode.MaxDepth)
	for _, doc := range []string{
		``, ` `, `{`, `}`, `{"s"`, `{"s":`, `{"s":"`, `{"s":"a`, `{"s":"a"`, `{"s":"a",`, `{"s":"a",}`, `{"s" "a"}`, `{"s":"a"}}`, `{} {}`, `{}x`, "{}\x00",
		`{,}`, `{"s":"a" "t":"b"}`, `{s:"a"}`, `{1:2}`, `[1]`, `"a"`, `12`, `true`, `{"s":1}`, `{"s":{}}`, `{"b":"true"}`, `{"b":tru}`, `{"b":falze}`, `{"b":1}`,
		`{"i":"1"}`, `{"i":1.0}`, `{"i":1e2}`, `{"i":01}`, `{"i":-}`, `{"i":+1}`, `{"i":1x}`, `{"i8":128}`, `{"i8":-129}`, `{"u":-1}`, `{"u":-0}`, `{"u":`, `{"u8":256}`,
		`{"i":9223372036854775808}`, `{"i64":1234567890123456789}`, `{"f":.5}`, `{"f":1.}`, `{"f":1e}`, `{"f":1e400}`, `{"f":"1"}`, `{"f":00}`, `{"f":NaN}`,
		`{"l":{}}`, `{"l":["a" "b"]}`, `{"l":["a",]}`, `{"l":["a"`, `{"l":[1]}`, `{"in":[]}`, `{"in":"x"}`, `{"self":7}`, `{"p":7}`, `{"lp":[1]}`, `{"s":nul}`,
		"{\"s\":\"a\nb\"}", "{\"s\":\"12345678\x01\"}", "{\"s\":\"123\x014567890123456789\"}", `{"s":"\x"}`, `{"s":"\`, `{"s":"a\`, `{"s":"\u12"}`, `{"s":"\u12g4"}`, `{"s":"\ud83c\u12"}`, `{"s":"\n` + "\n" + `"}`,
		`{"at":"soon"}`, `{"at":5}`, `{"dur":5}`, `{"num":12}`, `{"any":{]}`, `{"m":{"a":1}}`, `{"m":{"a"}}`, `{"m":{"a":"b"`, `{"m":{"a":"b",}}`, `{"m":{a:"b"}}`, `{"m":{1:"b"}}`, `{"m":["a"]}`, `{"m":{"a" "b"}}`, `{"m":{"a:"b"}}`, `{"raw":{x}}`, `{"level":5}`, `{"loose":}`, `{"loose":[1,}`, `{"bytes":"?"}`, `{"arr":[1,2,3]}`,
		`{"new":}`, `{"new":[1,]}`, `{"new":{"a"}}`, `{"new":{"a":1,}}`, `{"new":{a:1}}`, `{"new":tru}`, `{"new":01}`, `{"new":"\q"}`, "{\"new\":\"\x02\"}", `{"new":"a}`, `{"new":-}`, `{"new":[}`,
		"\uFEFF{}", `{"self":` + strings.Repeat(`{"self":`, decode.MaxDepth) + "null" + strings.Repeat("}", decode.MaxDepth+1), `{"new":` + deep + strings.Repeat("]", decode.MaxDepth) + `}`,
		`{"new":` + deep, `{"\u0073":"a"}`,
	} {
		assert.False(t, decode.Read([]byte(doc), new(whole)), doc)
	}
}

// Counter counts how often it is read.
type Counter int

func (c *Counter) UnmarshalJSON([]byte) error {
	*c++
	return nil
}

// And the other decoder sees all of it as if nothing had been read before.
func TestOddIsReadFromTheBeginning(t *testing.T) {
	t.Parallel()
	var got whole
	err := decode.Unmarshal([]byte(`{"s":"a","l":["x","y"],"p":"old","i":"odd","p":null,"l":["z"]}`), &got)
	field, odd := decode.OddField(err)
	require.True(t, odd)
	assert.Equal(t, "i", field)
	assert.Equal(t, "a", got.S)
	assert.Equal(t, []string{"z"}, got.L)
	assert.Nil(t, got.P)

	var n struct {
		C Counter `json:"c"`
		I int     `json:"i"`
	}
	_, odd = decode.OddField(decode.Unmarshal([]byte(`{"c":1,"i":"odd"}`), &n))
	require.True(t, odd)
	assert.EqualValues(t, 1, n.C, "earlier attempts do not show")

	_, odd = decode.OddField(nil)
	assert.False(t, odd)
	_, odd = decode.OddField(decode.Unmarshal([]byte(`{"s":`), new(whole)))
	assert.False(t, odd, "broken")
	_, odd = decode.OddField(decode.Unmarshal([]byte(`[]`), new(whole)))
	assert.False(t, odd, "nothing is left")

	deep := `{"self":` + strings.Repeat(`{"self":`, decode.MaxDepth) + `{"s":"x"}` + strings.Repeat("}", decode.MaxDepth+1)
	require.NoError(t, decode.Unmarshal([]byte(deep), new(whole)))
	require.Error(t, decode.Unmarshal([]byte("{}"), nil))
	require.Error(t, decode.Unmarshal([]byte("{}"), whole{}))
	require.Error(t, decode.Unmarshal([]byte("{}"), (*whole)(nil)))
}

// What is there already is added to, as encoding/json does.
func TestUnmarshalAdds(t *testing.T) {
	t.Parallel()
	got := whole{S: "kept", L: []string{"a", "b"}, In: Inner{X: 1}}
	require.NoError(t, decode.Unmarshal([]byte(`{"in":{"y":2},"i":3}`), &got))
	assert.Equal(t, whole{S: "kept", L: []string{"a", "b"}, In: Inner{X: 1, Y: 2}, I: 3}, got)
	_, odd := decode.OddField(decode.Unmarshal([]byte(`{"i":"odd","b":true}`), &got))
	require.True(t, odd)
	assert.Equal(t, whole{S: "kept", B: true, L: []string{"a", "b"}, In: Inner{X: 1, Y: 2}, I: 3}, got)
}

// Structs with what only the other decoder knows are left to it, and so are those around which it does not matter.
func TestStructsThatAreRare(t *testing.T) {
	t.Parallel()
	type quoted struct {
		N int `json:"n,string"`
	}
	type shadow struct {
		Base
		ID int `json:"id"`
	}
	type after struct {
		ID int `json:"id"`
		Base
	}
	type pointer struct {
		*Base
		A string `json:"a"`
	}
	type timed struct{ time.Time }
	type odd struct {
		A string `json:"né"`
	}
	type all struct {
		Q  quoted  `json:"q"`
		S  shadow  `json:"s"`
		A  after   `json:"a"`
		P  pointer `json:"p"`
		T  timed   `json:"t"`
		O  odd     `json:"o"`
		No func()  `json:"-"`
	}
	const doc = `{"q":{"n":"5"},"s":{"id":7,"kind":"k"},"a":{"id":8,"kind":"k"},"p":{"id":"x","a":"y"},"t":"2026-01-02T03:04:05Z","o":{"né":"c"}}`
	var got, want all
	require.NoError(t, decode.ReadByOther([]byte(doc), &want))
	require.True(t, decode.Read([]byte(doc), &got))
	assert.Equal(t, want, got)
	assert.Equal(t, 5, got.Q.N)
	assert.Equal(t, 7, got.S.ID)
	assert.Equal(t, 8, got.A.ID)
}

func TestUnmarshalFold(t *testing.T) {
	t.Parallel()
	var got whole
	require.NoError(t, decode.Unmarshal([]byte(`{"S":"a"}`), &got))
	assert.Empty(t, got.S)
	require.NoError(t, decode.UnmarshalFold([]byte(`{"S":"a"}`), &got))
	assert.Equal(t, "a", got.S)
}

// The order of members may change from one object to the next, and goroutines may share what is known of it.
func TestMembersInAnyOrder(t *testing.T) {
	t.Parallel()
	docs := []string{`{"s":"1","i":2,"t":"3"}`, `{"t":"3","i":2,"s":"1"}`, `{"i":2,"s":"1","x":0,"t":"3"}`, `{"t":"3","s":"1","i":2}`}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 200 {
				var got whole
				if assert.True(t, decode.Read([]byte(docs[i%len(docs)]), &got)) {
					assert.Equal(t, whole{S: "1", I: 2, T: "3"}, got)
				}
			}
		})
	}
	wg.Wait()
}

// A method that writes to what it gets, or keeps it, does no harm to the rest. (It must not keep it.)
type Greedy string

func (g *Greedy) UnmarshalJSON(b []byte) error {
	more := append(b, "XX"...)
	*g = Greedy(more[:len(b)])
	return nil
}

func TestMethodsGetTheirOwnBytes(t *testing.T) {
	t.Parallel()
	var got struct {
		G Greedy `json:"g"`
		S string `json:"s"`
	}
	require.True(t, decode.Read([]byte(`{"g": [1, 2] ,"s":"whole"}`), &got))
	assert.Equal(t, Greedy("[1, 2]"), got.G)
	assert.Equal(t, "whole", got.S)
}

// FuzzRead holds the own decoder against the other: what it reads, that one reads in the same way.
func FuzzRead(f *testing.F) {
	for _, doc := range documents() {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want whole
		if !decode.Read(data, &got) {
			return
		}
		require.NoError(t, decode.ReadByOther(data, &want))
		if !reflect.DeepEqual(want, got) {
			require.Equal(t, want, got)
		}
	})
}

// FuzzReadString does so for strings of all lengths, in all alignments.
func FuzzReadString(f *testing.F) {
	f.Add("a", 1)
	f.Add("réunion 東京 🎉\\n\x00", 9)
	f.Fuzz(func(t *testing.T, text string, pad int) {
		pad = max(0, pad%20)
		for _, quoted := range []string{strconv.Quote(text), `"` + text + `"`, mustMarshal(t, text)} {
			data := []byte(strings.Repeat(" ", pad) + quoted)
			var got, want string
			if decode.Read(data, &got) {
				require.NoError(t, decode.ReadByOther(data, &want), quoted)
				require.Equal(t, want, got)
			} else {
				require.Error(t, decode.ReadByOther(data, &want), quoted)
			}
		}
	})
}

func mustMarshal(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// The mark before a text is no part of it, and two are one too many.
func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	for _, read := range []func([]byte, any) error{decode.Unmarshal, decode.UnmarshalFold} {
		var got Inner
		require.NoError(t, read([]byte("\uFEFF{\"x\":1}"), &got))
		assert.Equal(t, Inner{X: 1}, got)
		require.Error(t, read([]byte("\uFEFF\uFEFF{}"), &got))
	}
	assert.True(t, decode.Valid([]byte("\uFEFF{}")))
	assert.False(t, decode.Valid([]byte("{}}")))
}
