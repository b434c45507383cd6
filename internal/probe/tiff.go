package probe

import "encoding/binary"

// directory is what the first image file directory of a TIFF file, or of EXIF data, says (TIFF 6.0, section 2;
// CIPA DC-008).
type directory struct {
	width, height int
	turned        bool // shown turned by a quarter
	reduced       bool // of a smaller version, while the picture itself stands elsewhere
}

func (s *source) tiffFile(info *Info) error {
	dir, err := s.tiff()
	if err != nil || dir.reduced {
		return err
	}
	if dir.turned {
		dir.width, dir.height = dir.height, dir.width
	}
	info.setSize(dir.width, dir.height)
	return nil
}

func (s *source) tiff() (directory, error) {
	var dir directory
	data, err := s.take(8)
	if err != nil {
		return dir, err
	}
	var order binary.ByteOrder = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	if order.Uint16(data[2:]) != 42 {
		return dir, errNotKnown
	}
	if err := s.skip(int64(order.Uint32(data[4:])) - 8); err != nil {
		return dir, err
	}
	if data, err = s.take(2); err != nil {
		return dir, err
	}
	for range order.Uint16(data) {
		entry, err := s.take(12)
		if err != nil {
			return dir, err
		}
		dir.read(order, entry)
	}
	return dir, nil
}

func (dir *directory) read(order binary.ByteOrder, entry []byte) {
	var value uint32
	switch kind, count := order.Uint16(entry[2:]), order.Uint32(entry[4:]); {
	case kind == 3 && count == 1:
		value = uint32(order.Uint16(entry[8:]))
	case kind == 4 && count == 1:
		value = order.Uint32(entry[8:])
	default:
		return
	}
	if value>>31 != 0 {
		return // no size is
	}
	switch order.Uint16(entry) {
	case 254:
		dir.reduced = value&1 != 0
	case 256:
		dir.width = int(value)
	case 257:
		dir.height = int(value)
	case 274:
		dir.turned = value >= 5 && value <= 8
	}
}
