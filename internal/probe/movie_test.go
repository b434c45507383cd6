package probe_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/internal/probe/probetest"
)

// film are the facts of a film; zero values stand for what is not known.
type film struct {
	typ, codec, audio string
	width, height     int
	duration          time.Duration
	rate              float64
	moov              string
}

func filmOf(i probe.Info) film {
	f := film{typ: i.Type, codec: i.Codec, audio: i.AudioCodec}
	f.width, f.height, _ = i.Size()
	f.duration, _ = i.Duration()
	f.rate, _ = i.FrameRate()
	f.rate = math.Round(f.rate*1000) / 1000
	if first, ok := i.MoovFirst(); ok {
		f.moov = map[bool]string{true: "first", false: "last"}[first]
	}
	return f
}

func TestMovie(t *testing.T) {
	t.Parallel()
	usual := film{"video/mp4", "avc1", "mp4a", 1280, 720, 2500 * time.Millisecond, 30, "first"}
	for name, c := range map[string]struct {
		movie probetest.Movie
		want  func(f *film)
	}{
		"usual":     {probetest.Movie{}, func(*film) {}},
		"last":      {probetest.Movie{MoovLast: true, Size: 1 << 20}, func(f *film) { f.moov = "last" }},
		"turned":    {probetest.Movie{Turned: true, Width: 720, Height: 1280}, func(f *film) { f.width, f.height = 720, 1280 }},
		"QuickTime": {probetest.Movie{Brand: "qt  ", Codec: "hvc1"}, func(f *film) { f.typ, f.codec = "video/quicktime", "hvc1" }},
		"rate":      {probetest.Movie{FrameRate: 24, Duration: time.Hour}, func(f *film) { f.rate, f.duration = 24, time.Hour }},
		"silent":    {probetest.Movie{AudioCodec: "none"}, func(f *film) { f.audio = "" }},
		"odd codec": {probetest.Movie{Codec: "a\x00\xff1"}, func(f *film) { f.codec = "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, want := c.movie, usual
			if m.Width == 0 {
				m.Width, m.Height = 1280, 720
			}
			if m.Duration == 0 {
				m.Duration = usual.duration
			}
			c.want(&want)
			assert.Equal(t, want, filmOf(look(t, m.Bytes())))
		})
	}
}

func TestMovieRatio(t *testing.T) {
	t.Parallel()
	info := look(t, probetest.MP4(time.Second, 1080, 1350))
	ratio, ok := info.Ratio()
	assert.True(t, ok)
	assert.InDelta(t, 0.8, ratio, 1e-9)
	assert.True(t, info.IsVideo())
	assert.False(t, info.IsImage())
	_, ok = new(probe.Info).Ratio()
	assert.False(t, ok)
}

