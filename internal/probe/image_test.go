package probe_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/internal/probe/probetest"
)

// exif is a JPEG segment that says how a picture is to be turned.
func exif(order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	var b []byte
	b = append(b, "Exif\x00\x00"+mark...)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = append(b, directory(order, [3]uint32{274, 3, uint32(orientation)})...)
	return segment(0xe1, b)
}

// directory is a TIFF directory of entries {tag, type, value}.
func directory(order binary.AppendByteOrder, entries ...[3]uint32) []byte {
	b := order.AppendUint16(nil, uint16(len(entries)))
	for _, e := range entries {
		b = order.AppendUint16(b, uint16(e[0]))
		b = order.AppendUint16(b, uint16(e[1]))
		b = order.AppendUint32(b, 1)
		if e[1] == 3 {
			b = order.AppendUint16(b, uint16(e[2]))
			b = order.AppendUint16(b, 0)
		} else {
			b = order.AppendUint32(b, e[2])
		}
	}
	return order.AppendUint32(b, 0)
}

func segment(marker byte, payload []byte) []byte {
	return slices.Concat([]byte{0xff, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(payload)+2)), payload)
}

// withSegments puts segments behind the start of a JPEG.
func withSegments(jpeg []byte, segments ...[]byte) []byte {
	return slices.Concat(jpeg[:2], bytes.Join(segments, nil), jpeg[2:])
}

func TestJPEG(t *testing.T) {
	t.Parallel()
	plain := probetest.JPEG(64, 48)
	stored, turned := facts{"image/jpeg", 64, 48, "?"}, facts{"image/jpeg", 48, 64, "?"}
	unknown := facts{"image/jpeg", -1, -1, "?"}
	other := segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x/>"))
	for name, c := range map[string]struct {
		data []byte
		want facts
	}{
		"plain":                   {plain, stored},
		"upright":                 {withSegments(plain, exif(binary.BigEndian, "MM", 1)), stored},
		"upside down":             {withSegments(plain, exif(binary.LittleEndian, "II", 3)), stored},
		"turned, big endian":      {withSegments(plain, exif(binary.BigEndian, "MM", 6)), turned},
		"turned, little endian":   {withSegments(plain, other, exif(binary.LittleEndian, "II", 8)), turned},
		"turned, more behind":     {withSegments(plain, exif(binary.BigEndian, "MM", 6), other), turned},
		"orientation out of use":  {withSegments(plain, exif(binary.LittleEndian, "II", 9)), stored},
		"long segments first":     {withSegments(plain, segment(0xe2, make([]byte, 65000)), segment(0xe2, make([]byte, 65000)), exif(binary.BigEndian, "MM", 6)), turned},
		"long EXIF":               {withSegments(plain, segment(0xe1, append(exif(binary.BigEndian, "MM", 6)[4:], make([]byte, 60000)...))), turned},
		"broken EXIF":             {withSegments(plain, segment(0xe1, []byte("Exif\x00\x00MM\x00*\xff\xff\xff\xff")), other), stored},
		"EXIF of another number":  {withSegments(plain, segment(0xe1, []byte("Exif\x00\x00MM\x00+\x00\x00\x00\x08"))), stored},
		"tiny APP1":               {withSegments(plain, segment(0xe1, nil)), stored},
		"fill bytes, lone marker": {withSegments(plain, []byte{0xff, 0xff, 0xff, 0x01}), stored},
		"progressive":             {bytes.Replace(plain, []byte{0xff, 0xc0}, []byte{0xff, 0xc2}, 1), stored},
		"tables are no frame":     {withSegments(plain, segment(0xc4, []byte{8, 1, 0, 1, 0}), segment(0xcc, []byte{8, 1, 0, 1, 0})), stored},
		"only its start":          {plain[:5], unknown},
		"cut within the frame":    {plain[:bytes.Index(plain, []byte{0xff, 0xc0})+6], unknown},
		"no marker":               {withSegments(plain, other, []byte("text")), unknown},
		"length below 2":          {withSegments(plain, []byte{0xff, 0xe0, 0, 1}), unknown},
		"data without a size":     {withSegments(plain, segment(0xda, nil)), unknown},
		"height given later":      {withSegments(plain, segment(0xc0, []byte{8, 0, 0, 0, 9})), unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, of(look(t, c.data)))
		})
	}
}

