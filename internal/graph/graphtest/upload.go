package graphtest

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/relais-go/relais/internal/simulator"
)

// An Upload is a file that comes in by its own host. Its bytes are counted and hashed, not kept. What
// arrived before a connection broke stays, so that the upload can go on from there.
type Upload struct {
	ID       string // of the node that the file is for
	Owner    string // the asset whose token, or whose managers' token, may send it; "": anybody's
	Size     int64  // as declared; 0 before the first request
	Received int64
	FileURL  string // where the network fetched it, if it did
	File     *File  // once it is complete
	Failed   string // the type of the error that ended it
	// Also gets the bytes too, in their order and with the lock held; nil: nobody does.
	Also io.Writer

	kind string
	sink *sink
	busy *http.Request // the one that runs
	done func(*Upload)
}

// Complete reports whether all bytes have arrived.
func (u *Upload) Complete() bool { return u.File != nil }

// NewUpload opens an upload for a node: kind is "video-upload" or "ig-api-upload". The function done, which
// may be nil, is called with the lock held when it is complete. The lock must be held.
func (s *Server) NewUpload(kind, id, owner string, done func(*Upload)) *Upload {
	u := &Upload{ID: id, Owner: owner, kind: kind, sink: newSink(), done: done}
	s.uploads[kind+"/"+id] = u
	return u
}

// UploadURL is the address that the bytes go to.
func (c *Call) UploadURL(u *Upload) string {
	return "http://" + c.root().Request.Host + c.srv.opts.Prefix + "/" + u.kind + "/" + c.Version.String() + "/" + u.ID
}

// An uploadCut resets connections of uploads.
type uploadCut struct {
	after int64
	times int
}

// CutUploads resets the connections of the next uploads, of the Resumable Upload API too, once so many bytes
// of each have arrived. The lock must be held.
func (s *Server) CutUploads(after int64, times int) {
	s.cuts = append(s.cuts, uploadCut{after, times})
}

func (s *Server) nextCut() int64 {
	for i := range s.cuts {
		if s.cuts[i].times > 0 {
			s.cuts[i].times--
			return s.cuts[i].after
		}
	}
	return -1
}

// debugInfo is the form of errors of the upload host.
func (s *Server) debugInfo(w http.ResponseWriter, status int, kind, message string, retriable bool) {
	body, err := encode(Object{"debug_info": Object{"retriable": retriable, "type": kind, "message": message}})
	if err != nil {
		panic(err)
	}
	writeJSON(w, status, body)
}

// serveRupload takes the bytes of a file, see
// https://developers.facebook.com/docs/video-api/guides/reels-publishing.
func (s *Server) serveRupload(w http.ResponseWriter, r *http.Request) {
	u, ok := s.openUpload(w, r)
	if !ok {
		return
	}
	defer s.release(u, r)
	if address := r.Header.Get("File_url"); address != "" {
		s.fetchUpload(w, r, u, address)
		return
	}
	offset, errOffset := strconv.ParseInt(r.Header.Get("Offset"), 10, 64)
	size, errSize := strconv.ParseInt(r.Header.Get("File_size"), 10, 64)
	if errOffset != nil || errSize != nil || size <= 0 {
		s.debugInfo(w, http.StatusBadRequest, "ParameterValidationError", "The headers offset and file_size are required", false)
		return
	}
	s.mu.Lock()
	if u.Size == 0 {
		u.Size = size
	}
	at, declared := u.Received, u.Size
	cut := s.nextCut()
	s.mu.Unlock()
	if declared != size {
		s.debugInfo(w, http.StatusBadRequest, "ParameterValidationError", "The file size differs from the one declared before", false)
		return
	}
	if at != offset {
		s.debugInfo(w, http.StatusPreconditionFailed, "OffsetInvalidError", "Request starting offset is invalid", true)
		return
	}
	if !s.takeBytes(w, r, u, cut) {
		return
	}
	s.mu.Lock()
	whole := u.Received == u.Size
	s.mu.Unlock()
	if !whole {
		s.debugInfo(w, http.StatusBadRequest, "PartialRequestError", "Partial request (did not match length of file)", true)
		return
	}
	s.finishUpload(u)
	s.writeObject(w, Object{"success": true, "message": "Upload successful."})
}

