package instagramtest

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"io"
	"time"
)

// JPEG returns a grey image of this size in pixels, as a test may publish it.
func JPEG(width, height int) []byte {
	var out bytes.Buffer
	picture := image.NewGray(image.Rect(0, 0, max(width, 1), max(height, 1)))
	_ = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 30}) // fails for sides beyond 65535 only
	return out.Bytes()
}

// A Video is a synthetic MP4 file: the boxes that tell its format, and zeros for the rest. Reading it takes
// constant memory whatever its size.
type Video struct {
	Width, Height int           // pixels; 0 means 1080 × 1920
	Duration      time.Duration // 0 means 10 seconds
	Size          int64         // bytes; 0, or less than the boxes need, means as few as possible
	MoovLast      bool          // the index stands at the end, which the network refuses
	EditList      bool          // has an edit list, which the network refuses
}

func (v Video) withDefaults() Video {
	if v.Width == 0 && v.Height == 0 {
		v.Width, v.Height = 1080, 1920
	}
	if v.Duration == 0 {
		v.Duration = 10 * time.Second
	}
	return v
}

// Len is the number of bytes of the file.
func (v Video) Len() int64 {
	head, filler, tail := v.parts()
	return int64(len(head)) + filler + int64(len(tail))
}

// Open returns the bytes of the file. The error is always nil.
func (v Video) Open() (io.ReadCloser, error) {
	head, filler, tail := v.parts()
	return io.NopCloser(io.MultiReader(
		bytes.NewReader(head), io.LimitReader(zeros{}, filler), bytes.NewReader(tail),
	)), nil
}

// Bytes returns the whole file, for small ones.
func (v Video) Bytes() []byte {
	body, _ := v.Open() // never fails
	data, _ := io.ReadAll(body)
	return data
}

func (v Video) parts() (head []byte, filler int64, tail []byte) {
	v = v.withDefaults()
	head = box("ftyp", []byte("isom"), be32(0x200), []byte("isommp42"))
	index := v.moov()
	const mdatHeader = 16 // with a size of 64 bits
	filler = max(v.Size-int64(len(head)+len(index)+mdatHeader), 0)
	mdat := append(be32(1), "mdat"...)
	mdat = binary.BigEndian.AppendUint64(mdat, uint64(filler+mdatHeader))
	if v.MoovLast {
		return append(head, mdat...), filler, index
	}
	return append(append(head, index...), mdat...), filler, nil
}

func (v Video) moov() []byte {
	const timescale = 1000
	length := be32(clamp32(v.Duration.Milliseconds()))
	header := box("mvhd", be32(0), be32(0), be32(0), be32(timescale), length, make([]byte, 80))
	track := box("tkhd", be32(7), be32(0), be32(0), be32(1), be32(0), length, make([]byte, 52),
		be32(clamp32(int64(v.Width)<<16)), be32(clamp32(int64(v.Height)<<16)))
	edits := []byte(nil)
	if v.EditList {
		edits = box("edts", box("elst", be32(0), be32(1), length, be32(512), be32(1<<16)))
	}
	return box("moov", header, box("trak", track, edits))
}

func clamp32(n int64) uint32 { return uint32(min(max(n, 0), 1<<32-1)) }

func be32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

func box(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(be32(clamp32(int64(len(body)+8))), kind...), body...)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
