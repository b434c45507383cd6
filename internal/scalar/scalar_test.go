package scalar_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/scalar"
)

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"01H8ZK"`: "01H8ZK", `17841405309211844123`: "17841405309211844123", `"A\u0042"`: "AB", `""`: "", `true`: "true", `-1.50`: "-1.50",
		`"\/v"`: "/v", "\"\xff\"": "\ufffd",
	} {
		got, ok := scalar.Text([]byte(in))
		assert.True(t, ok, in)
		assert.Equal(t, want, got, in)
	}
	for _, in := range []string{`null`, `{}`, `[1]`, ``, `"`, `"\x"`} {
		_, ok := scalar.Text([]byte(in))
		assert.False(t, ok, in)
	}
}

func TestInt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		`12`: 12, `"12"`: 12, `-3`: -3, `"-3"`: -3, `12.9`: 12, `"1e3"`: 1000, `0`: 0, `"007"`: 7,
		`9007199254740993`:      9007199254740993, // more than a float holds
		`"9223372036854775807"`: math.MaxInt64, `-9223372036854775807`: -math.MaxInt64, `"1\u0032"`: 12,
	} {
		got, ok := scalar.Int([]byte(in))
		assert.True(t, ok, in)
		assert.Equal(t, want, got, in)
	}
	for _, in := range []string{`null`, `""`, `"many"`, `true`, `{}`, `[1]`, `1e300`, `"-"`, `"NaN"`, `9223372036854775808`, `18446744073709551615`, ``} {
		_, ok := scalar.Int([]byte(in))
		assert.False(t, ok, in)
	}
}

func TestFloat(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]float64{`1.5`: 1.5, `"1.5"`: 1.5, `-2`: -2, `"1e-3"`: 0.001} {
		got, ok := scalar.Float([]byte(in))
		assert.True(t, ok, in)
		assert.InDelta(t, want, got, 0, in)
	}
	for _, in := range []string{`null`, `"x"`, `"Inf"`, `"NaN"`, `""`, `1e999`} {
		_, ok := scalar.Float([]byte(in))
		assert.False(t, ok, in)
	}
}

func TestBool(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		`true`: true, `"true"`: true, `1`: true, `"1"`: true, `"on"`: true,
		`false`: false, `"false"`: false, `0`: false, `"0"`: false, `"off"`: false, `"FALSE"`: false,
	} {
		got, ok := scalar.Bool([]byte(in))
		assert.True(t, ok, in)
		assert.Equal(t, want, got, in)
	}
	for _, in := range []string{`null`, `""`} {
		_, ok := scalar.Bool([]byte(in))
		assert.False(t, ok, in)
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"2026-05-04T03:02:01Z"`:           "2026-05-04T03:02:01Z",
		`"2026-05-04T03:02:01.123456789Z"`: "2026-05-04T03:02:01.123456789Z",
		`"2026-05-04T05:02:01.000+02:00"`:  "2026-05-04T03:02:01Z",
		`"2019-05-17T16:24:04+0000"`:       "2019-05-17T16:24:04Z",
		`"2019-05-17T18:24:04.25+0200"`:    "2019-05-17T16:24:04.25Z",
		`"2019-05-17T16:24:04\u002B0000"`:  "2019-05-17T16:24:04Z",
		`"2026-05-04T03:02:01.5"`:          "2026-05-04T03:02:01.5Z",
		`"2026-05-04 03:02:01"`:            "2026-05-04T03:02:01Z",
		`"2026-05-04 03:02:01 UTC"`:        "2026-05-04T03:02:01Z",
		`"2026-05-04"`:                     "2026-05-04T00:00:00Z",
		`"Wed Aug 27 13:08:45 +0000 2008"`: "2008-08-27T13:08:45Z",
		`1777863721`:                       "2026-05-04T03:02:01Z",
		`"1777863721"`:                     "2026-05-04T03:02:01Z",
		`1777863721500`:                    "2026-05-04T03:02:01.5Z",
		`1777863721.25`:                    "2026-05-04T03:02:01.25Z",
		`0`:                                "1970-01-01T00:00:00Z",
	} {
		got, ok := scalar.Time([]byte(in))
		assert.True(t, ok, in)
		assert.Equal(t, want, got.Format(time.RFC3339Nano), in)
		assert.Equal(t, time.UTC, got.Location(), in)
	}
	for _, in := range []string{
		`null`, `""`, `"soon"`, `true`, `{"a":1}`, `["2026-05-04"]`, `"2026-13-01T00:00:00Z"`, `"9999-12-31T23:59:59-23:00"`, `999999999999999`, `1e300`, `"1e12"`,
	} {
		_, ok := scalar.Time([]byte(in))
		assert.False(t, ok, in)
	}
}

func TestWriteTime(t *testing.T) {
	t.Parallel()
	b, err := scalar.WriteTime(time.Time{})
	require.NoError(t, err)
	assert.Equal(t, "null", string(b))
	b, err = scalar.WriteTime(time.Date(2026, 5, 4, 3, 2, 1, 5e8, time.UTC))
	require.NoError(t, err)
	assert.Equal(t, `"2026-05-04T03:02:01.5Z"`, string(b))
}

func TestCount(t *testing.T) {
	t.Parallel()
	var v struct {
		A scalar.Count `json:"A"`
		B scalar.Count `json:"B"`
		C scalar.Count `json:"C"`
		D scalar.Count `json:"D"`
	}
	require.NoError(t, json.Unmarshal([]byte(`{"A":"12345678901","B":0,"C":null,"D":"hidden"}`), &v))
	assert.Equal(t, int64(12345678901), *v.A.N)
	assert.Equal(t, int64(0), *v.B.N)
	assert.Nil(t, v.C.N)
	assert.Nil(t, v.D.N)
}

func TestForgive(t *testing.T) {
	t.Parallel()
	var v struct {
		A int `json:"A"`
		B int `json:"B"`
	}
	require.NoError(t, scalar.Forgive(json.Unmarshal([]byte(`{"A":"x","B":2}`), &v)))
	assert.Equal(t, 2, v.B, "the rest was read")
	require.Error(t, scalar.Forgive(json.Unmarshal([]byte(`{"A":`), &v)))
	other := errors.New("other")
	require.ErrorIs(t, scalar.Forgive(other), other)
}

func FuzzScalars(f *testing.F) {
	for _, in := range []string{`"2019-05-17T16:24:04+0000"`, `"-12"`, `1e30`, `"\u0031"`, `null`, `"`, `9223372036854775808`} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if at, ok := scalar.Time(in); ok {
			written, err := scalar.WriteTime(at)
			require.NoError(t, err)
			if !at.IsZero() {
				again, ok := scalar.Time(written)
				require.True(t, ok, "%s", written)
				require.True(t, at.Equal(again), "%s", written)
			}
		}
		scalar.Text(in)
		scalar.Int(in)
		scalar.Float(in)
		scalar.Bool(in)
	})
}
