package probe

import "encoding/binary"

// gif reads the size and counts pictures up to the second (https://www.w3.org/Graphics/GIF/spec-gif89a.txt).
func (s *source) gif(info *Info) error {
	data, err := s.take(13)
	if err != nil {
		return err
	}
	info.setSize(int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:])))
	if err := s.skip(colourTable(data[10])); err != nil {
		return err
	}
	for pictures := 0; ; {
		data, err := s.take(1)
		if err != nil {
			return err
		}
		switch data[0] {
		case 0x21: // extension
			err = s.skip(1)
		case 0x2c: // picture
			if pictures++; pictures > 1 {
				info.animated = new(true)
				return nil
			}
			err = s.gifPicture()
		case 0x3b: // end
			info.animated = new(false)
			return nil
		default:
			return errNotKnown
		}
		if err == nil {
			err = s.gifBlocks()
		}
		if err != nil {
			return err
		}
	}
}

// gifPicture goes over what precedes the blocks of a picture.
func (s *source) gifPicture() error {
	data, err := s.take(9)
	if err != nil {
		return err
	}
	const codeSize = 1
	return s.skip(colourTable(data[8]) + codeSize)
}

// colourTable is the length of the table that the flags announce.
func colourTable(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// gifBlocks goes over data in blocks, the last of which is empty.
func (s *source) gifBlocks() error {
	for {
		data, err := s.take(1)
		if err != nil {
			return err
		}
		if data[0] == 0 {
			return nil
		}
		if err := s.skip(int64(data[0])); err != nil {
			return err
		}
	}
}
