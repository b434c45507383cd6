package probe

import (
	"bytes"
	"encoding/binary"
)

// jpeg walks over the segments up to the one that holds the size (ITU-T T.81, annex B).
func (s *source) jpeg(info *Info) error {
	if err := s.skip(2); err != nil {
		return err
	}
	turned := false
	for {
		marker, err := s.jpegMarker()
		if err != nil {
			return err
		}
		switch {
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8:
			continue // stands alone
		case marker == 0xd9 || marker == 0xda:
			return errNotKnown // the picture ends, or begins, without a size
		}
		data, err := s.take(2)
		if err != nil {
			return err
		}
		length := int64(binary.BigEndian.Uint16(data)) - 2
		switch {
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			return s.jpegFrame(turned, info)
		case marker == 0xe1 && !turned:
			turned, err = s.jpegEXIF(length)
		default:
			err = s.skip(length)
		}
		if err != nil {
			return err
		}
	}
}

func (s *source) jpegMarker() (byte, error) {
	data, err := s.take(1)
	if err != nil {
		return 0, err
	}
	if data[0] != 0xff {
		return 0, errNotKnown
	}
	for data[0] == 0xff { // fill bytes
		if data, err = s.take(1); err != nil {
			return 0, err
		}
	}
	return data[0], nil
}

func (s *source) jpegFrame(turned bool, info *Info) error {
	data, err := s.take(5)
	if err != nil {
		return err
	}
	height, width := int(binary.BigEndian.Uint16(data[1:])), int(binary.BigEndian.Uint16(data[3:]))
	if turned {
		width, height = height, width
	}
	info.setSize(width, height)
	return nil
}

// jpegEXIF reports whether the segment says that the picture is shown turned by a quarter. It fits into memory,
// as no segment is longer than 64 KiB.
func (s *source) jpegEXIF(length int64) (turned bool, err error) {
	const intro = "Exif\x00\x00"
	if length < int64(len(intro)) {
		return false, s.skip(length)
	}
	data, err := s.take(len(intro))
	if err != nil {
		return false, err
	}
	length -= int64(len(intro))
	if string(data) != intro {
		return false, s.skip(length)
	}
	segment := make([]byte, 0, length)
	for left := int(length); left > 0; left = int(length) - len(segment) {
		if data, err = s.take(min(left, window)); err != nil {
			return false, err
		}
		segment = append(segment, data...)
	}
	dir, _ := newSource(bytes.NewReader(segment).Read, nil).tiff() // EXIF that is not understood is none
	return dir.turned, nil
}

// png reads the size, and looks for the chunk that announces an animation, which stands before the picture's
// data (https://www.w3.org/TR/png-3/).
func (s *source) png(info *Info) error {
	if err := s.skip(8); err != nil {
		return err
	}
	data, err := s.take(16)
	if err != nil {
		return err
	}
	if string(data[:8]) != "\x00\x00\x00\x0dIHDR" {
		return errNotKnown
	}
	width, height := binary.BigEndian.Uint32(data[8:]), binary.BigEndian.Uint32(data[12:])
	if width>>31 != 0 || height>>31 != 0 {
		return errNotKnown
	}
	info.setSize(int(width), int(height))
	const checksum = 4
	err = s.skip(5 + checksum)
	for err == nil {
		if data, err = s.take(8); err != nil {
			return err
		}
		switch string(data[4:]) {
		case "acTL":
			info.animated = new(true)
			return nil
		case "IDAT":
			info.animated = new(false)
			return nil
		}
		err = s.skip(int64(binary.BigEndian.Uint32(data)) + checksum)
	}
	return err
}

// webp reads the first chunk (RFC 9649).
func (s *source) webp(info *Info) error {
	if err := s.skip(12); err != nil {
		return err
	}
	chunk, err := s.peek(18)
	if err != nil {
		return err
	}
	if len(chunk) < 13 {
		return errNotKnown
	}
	kind, payload := string(chunk[:4]), chunk[8:]
	switch {
	case kind == "VP8X" && len(payload) == 10:
		info.setSize(1+uint24(payload[4:]), 1+uint24(payload[7:]))
		info.animated = new(payload[0]&2 != 0)
		return nil
	case kind == "VP8L" && payload[0] == 0x2f:
		size := binary.LittleEndian.Uint32(payload[1:])
		info.setSize(1+int(size&0x3fff), 1+int(size>>14&0x3fff))
	case kind == "VP8 " && len(payload) == 10 && string(payload[3:6]) == "\x9d\x01\x2a":
		width, height := binary.LittleEndian.Uint16(payload[6:]), binary.LittleEndian.Uint16(payload[8:])
		info.setSize(int(width&0x3fff), int(height&0x3fff))
	default:
		return errNotKnown
	}
	info.animated = new(false)
	return nil
}

func uint24(data []byte) int { return int(data[0]) | int(data[1])<<8 | int(data[2])<<16 }

// isBMP: two letters are not enough to tell a picture from a text.
func isBMP(head []byte) bool {
	if len(head) < 26 || string(head[:2]) != "BM" {
		return false
	}
	switch binary.LittleEndian.Uint32(head[14:]) {
	case 12, 16, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

func bmp(head []byte, info *Info) error {
	if binary.LittleEndian.Uint32(head[14:]) == 12 { // OS/2
		info.setSize(int(binary.LittleEndian.Uint16(head[18:])), int(binary.LittleEndian.Uint16(head[20:])))
		return nil
	}
	width, height := int32(binary.LittleEndian.Uint32(head[18:])), int32(binary.LittleEndian.Uint32(head[22:])) //nolint:gosec // signed in the file
	if height < 0 {
		height = -height // from top to bottom
	}
	info.setSize(int(width), int(height))
	return nil
}
