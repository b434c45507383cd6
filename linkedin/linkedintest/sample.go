package linkedintest

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"io"
)

// JPEG is an image of this size in pixels.
func JPEG(width, height int) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil) // a buffer takes all
	return b.Bytes()
}

// MP4 is a file of so many bytes that the network takes for a video; at least 75 KB are needed. It is made
// while it is read.
func MP4(size int64) io.Reader {
	header := []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2\x00\x00\x00\x00free")
	binary.BigEndian.PutUint32(header[24:], uint32(min(size, 1<<30))) //nolint:gosec // bounded
	return io.LimitReader(io.MultiReader(bytes.NewReader(header), filler{}), size)
}

// filler is an endless file whose bytes are not all the same.
type filler struct{}

func (filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i * 7)
	}
	return len(p), nil
}

// PDF is a small document.
func PDF() []byte {
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" +
		"trailer<</Root 1 0 R>>\n%%EOF\n")
}
