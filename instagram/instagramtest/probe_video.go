package instagramtest

import (
	"encoding/binary"
	"time"
)

// maxIndex bounds the part of a video that is kept: the box that describes it.
const maxIndex = 8 << 20

// videoProbe learns what a video is while its bytes pass by, in constant memory: it keeps the index and skips
// the rest. It is an io.Writer.
type videoProbe struct {
	total    int64
	head     []byte // of the box that begins here
	kind     string // of the box under way
	left     int64  // bytes of the box under way that are still to come
	index    []byte
	first    bool // the index came before the media data
	sawMedia bool
	started  bool
	endless  bool // the last box reaches to the end of the file
	broken   bool
}

// videoInfo is what a probe found out.
type videoInfo struct {
	ok            bool // an MP4 or MOV file with its index in front and without edit lists
	width, height int
	duration      time.Duration
}

// Write takes the next bytes of the file.
func (p *videoProbe) Write(data []byte) (int, error) {
	p.total += int64(len(data))
	for rest := data; len(rest) > 0 && !p.broken; {
		rest = p.step(rest)
	}
	return len(data), nil
}

// step takes bytes of one box or of its header and returns what is left.
func (p *videoProbe) step(data []byte) []byte {
	if p.endless {
		return nil
	}
	if p.left == 0 {
		return p.header(data)
	}
	n := min(p.left, int64(len(data)))
	if p.kind == "moov" {
		p.index = append(p.index, data[:n]...)
	}
	p.left -= n
	return data[n:]
}

func (p *videoProbe) header(data []byte) []byte {
	need := 8
	if len(p.head) >= 8 && binary.BigEndian.Uint32(p.head) == 1 {
		need = 16
	}
	n := min(need-len(p.head), len(data))
	p.head = append(p.head, data[:n]...)
	data = data[n:]
	if len(p.head) < need {
		return data
	}
	size := int64(binary.BigEndian.Uint32(p.head))
	if size == 1 {
		if need == 8 {
			return data // the real size follows
		}
		size = int64(binary.BigEndian.Uint64(p.head[8:]) & (1<<63 - 1))
	}
	p.begin(string(p.head[4:8]), size, int64(need))
	p.head = p.head[:0]
	return data
}

func (p *videoProbe) begin(kind string, size, header int64) {
	if !p.started && kind != "ftyp" {
		p.broken = true // every MP4 and MOV of today names its type first
		return
	}
	p.started, p.kind = true, kind
	switch {
	case size == 0:
		p.endless = true
	case size < header:
		p.broken = true
		return
	}
	p.left = max(size-header, 0)
	switch kind {
	case "mdat":
		p.sawMedia = true
	case "moov":
		p.first = !p.sawMedia
		p.broken = p.left > maxIndex
	}
}

func (p *videoProbe) info() videoInfo {
	var out videoInfo
	if p.broken || len(p.index) == 0 || p.left > 0 {
		return out
	}
	edited := false
	walkBoxes(p.index, func(kind string, body []byte) {
		switch kind {
		case "mvhd":
			out.duration = movieDuration(body)
		case "tkhd":
			if w, h := trackSize(body); w > 0 && h > 0 {
				out.width, out.height = w, h
			}
		case "edts":
			edited = true
		}
	})
	out.ok = p.first && !edited && out.width > 0 && out.duration > 0
	return out
}

// walkBoxes visits the boxes of an index, those of tracks included.
func walkBoxes(data []byte, visit func(kind string, body []byte)) {
	for len(data) >= 8 {
		size := int64(binary.BigEndian.Uint32(data))
		if size < 8 || size > int64(len(data)) {
			return
		}
		kind, body := string(data[4:8]), data[8:size]
		visit(kind, body)
		if kind == "trak" {
			walkBoxes(body, visit)
		}
		data = data[size:]
	}
}

func movieDuration(body []byte) time.Duration {
	var scale, length uint64
	switch {
	case len(body) >= 20 && body[0] == 0:
		scale, length = uint64(binary.BigEndian.Uint32(body[12:])), uint64(binary.BigEndian.Uint32(body[16:]))
	case len(body) >= 32 && body[0] == 1:
		scale, length = uint64(binary.BigEndian.Uint32(body[20:])), binary.BigEndian.Uint64(body[24:])
	}
	if scale == 0 {
		return 0
	}
	return time.Duration(float64(length) / float64(scale) * float64(time.Second))
}

func trackSize(body []byte) (width, height int) {
	if len(body) < 8 {
		return 0, 0
	}
	end := body[len(body)-8:] // fixed point numbers with 16 bits behind the point
	return int(binary.BigEndian.Uint32(end) >> 16), int(binary.BigEndian.Uint32(end[4:]) >> 16)
}
