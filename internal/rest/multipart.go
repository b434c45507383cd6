package rest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/relais-go/relais/social"
)

// Part is one field of a multipart form: text, or a file if File is set.
type Part struct {
	Name string
	Text string
	File *File
}

// File streams a [social.Media] as, or as part of, a request body.
type File struct {
	Field string // the draft's field, for errors: "Media[0]"
	Media *social.Media
	Type  string       // MIME type, "" takes the media's own
	Fetch *http.Client // reads media that has only a URL; never with a token
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
		fmt.Fprintf(&b, "; filename=\"%s\"\r\nContent-Type: %s", quote(p.File.name()), p.File.ContentType())
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

// quote escapes a form field or file name as browsers do.
func quote(s string) string {
	return strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22").Replace(s)
}

// ContentType implements Body.
func (f *File) ContentType() string {
	switch {
	case f.Type != "":
		return f.Type
	case f.Media.ContentType != "":
		return f.Media.ContentType
	default:
		return "application/octet-stream"
	}
}

// Size implements Body.
func (f *File) Size() int64 {
	if f.Media.Size == 0 && f.Media.Open == nil {
		return -1
	}
	return f.Media.Size
}

// name is the file name without folders, which are nobody's business.
func (f *File) name() string {
	name := f.Media.Name
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if name == "" {
		return "file"
	}
	return name
}

// Open implements Body. Its errors, and those of reading, name the draft's field.
func (f *File) Open(ctx context.Context) (io.ReadCloser, error) {
	src, err := f.open(ctx)
	if err != nil {
		return nil, &fieldError{f.Field, err}
	}
	return &reading{src: src, f: f, total: f.Size()}, nil
}

func (f *File) open(ctx context.Context) (io.ReadCloser, error) {
	if f.Media.Open != nil {
		return f.Media.Open()
	}
	if f.Fetch == nil || f.Media.URL == "" {
		return nil, errors.New("neither Open nor URL is set")
	}
	return f.download(ctx)
}

func (f *File) download(ctx context.Context) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.Media.URL, nil)
	if err != nil {
		return nil, withoutURL(err)
	}
	req.Header.Set("User-Agent", userAgent)
	resp, err := f.Fetch.Do(req)
	if err != nil {
		return nil, withoutURL(err)
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("fetching the media answered %s", resp.Status)
	}
	return resp.Body, nil
}

// reading is a file on its way out: it counts, reports progress and notices a size that is not as promised.
type reading struct {
	src   io.ReadCloser
	f     *File
	n     int64
	total int64
}

func (r *reading) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	r.n += int64(n)
	if n > 0 && r.f.Media.Progress != nil {
		r.f.Media.Progress(r.n, r.total)
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		err = &fieldError{r.f.Field, err}
	case r.total >= 0 && (r.n > r.total || err != nil && r.n < r.total):
		err = &fieldError{r.f.Field, fmt.Errorf("has %d bytes now, %d were announced", r.n, r.total)}
	}
	return n, err
}

func (r *reading) Close() error { return r.src.Close() }
