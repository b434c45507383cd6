package rest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
)

// Part is one field of a multipart form: text, or a file if File is set.
type Part struct {
	Name string
	Text string
	File *File
}

// Multipart is a multipart/form-data body that is written as it is read: files are never held in memory.
func Multipart(parts ...Part) Body {
	return &multipart{boundary: "relais-" + strings.ToLower(rand.Text()), parts: parts}
}

type multipart struct {
	boundary string
	parts    []Part
}

func (m *multipart) ContentType() string {
	return mime.FormatMediaType("multipart/form-data", map[string]string{"boundary": m.boundary})
}

func (m *multipart) head(p Part) string {
	var b strings.Builder
	fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", m.boundary, quote(p.Name))
	if p.File != nil {
		fmt.Fprintf(&b, "; filename=\"%s\"\r\nContent-Type: %s", quote(p.File.name()), escape(p.File.ContentType(), ""))
	}
	b.WriteString("\r\n\r\n")
	return b.String()
}

func (m *multipart) tail() string { return "--" + m.boundary + "--\r\n" }

// Size implements Body.
func (m *multipart) Size() int64 {
	size := int64(len(m.tail()))
	for _, p := range m.parts {
		n := int64(len(p.Text))
		if p.File != nil {
			n = p.File.Size()
		}
		if n < 0 {
			return -1
		}
		size += int64(len(m.head(p))) + n + 2
	}
	return size
}

// Open implements Body.
func (m *multipart) Open(ctx context.Context) (io.ReadCloser, error) {
	var readers []io.Reader
	var open closers
	for _, p := range m.parts {
		readers = append(readers, strings.NewReader(m.head(p)))
		if p.File != nil {
			f, err := p.File.Open(ctx)
			if err != nil {
				return nil, errors.Join(err, open.Close())
			}
			open = append(open, f)
			readers = append(readers, f)
		} else {
			readers = append(readers, strings.NewReader(p.Text))
		}
		readers = append(readers, strings.NewReader("\r\n"))
	}
	readers = append(readers, strings.NewReader(m.tail()))
	return &body{Reader: io.MultiReader(readers...), Closer: open}, nil
}

type body struct {
	io.Reader
	io.Closer
}

type closers []io.Closer

func (c closers) Close() error {
	var errs []error
	for _, f := range c {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// quote escapes a form field or file name as browsers do, and other control characters likewise, so that none can
// add a header or a field.
func quote(s string) string { return escape(s, `"`) }

// escape escapes control characters, and others.
func escape(s, others string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == 0x7F || strings.IndexByte(others, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
