// Package probe finds out what a media file is from its first bytes, so that a file that a network would
// refuse is refused before anything is sent.
//
// It reads only as much as it needs, in constant memory, and seeks over the rest where the reader can. It
// trusts nothing that a file says about itself, and it never decides: what it does not understand is not
// known, which is no error, and a check that needs it passes.
package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// Info is what is known of a file. The zero value knows nothing.
type Info struct {
	// Type is the MIME type by content, whatever the file is called; "" if it is not known.
	Type string
	// Codec is the four-character code of the film's picture, such as "avc1" (H.264), "hvc1" or "hev1"
	// (HEVC), "av01" (AV1), "vp09" (VP9), "apcn" (ProRes); "" if it is not known or there is none. See
	// https://mp4ra.org/registered-types/sampleentries.
	Codec string
	// AudioCodec is that of the film's sound, such as "mp4a" (AAC); "" if it is not known or there is none.
	AudioCodec string

	width, height int
	duration      time.Duration
	frameRate     float64
	moovFirst     *bool
	animated      *bool
}

// Size is the width and the height in pixels as a viewer sees them: turned as the file asks for, by the EXIF
// orientation of JPEG and TIFF or by the matrix of a film, and with square pixels. Both are at least 1 if ok.
func (i *Info) Size() (width, height int, ok bool) {
	return i.width, i.height, i.width > 0 && i.height > 0
}

// Ratio is the width divided by the height.
func (i *Info) Ratio() (ratio float64, ok bool) {
	width, height, ok := i.Size()
	if !ok {
		return 0, false
	}
	return float64(width) / float64(height), true
}

// Duration is how long a film or a sound runs, more than 0 if ok.
func (i *Info) Duration() (d time.Duration, ok bool) { return i.duration, i.duration > 0 }

// FrameRate is the mean number of a film's pictures per second, more than 0 if ok.
func (i *Info) FrameRate() (perSecond float64, ok bool) { return i.frameRate, i.frameRate > 0 }

// MoovFirst reports whether the index of an MP4 or QuickTime film stands before its data ("fast start"),
// which some networks require of films that they fetch.
func (i *Info) MoovFirst() (first, ok bool) { return value(i.moovFirst) }

// Animated reports whether a picture moves: a GIF, PNG or WebP with several frames.
func (i *Info) Animated() (animated, ok bool) { return value(i.animated) }

func value(b *bool) (v, ok bool) { return b != nil && *b, b != nil }

// IsImage reports whether the file is known to be a picture.
func (i *Info) IsImage() bool { return strings.HasPrefix(i.Type, "image/") }

// IsVideo reports whether the file is known to be a film.
func (i *Info) IsVideo() bool { return strings.HasPrefix(i.Type, "video/") }

func (i *Info) setSize(width, height int) {
	if width > 0 && height > 0 {
		i.width, i.height = width, height
	}
}

// File opens a file and looks at it. Media that is only a URL is not fetched: nothing is known of it. An error
// means that the file cannot be opened or read, or that the context ended; the Info then holds what was found
// out before.
func File(ctx context.Context, m *social.Media) (Info, error) {
	if m == nil || m.Open == nil {
		return Info{}, nil
	}
	if err := ctx.Err(); err != nil {
		return Info{}, fmt.Errorf("probe: %s: %w", m.Name, err)
	}
	body, err := m.Open()
	if err != nil {
		return Info{}, fmt.Errorf("probe: %s: %w", m.Name, err)
	}
	defer func() { _ = body.Close() }()
	info, err := look(ctx, body)
	if err != nil {
		return info, fmt.Errorf("probe: %s: %w", m.Name, err)
	}
	return info, nil
}

// errNotKnown ends the look at a file that is not understood any further.
var errNotKnown = errors.New("not known")

func look(ctx context.Context, r io.Reader) (Info, error) {
	var info Info
	seeker, _ := r.(io.Seeker)
	s := newSource(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	}, seeker)
	head, err := s.peek(sniffed)
	if err == nil {
		err = s.identify(head, &info)
	}
	switch {
	case errors.Is(err, errNotKnown), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return info, nil
	default:
		return info, err
	}
}

// sniffed is how many bytes tell the type of a file; http.DetectContentType looks at no more.
const sniffed = 512

func (s *source) identify(head []byte, info *Info) error {
	has := func(at int, magic string) bool {
		return len(head) >= at && bytes.HasPrefix(head[at:], []byte(magic))
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		info.Type = "image/jpeg"
		return s.jpeg(info)
	case has(0, "\x89PNG\r\n\x1a\n"):
		info.Type = "image/png"
		return s.png(info)
	case has(0, "GIF87a"), has(0, "GIF89a"):
		info.Type = "image/gif"
		return s.gif(info)
	case has(0, "RIFF") && has(8, "WEBP"):
		info.Type = "image/webp"
		return s.webp(info)
	case has(0, "II*\x00"), has(0, "MM\x00*"):
		info.Type = "image/tiff"
		return s.tiffFile(info)
	case isBMP(head):
		info.Type = "image/bmp"
		return bmp(head, info)
	case len(head) >= 8 && isMovieBox(string(head[4:8])):
		return s.movie(info)
	case has(0, "\x1a\x45\xdf\xa3") && bytes.Contains(head, []byte("matroska")):
		info.Type = "video/matroska"
	default:
		info.Type = otherType(head)
	}
	return nil
}

// otherType leaves to the standard library what needs no further look. What it only guesses is not known.
func otherType(head []byte) string {
	found := http.DetectContentType(head)
	switch {
	case found == "application/octet-stream", found == "image/bmp", strings.HasPrefix(found, "text/"):
		return "" // it takes any text with "BM" in front for a picture
	default:
		return found
	}
}
