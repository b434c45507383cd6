package probe

import "encoding/binary"

// track is one stream of a film.
type track struct {
	handler       string // "vide", "soun"
	enabled       bool
	turned        bool // shown turned by a quarter
	width, height int  // as shown, before turning
	coded         [2]int
	codec         string
	length        length
	samples       uint32
}

// size is the size as shown; that of the coded pictures if the track has none of its own.
func (t *track) size() (width, height int) {
	width, height = t.width, t.height
	if width == 0 || height == 0 {
		width, height = t.coded[0], t.coded[1]
	}
	if t.turned {
		width, height = height, width
	}
	return width, height
}

// track reads a "trak" box. The handler stands before the boxes whose form depends on it.
func (s *source) track(trak box, t *track) error {
	return s.boxes(trak.end, func(b box) error {
		switch b.kind {
		case "tkhd":
			return s.trackHeader(b, t)
		case "mdia":
			return s.boxes(b.end, func(b box) error { return s.trackMedia(b, t) })
		}
		return nil
	})
}

func (s *source) trackHeader(b box, t *track) error {
	flags, err := s.peek(4)
	if err != nil {
		return err
	}
	t.enabled = len(flags) == 4 && flags[3]&1 != 0
	wide, err := s.wide(b)
	if err != nil {
		return err
	}
	times := 20
	if wide {
		times = 32
	}
	data, err := b.take(s, times+60)
	if err != nil {
		return err
	}
	data = data[times+16:] // behind layer, group and volume
	at := func(i int) uint32 { return binary.BigEndian.Uint32(data[4*i:]) }
	// The matrix is {a, b, u, c, d, v, x, y, w}; a quarter turn moves all weight from a and d to b and c.
	t.turned = at(0) == 0 && at(4) == 0 && at(1) != 0 && at(3) != 0
	t.width, t.height = int(at(9)>>16), int(at(10)>>16)
	return nil
}

func (s *source) trackMedia(b box, t *track) error {
	switch b.kind {
	case "mdhd":
		return s.length(b, &t.length)
	case "hdlr":
		data, err := b.take(s, 12)
		if err != nil {
			return err
		}
		t.handler = string(data[8:12])
	case "minf":
		return s.boxes(b.end, func(b box) error {
			if b.kind != "stbl" {
				return nil
			}
			return s.boxes(b.end, func(b box) error { return s.sampleTable(b, t) })
		})
	}
	return nil
}

func (s *source) sampleTable(b box, t *track) error {
	switch b.kind {
	case "stsd":
		return s.sampleDescription(b, t)
	case "stsz", "stz2":
		data, err := b.take(s, 12)
		if err != nil {
			return err
		}
		t.samples = binary.BigEndian.Uint32(data[8:])
	}
	return nil
}

// sampleDescription reads the first entry; others are rare and describe the same stream.
func (s *source) sampleDescription(b box, t *track) error {
	data, err := b.take(s, 16)
	if err != nil {
		return err
	}
	t.codec = printable(string(data[12:16]))
	if t.handler != "vide" {
		return nil
	}
	if data, err = b.take(s, 28); err != nil {
		return err
	}
	t.coded = [2]int{int(binary.BigEndian.Uint16(data[24:])), int(binary.BigEndian.Uint16(data[26:]))}
	return nil
}

// printable keeps what a stranger wrote out of messages unless it is plain text.
func printable(code string) string {
	for _, c := range []byte(code) {
		if c < ' ' || c > '~' {
			return ""
		}
	}
	return code
}
