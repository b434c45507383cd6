package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/relais-go/relais/social"
)

// File streams a [social.Media] as, or as part of, a request body.
type File struct {
	Field string // the draft's field, for errors: "Media[0]"
	Media *social.Media
	Type  string       // MIME type, "" takes the media's own
	Fetch *http.Client // reads media that has only a URL; never with a token
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
		return nil, err
	}
	req.Header.Set("User-Agent", userAgent)
	resp, err := f.Fetch.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("fetching the media answered %s", resp.Status)
	}
	return resp.Body, nil
}

// reading is a file on its way out: it counts, reports progress and notices a size that is not as promised. It
// lets the last piece go only when the file has ended there, so that no server ever gets a whole request with a
// wrong file.
type reading struct {
	src   io.ReadCloser
	f     *File
	n     int64
	total int64 // -1 if not known
}

func (r *reading) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	size := r.n + int64(n)
	if size == r.total && err == nil && n > 0 {
		var more int64
		if more, err = r.rest(); more > 0 {
			size += more
		}
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return 0, &fieldError{r.f.Field, err}
	case r.total >= 0 && size > r.total:
		return 0, &fieldError{r.f.Field, fmt.Errorf("has more than the %d bytes that were announced", r.total)}
	case r.total >= 0 && err != nil && size < r.total:
		return 0, &fieldError{r.f.Field, fmt.Errorf("has %d bytes now, %d were announced", size, r.total)}
	}
	r.n = size
	if n > 0 && r.f.Media.Progress != nil {
		r.f.Media.Progress(r.n, r.total)
	}
	return n, err
}

// rest looks whether anything follows the last byte that was announced.
func (r *reading) rest() (int64, error) {
	var one [1]byte
	for {
		n, err := r.src.Read(one[:])
		if n > 0 || err != nil {
			return int64(n), err
		}
	}
}

func (r *reading) Close() error { return r.src.Close() }
