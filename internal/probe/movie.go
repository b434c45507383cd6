package probe

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"time"
)

// box is one element of an ISO base media file (ISO/IEC 14496-12) or of a QuickTime film
// (https://developer.apple.com/documentation/quicktime-file-format), which share their structure.
type box struct {
	kind string
	end  int64 // position behind the box
}

// endless is the end of a box that runs to the end of the file.
const endless = math.MaxInt64

// errEnough ends the walk over boxes when all is known.
var errEnough = errors.New("enough is known")

// boxes visits the boxes from here up to end. What a visit does not read of a box is skipped.
func (s *source) boxes(end int64, visit func(b box) error) error {
	for s.pos < end {
		b, err := s.box(end)
		if err == nil {
			err = visit(b)
		}
		if err == nil && b.end == endless {
			return nil
		}
		if err == nil {
			err = s.skip(b.end - s.pos)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// box reads the head of a box. A box never reaches beyond the one that it is in.
func (s *source) box(end int64) (box, error) {
	start := s.pos
	data, err := s.take(8)
	if err != nil {
		return box{}, err
	}
	size, kind := uint64(binary.BigEndian.Uint32(data)), string(data[4:])
	switch size {
	case 0:
		return box{kind: kind, end: end}, nil
	case 1:
		if data, err = s.take(8); err != nil {
			return box{}, err
		}
		size = binary.BigEndian.Uint64(data)
	}
	if size < uint64(s.pos-start) || size > uint64(end-start) { //nolint:gosec // both differences are positive
		return box{}, errNotKnown
	}
	return box{kind: kind, end: start + int64(size)}, nil //nolint:gosec // not more than end
}

// take reads n bytes of the box b, which must have them.
func (b box) take(s *source, n int) ([]byte, error) {
	if b.end-s.pos < int64(n) {
		return nil, errNotKnown
	}
	return s.take(n)
}

// isMovieBox reports whether a film can begin with the box.
func isMovieBox(kind string) bool {
	switch kind {
	case "ftyp", "moov", "mdat", "free", "skip", "wide", "pnot":
		return true
	}
	return false
}

// movie walks over a film up to the end of its index.
func (s *source) movie(info *Info) error {
	branded := false
	err := s.boxes(endless, func(b box) error {
		switch b.kind {
		case "ftyp":
			branded = true
			return s.brands(b, info)
		case "mdat":
			if info.moovFirst == nil {
				info.moovFirst = new(false)
			}
		case "moov":
			if info.moovFirst == nil {
				info.moovFirst = new(true)
			}
			if info.Type == "" {
				info.Type = "video/mp4"
				if !branded {
					info.Type = "video/quicktime"
				}
			}
			return s.index(b, info)
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// index reads the "moov" box.
func (s *source) index(moov box, info *Info) error {
	var whole length
	var fragmented *uint64 // duration of a fragmented film; 0 if its writer did not know it
	var picture, sound *track
	err := s.boxes(moov.end, func(b box) (err error) {
		switch b.kind {
		case "mvhd":
			err = s.length(b, &whole)
		case "mvex":
			fragmented = new(uint64)
			err = s.boxes(b.end, func(b box) error { return s.fragments(b, fragmented) })
		case "trak":
			var t track
			err = s.track(b, &t)
			switch {
			case t.handler == "vide" && (picture == nil || !picture.enabled && t.enabled):
				picture = &t
			case t.handler == "soun" && sound == nil:
				sound = &t
			}
		}
		return err
	})
	info.setTracks(picture, sound, err == nil)
	switch {
	case fragmented != nil: // the rest tells of the first fragment only, if of any
		whole.units = *fragmented
	case !whole.known() && picture != nil:
		whole = picture.length
	}
	info.duration = whole.duration()
	if err == nil {
		err = errEnough
	}
	return err
}

// setTracks takes over what the tracks tell; all says that there are no others.
func (i *Info) setTracks(picture, sound *track, all bool) {
	if sound != nil {
		i.AudioCodec = sound.codec
	}
	if picture == nil {
		if all && sound != nil && i.Type == "video/mp4" {
			i.Type = "audio/mp4"
		}
		return
	}
	i.Codec = picture.codec
	i.setSize(picture.size())
	if picture.samples > 0 && picture.length.known() {
		i.frameRate = float64(picture.samples) / (float64(picture.length.units) / float64(picture.length.scale))
	}
}

// length is a duration in units of a scale per second.
type length struct {
	scale uint32
	units uint64
}

// known: all bits are set where a writer did not know the duration, and 0 stands in fragmented films.
func (l length) known() bool {
	return l.scale > 0 && l.units > 0 && l.units != math.MaxUint32 && l.units != math.MaxUint64
}

// duration is 0 if it is not known or if no time.Duration is that long.
func (l length) duration() time.Duration {
	if !l.known() {
		return 0
	}
	high, low := bits.Mul64(l.units, uint64(time.Second))
	if high >= uint64(l.scale) {
		return 0
	}
	nanoseconds, _ := bits.Div64(high, low, uint64(l.scale))
	if nanoseconds > math.MaxInt64 {
		return 0
	}
	return time.Duration(nanoseconds)
}

// length reads what the boxes "mvhd" and "mdhd" have in common.
func (s *source) length(b box, l *length) error {
	wide, err := s.wide(b)
	if err != nil {
		return err
	}
	if wide {
		data, err := b.take(s, 28)
		if err != nil {
			return err
		}
		*l = length{binary.BigEndian.Uint32(data[16:]), binary.BigEndian.Uint64(data[20:])}
		return nil
	}
	data, err := b.take(s, 16)
	if err != nil {
		return err
	}
	*l = length{binary.BigEndian.Uint32(data[8:]), uint64(binary.BigEndian.Uint32(data[12:]))}
	return nil
}

// wide reads version and flags of a box and reports whether its times have 64 bits.
func (s *source) wide(b box) (bool, error) {
	data, err := b.take(s, 4)
	if err != nil {
		return false, err
	}
	if data[0] > 1 {
		return false, errNotKnown
	}
	return data[0] == 1, nil
}

// fragments reads the duration of a fragmented film.
func (s *source) fragments(b box, units *uint64) error {
	if b.kind != "mehd" {
		return nil
	}
	wide, err := s.wide(b)
	if err != nil {
		return err
	}
	if wide {
		data, err := b.take(s, 8)
		if err != nil {
			return err
		}
		*units = binary.BigEndian.Uint64(data)
		return nil
	}
	data, err := b.take(s, 4)
	if err != nil {
		return err
	}
	*units = uint64(binary.BigEndian.Uint32(data))
	return nil
}

// brands reads the type of the file.
func (s *source) brands(b box, info *Info) error {
	const most = 64 // no writer lists more
	data, err := b.take(s, 8)
	if err != nil {
		return err
	}
	major := string(data[:4])
	var compatible []string
	for range most {
		if b.end-s.pos < 4 {
			break
		}
		if data, err = s.take(4); err != nil {
			break // what was read may tell enough
		}
		compatible = append(compatible, string(data))
	}
	info.Type = typeByBrand(major, compatible)
	if info.IsImage() {
		return errEnough
	}
	return err
}
