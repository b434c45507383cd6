package linkedintest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	_ "image/gif"  // formats that images may have
	_ "image/jpeg" //
	_ "image/png"  //
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

// headSize is how much of a file is looked at.
const headSize = 64 << 10

// head keeps the beginning of what is written to it.
type head struct{ data []byte }

func (h *head) Write(p []byte) (int, error) {
	if room := headSize - len(h.data); room > 0 {
		h.data = append(h.data, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// serveUpload takes files and parts of them. It keeps none of their content.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	u, err := s.openUpload(r)
	if err != nil {
		s.writeError(w, err)
		return
	}
	sum, begin := sha256.New(), new(head)
	size, err := readFile(r, io.MultiWriter(sum, begin))
	if err != nil {
		s.writeError(w, err)
		return
	}
	s.mu.Lock()
	err = s.store(u, size, hex.EncodeToString(sum.Sum(nil)), begin.data)
	etag := u.etag
	quoted := s.opts.Traps.QuotedETags
	s.mu.Unlock()
	if err != nil {
		s.writeError(w, err)
		return
	}
	if u.kind == wholeUpload {
		w.WriteHeader(http.StatusCreated)
		return
	}
	if quoted {
		etag = `"` + etag + `"`
	}
	w.Header().Set("ETag", etag)
	w.WriteHeader(http.StatusOK)
}

// openUpload judges a request before its body is read.
func (s *Server) openUpload(r *http.Request) (*upload, error) {
	s.mu.Lock()
	u := s.uploads[r.URL.Path]
	strict := s.opts.Traps.PartsRefuseToken
	expired := u != nil && !s.now().Before(u.expires)
	s.mu.Unlock()
	switch {
	case u == nil || r.URL.Query().Get("ut") != u.token:
		return nil, notServed()
	case r.Method != http.MethodPut && (r.Method != http.MethodPost || u.kind != captionsUpload):
		return nil, &apiError{status: http.StatusMethodNotAllowed, code: "METHOD_NOT_ALLOWED", message: "Files are sent with PUT"}
	case expired:
		return nil, &apiError{status: http.StatusBadRequest, code: "EXPIRED_UPLOAD_URL", message: "The upload URL is expired"}
	case u.kind != wholeUpload && strict && r.Header.Get("Authorization") != "":
		return nil, badToken(0, "UNAUTHORIZED", "The upload URL takes no Authorization header")
	case u.kind != wholeUpload:
		return u, nil
	}
	t, err := s.authenticate(r)
	if err != nil {
		return nil, err
	}
	if t.member != u.asset.member {
		return nil, denied("The upload URL belongs to another member")
	}
	return u, nil
}

// readFile reads the body of an upload; captions come as the field "file" of a form, or bare.
func readFile(r *http.Request, sink io.Writer) (int64, error) {
	kind, args, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		n, err := io.Copy(sink, r.Body)
		if err != nil {
			panic(http.ErrAbortHandler) // the client went away in the middle
		}
		return n, nil
	}
	parts, found, size := multipart.NewReader(r.Body, args["boundary"]), false, int64(0)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) && found {
			return size, nil
		}
		if err != nil {
			return 0, illegal("The form has no file")
		}
		if part.FormName() == "file" {
			found = true
			if size, err = io.Copy(sink, part); err != nil {
				return 0, illegal("The file is cut off")
			}
		}
	}
}

// store takes note of a file; the server is locked. One that comes again replaces the one before.
func (s *Server) store(u *upload, size int64, sum string, begin []byte) error {
	a := u.asset
	if want := u.last - u.first + 1; u.kind == partUpload && size != want {
		return illegal("The size of the part does not fit the upload instruction")
	}
	if size == 0 {
		return illegal("The file is empty")
	}
	u.size, u.sum = size, sum
	u.etag = "/ambry-video/signedId/" + sum[:24] + ".bin"
	switch {
	case u.kind == wholeUpload:
		a.size = size
		s.arrived(a, begin)
	case u.kind == partUpload && u.first == 0 && !s.opts.AnyFile && !isMP4(begin):
		a.failed = "The file is not an MP4 video"
	}
	return nil
}

// What files may be, see the pages of the APIs for images, videos and documents.
const (
	mostPixels       = 36_152_320
	smallestVideo    = 75 << 10
	largestVideo     = 500 << 20
	largestDocument  = 100 << 20
	ftypAt, ftypSize = 4, 4
)

func isMP4(begin []byte) bool {
	return len(begin) >= ftypAt+ftypSize && string(begin[ftypAt:ftypAt+ftypSize]) == "ftyp"
}

// judge says why the network cannot process a file, or "".
func judge(a *asset, begin []byte) string {
	switch a.kind {
	case kindImage:
		config, _, err := image.DecodeConfig(bytes.NewReader(begin))
		switch {
		case err != nil:
			return "The file is not a JPG, PNG or GIF image"
		case config.Width*config.Height >= mostPixels:
			return "The image has too many pixels"
		}
	case kindVideo:
		if a.size < smallestVideo || a.size > largestVideo {
			return "The size of the video must be between 75 KB and 500 MB"
		}
	case kindDocument:
		known := false
		for _, magic := range []string{"%PDF-", "PK\x03\x04", "\xd0\xcf\x11\xe0"} {
			known = known || bytes.HasPrefix(begin, []byte(magic))
		}
		switch {
		case !known:
			return "The file is not a PDF, PPT, PPTX, DOC or DOCX document"
		case a.size > largestDocument:
			return "The document is larger than 100 MB"
		}
	}
	return ""
}
