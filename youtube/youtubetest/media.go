package youtubetest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/relais-go/relais/internal/simulator"
)

// A mediaMethod is a method that takes a file. Its handlers run with the server's state locked.
type mediaMethod struct {
	accept  []string
	maxSize int64
	keep    bool // the file is handed out again
	// optional allows requests without a file.
	optional bool
	// begin checks the metadata before a byte of the file is sent, and returns what finishes the upload.
	begin func(c *call, metadata []byte) (finish finisher, err error)
}

// A finisher puts a complete file into the world. The file is nil if the request had none.
type finisher func(f *blob, contentType string) (any, error)

// serveMedia answers the methods that take a file, in any of the three forms, see
// https://developers.google.com/youtube/v3/docs/videos/insert.
func (s *Server) serveMedia(rt *route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := s.begin(w, r, rt)
		if err == nil {
			err = c.takeMedia()
		}
		s.refuseMedia(w, err)
	}
}

// refuseMedia writes an error, if there is one, or breaks the connection.
func (s *Server) refuseMedia(w http.ResponseWriter, err error) {
	switch {
	case err == nil:
	case errors.Is(err, errReset):
		simulator.Reset(w)
	default:
		s.writeError(w, err)
	}
}

func (c *call) takeMedia() error {
	uploadType := c.query.Get("uploadType")
	if uploadType == "" {
		uploadType = c.query.Get("upload_protocol")
	}
	kind, args, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	switch {
	case !strings.HasPrefix(c.r.URL.Path, "/upload/") && !strings.HasPrefix(c.r.URL.Path, "/resumable/"),
		uploadType == "" && kind == "application/json":
		return c.takeMetadataAlone()
	case uploadType == "resumable":
		return c.beginSession()
	case strings.HasPrefix(kind, "multipart/"):
		return c.takeMultipart(args["boundary"])
	}
	return c.takeSimple(kind)
}

// beginLocked runs a method's begin.
func (c *call) beginLocked(metadata []byte) (finisher, error) {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	c.srv.settle()
	return c.route.media.begin(c, metadata)
}

func (c *call) finishLocked(finish finisher, f *blob, contentType string) (any, error) {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	return finish(f, contentType)
}

// takeMetadataAlone is a request without a file.
func (c *call) takeMetadataAlone() error {
	if err := c.readBody(); err != nil {
		return err
	}
	if !c.route.media.optional {
		return badRequest("global", "mediaBodyRequired", "The request does not include the media content.")
	}
	finish, err := c.beginLocked(c.body)
	if err != nil {
		return err
	}
	body, err := c.finishLocked(finish, nil, "")
	if err != nil {
		return err
	}
	c.respond(body)
	return nil
}

// takeSimple is a request whose body is the file.
func (c *call) takeSimple(contentType string) error {
	finish, err := c.beginLocked(nil)
	if err != nil {
		return err
	}
	return c.store(c.r.Body, contentType, finish)
}

// takeMultipart is a request with metadata and file in one body.
func (c *call) takeMultipart(boundary string) error {
	reader := multipart.NewReader(c.r.Body, boundary)
	first, err := reader.NextPart()
	if err != nil {
		return c.brokenBody(err)
	}
	metadata, err := io.ReadAll(io.LimitReader(first, maxBody))
	if err != nil {
		return c.brokenBody(err)
	}
	if err := needJSON(first.Header.Get("Content-Type")); err != nil {
		return err
	}
	finish, err := c.beginLocked(metadata)
	if err != nil {
		return err
	}
	file, err := reader.NextPart()
	if err != nil {
		return c.brokenBody(err)
	}
	kind, _, _ := mime.ParseMediaType(file.Header.Get("Content-Type"))
	return c.store(file, kind, finish)
}

// brokenBody tells a body that is malformed from a client that went away.
func (c *call) brokenBody(err error) error {
	if errors.Is(err, io.EOF) {
		return badRequest("global", "badRequest", "Missing end boundary in multipart body.")
	}
	var lost *http.MaxBytesError
	if errors.As(err, &lost) || c.r.Context().Err() != nil || errors.Is(err, io.ErrUnexpectedEOF) {
		panic(http.ErrAbortHandler)
	}
	return badRequest("global", "badRequest", "Malformed multipart body.")
}

// store reads a file at one go.
func (c *call) store(body io.Reader, contentType string, finish finisher) error {
	if err := c.route.media.takes(contentType); err != nil {
		return err
	}
	cut := c.srv.takeCut(c.r)
	if cut != nil {
		body = &cutReader{r: body, left: cut.After}
	}
	f := newBlob(c.route.media.keep)
	_, err := io.Copy(f, io.LimitReader(body, c.route.media.maxSize+1))
	switch {
	case errors.Is(err, errCut):
		return cut.answer()
	case err != nil:
		panic(http.ErrAbortHandler) // the client went away
	case f.size > c.route.media.maxSize:
		return tooLarge()
	}
	answer, err := c.finishLocked(finish, f, contentType)
	if err != nil {
		return err
	}
	c.respond(answer)
	return nil
}

func tooLarge() *apiError {
	return refuse(http.StatusRequestEntityTooLarge, "global", "uploadTooLarge", "The request is too large.")
}

// takes knows the media types of a method.
func (m *mediaMethod) takes(contentType string) error {
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	for _, accepted := range m.accept {
		prefix, any := strings.CutSuffix(accepted, "*")
		if accepted == contentType || any && strings.HasPrefix(contentType, prefix) || accepted == "*/*" {
			return nil
		}
	}
	return badRequest("global", "badContent", "Media type '"+contentType+"' is not supported. Valid media types: ["+strings.Join(m.accept, ", ")+"]")
}

// isImage tells pictures by their beginning.
func isImage(f *blob) bool {
	return bytes.HasPrefix(f.head, []byte("\xff\xd8\xff")) || bytes.HasPrefix(f.head, []byte("\x89PNG\r\n\x1a\n"))
}
