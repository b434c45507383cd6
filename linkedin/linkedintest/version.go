package linkedintest

import (
	"net/http"
	"slices"
	"time"
)

const versionLayout = "200601"

// noVersion stands in messages for calls without one.
const noVersion = "NO_VERSION"

// checkVersion judges the header LinkedIn-Version; the server is locked.
func (s *Server) checkVersion(version string) *apiError {
	if version == "" {
		return &apiError{
			status: http.StatusBadRequest, code: "VERSION_MISSING",
			message: "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
		}
	}
	if !s.active(version) {
		return &apiError{
			status: http.StatusUpgradeRequired, code: "NONEXISTENT_VERSION",
			message: "Requested version " + version + "01 is not active",
		}
	}
	return nil
}

func (s *Server) active(version string) bool {
	month, err := time.Parse(versionLayout, version)
	switch {
	case err != nil || slices.Contains(s.sunset, version):
		return false
	case s.opts.Versions != nil:
		return slices.Contains(s.opts.Versions, version)
	case s.opts.Calendar:
		now, end := s.now(), month.AddDate(1, 0, 14)
		return !now.Before(month) && now.Before(end)
	}
	return true
}

// SunsetVersion ends a version such as "202609": calls with it answer 426 from now on.
func (s *Server) SunsetVersion(version string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sunset = append(s.sunset, version)
}
