package probetest

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/relais-go/relais/social"
)

// Movie describes a film. Duration, Width and Height must be set.
type Movie struct {
	Duration   time.Duration
	Width      int     // as seen, up to 65535
	Height     int     // as seen, up to 65535
	FrameRate  float64 // 0 is 30 pictures per second
	Codec      string  // four characters, "" is "avc1"
	AudioCodec string  // four characters, "" is "mp4a"; "none" leaves out the sound
	Brand      string  // four characters, "" is "isom"; "qt  " makes a QuickTime film
	Turned     bool    // stored turned by a quarter, as telephones do
	MoovLast   bool    // index behind the data
	Size       int64   // bytes of the whole file; less than its frame, such as 0, makes it as small as can be
}

// Bytes is the film. It is meant for small ones.
func (m *Movie) Bytes() []byte {
	head, tail, size := m.parts()
	data := make([]byte, size)
	fill(data, 0)
	copy(data, head)
	copy(data[size-int64(len(tail)):], tail)
	return data
}

// Media is the film as a file of any size, made while it is read in constant memory. Readers can seek.
func (m *Movie) Media(name string) *social.Media {
	head, tail, size := m.parts()
	return media(name, head, tail, size)
}

// parts are what stands before and behind the data, and the size of all.
func (m *Movie) parts() (head, tail []byte, size int64) {
	brand := or(m.Brand, "isom")
	head = box("ftyp", []byte(brand), u32(0x200), []byte(brand), []byte("mp42"))
	moov := m.moov()
	const header = 16
	frame := int64(len(head) + len(moov) + header)
	size = max(m.Size, frame)
	mdat := append(append(u32(1), "mdat"...), u64(uint64(size-frame+header))...) //nolint:gosec // positive
	if m.MoovLast {
		return append(head, mdat...), moov, size
	}
	return append(append(head, moov...), mdat...), nil, size
}

const timescale = 90000

func (m *Movie) moov() []byte {
	milliseconds := uint32(m.Duration.Milliseconds()) //nolint:gosec // a test's own film
	mvhd := full("mvhd", 0, u32(0), u32(0), u32(1000), u32(milliseconds), u32(0x10000), u16(0x100), make([]byte, 10), matrix(false), make([]byte, 24), u32(3))
	tracks := m.track("vide", or(m.Codec, "avc1"))
	if m.AudioCodec != "none" {
		tracks = append(tracks, m.track("soun", or(m.AudioCodec, "mp4a"))...)
	}
	return box("moov", mvhd, tracks)
}

func (m *Movie) track(handler, codec string) []byte {
	width, height, rate := m.Width, m.Height, m.FrameRate
	if m.Turned {
		width, height = height, width
	}
	if rate == 0 {
		rate = 30
	}
	entry := box(codec, make([]byte, 6), u16(1), make([]byte, 16), u16(width), u16(height), u32(0x480000), u32(0x480000), u32(0), u16(1), make([]byte, 32), u16(24), u16(0xffff))
	header, specific := "vmhd", make([]byte, 8)
	if handler == "soun" {
		width, height, rate = 0, 0, 48000./1024
		entry = box(codec, make([]byte, 6), u16(1), make([]byte, 8), u16(2), u16(16), u32(0), u32(48000<<16))
		header, specific = "smhd", make([]byte, 4)
	}
	samples := uint32(math.Round(m.Duration.Seconds() * rate))
	delta := uint32(math.Round(timescale / rate))
	tkhd := full("tkhd", 3, u32(0), u32(0), u32(1), u32(0), u32(uint32(m.Duration.Milliseconds())), make([]byte, 16), matrix(m.Turned), u32(uint32(width)<<16), u32(uint32(height)<<16)) //nolint:gosec // a test's own film
	return box("trak", tkhd, box("mdia",
		full("mdhd", 0, u32(0), u32(0), u32(timescale), u32(samples*delta), u16(0x55c4), u16(0)),
		full("hdlr", 0, u32(0), []byte(handler), make([]byte, 13)),
		box("minf", full(header, 0, specific),
			box("dinf", full("dref", 0, u32(1), full("url ", 1))),
			box("stbl",
				full("stsd", 0, u32(1), entry),
				full("stts", 0, u32(1), u32(samples), u32(delta)),
				full("stsc", 0, u32(0)),
				full("stsz", 0, u32(1), u32(samples)),
				full("stco", 0, u32(0))))))
}

// matrix leaves the picture as it is, or turns it by a quarter.
func matrix(turned bool) []byte {
	const one = 0x10000
	values := []uint32{one, 0, 0, 0, one, 0, 0, 0, 0x40000000}
	if turned {
		values = []uint32{0, one, 0, math.MaxUint32 - one + 1, 0, 0, 0, 0, 0x40000000}
	}
	var data []byte
	for _, v := range values {
		data = append(data, u32(v)...)
	}
	return data
}

// box is an element of the file; full is one with version 0 and flags.
func box(kind string, parts ...[]byte) []byte {
	size := 8
	for _, part := range parts {
		size += len(part)
	}
	data := append(u32(uint32(size)), kind...)
	for _, part := range parts {
		data = append(data, part...)
	}
	return data
}

func full(kind string, flags byte, parts ...[]byte) []byte {
	return box(kind, append([][]byte{{0, 0, 0, flags}}, parts...)...)
}

func u16(v int) []byte    { return binary.BigEndian.AppendUint16(nil, uint16(v)) } //nolint:gosec // small
func u32(v uint32) []byte { return binary.BigEndian.AppendUint32(nil, v) }
func u64(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
