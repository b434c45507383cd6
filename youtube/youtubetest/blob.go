package youtubetest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// granule is the unit of resumable uploads.
const granule = 256 << 10

// headSize is how much of the beginning of a file is kept, to tell what it is.
const headSize = 512

// blob is what is left of a file that was uploaded: its size, its hash and its beginning. Small files that
// must be handed out again are kept whole.
type blob struct {
	size  int64
	sum   hash.Hash
	head  []byte
	whole []byte
	keep  bool
}

func newBlob(keep bool) *blob { return &blob{sum: sha256.New(), keep: keep} }

func (b *blob) hex() string { return hex.EncodeToString(b.sum.Sum(nil)) }

func (b *blob) Write(p []byte) (int, error) {
	_, _ = b.sum.Write(p) // never fails
	b.size += int64(len(p))
	if room := headSize - len(b.head); room > 0 {
		b.head = append(b.head, p[:min(room, len(p))]...)
	}
	if b.keep {
		b.whole = append(b.whole, p...)
	}
	return len(p), nil
}

// clone is the state of a blob to go back to.
func (b *blob) clone() *blob {
	out := *b
	out.head, out.whole = append([]byte(nil), b.head...), append([]byte(nil), b.whole...)
	if cloner, ok := b.sum.(hash.Cloner); ok {
		if copied, err := cloner.Clone(); err == nil {
			out.sum = copied
		}
	}
	return &out
}

var (
	errCut   = errors.New("upload cut")       // how a body ends that an UploadCut breaks
	errLost  = errors.New("client went away") // how a body ends that the client broke off
	errReset = errors.New("reset")            // the connection must be reset instead of answered
)

// bodyReader tells the end of a body from a connection that broke, which io.ReadFull does not.
type bodyReader struct{ r io.Reader }

func (b bodyReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = errLost
	}
	return n, err
}

// cutReader reads up to a number of bytes and then fails.
type cutReader struct {
	r    io.Reader
	left int64
}

func (c *cutReader) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errCut
	}
	if int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.r.Read(p)
	c.left -= int64(n)
	return n, err
}

// pour moves what a request carries into a blob, whole granules first. It stores at most limit bytes (0: no
// bound) and drops the rest. What is left over behind the last granule is stored if the request is the last
// one or, after a break, if everything that arrived is to be kept. Store is called for each piece and says
// whether to go on.
func pour(body io.Reader, offset, limit int64, last, keepAll bool, store func([]byte) bool) error {
	buf := make([]byte, granule)
	stored := int64(0)
	for {
		want := granule - int((offset+stored)%granule)
		n, err := io.ReadFull(body, buf[:want])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		switch {
		case err == nil, ended && last, !ended && keepAll:
			piece := buf[:n]
			if limit > 0 && stored+int64(n) > limit {
				piece = nil
			}
			if len(piece) > 0 && !store(piece) {
				return nil
			}
			stored += int64(len(piece))
			if limit > 0 && len(piece) < n { // the rest of the body is read and dropped
				_, err = io.Copy(io.Discard, body)
				return err
			}
		}
		if ended {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