// Films as other writers make them, and as none should.
func TestOddMovies(t *testing.T) {
	t.Parallel()
	plain := (&probetest.Movie{Duration: 2500 * time.Millisecond, Width: 1280, Height: 720}).Bytes()
	usual := film{"video/mp4", "avc1", "mp4a", 1280, 720, 2500 * time.Millisecond, 30, "first"}
	ftyp, moov := plain[:24], plain[24:]
	set := func(at int, value uint32) func([]byte) {
		return func(payload []byte) { binary.BigEndian.PutUint32(payload[at:], value) }
	}
	mvex := func(parts ...[]byte) []byte {
		whole := bytes.Clone(moov[:len(moov)-16])
		whole = append(whole, box("mvex", parts...)...)
		binary.BigEndian.PutUint32(whole, uint32(len(whole)))
		return slices.Concat(ftyp, whole)
	}
	soundOnly := bytes.Replace(plain, []byte("vide"), []byte("hint"), 1)
	cut := len(ftyp) + bytes.Index(moov, []byte("stsd")) + 30
	for name, c := range map[string]struct {
		data []byte
		want func(f *film)
	}{
		"no ftyp":                 {moov, func(f *film) { f.typ = "video/quicktime" }},
		"free boxes":              {slices.Concat(box("free"), ftyp, box("skip", make([]byte, 90000)), moov), func(*film) {}},
		"unknown brand":           {slices.Concat(box("ftyp", []byte("what\x00\x00\x00\x00")), moov), func(*film) {}},
		"duration not known":      {change(plain, "mvhd", set(16, math.MaxUint32)), func(*film) {}},
		"scale of 0":              {change(plain, "mvhd", set(12, 0)), func(*film) {}},
		"no duration at all":      {change(change(plain, "mvhd", set(16, 0)), "mdhd", set(16, 0)), func(f *film) { f.duration, f.rate = 0, 0 }},
		"size of the coded film":  {change(plain, "tkhd", set(76, 0)), func(*film) {}},
		"no samples":              {change(plain, "stsz", set(8, 0)), func(f *film) { f.rate = 0 }},
		"another version":         {change(plain, "mvhd", set(0, 2<<24)), func(f *film) { *f = film{typ: "video/mp4", moov: "first"} }},
		"sound only":              {soundOnly, func(f *film) { *f = film{typ: "audio/mp4", audio: "mp4a", duration: usual.duration, moov: "first"} }},
		"fragments":               {mvex(), func(f *film) { f.duration = 0 }},
		"fragments, known":        {mvex(box("mehd", u32(0), u32(9000))), func(f *film) { f.duration = 9 * time.Second }},
		"fragments, known, wide":  {mvex(box("trex"), box("mehd", u32(1<<24), u32(1), u32(0))), func(f *film) { f.duration = (1 << 32) * time.Millisecond }},
		"fragments, odd":          {mvex(box("mehd", u32(0))), func(f *film) { f.duration = 0 }},
		"cut in the track":        {plain[:cut], func(f *film) { f.codec, f.audio, f.rate = "avc1", "", 0 }},
		"cut behind the header":   {plain[:len(ftyp)+8+108], func(f *film) { *f = film{typ: "video/mp4", duration: usual.duration, moov: "first"} }},
		"child beyond its parent": {change(plain, "trak", set(0, 1<<20)), func(f *film) { *f = film{typ: "video/mp4", duration: usual.duration, moov: "first"} }},
		"data shorter than a box": {slices.Concat(ftyp, u32(4), []byte("mdat"), moov), func(f *film) { *f = film{typ: "video/mp4"} }},
		"media beyond its track":  {change(plain, "trak", set(92, 1<<20)), func(f *film) { *f = film{typ: "video/mp4", duration: usual.duration, moov: "first"} }},
		"short stsd, box behind":  {slices.Concat(ftyp, stbl(slices.Concat(box("stsd", make([]byte, 12)), []byte("abcdfree")))), func(f *film) { *f = film{typ: "video/mp4", moov: "first"} }},
		"child without length":    {change(plain, "trak", set(0, 3)), func(f *film) { *f = film{typ: "video/mp4", duration: usual.duration, moov: "first"} }},
		"index without an end":    {slices.Concat(ftyp, u32(0), moov[4:]), func(*film) {}},
		"data without an end":     {slices.Concat(ftyp, u32(0), []byte("mdat"), moov), func(f *film) { *f = film{typ: "video/mp4", moov: "last"} }},
		"64 bits too many":        {slices.Concat(ftyp, u32(1), []byte("free"), u32(-1), u32(-1), moov), func(f *film) { *f = film{typ: "video/mp4"} }},
		"empty":                   {slices.Concat(ftyp, box("moov")), func(f *film) { *f = film{typ: "video/mp4", moov: "first"} }},
		"short stsd":              {slices.Concat(ftyp, stbl(box("stsd", make([]byte, 12)))), func(f *film) { *f = film{typ: "video/mp4", moov: "first"} }},
		"short entry": {
			slices.Concat(ftyp, stbl(box("stsd", make([]byte, 8), box("avc1")))),
			func(f *film) { *f = film{typ: "video/mp4", codec: "avc1", moov: "first"} },
		},
		"short hdlr": {slices.Concat(ftyp, box("moov", box("trak", box("mdia", box("hdlr", make([]byte, 8)))))), func(f *film) { *f = film{typ: "video/mp4", moov: "first"} }},
		"short tkhd": {slices.Concat(ftyp, box("moov", box("trak", box("tkhd", make([]byte, 40))))), func(f *film) { *f = film{typ: "video/mp4", moov: "first"} }},
		"short stsz": {slices.Concat(ftyp, stbl(box("stsz", make([]byte, 8)))), func(f *film) { *f = film{typ: "video/mp4", moov: "first"} }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := usual
			c.want(&want)
			assert.Equal(t, want, filmOf(look(t, c.data)))
		})
	}
}

