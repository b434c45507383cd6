package stream_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/stream"
)

type event struct{ name, data string }

func allEvents(e *stream.Events) ([]event, error) {
	var got []event
	for {
		next, err := e.Next()
		if err != nil {
			return got, err
		}
		got = append(got, event{string(next.Name), string(next.Data)})
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       []event
	}{
		{"as Mastodon sends them", ":)\n:thump\nevent: update\ndata: {\"id\":\"1\"}\n\n:thump\nevent: delete\ndata: 12\n\n",
			[]event{{"update", `{"id":"1"}`}, {"delete", "12"}}},
		{"CR LF, and no space behind the colon", "event:update\r\ndata:1\r\n\r\n", []event{{"update", "1"}}},
		{"only one space belongs to the field", "data:  1 \n\n", []event{{"", " 1 "}}},
		{"data of several lines", "data: a\ndata:\ndata: b\n\n", []event{{"", "a\n\nb"}}},
		{"a comment within", "event: a\n: thump\ndata: b\n\n", []event{{"a", "b"}}},
		{"a name without data", "event: filters_changed\n\n", []event{{"filters_changed", ""}}},
		{"empty data", "data\n\ndata:\n\n", []event{{"", ""}, {"", ""}}},
		{"the last name counts", "event: a\nevent: b\ndata: 1\n\n", []event{{"b", "1"}}},
		{"a name is for one event only", "event: a\ndata: 1\n\ndata: 2\n\n", []event{{"a", "1"}, {"", "2"}}},
		{"fields that mean nothing", "id: 1\nretry: 5\nDATA: x\ndatas: y\ndata: 1\n\n", []event{{"", "1"}}},
		{"byte order mark", "\uFEFFdata: 1\n\n", []event{{"", "1"}}},
		{"blank lines", "\n\n\n", nil},
		{"the end cuts an event off", "data: 1\n\ndata: 2\n", []event{{"", "1"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for how, r := range readers(tc.text) {
				got, err := allEvents(stream.NewEvents(r, 0))
				assert.Equal(t, tc.want, got, how)
				assert.ErrorIs(t, err, io.EOF, how)
			}
		})
	}
}

func TestEventsAreBounded(t *testing.T) {
	t.Parallel()
	_, err := stream.NewEvents(strings.NewReader("data: 1234567890\n\n"), 10).Next()
	require.NoError(t, err, "the bound is for the data, not for the line")
	_, err = stream.NewEvents(strings.NewReader("data: 12345678901\n\n"), 10).Next()
	require.ErrorIs(t, err, stream.ErrTooLong)
	_, err = stream.NewEvents(strings.NewReader("data: 123456\ndata: 123456\n\n"), 10).Next()
	require.ErrorIs(t, err, stream.ErrTooLong, "many short lines make a long event, too")

	large := strings.Repeat("x", 7<<20)
	e, err := stream.NewEvents(strings.NewReader("data: "+large+"\n\n"), 0).Next()
	require.NoError(t, err)
	assert.Len(t, e.Data, len(large))
}

// FuzzEvents compares with a reader that has the whole text before it, and looks at every way of arriving.
func FuzzEvents(f *testing.F) {
	f.Add("event: update\ndata: {}\n\n")
	f.Add(":)\r\n:thump\r\ndata:a\rdata: b\r\r")
	f.Add("\uFEFFdata\n\nevent:x\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		want := reference(text)
		for how, r := range readers(text) {
			got, err := allEvents(stream.NewEvents(r, 0))
			require.Equal(t, want, got, how)
			require.Error(t, err)
		}
		_, err := allEvents(stream.NewEvents(iotest.OneByteReader(strings.NewReader(text)), 8))
		require.Error(t, err)
	})
}

// reference reads events the slow and plain way.
func reference(text string) []event {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	lines := strings.Split(text, "\n")
	lines[0] = strings.TrimPrefix(lines[0], "\uFEFF")
	var all []event
	var name string
	var data []string
	for _, line := range lines[:len(lines)-1] {
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if name != "" || data != nil {
				all = append(all, event{name, strings.Join(data, "\n")})
			}
			name, data = "", nil
		case field == "event":
			name = value
		case field == "data":
			data = append(data, value)
		}
	}
	return all
}

// BenchmarkEvents reads events of the size of a notification.
func BenchmarkEvents(b *testing.B) {
	one := "event: notification\ndata: {\"id\":\"1\",\"content\":\"" + strings.Repeat("x", 4000) + "\"}\n\n:thump\n"
	text := []byte(strings.Repeat(one, 1000))
	b.ReportAllocs()
	b.SetBytes(int64(len(one)))
	events := stream.NewEvents(bytes.NewReader(text), 0)
	for b.Loop() {
		_, err := events.Next()
		if err != nil {
			events = stream.NewEvents(bytes.NewReader(text), 0)
		}
	}
}
