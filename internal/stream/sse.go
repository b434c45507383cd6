package stream

import (
	"bytes"
	"fmt"
	"io"
)

// Event is one server-sent event. Its fields are valid until the next one is read.
type Event struct {
	Name []byte // "" if the server gave none
	Data []byte // the lines of data, joined by LF
}

// Events reads server-sent events as the HTML standard defines them, but for two things: an event that has a
// name and no data is not dropped, and the fields id and retry mean nothing.
// See https://html.spec.whatwg.org/multipage/server-sent-events.html.
type Events struct {
	lines   *Lines
	started bool
	name    []byte
	data    []byte
	hasData bool
}

// NewEvents reads events with at most limit bytes of data from r; 0 means [DefaultMax].
func NewEvents(r io.Reader, limit int) *Events {
	// A line is longer than its data by the field's name.
	lines := NewLines(r, limit)
	lines.max += len("data: ")
	return &Events{lines: lines}
}

// Next returns the next event. After the last one the error is [io.EOF]; what has come of an event that is cut
// off is not returned.
func (e *Events) Next() (Event, error) {
	e.name, e.data, e.hasData = e.name[:0], e.data[:0], false
	for {
		line, err := e.lines.Next()
		if err != nil {
			return Event{}, err
		}
		if !e.started {
			e.started = true
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		if len(line) == 0 {
			if e.hasData || len(e.name) > 0 {
				return Event{Name: e.name, Data: e.data}, nil
			}
			continue
		}
		if err := e.field(line); err != nil {
			return Event{}, err
		}
	}
}

// field takes in one line that is not empty. A line that begins with a colon is a comment: a field without name.
func (e *Events) field(line []byte) error {
	name, value, _ := bytes.Cut(line, []byte{':'})
	value = bytes.TrimPrefix(value, []byte{' '})
	switch string(name) {
	case "event":
		e.name = append(e.name[:0], value...)
	case "data":
		if e.hasData {
			e.data = append(e.data, '\n')
		}
		e.hasData = true
		if most := e.lines.max - len("data: "); len(e.data)+len(value) > most {
			return fmt.Errorf("an event is %w: %d bytes", ErrTooLong, most)
		}
		e.data = append(e.data, value...)
	}
	return nil
}
