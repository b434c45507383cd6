package instagramtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// Sizes of files, see
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media.
const (
	maxImage      = 8 << 20
	maxReel       = 300 << 20
	maxStoryVideo = 100 << 20
	imageHead     = 1 << 20 // what is kept of an image to find out its format and size
)

// errNoLoopback says that an address is outside of this machine.
var errNoLoopback = errors.New("instagramtest: only loopback addresses are reached")

// loopback is the transport that reaches this machine only, so that tests never leave it.
type loopback struct{ *http.Transport }

// RoundTrip sends requests for loopback addresses.
func (l loopback) RoundTrip(r *http.Request) (*http.Response, error) {
	host := r.URL.Hostname()
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errNoLoopback
	}
	return l.Transport.RoundTrip(r)
}

// inspector learns what a file is while its bytes pass by, in constant memory. It is an io.Writer.
type inspector struct {
	size  int64
	hash  hash.Hash
	head  []byte
	video videoProbe
}

func newInspector() *inspector { return &inspector{hash: sha256.New()} }

// Write takes the next bytes.
func (i *inspector) Write(p []byte) (int, error) {
	i.size += int64(len(p))
	if room := imageHead - len(i.head); room > 0 {
		i.head = append(i.head, p[:min(room, len(p))]...)
	}
	_, _ = i.video.Write(p) // never fails
	return i.hash.Write(p)
}

func (i *inspector) sum() string { return hex.EncodeToString(i.hash.Sum(nil)) }

// fetch gets a file from its address, as the network does. It needs no lock. The subcode is 0 if it came.
func (s *Server) fetch(ctx context.Context, address string) (*inspector, int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.FetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil || !plainURL(address) {
		return nil, subFetch
	}
	req.Header.Set("User-Agent", graphtest.FetchAgent)
	client := &http.Client{Transport: s.opts.Transport}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fetchFailure(ctx)
	}
	defer func() { _ = resp.Body.Close() }()
	into := newInspector()
	if resp.StatusCode != http.StatusOK {
		return nil, subFetch
	}
	if _, err := io.Copy(into, resp.Body); err != nil {
		return nil, fetchFailure(ctx)
	}
	return into, 0
}

func fetchFailure(ctx context.Context) int {
	if ctx.Err() != nil {
		return subTimeout
	}
	return subFetch
}

// plainURL reports whether an address is one of the web, in ASCII.
func plainURL(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	for _, r := range address {
		if r > 0x7e {
			return false
		}
	}
	return true
}

// checkImage judges an image that was fetched. Stories and covers may have any shape.
func checkImage(i *inspector, fit bool) (file, error) {
	f := file{size: i.size, sum: i.sum()}
	if i.size > maxImage {
		return f, refuse(subImageSize, "Image size too large", "The image is too large to download. It should be less than 8 MiB.")
	}
	info := probeImage(i.head)
	switch {
	case info.format == "":
		return f, fetchError(subFetch, "")
	case info.format != "JPEG":
		return f, refuse(subImageFormat, "Image format not supported",
			"The image format %s is not supported. Supported formats are: JPEG.", info.format)
	}
	f.width, f.height = info.width, info.height
	const lowest, highest, slack = 0.8, 1.91, 0.005
	ratio := float64(info.width) / float64(info.height)
	if fit && (ratio < lowest-slack || ratio > highest+slack) {
		return f, refuse(subRatio, "Aspect ratio not supported",
			"The submitted image with aspect ratio ('%d/%d',) cannot be published. Please submit an image with a valid aspect ratio.",
			info.width, info.height)
	}
	return f, nil
}

// fetchError is the refusal of an address.
func fetchError(sub int, address string) *graphtest.Error {
	if sub == subTimeout {
		return refuse(sub, "Timeout", "It takes too long to download the media.")
	}
	return refuse(sub, "Media download has failed. The media URI doesn't meet our requirements.",
		"The media could not be fetched from this URI: %s", address)
}

// checkVideo judges a video that arrived, as its processing does later. It returns a subcode, 0 if all is well.
func (s *Server) checkVideo(i *inspector, kind containerKind, thumb int) (file, int) {
	f := file{size: i.size, sum: i.sum()}
	if s.opts.AnyVideo {
		f.width, f.height, f.duration = 1080, 1920, 10*time.Second
		return f, 0
	}
	info := i.video.info()
	f.width, f.height, f.duration = info.width, info.height, info.duration
	most, longest, narrowest := int64(maxReel), 15*time.Minute, 0.01
	if kind == storyVideo {
		most, longest, narrowest = maxStoryVideo, time.Minute, 0.1
	}
	const shortest, widest, maxWidth = 3 * time.Second, 10.0, 1920
	if !info.ok || i.size > most || info.duration < shortest || info.duration > longest || info.width > maxWidth {
		return f, subVideoFormat
	}
	if ratio := float64(info.width) / float64(info.height); ratio < narrowest || ratio > widest {
		return f, subVideoFormat
	}
	if time.Duration(thumb)*time.Millisecond >= info.duration {
		return f, subThumbOffset
	}
	return f, 0
}