func TestPNG(t *testing.T) {
	t.Parallel()
	plain := probetest.PNG(3, 5000)
	chunk := func(kind string, n int) []byte {
		return slices.Concat(u32(n), []byte(kind), make([]byte, n+4))
	}
	const header = 8 + 25
	moving := slices.Concat(plain[:header], chunk("tEXt", 90000), chunk("acTL", 8), plain[header:])
	assert.Equal(t, facts{"image/png", 3, 5000, "no"}, of(look(t, plain)))
	assert.Equal(t, facts{"image/png", 3, 5000, "yes"}, of(look(t, moving)))
	assert.Equal(t, facts{"image/png", 3, 5000, "?"}, of(look(t, moving[:header+9])))
	assert.Equal(t, facts{"image/png", -1, -1, "?"}, of(look(t, plain[:20])))
	assert.Equal(t, facts{"image/png", -1, -1, "?"}, of(look(t, slices.Concat(plain[:8], chunk("CgBI", 20)))))
	huge := bytes.Clone(plain)
	huge[16] = 0xff
	assert.Equal(t, facts{"image/png", -1, -1, "?"}, of(look(t, huge)))
}

func TestGIF(t *testing.T) {
	t.Parallel()
	still, moving := probetest.GIF(300, 200, 1), probetest.GIF(300, 200, 2)
	assert.Equal(t, facts{"image/gif", 300, 200, "no"}, of(look(t, still)))
	assert.Equal(t, facts{"image/gif", 300, 200, "yes"}, of(look(t, moving)))
	assert.Equal(t, facts{"image/gif", 300, 200, "?"}, of(look(t, still[:len(still)-1])))
	assert.Equal(t, facts{"image/gif", 300, 200, "?"}, of(look(t, append(still[:len(still)-1], 'x'))))
	assert.Equal(t, facts{"image/gif", -1, -1, "?"}, of(look(t, still[:8])))
	global := slices.Concat([]byte("GIF89a\x02\x00\x03\x00\xa1\x00\x00"), make([]byte, 12), []byte(",\x00\x00\x00\x00\x02\x00\x03\x00\x80"),
		make([]byte, 6), []byte{2, 1, 'x', 0}, []byte("!\xfe\x01x\x00"), []byte{0x3b})
	assert.Equal(t, facts{"image/gif", 2, 3, "no"}, of(look(t, global)), "with both colour tables, and a comment")
}

func TestWebP(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]facts{
		"VP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x7f\x07\x00\x37\x04\x00": {"image/webp", 1920, 1080, "yes"},
		"VP8X\x0a\x00\x00\x00\x10\x00\x00\x00\x7f\x07\x00\x37\x04\x00": {"image/webp", 1920, 1080, "no"},
		"VP8L\x0d\x00\x00\x00\x2f\x7f\xc7\x0d\x01\x00\x00\x00\x00\x00": {"image/webp", 1920, 1080, "no"},
		"VP8L\x05\x00\x00\x00\x2f\x00\x00\x00\x00":                     {"image/webp", 1, 1, "no"},
		"VP8 \x20\x00\x00\x00\x30\x01\x00\x9d\x01\x2a\x80\x07\x38\x04": {"image/webp", 1920, 1080, "no"},
		"VP8 \x20\x00\x00\x00\x30\x01\x00\x9d\x01\x2b\x80\x07\x38\x04": {"image/webp", -1, -1, "?"},
		"VP8L\x0d\x00\x00\x00\x2e\x7f\xc7\x0d\x01\x00\x00\x00\x00\x00": {"image/webp", -1, -1, "?"},
		"ICCP\x0d\x00\x00\x00\x2f\x7f\xc7\x0d\x01\x00\x00\x00\x00\x00": {"image/webp", -1, -1, "?"},
		"VP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x7f":                     {"image/webp", -1, -1, "?"},
		"VP8X": {"image/webp", -1, -1, "?"},
	} {
		assert.Equal(t, want, of(look(t, []byte("RIFF\x20\x00\x00\x00WEBP"+data))), "%q", data)
	}
}

func TestBMP(t *testing.T) {
	t.Parallel()
	file := func(rest string) []byte { return []byte("BM" + strings.Repeat("\x00", 12) + rest) }
	assert.Equal(t, facts{"image/bmp", 7, 9, "?"}, of(look(t, file("\x28\x00\x00\x00\x07\x00\x00\x00\x09\x00\x00\x00"))))
	assert.Equal(t, facts{"image/bmp", 7, 9, "?"}, of(look(t, file("\x28\x00\x00\x00\x07\x00\x00\x00\xf7\xff\xff\xff"))))
	assert.Equal(t, facts{"image/bmp", 7, 9, "?"}, of(look(t, file("\x0c\x00\x00\x00\x07\x00\x09\x00\x01\x00\x18\x00"))))
	assert.Equal(t, facts{"image/bmp", -1, -1, "?"}, of(look(t, file("\x28\x00\x00\x00\x00\x00\x00\x80\x00\x00\x00\x80"))))
	assert.NotEqual(t, "image/bmp", look(t, []byte("BMX is a sport with bicycles.")).Type)
}

