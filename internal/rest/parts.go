package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Parts sends a file in several requests. The file is opened once and read on from each part to the next; a part
// that is needed again, or that follows one which was cut off, is found by seeking or by opening the file anew.
// Close it when the upload is over.
type Parts struct {
	file  File
	total int64
	open  func(offset int64) (io.ReadCloser, error)

	mu   sync.Mutex
	src  io.ReadCloser // at pos; nil: closed, or in the hands of a part
	pos  int64
	over bool
}

// Measure is the size of the whole file, for networks that ask for it before they get anything. A file whose size
// is not known is read through.
func (c *Client) Measure(ctx context.Context, f *File) (int64, error) {
	if total := f.total(); total >= 0 {
		return total, nil
	}
	src, err := f.source(ctx, 0)
	var n int64
	if err == nil {
		n, err = io.Copy(io.Discard, src)
		err = errors.Join(err, src.Close())
	}
	if err == nil {
		return n, nil
	}
	e := contentError(&fieldError{f.Field, err})
	e.Network, e.Op = c.cfg.Network, "media.measure"
	return 0, e
}

// Parts divides the file, whose size the network was told: see [Client.Measure]. ctx is that of the whole upload, as
// the file stays open from one request to the next.
func (f *File) Parts(ctx context.Context, total int64) *Parts {
	own := *f
	p := &Parts{file: own, total: total, open: func(offset int64) (io.ReadCloser, error) { return own.source(ctx, offset) }}
	p.file.parts = p
	return p
}

// Part is the body that holds size bytes from offset on; 0 as the size means all that follow. The last one ends
// well only if the file ends there, too.
func (p *Parts) Part(offset, size int64) *File {
	part := p.file
	media := *part.Media
	part.Media, part.Offset, part.Length = &media, offset, size
	media.Size = p.total
	return &part
}

// Close ends the reading. Parts that are still being sent are not affected.
func (p *Parts) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	if p.src != nil {
		_ = p.src.Close()
		p.src = nil
	}
}

// lend hands out the file for reading from an offset.
func (p *Parts) lend(offset int64) (io.ReadCloser, error) {
	if known := p.file.total(); known >= 0 && known != p.total {
		return nil, fmt.Errorf("has %d bytes now, %d were announced", known, p.total)
	}
	p.mu.Lock()
	src, pos := p.src, p.pos
	p.src = nil
	p.mu.Unlock()
	if src != nil {
		if pos == offset || seek(src, offset) {
			return src, nil
		}
		_ = src.Close()
	}
	return p.open(offset)
}

// giveBack keeps the file for the next part.
func (p *Parts) giveBack(src io.ReadCloser, pos int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over || p.src != nil {
		_ = src.Close()
		return
	}
	p.src, p.pos = src, pos
}
