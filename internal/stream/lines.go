package stream

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// DefaultMax is the longest line or event that is accepted when the caller names no bound. The largest posts
// that servers push, with quotes and link previews, stay well below.
const DefaultMax = 8 << 20

const (
	calmBuffer = 1 << 10  // thousands of streams may be open on which nothing happens
	busyBuffer = 32 << 10 // for those that fill the other
	keepBuffer = 1 << 20  // a larger one is given back once its long line is dealt with
	calmReads  = 64       // in a row that would fit the small buffer, until a larger one is given back
	emptyReads = 100      // reads of nothing before the reader is given up
)

// ErrTooLong reports a line or an event beyond the bound. The stream cannot be read on.
var ErrTooLong = errors.New("longer than is accepted")

// Lines splits a stream at line ends: LF, CR LF or CR.
type Lines struct {
	r          io.Reader
	max        int
	buf        []byte
	start, end int // what is buffered and not yet returned
	scanned    int // up to where no line end was found
	calm       int // small reads in a row
	afterCR    bool
}

// NewLines reads lines of at most limit bytes from r; 0 means [DefaultMax].
func NewLines(r io.Reader, limit int) *Lines {
	if limit <= 0 {
		limit = DefaultMax
	}
	return &Lines{r: r, max: limit}
}

// Next returns the next line without its end. It is valid until the next call. After the last line the error is
// [io.EOF]; a stream that stops within a line ends with [io.ErrUnexpectedEOF], and the fragment is not
// returned, since it could pass for something whole.
func (l *Lines) Next() ([]byte, error) {
	for {
		if l.afterCR && l.start < l.end {
			l.afterCR = false
			if l.buf[l.start] == '\n' {
				l.start++
				l.scanned = l.start
			}
		}
		if i := lineEnd(l.buf[l.scanned:l.end]); i >= 0 {
			return l.cut(l.scanned + i)
		}
		l.scanned = l.end
		if l.end-l.start > l.max {
			return nil, l.tooLong()
		}
		if err := l.fill(); err != nil {
			if errors.Is(err, io.EOF) && l.start < l.end {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
}

func (l *Lines) cut(at int) ([]byte, error) {
	line := l.buf[l.start:at]
	l.afterCR = l.buf[at] == '\r'
	l.start, l.scanned = at+1, at+1
	if len(line) > l.max {
		return nil, l.tooLong()
	}
	return line, nil
}

func (l *Lines) tooLong() error { return fmt.Errorf("a line is %w: %d bytes", ErrTooLong, l.max) }

// lineEnd is the index of the first line end, -1 if there is none.
func lineEnd(b []byte) int {
	lf := bytes.IndexByte(b, '\n')
	if lf < 0 {
		return bytes.IndexByte(b, '\r')
	}
	if cr := bytes.IndexByte(b[:lf], '\r'); cr >= 0 {
		return cr
	}
	return lf
}

// fill reads more, after it has made room.
func (l *Lines) fill() error {
	l.room()
	for range emptyReads {
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		if n > 0 {
			l.calm++
			if n > calmBuffer/2 {
				l.calm = 0
			}
			return nil // an error that came along comes again
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// room makes room behind what is pending.
func (l *Lines) room() {
	pending, size := l.end-l.start, len(l.buf)
	switch {
	case size == 0, pending == 0 && size > calmBuffer && (size > keepBuffer || l.calm > calmReads):
		l.buf = make([]byte, calmBuffer)
	case pending > 0 && l.end < size:
		return
	case pending > size/2, pending > 0 && size < busyBuffer:
		grown := make([]byte, max(2*size, min(4*size, busyBuffer)))
		copy(grown, l.buf[l.start:l.end])
		l.buf = grown
	default:
		copy(l.buf, l.buf[l.start:l.end])
	}
	l.scanned -= l.start
	l.start, l.end = 0, pending
}
