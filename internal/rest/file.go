package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/relais-go/relais/social"
)

// File streams a [social.Media], or a range of it, as, or as part of, a request body.
type File struct {
	Field string // the draft's field, for errors: "Media[0]"
	Media *social.Media
	Type  string       // MIME type, "" takes the media's own
	Fetch *http.Client // reads media that has only a URL; never with a token

	// Offset is the first byte that is sent, and Length how many, 0 meaning all that follow. Progress counts from
	// the beginning of the file. See [File.Parts] for several ranges of one file.
	Offset, Length int64

	parts *Parts // keeps the file open from one part to the next; nil: it is opened for this one
}

// ContentType implements Body.
func (f *File) ContentType() string {
	switch {
	case f.Type != "":
		return f.Type
	case f.Media.ContentType != "":
		return f.Media.ContentType
	}
	if t := f.Media.Type(); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Size implements Body.
func (f *File) Size() int64 {
	total := f.total()
	switch {
	case f.Length > 0:
		return f.Length
	case total < 0:
		return -1
	default:
		return max(0, total-f.Offset)
	}
}

// total is the size of the whole file, -1 if not known.
func (f *File) total() int64 {
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
	r := &reading{f: f, total: f.total(), end: -1}
	r.at.Store(f.Offset)
	switch {
	case f.Length > 0:
		r.end = f.Offset + f.Length
	case r.total >= 0:
		r.end = max(f.Offset, r.total)
	}
	var err error
	if r.total >= 0 && r.end > r.total {
		err = fmt.Errorf("has %d bytes now, %d were announced", r.total, r.end)
	} else if f.parts != nil {
		r.src, err = f.parts.lend(f.Offset)
	} else {
		r.src, err = f.source(ctx, f.Offset)
	}
	if err != nil {
		return nil, &fieldError{f.Field, err}
	}
	return r, nil
}

// source opens the file at an offset: by seeking, by asking its server for the rest only, or by reading up to
// there.
func (f *File) source(ctx context.Context, offset int64) (io.ReadCloser, error) {
	src, at, err := f.open(ctx, offset)
	if err != nil || at == offset {
		return src, err
	}
	if seek(src, offset) {
		return src, nil
	}
	if n, err := io.CopyN(io.Discard, src, offset-at); err != nil {
		_ = src.Close()
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("has %d bytes now, which is less than was sent before", at+n)
		}
		return nil, err
	}
	return src, nil
}

// seek goes to an offset, if the source can.
func seek(src io.ReadCloser, offset int64) bool {
	s, ok := src.(io.Seeker)
	if !ok {
		return false
	}
	_, err := s.Seek(offset, io.SeekStart)
	return err == nil
}

// open opens the file, at offset if that costs nothing, and tells where it stands.
func (f *File) open(ctx context.Context, offset int64) (src io.ReadCloser, at int64, err error) {
	if f.Media.Open != nil {
		src, err = f.Media.Open()
		return src, 0, err
	}
	if f.Fetch == nil || f.Media.URL == "" {
		return nil, 0, errors.New("neither Open nor URL is set")
	}
	return f.download(ctx, offset)
}

func (f *File) download(ctx context.Context, offset int64) (src io.ReadCloser, at int64, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	d := &download{ctx: ctx, cancel: cancel, alarm: newAlarm(0, cancel)}
	defer func() {
		if err != nil {
			err = d.explain(err)
			d.end()
		}
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.Media.URL, nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("User-Agent", userAgent)
	want := strconv.FormatInt(offset, 10)
	if offset > 0 {
		req.Header.Set("Range", "bytes="+want+"-")
	}
	resp, err := f.Fetch.Do(req)
	if err != nil {
		return nil, 0, err
	}
	d.alarm.pause()
	d.ReadCloser = resp.Body
	switch {
	case resp.StatusCode == http.StatusOK:
		return d, 0, nil
	case resp.StatusCode == http.StatusPartialContent && strings.HasPrefix(resp.Header.Get("Content-Range"), "bytes "+want+"-"):
		return d, offset, nil
	}
	_ = resp.Body.Close()
	return nil, 0, fmt.Errorf("fetching the media answered %s", resp.Status)
}

// download is a file on its way from another server. Silence ends it while somebody waits for it, but not between two
// parts of an upload, which may be long.
type download struct {
	io.ReadCloser
	ctx    context.Context //nolint:containedctx // belongs to this one body
	cancel context.CancelCauseFunc
	alarm  *alarm
}

func (d *download) Read(p []byte) (int, error) {
	d.alarm.touch()
	n, err := d.ReadCloser.Read(p)
	d.alarm.pause()
	return n, d.explain(err)
}

func (d *download) Close() error {
	err := d.ReadCloser.Close()
	d.end()
	return err
}

func (d *download) end() {
	d.alarm.stop()
	d.cancel(nil)
}

// explain says that it was silence that ended the download, if so.
func (d *download) explain(err error) error {
	if err != nil && !errors.Is(err, io.EOF) && errors.Is(context.Cause(d.ctx), errStalled) {
		return errStalled
	}
	return err
}

// reading is a file on its way out: it counts, reports progress and notices a size that is not as promised. It
// lets the last piece of a file go only when the file has ended there, so that no server ever gets a whole file
// that is another.
type reading struct {
	src   io.ReadCloser
	f     *File
	at    atomic.Int64 // in the file
	end   int64        // where to stop, -1 for the end of the file
	total int64        // -1 if not known
	done  atomic.Bool  // all of it was read
	over  atomic.Bool  // closed
}

func (r *reading) Read(p []byte) (int, error) {
	if r.done.Load() {
		return 0, io.EOF
	}
	at := r.at.Load()
	if r.end != r.total { // the range ends within the file
		p = p[:min(int64(len(p)), r.end-at)]
	}
	n, err := r.src.Read(p)
	size := at + int64(n)
	if size == r.end && size == r.total && err == nil && n > 0 {
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
	case err != nil && size < r.end:
		return 0, &fieldError{r.f.Field, fmt.Errorf("has %d bytes now, %d were announced", size, max(r.end, r.total))}
	}
	r.at.Store(size)
	if n > 0 && r.f.Media.Progress != nil {
		r.f.Media.Progress(size, r.total)
	}
	if err != nil || size == r.end && size != r.total {
		r.done.Store(true)
		err = io.EOF
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

// Close may be called during a Read, to end it.
func (r *reading) Close() error {
	switch {
	case r.over.Swap(true):
		return nil
	case r.f.parts != nil && r.done.Load():
		r.f.parts.giveBack(r.src, r.at.Load())
		return nil
	default:
		return r.src.Close()
	}
}