// openUpload checks who sends and what for.
func (s *Server) openUpload(w http.ResponseWriter, r *http.Request) (*Upload, bool) {
	parts := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Path, s.opts.Prefix), "/"), "/")
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before()
	if !strings.EqualFold(scheme, "OAuth") && (!s.opts.Traps.BearerRupload || !strings.EqualFold(scheme, "Bearer")) {
		s.debugInfo(w, http.StatusUnauthorized, "NotAuthorizedError", "Authorization: OAuth is missing", false)
		return nil, false
	}
	t, err := s.checkToken(strings.TrimSpace(value))
	if err != nil {
		s.debugInfo(w, http.StatusUnauthorized, "NotAuthorizedError", "User access token is invalid", false)
		return nil, false
	}
	simulator.SetLabel(r.Context(), t.label())
	var u *Upload
	if len(parts) == 3 {
		u = s.uploads[parts[0]+"/"+parts[2]]
	}
	if u == nil || r.Method != http.MethodPost || u.Owner != "" && t.Asset != u.Owner && s.tasks(t.User, u.Owner) == nil {
		s.debugInfo(w, http.StatusNotFound, "ResourceNotFoundError", "The upload session does not exist", false)
		return nil, false
	}
	if u.Complete() || u.Failed != "" {
		s.debugInfo(w, http.StatusBadRequest, "ProcessingFailedError", "The upload has ended already", false)
		return nil, false
	}
	if u.busy != nil {
		s.debugInfo(w, http.StatusConflict, "OffsetInvalidError", "Another request of this upload is running", true)
		return nil, false
	}
	u.busy = r
	return u, true
}

// release lets the next request of an upload in.
func (s *Server) release(u *Upload, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.busy == r {
		u.busy = nil
	}
}

// takeBytes reads the body into the upload. It reports false if an answer was given or the connection is
// gone.
func (s *Server) takeBytes(w http.ResponseWriter, r *http.Request, u *Upload, cut int64) bool {
	buf := make([]byte, 32<<10)
	for got := int64(0); ; {
		room := int64(len(buf))
		if cut >= 0 {
			room = min(room, cut-got)
		}
		if room == 0 {
			s.release(u, r) // whoever sees the reset may go on at once
			simulator.Reset(w)
			return false
		}
		n, err := r.Body.Read(buf[:room])
		s.mu.Lock()
		over := u.Received+int64(n) > u.Size
		if !over {
			_, _ = u.sink.Write(buf[:n]) // never fails
			if u.Also != nil {
				_, _ = u.Also.Write(buf[:n]) // a look at the bytes, no more
			}
			u.Received += int64(n)
			got += int64(n)
		}
		s.mu.Unlock()
		switch {
		case over:
			s.debugInfo(w, http.StatusBadRequest, "PartialRequestError", "Partial request (did not match length of file)", true)
			return false
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			panic(http.ErrAbortHandler)
		}
	}
}

// fetchUpload gets the file from its address.
func (s *Server) fetchUpload(w http.ResponseWriter, r *http.Request, u *Upload, address string) {
	f, err := s.fetch(r.Context(), address, u.Also)
	if err != nil {
		s.debugInfo(w, http.StatusBadRequest, "ProcessingFailedError", "Request processing failed", true)
		return
	}
	s.mu.Lock()
	u.Size, u.Received, u.FileURL, u.File = f.Size, f.Size, address, f
	s.mu.Unlock()
	s.finishUpload(u)
	s.writeObject(w, Object{"success": true, "message": "Upload successful."})
}

func (s *Server) finishUpload(u *Upload) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.File == nil {
		u.File = u.sink.file("", "", "application/octet-stream")
	}
	if u.done != nil {
		u.done(u)
	}
}
