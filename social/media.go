package social

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Media is one picture, film, sound or document of a [Draft].
//
// It is opened anew for each network and each attempt and streamed from there, so that a file of any size
// costs constant memory. Make one with [MediaFile], [MediaFS], [MediaBytes] or [MediaURL], or fill it in.
type Media struct {
	Name        string   `json:"name"`                   // file name shown to the network, without folders
	ContentType string   `json:"content_type,omitempty"` // MIME type; "" lets the client guess from Name
	Size        int64    `json:"size"`                   // bytes, -1 if not known
	AltText     string   `json:"alt_text,omitempty"`     // description for people who cannot see or hear it
	Focus       *Focus   `json:"focus,omitempty"`        // what must stay visible when a preview is cropped
	Thumbnail   *Media   `json:"thumbnail,omitempty"`    // own preview picture, where the network takes one
	Captions    []*Media `json:"captions,omitempty"`     // subtitle files; Language says of which tongue
	Language    string   `json:"language,omitempty"`     // BCP 47, for captions
	URL         string   `json:"url,omitempty"`          // public address, for networks that fetch media themselves
	Path        string   `json:"path,omitempty"`         // local file, so that a Pending can reopen it elsewhere

	// Open starts reading from the first byte. It may be called several times, also concurrently.
	Open func() (io.ReadCloser, error) `json:"-"`

	// Progress, if set, is told how many bytes of the file have been sent so far. It starts over when an
	// upload is repeated, and must return quickly.
	Progress func(sent, total int64) `json:"-"`
}

// Focus is a point of a picture: X from -1 (left) to 1 (right), Y from -1 (bottom) to 1 (top).
type Focus struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// MediaFile describes a local file. It fails if the file cannot be read now.
func MediaFile(name string) (*Media, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("social: media file: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("social: media file %s: is a folder", name)
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("social: media file: %w", err)
	}
	return &Media{
		Name: filepath.Base(name), ContentType: typeByName(name), Size: info.Size(), Path: abs,
		Open: func() (io.ReadCloser, error) { return os.Open(abs) }, //nolint:gosec // the caller's own file, named by the caller
	}, nil
}

// MediaFS describes a file of fsys, such as an embedded one.
func MediaFS(fsys fs.FS, name string) (*Media, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("social: media file: %w", err)
	}
	return &Media{
		Name: path.Base(name), ContentType: typeByName(name), Size: info.Size(),
		Open: func() (io.ReadCloser, error) { return fsys.Open(name) },
	}, nil
}

// MediaBytes describes data in memory, which must not change afterwards.
func MediaBytes(name string, data []byte) *Media {
	contentType := typeByName(name)
	if contentType == "" {
		contentType = http.DetectContentType(data)
	}
	return &Media{
		Name: name, ContentType: contentType, Size: int64(len(data)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

// MediaURL describes a file at a public address. Networks that fetch media themselves are given the
// address; for the others the client downloads it through their pipe, never to disk. contentType may be ""
// if the address ends in a telling file name. An address without one gives the name "file".
func MediaURL(address, contentType string) *Media {
	place, _, _ := strings.Cut(address, "?") // the query may be a signature
	name := path.Base(place)
	if u, err := url.Parse(address); err == nil {
		name = path.Base(u.Path)
	}
	if name == "." || name == "/" {
		name = "file"
	}
	if contentType == "" {
		contentType = typeByName(name)
	}
	return &Media{Name: name, ContentType: contentType, Size: -1, URL: address}
}

// UnmarshalJSON reads what encoding/json wrote of a Media. A file is opened at its Path again; a Media that
// came from memory has no Open until the caller sets it.
func (m *Media) UnmarshalJSON(data []byte) error {
	type plain Media
	if err := json.Unmarshal(data, (*plain)(m)); err != nil {
		return err
	}
	if m.Path != "" && m.Open == nil {
		name := m.Path
		m.Open = func() (io.ReadCloser, error) { return os.Open(name) } //nolint:gosec // the caller's own file, named by the caller
	}
	return nil
}

// Type is the MIME type in lower case and without parameters: that of ContentType, or a guess from Name. "" means
// that neither tells.
func (m *Media) Type() string {
	full := m.ContentType
	if full == "" {
		full = typeByName(m.Name)
	}
	t, _, _ := strings.Cut(full, ";")
	if t = strings.ToLower(strings.TrimSpace(t)); t == "image/jpg" { // which many programs write
		return "image/jpeg"
	}
	return t
}

// errNoContent is the cause when a Media has neither Open nor a URL to read from.
var errNoContent = errors.New("neither Open nor URL is set")

// Validate reports whether the media can be read at all; field names it in the error.
func (m *Media) Validate(network, field string) error {
	switch {
	case m == nil:
		return Invalid(network, field, "is nil")
	case m.Open == nil && m.URL == "":
		e := Invalid(network, field+".Open", "")
		e.Err = errNoContent
		return e
	case m.Focus != nil && (m.Focus.X < -1 || m.Focus.X > 1 || m.Focus.Y < -1 || m.Focus.Y > 1):
		return Invalid(network, field+".Focus", "must lie between -1 and 1")
	default:
		return nil
	}
}

// typeByName guesses from the extension, with the answers fixed that differ from machine to machine.
func typeByName(name string) string {
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".heic":
		return "image/heic"
	case ".mp4", ".m4v":
		return "video/mp4"
	case ".mov":
		return "video/quicktime"
	case ".webm":
		return "video/webm"
	case ".mp3":
		return "audio/mpeg"
	case ".srt":
		return "application/x-subrip"
	case ".vtt":
		return "text/vtt"
	case ".pdf":
		return "application/pdf"
	default:
		return mime.TypeByExtension(ext)
	}
}