// stbl is an index of one track of pictures.
func stbl(table []byte) []byte {
	hdlr := box("hdlr", make([]byte, 8), []byte("vide"), make([]byte, 12))
	return box("moov", box("trak", box("mdia", hdlr, box("minf", box("vmhd"), box("stbl", table)))))
}

// Times have 64 bits in version 1 of the boxes.
func TestWideMovie(t *testing.T) {
	t.Parallel()
	times := func(scale, high, low int) []byte {
		return slices.Concat(u32(1<<24), make([]byte, 16), u32(scale), u32(high), u32(low), make([]byte, 80))
	}
	tkhd := slices.Concat(u32(1<<24|1), make([]byte, 32+16+36), u32(640<<16), u32(360<<16))
	hdlr := box("hdlr", make([]byte, 8), []byte("vide"), make([]byte, 12))
	movie := func(high, low int) []byte {
		return box("moov", box("mvhd", times(1000, high, low)),
			box("trak", box("tkhd", tkhd), box("mdia", box("mdhd", times(50, 0, 500)), hdlr, box("minf", box("stbl", box("stz2", make([]byte, 8), u32(250)))))))
	}
	want := film{typ: "video/quicktime", width: 640, height: 360, duration: (1 << 32) * time.Millisecond, rate: 25, moov: "first"}
	assert.Equal(t, want, filmOf(look(t, movie(1, 0))))
	want.duration = 10 * time.Second
	assert.Equal(t, want, filmOf(look(t, movie(-1, -1))), "not known, so that of the track")
	want.duration = 0
	assert.Equal(t, want, filmOf(look(t, movie(1<<12, 0))), "longer than a time.Duration")
	assert.Equal(t, want, filmOf(look(t, movie(math.MaxInt32, 0))), "longer than 64 bits")
}

// Of several tracks the one that a player shows counts.
func TestTracks(t *testing.T) {
	t.Parallel()
	track := func(enabled, width int) []byte {
		tkhd := slices.Concat(u32(enabled), make([]byte, 20+16+36), u32(width<<16), u32(9<<16))
		return box("trak", box("tkhd", tkhd), box("mdia", box("hdlr", make([]byte, 8), []byte("vide"))))
	}
	for want, tracks := range map[int][]byte{
		1: slices.Concat(track(1, 1), track(1, 2)),
		2: slices.Concat(track(0, 1), track(1, 2), track(1, 3)),
		3: slices.Concat(track(2, 3), track(0, 4)),
	} {
		info := look(t, box("moov", tracks))
		width, _, ok := info.Size()
		assert.True(t, ok)
		assert.Equal(t, want, width)
	}
	sound := func(codec string) []byte {
		return box("trak", box("mdia", box("hdlr", make([]byte, 8), []byte("soun")), box("minf", box("stbl", box("stsd", make([]byte, 8), box(codec))))))
	}
	assert.Equal(t, "mp4a", look(t, box("moov", sound("mp4a"), sound("ac-3"))).AudioCodec)
}
