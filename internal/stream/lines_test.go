package stream_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/stream"
)

// readers are ways in which the same bytes can arrive.
func readers(text string) map[string]io.Reader {
	return map[string]io.Reader{
		"at once":        strings.NewReader(text),
		"byte by byte":   iotest.OneByteReader(strings.NewReader(text)),
		"error with end": iotest.DataErrReader(strings.NewReader(text)),
		"halves":         iotest.HalfReader(strings.NewReader(text)),
	}
}

func allLines(l *stream.Lines) ([]string, error) {
	var got []string
	for {
		line, err := l.Next()
		if err != nil {
			return got, err
		}
		got = append(got, string(line))
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200<<10)
	for _, tc := range []struct {
		name, text string
		want       []string
		end        error
	}{
		{"empty", "", nil, io.EOF},
		{"every line end", "a\nb\r\nc\rd\n", []string{"a", "b", "c", "d"}, io.EOF},
		{"empty lines", "\n\r\n\r\ra\n\n", []string{"", "", "", "", "a", ""}, io.EOF},
		{"a fragment is not a line", "a\nhalf", []string{"a"}, io.ErrUnexpectedEOF},
		{"longer than the buffer", "a\n" + long + "\r\nb\n", []string{"a", long, "b"}, io.EOF},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for how, r := range readers(tc.text) {
				got, err := allLines(stream.NewLines(r, 0))
				assert.Equal(t, tc.want, got, how)
				assert.ErrorIs(t, err, tc.end, how)
			}
		})
	}
}

func TestLinesAreBounded(t *testing.T) {
	t.Parallel()
	for how, r := range readers("1234567890\n12345678901\n") {
		got, err := allLines(stream.NewLines(r, 10))
		assert.Equal(t, []string{"1234567890"}, got, how)
		require.ErrorIs(t, err, stream.ErrTooLong, how)
		assert.ErrorContains(t, err, "10 bytes", how)
	}
	endless := io.MultiReader(strings.NewReader("a\n"), neverEnds{})
	got, err := allLines(stream.NewLines(endless, 1<<20))
	assert.Equal(t, []string{"a"}, got)
	assert.ErrorIs(t, err, stream.ErrTooLong, "a line without an end must not fill the memory")
}

func TestLinesReportTheReader(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	r := io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken))
	got, err := allLines(stream.NewLines(r, 0))
	assert.Equal(t, []string{"a"}, got)
	require.ErrorIs(t, err, broken)

	_, err = stream.NewLines(says{}, 0).Next()
	assert.ErrorIs(t, err, io.ErrNoProgress)
}

// neverEnds is a line without an end.
type neverEnds struct{}

func (neverEnds) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// says nothing at all, without an error.
type says struct{}

func (says) Read([]byte) (int, error) { return 0, nil }
