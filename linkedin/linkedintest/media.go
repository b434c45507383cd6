package linkedintest

import (
	"time"
)

// A mediaState is the status of an image, video or document.
type mediaState string

const (
	mediaWaiting    mediaState = "WAITING_UPLOAD"
	mediaProcessing mediaState = "PROCESSING"
	mediaAvailable  mediaState = "AVAILABLE"
	mediaFailed     mediaState = "PROCESSING_FAILED"
)

// asset is an image, video or document. Of its content only sizes and hashes are kept.
type asset struct {
	urn, id string
	kind    string
	owner   string // URN
	member  *member
	total   int64 // that was announced; 0 for images and documents
	size    int64
	token   string // to be repeated at the end of a video's upload
	parts   []*upload
	main    *upload // of an image or document

	captions, thumbnail *upload

	complete bool
	held     bool
	failed   string // reason
	polls    int
	ready    time.Time
}

// An uploadKind says what an upload URL takes.
type uploadKind int

const (
	wholeUpload uploadKind = iota
	partUpload
	captionsUpload
	thumbnailUpload
)

// upload is an address to which a file, or a part of one, is sent.
type upload struct {
	asset       *asset
	kind        uploadKind
	token       string
	first, last int64 // of a part, inclusive
	expires     time.Time
	etag        string // "" until it has arrived
	size        int64
	sum         string // SHA-256 in hexadecimal
}

func (s *Server) assetState(a *asset) mediaState {
	switch {
	case !a.complete:
		return mediaWaiting
	case a.held, a.polls > 0, s.now().Before(a.ready):
		return mediaProcessing
	case a.failed != "":
		return mediaFailed
	}
	return mediaAvailable
}

// ask is the state as somebody sees it who asks for it, which brings the end of the processing nearer.
func (s *Server) ask(a *asset) mediaState {
	state := s.assetState(a)
	if a.complete && a.polls > 0 {
		a.polls--
	}
	return state
}

// arrived begins to process what has been uploaded.
func (s *Server) arrived(a *asset, head []byte) {
	o := s.opts.Processing
	a.complete = true
	a.polls, a.ready = max(0, o.Polls), s.now().Add(o.Duration)
	if a.kind == kindImage {
		a.polls = max(0, o.ImagePolls)
	}
	if reason := judge(a, head); reason != "" && !s.opts.AnyFile {
		a.failed = reason
	} else if o.Fail != nil && a.failed == "" {
		a.failed = o.Fail(s.viewAsset(a))
	}
}

// Asset is an upload as a test sees it.
type Asset struct {
	URN    string
	Kind   string // image, video or document
	Owner  string // URN
	Status string // WAITING_UPLOAD, PROCESSING, AVAILABLE or PROCESSING_FAILED
	Reason string // of a failure
	Size   int64  // bytes that have arrived
	// Hashes are the SHA-256 sums of the parts of a video in their order, or of the one file, in hexadecimal.
	Hashes []string
	// Captions and Thumbnail are the sums of these files of a video, "" if there are none.
	Captions, Thumbnail string
}

func (s *Server) viewAsset(a *asset) Asset {
	out := Asset{URN: a.urn, Kind: a.kind, Owner: a.owner, Status: string(s.assetState(a)), Size: a.size}
	if out.Status == string(mediaFailed) {
		out.Reason = a.failed
	}
	parts := a.parts
	if a.main != nil {
		parts = []*upload{a.main}
	}
	for _, u := range parts {
		if u.etag != "" {
			out.Hashes = append(out.Hashes, u.sum)
		}
		if !a.complete {
			out.Size += u.size
		}
	}
	if a.captions != nil {
		out.Captions = a.captions.sum
	}
	if a.thumbnail != nil {
		out.Thumbnail = a.thumbnail.sum
	}
	return out
}

// FindAsset returns an upload, and false if there is none of that URN.
func (s *Server) FindAsset(urn string) (Asset, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.assets[urn]
	if a == nil {
		return Asset{}, false
	}
	return s.viewAsset(a), true
}

// Assets are all uploads of an owner, by their URNs.
func (s *Server) Assets(owner string) []Asset {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Asset
	for _, key := range sortedKeys(s.assets) {
		if a := s.assets[key]; a.owner == owner {
			out = append(out, s.viewAsset(a))
		}
	}
	return out
}

func (s *Server) mustAsset(urn string) *asset {
	a := s.assets[urn]
	if a == nil {
		panic("linkedintest: no such asset: " + urn)
	}
	return a
}

// HoldAsset keeps an upload PROCESSING until [Server.ReleaseAsset].
func (s *Server) HoldAsset(urn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAsset(urn).held = true
}

// ReleaseAsset ends the processing of an upload now.
func (s *Server) ReleaseAsset(urn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.mustAsset(urn)
	a.held, a.polls, a.ready = false, 0, s.now()
	s.happen()
}

// FailAsset makes the processing of an upload fail, with a reason.
func (s *Server) FailAsset(urn, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAsset(urn).failed = reason
}

// ExpireUploads ends the validity of all upload URLs that have been handed out.
func (s *Server) ExpireUploads() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.uploads {
		u.expires = s.now()
	}
}
