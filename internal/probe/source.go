package probe

import (
	"bufio"
	"errors"
	"io"
)

const (
	// maxRead bounds how much of a file is read. What is sought over does not count, so a file on disk is
	// understood whatever its size.
	maxRead = 32 << 20
	// toll is what each step costs of that, so that a file of endless tiny pieces is given up soon.
	toll = 64
	// window is how much of a file is in memory.
	window = 4 << 10
)

// source reads a file forward.
type source struct {
	raw    *bounded
	r      *bufio.Reader
	seeker io.Seeker // nil if the reader cannot seek
	pos    int64
}

// newSource reads with the function read. The seeker is of the same file, or nil.
func newSource(read func([]byte) (int, error), seeker io.Seeker) *source {
	raw := &bounded{read: read, left: maxRead}
	return &source{raw: raw, r: bufio.NewReaderSize(raw, window), seeker: seeker}
}

// bounded is a reader that gives up after a number of bytes.
type bounded struct {
	read func([]byte) (int, error)
	left int64 // below 0 once too much was asked for
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errNotKnown
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.read(p)
	b.left -= int64(n)
	return n, err
}

// peek returns up to n bytes, fewer if the file is shorter, and stays where it is.
func (s *source) peek(n int) ([]byte, error) {
	data, err := s.r.Peek(n)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return data, err
}

// take reads n bytes, at most window; they are valid until the next call.
func (s *source) take(n int) ([]byte, error) {
	s.raw.left -= toll
	data, err := s.r.Peek(n)
	if err != nil {
		return nil, err
	}
	_, err = s.r.Discard(n)
	s.pos += int64(n)
	return data, err
}

// skip goes forward by n bytes. It may go behind the end of the file, which the next read notices.
func (s *source) skip(n int64) error {
	if n < 0 {
		return errNotKnown
	}
	s.raw.left -= toll
	buffered := int64(s.r.Buffered())
	if n > buffered && s.seeker != nil {
		if _, err := s.seeker.Seek(n-buffered, io.SeekCurrent); err == nil {
			s.r.Reset(s.raw)
			s.pos += n
			return nil
		}
		s.seeker = nil // a pipe, for example, is a file that cannot seek
	}
	if n-buffered > s.raw.left {
		return errNotKnown // too far to read all that is in between
	}
	_, err := s.r.Discard(int(n))
	s.pos += n
	return err
}