func TestTIFF(t *testing.T) {
	t.Parallel()
	const short, long, text = 3, 4, 2
	le, be := binary.LittleEndian, binary.BigEndian
	size := [][3]uint32{{256, long, 70000}, {257, short, 9}}
	file := func(order binary.AppendByteOrder, mark string, gap int, entries ...[3]uint32) []byte {
		head := order.AppendUint32(order.AppendUint16([]byte(mark), 42), uint32(8+gap))
		return slices.Concat(head, make([]byte, gap), directory(order, entries...))
	}
	for name, c := range map[string]struct {
		data []byte
		want facts
	}{
		"little endian":     {file(le, "II", 0, size...), facts{"image/tiff", 70000, 9, "?"}},
		"big endian":        {file(be, "MM", 0, size...), facts{"image/tiff", 70000, 9, "?"}},
		"directory behind":  {file(le, "II", 100000, size...), facts{"image/tiff", 70000, 9, "?"}},
		"turned":            {file(be, "MM", 0, append(size, [3]uint32{274, short, 5})...), facts{"image/tiff", 9, 70000, "?"}},
		"thumbnail first":   {file(le, "II", 0, append([][3]uint32{{254, long, 1}}, size...)...), facts{"image/tiff", -1, -1, "?"}},
		"odd type":          {file(le, "II", 0, [3]uint32{256, text, 5}, size[1]), facts{"image/tiff", -1, -1, "?"}},
		"too large":         {file(le, "II", 0, [3]uint32{256, long, 1 << 31}, size[1]), facts{"image/tiff", -1, -1, "?"}},
		"directory at 0":    {[]byte("II*\x00\x00\x00\x00\x00"), facts{"image/tiff", -1, -1, "?"}},
		"directory missing": {[]byte("II*\x00\x00\x00\x00\x7f"), facts{"image/tiff", -1, -1, "?"}},
		"cut":               {file(le, "II", 0, size...)[:30], facts{"image/tiff", -1, -1, "?"}},
	} {
		assert.Equal(t, c.want, of(look(t, c.data)), name)
	}
}

func TestOtherTypes(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"":                                     "",
		"x":                                    "",
		"Just a text, nothing more.":           "",
		"<html><body>Not found</body>":         "",
		"\x00\x01\x02\x03\x04\x05\x06\x07":     "",
		"%PDF-1.7\n":                           "application/pdf",
		"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm": "video/webm",
		"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska":     "video/matroska",
		"ID3\x04\x00\x00\x00\x00\x00\x00":              "audio/mpeg",
		"RIFF\x20\x00\x00\x00WAVEfmt ":                 "audio/wave",
		"RIFF\x20\x00\x00\x00AVI LIST":                 "video/avi",
		"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1": "image/heic",
		"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00heix": "image/heic",
		"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00avif": "image/avif",
		"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00miaf": "image/heif",
		"\x00\x00\x00\x14ftypavif\x00\x00\x00\x00":     "image/avif",
		"\x00\x00\x00\x14ftypjp2 \x00\x00\x00\x00":     "image/jp2",
		"\x00\x00\x00\x14ftypM4A \x00\x00\x00\x00":     "audio/mp4",
		"\x00\x00\x00\x14ftypM4V \x00\x00\x00\x00":     "video/mp4",
		"\x00\x00\x00\x14ftyp3gp5\x00\x00\x00\x00":     "video/3gpp",
		"\x00\x00\x00\x14ftyp3g2a\x00\x00\x00\x00":     "video/3gpp2",
		"\x00\x00\x00\x14ftypwhat\x00\x00\x00\x00":     "",
		"\x00\x00\x00\x18ftypwhat\x00\x00\x00\x00mp42": "video/mp4",
		"\x00\x00\x00\x20ftypwhat\x00\x00\x00\x00mp42": "video/mp4",
		"\x00\x00\x00\x14ftypwhat":                     "",
		"\x00\x00\x00\x0cftypqt  ":                     "",
	} {
		assert.Equal(t, want, look(t, []byte(data)).Type, "%q", data)
	}
}
