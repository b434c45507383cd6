package instagramtest

import (
	"fmt"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// A containerKind is what a container will become.
type containerKind int

const (
	photo containerKind = iota
	reel
	storyImage
	storyVideo
	childImage
	childVideo
	carousel
)

func (k containerKind) String() string {
	switch k {
	case photo:
		return "photo"
	case reel:
		return "reel"
	case storyImage:
		return "image story"
	case storyVideo:
		return "video story"
	case childImage:
		return "carousel image"
	case childVideo:
		return "carousel video"
	default:
		return "carousel"
	}
}

func (k containerKind) video() bool { return k == reel || k == storyVideo || k == childVideo }

func (k containerKind) story() bool { return k == storyImage || k == storyVideo }

func (k containerKind) child() bool { return k == childImage || k == childVideo }

// mediaType is what the network calls it once it is published.
func (k containerKind) mediaType() string {
	switch {
	case k == carousel:
		return typeCarousel
	case k.video():
		return typeVideo
	}
	return typeImage
}

func (k containerKind) product() string {
	switch {
	case k.story():
		return productStory
	case k == reel:
		return productReels
	}
	return productFeed
}

// The values of media_type and media_product_type.
const (
	typeImage    = "IMAGE"
	typeVideo    = "VIDEO"
	typeCarousel = "CAROUSEL_ALBUM"

	productFeed  = "FEED"
	productReels = "REELS"
	productStory = "STORY"
	productAd    = "AD"
)

// The values of status_code.
const (
	inProgress = "IN_PROGRESS"
	finished   = "FINISHED"
	failed     = "ERROR"
	expired    = "EXPIRED"
	published  = "PUBLISHED"
)

// Times of containers and stories, see
// https://developers.facebook.com/docs/instagram-platform/content-publishing.
const (
	containerLife = 24 * time.Hour
	storyLife     = 24 * time.Hour
)

// container is what is published in a second step.
type container struct {
	id      string
	account *account
	api     API
	kind    containerKind
	created time.Time
	mediaOptions
	children []*container

	source    string // where its file was fetched from
	upload    *graphtest.Upload
	inspector *inspector // of the upload
	file      file

	waiting   bool // for an upload
	held      bool // by a test
	readyAt   time.Time
	polls     int // left until it is ready
	failure   int // subcode; 0 if none
	published []*media
}

// file is what is known of an image or video that arrived.
type file struct {
	size          int64
	sum           string // SHA-256, hexadecimal
	width, height int
	duration      time.Duration
}

// code is the container's status_code. It does not count as a poll.
func (c *container) code(now time.Time) string {
	switch {
	case len(c.published) > 0:
		return published
	case !now.Before(c.created.Add(containerLife)):
		return expired
	case c.cause(now) != 0:
		return failed
	case c.processing(now):
		return inProgress
	}
	return finished
}

// cause is the subcode of a failure, the children's included.
func (c *container) cause(now time.Time) int {
	if c.failure != 0 && !c.processing(now) {
		return c.failure
	}
	for _, child := range c.children {
		if cause := child.cause(now); cause != 0 {
			return cause
		}
	}
	return 0
}

func (c *container) processing(now time.Time) bool {
	return c.waiting || c.held || c.polls > 0 || now.Before(c.readyAt) ||
		slices.ContainsFunc(c.children, func(child *container) bool {
			return child.failure == 0 && child.processing(now)
		})
}

// polled counts a look at the status.
func (c *container) polled() {
	if c.waiting {
		return
	}
	c.polls = max(c.polls-1, 0)
	for _, child := range c.children {
		child.polled()
	}
}

// status is the text that goes with the code.
func (c *container) status(now time.Time) string {
	switch c.code(now) {
	case published:
		return "Published: Media has been published to Instagram."
	case expired:
		return "Expired: The container was not published within 24 hours and has expired."
	case failed:
		return fmt.Sprintf("Error: Media upload has failed with error code %d", c.cause(now))
	case inProgress:
		return "In Progress: Media is still being processed."
	}
	return "Finished: Media has been uploaded and it is ready to be published."
}

// videoStatus is the field video_status.
func (c *container) videoStatus(now time.Time) object {
	upload := object{"status": "complete"}
	if c.upload != nil {
		upload["bytes_transferred"] = c.upload.Received
		upload["source_file_size"] = c.upload.Size
	}
	if c.waiting {
		upload["status"] = "in_progress"
		if c.upload.Received == 0 {
			upload["status"] = "not_started"
		}
	}
	process := object{"status": "complete"}
	switch c.code(now) {
	case failed:
		process["status"] = "error"
	case inProgress:
		process["status"] = "in_progress"
		if c.waiting {
			process["status"] = "not_started"
		}
	}
	return object{"uploading_phase": upload, "processing_phase": process}
}

// recent is the number of containers of an account within the last 24 hours.
func (a *account) recent(now time.Time) int {
	n := 0
	for _, c := range slices.Backward(a.containers) {
		if !now.Before(c.created.Add(containerLife)) {
			break
		}
		n++
	}
	return n
}

// quotaUsed is the number of publications since a time.
func (a *account) quotaUsed(since time.Time) int {
	n := 0
	for _, at := range a.published {
		if at.After(since) {
			n++
		}
	}
	return n
}
