package x

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Sizes of segments. X takes a thousand of them, so they grow with the file.
// See https://docs.x.com/x-api/media/quickstart/media-upload-chunked.
const (
	segmentSize = 4 << 20
	maxSegments = 1000
)

// segmentOf is the size of the segments of a file.
func segmentOf(total int64) int64 {
	return max(segmentSize, (total+maxSegments-1)/maxSegments)
}

// transferSegments sends what X has not confirmed of a file, segment by segment, and ends the upload.
func (c *Client) transferSegments(ctx context.Context, u *upload, m *social.Media, field string) error {
	source := &segments{media: m, fetch: &rest.File{Field: field, Media: silent(m), Fetch: c.rest().Fetcher()}}
	defer source.close()
	if u.ID == "" {
		if err := c.begin(ctx, u, source); err != nil {
			return err
		}
	}
	source.total = u.Total
	for off := int64(u.Next) * u.Segment; off < u.Total; off = int64(u.Next) * u.Segment {
		size := min(u.Segment, u.Total-off)
		expires, err := c.append(ctx, u.ID, u.Next, source.segment(ctx, off, size), field)
		if err != nil {
			return err
		}
		if !expires.IsZero() {
			u.Expires = expires
		}
		u.Next++
	}
	if err := source.finished(ctx); err != nil {
		return err
	}
	a, err := c.FinalizeUpload(ctx, u.ID)
	if err != nil {
		return err
	}
	u.take(a)
	u.Sent, u.Ready = true, a.Ready()
	return nil
}

// begin opens an upload. X wants to know the size first.
func (c *Client) begin(ctx context.Context, u *upload, source *segments) error {
	total := source.media.Size
	if total < 0 || total == 0 && source.media.Open == nil {
		var err error
		if total, err = source.measure(ctx); err != nil {
			return err
		}
	}
	if total == 0 {
		return social.Invalid(network, "Media", "is empty")
	}
	a, err := c.InitUpload(ctx, &UploadParams{MediaType: u.Type, TotalBytes: total, Category: u.Category, AdditionalOwners: u.Owners})
	if err != nil {
		return err
	}
	u.Total, u.Segment, u.Next = total, segmentOf(total), 0
	u.take(a)
	return nil
}

// silent is the media without its progress function: segments report by themselves.
func silent(m *social.Media) *social.Media {
	own := *m
	own.Progress = nil
	own.Size = -1
	return &own
}

// segments reads a file piece by piece. It is opened once and read on; a piece that is needed again is found by
// seeking, or by opening the file anew.
type segments struct {
	media *social.Media
	fetch *rest.File
	total int64

	mu  sync.Mutex
	src io.ReadCloser // at pos; nil: closed, or in the hands of a piece
	pos int64
}

// open starts reading from the first byte.
func (s *segments) open(ctx context.Context) (io.ReadCloser, error) {
	if s.media.Open != nil {
		return s.media.Open()
	}
	return s.fetch.Open(ctx)
}

// measure reads the file through to know its size.
func (s *segments) measure(ctx context.Context) (int64, error) {
	src, err := s.open(ctx)
	if err != nil {
		return 0, unreadable(err)
	}
	n, err := io.Copy(io.Discard, src)
	if err := errors.Join(err, src.Close()); err != nil {
		return 0, unreadable(err)
	}
	return n, nil
}

func unreadable(err error) error {
	return &social.Error{Network: network, Op: "media.append", Kind: social.ErrInvalid, Err: err}
}

// segment is a piece of the file, to be opened as often as needed.
func (s *segments) segment(ctx context.Context, off, size int64) *social.Media {
	part := &social.Media{
		Name: s.media.Name, Size: size, Open: func() (io.ReadCloser, error) { return s.at(ctx, off, size) },
	}
	if progress := s.media.Progress; progress != nil {
		part.Progress = func(sent, _ int64) { progress(off+sent, s.total) }
	}
	return part
}

// at hands out the file for reading from an offset.
func (s *segments) at(ctx context.Context, off, size int64) (io.ReadCloser, error) {
	s.mu.Lock()
	src, pos := s.src, s.pos
	s.src = nil
	s.mu.Unlock()
	if src != nil && pos != off {
		if seeker, ok := src.(io.Seeker); ok {
			if _, err := seeker.Seek(off, io.SeekStart); err == nil {
				pos = off
			}
		}
	}
	if src != nil && pos != off {
		_ = src.Close()
		src = nil
	}
	if src == nil {
		var err error
		if src, err = s.reopen(ctx, off); err != nil {
			return nil, err
		}
	}
	p := &piece{from: s, src: src, end: off + size}
	p.left.Store(size)
	return p, nil
}

// reopen opens the file anew and goes to an offset.
func (s *segments) reopen(ctx context.Context, off int64) (io.ReadCloser, error) {
	src, err := s.open(ctx)
	if err != nil || off == 0 {
		return src, err
	}
	if seeker, ok := src.(io.Seeker); ok {
		if _, err := seeker.Seek(off, io.SeekStart); err == nil {
			return src, nil
		}
	}
	if n, err := io.CopyN(io.Discard, src, off); err != nil {
		_ = src.Close()
		return nil, fmt.Errorf("has %d bytes now, %d were announced: %w", n, s.total, err)
	}
	return src, nil
}

// finished looks whether the file ends where it was announced to, so that X never makes a film of half of one.
func (s *segments) finished(ctx context.Context) error {
	p, err := s.at(ctx, s.total, 1)
	if err != nil {
		return unreadable(err)
	}
	defer func() { _ = p.Close() }()
	var one [1]byte
	for {
		n, err := p.Read(one[:])
		switch {
		case n > 0:
			return unreadable(fmt.Errorf("has more than the %d bytes that were announced", s.total))
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return unreadable(err)
		}
	}
}

func (s *segments) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.src != nil {
		_ = s.src.Close()
		s.src = nil
	}
}

// piece reads one segment. Once it was read to its end the file goes back to be read on; if not, nobody knows where
// it stands, and it is closed.
type piece struct {
	from *segments
	src  io.ReadCloser
	end  int64
	left atomic.Int64
	over atomic.Bool
}

func (p *piece) Read(b []byte) (int, error) {
	left := p.left.Load()
	if left == 0 {
		return 0, io.EOF
	}
	n, err := p.src.Read(b[:min(int64(len(b)), left)])
	if p.left.Add(-int64(n)) == 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// Close may be called during a Read, to end it.
func (p *piece) Close() error {
	if p.over.Swap(true) {
		return nil
	}
	if p.left.Load() > 0 {
		return p.src.Close()
	}
	p.from.mu.Lock()
	defer p.from.mu.Unlock()
	p.from.src, p.from.pos = p.src, p.end
	return nil
}
