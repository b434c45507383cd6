package probetest

import (
	"errors"
	"io"
	"io/fs"

	"github.com/relais-go/relais/social"
)

// media is a file of that size with a given beginning and end.
func media(name string, head, tail []byte, size int64) *social.Media {
	m := social.MediaBytes(name, head)
	m.Size = size
	m.Open = func() (io.ReadCloser, error) {
		return &reader{head: head, tail: tail, size: size}, nil
	}
	return m
}

// period is the distance at which the filling repeats. It is a prime, so that pieces of an upload that change
// places, or that are sent twice, are told from what they should be.
const period = 65521

// fill writes the filling as it stands at an offset of the file.
func fill(p []byte, offset int64) {
	x := uint32(offset % period) //nolint:gosec // small
	for i := range p {
		p[i] = byte((x * 2654435761) >> 24)
		if x++; x == period {
			x = 0
		}
	}
}

// reader makes a file while it is read.
type reader struct {
	head, tail []byte
	size, pos  int64
	closed     bool
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	switch {
	case r.closed:
		return 0, fs.ErrClosed
	case len(p) == 0:
		return 0, nil
	case r.pos >= r.size:
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), r.size-r.pos)]
	end := r.size - int64(len(r.tail))
	n := 0
	switch {
	case r.pos < int64(len(r.head)):
		n = copy(p, r.head[r.pos:])
	case r.pos >= end:
		n = copy(p, r.tail[r.pos-end:])
	default:
		n = int(min(int64(len(p)), end-r.pos))
		fill(p[:n], r.pos)
	}
	r.pos += int64(n)
	return n, nil
}

var errSeek = errors.New("probetest: seek before the beginning")

// Seek implements io.Seeker.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errSeek
	}
	r.pos = offset
	return offset, nil
}

// Close implements io.Closer. Reading afterwards fails.
func (r *reader) Close() error {
	r.closed = true
	return nil
}
