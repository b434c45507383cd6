package graphtest

import (
	"net/http"
	"strconv"
	"strings"
)

const uploadPrefix = "upload:"

// startResumable is POST /{app}/uploads, see https://developers.facebook.com/docs/graph-api/guides/upload.
func (s *Server) startResumable(c *Call, a *App) (any, error) {
	if err := ownApp(c, a); err != nil {
		return nil, err
	}
	size, err := c.Params.Int("file_length", 0)
	if err != nil {
		return nil, err
	}
	kind := c.Params.Text("file_type")
	switch {
	case size <= 0:
		return nil, BadParam("The parameter file_length is required.")
	case kind != "" && !strings.Contains(" application/pdf image/jpeg image/jpg image/png video/mp4 ", " "+kind+" "):
		return nil, BadParam("Param file_type must be one of {application/pdf, image/jpeg, image/jpg, image/png, video/mp4}")
	}
	id := s.Opaque("session")
	u := s.NewUpload(uploadPrefix, id, "", nil)
	u.Size, u.Owner = size, c.Token.User
	return Object{"id": uploadPrefix + id + "?sig=" + signatureOf(id)}, nil
}

func signatureOf(id string) string { return Sign("simulated", []byte(id))[:16] }

// FileOf returns the file behind a handle of the Resumable Upload API; nil if there is none, or if the
// session belongs to somebody else. The lock must be held.
func (s *Server) FileOf(handle, user string) *File {
	id, ok := strings.CutPrefix(handle, "4::")
	u := s.uploads[uploadPrefix+"/"+id]
	if !ok || u == nil || user != "" && u.Owner != user {
		return nil
	}
	return u.File
}

// serveResumable sends or asks about a session.
func (s *Server) serveResumable(w http.ResponseWriter, r *http.Request, session string) {
	id, _, _ := strings.Cut(session, "?")
	value, _ := tokenOf(r, Params{"access_token": r.URL.Query().Get("access_token")})
	s.mu.Lock()
	s.before()
	t, err := s.checkToken(value)
	u := s.uploads[uploadPrefix+"/"+id]
	if err == nil && (u == nil || u.Owner != t.User) {
		err = Missing(r.Method, uploadPrefix+id)
	}
	if err == nil && u.busy != nil {
		err = BadParam("Another request of this upload is running")
	}
	cut := int64(-1)
	if err == nil && r.Method == http.MethodPost {
		u.busy = r
		cut = s.nextCut()
	}
	var received int64
	if err == nil {
		received = u.Received
	}
	s.mu.Unlock()
	switch {
	case err != nil:
		s.fail(w, err)
	case r.Method == http.MethodGet:
		s.writeObject(w, Object{"id": uploadPrefix + session, "file_offset": received})
	default:
		s.sendResumable(w, r, u, received, cut)
	}
}

func (s *Server) sendResumable(w http.ResponseWriter, r *http.Request, u *Upload, received, cut int64) {
	defer s.release(u, r)
	offset, err := strconv.ParseInt(r.Header.Get("File_offset"), 10, 64)
	if err != nil || offset != received {
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
	s.writeObject(w, Object{"h": "4::" + u.ID})
}
