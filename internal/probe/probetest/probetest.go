// Package probetest makes media files for tests: pictures that decode, films that hold a proper index and no
// pictures, and files of any size that cost constant memory.
package probetest

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"time"

	"github.com/relais-go/relais/social"
)

// JPEG is a grey picture of that size in pixels, each from 1 to 65535.
func JPEG(width, height int) []byte {
	var b bytes.Buffer
	must(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil))
	return b.Bytes()
}

// PNG is a black picture of that size in pixels, each at least 1.
func PNG(width, height int) []byte {
	var b bytes.Buffer
	must(png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	return b.Bytes()
}

// GIF is a black picture of that size in pixels, each from 1 to 65535. It moves if it has more than one frame.
func GIF(width, height, frames int) []byte {
	var film gif.GIF
	for range frames {
		film.Image = append(film.Image, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White}))
		film.Delay = append(film.Delay, 10)
	}
	var b bytes.Buffer
	must(gif.EncodeAll(&b, &film))
	return b.Bytes()
}

// must ends a test that asks for what cannot be.
func must(err error) {
	if err != nil {
		panic("probetest: " + err.Error())
	}
}

// MP4 is a film in the file format of the Web, with its index first; see [Movie] for others.
func MP4(duration time.Duration, width, height int) []byte {
	return (&Movie{Duration: duration, Width: width, Height: height}).Bytes()
}

// Media is a file that begins with data and has size bytes in all, or just data if size is 0. The rest is made
// while it is read, in constant memory, and is the same each time. Readers can seek.
func Media(name string, data []byte, size int64) *social.Media {
	return media(name, data, nil, max(size, int64(len(data))))
}
