package youtube

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// uploads remember the sessions of drafts that their callers named, so that publishing one again after a failure goes
// on with its session instead of beginning another. The zero value is ready for use.
type uploads struct {
	mu    sync.Mutex
	byKey map[string]Upload
	keys  []string // oldest first
}

// maxUploads bounds the memory.
const maxUploads = 256

func (u *uploads) get(key string) (Upload, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	v, ok := u.byKey[key]
	return v, ok
}

func (u *uploads) put(key string, v Upload) {
	if key == "" {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.byKey == nil {
		u.byKey = map[string]Upload{}
	}
	if _, known := u.byKey[key]; !known {
		u.keys = append(u.keys, key)
	}
	u.byKey[key] = v
	if len(u.keys) > maxUploads {
		delete(u.byKey, u.keys[0])
		u.keys = u.keys[1:]
	}
}

// name is what the same publication has in common, "" if its caller did not name it.
func (a *attempt) name(m *social.Media) string {
	if !a.Named {
		return ""
	}
	content, err := json.Marshal(a.Params)
	if err != nil { // cannot happen: the parameters are plain
		return ""
	}
	return a.Key + "\x00" + string(content) + "\x00" + m.Name + "\x00" + strconv.FormatInt(m.Size, 10)
}

// uploadOnce makes the video, once.
func (c *Client) uploadOnce(ctx context.Context, a *attempt, media []*social.Media) (*Video, error) {
	if a.Upload.Video != "" {
		return c.lookAt(ctx, a.Upload.Video)
	}
	m, name := media[0], a.name(media[0])
	if a.Since.IsZero() {
		a.Since = time.Now().UTC()
	}
	v, err := rest.WriteOnce(ctx, c.rest.Once(), &rest.Write[*Video]{
		Key:  name,
		Twin: "video " + value(a.Params.Title) + " " + strconv.FormatInt(m.Size, 10),
		Send: func(ctx context.Context) (*Video, error) {
			if known, ok := c.uploads.get(name); ok && a.Upload.URL == "" {
				a.Upload = known
			}
			v, err := c.uploadFilm(ctx, a, m)
			c.uploads.put(name, a.Upload)
			return v, err
		},
		Find: func(ctx context.Context, taken func(string) bool) (*Video, bool, error) {
			return c.findUpload(ctx, a, taken)
		},
		ID:   func(v *Video) string { return string(v.ID) },
		Sent: !a.Upload.Full.IsZero(),
	})
	if err == nil {
		a.Upload.Video = v.ID
	}
	return v, err
}

// uploadFilm goes on with the session that there is. Only when YouTube has forgotten it, and nothing can have come of
// it, another is begun.
func (c *Client) uploadFilm(ctx context.Context, a *attempt, m *social.Media) (*Video, error) {
	field := draft.MediaField(0)
	for try := 1; ; try++ {
		if a.Upload.URL == "" {
			if err := c.startUpload(ctx, &a.Upload, m, *a.Params, UploadOptions{NotifySubscribers: a.Notify}, field); err != nil {
				return nil, inMedia(err)
			}
		}
		v, err := c.continueUpload(ctx, &a.Upload, m, field)
		if !errors.Is(err, errGone) || isUncertain(err) || try == begins {
			return v, inMedia(err)
		}
		a.Upload = Upload{}
	}
}

// inMedia names the film in errors that name no field.
func inMedia(err error) error {
	e, ok := errors.AsType[*social.Error](err)
	if !ok || e.Field != "" || !errors.Is(e.Kind, social.ErrMedia) {
		return err
	}
	own := *e
	own.Field = draft.MediaField(0)
	return &own
}

// Bounds of the search for a video whose session is forgotten.
const (
	findUploads = 100              // newest uploads
	uploadLag   = 10 * time.Minute // how long a video may take to show among the uploads
)

// errHidden is the cause when a video is not among the uploads, but may come to show there.
var errHidden = errors.New("the upload session is forgotten, and the channel's uploads do not show the video yet")

// findUpload finds out what came of an upload whose last answer was lost: from the session, which knows best, or from
// the channel's uploads.
func (c *Client) findUpload(ctx context.Context, a *attempt, taken func(string) bool) (*Video, bool, error) {
	v := new(Video)
	done, _, err := c.put(ctx, &a.Upload.session, nil, 0, v)
	switch {
	case done && v.ID != "":
		return v, true, nil
	case err == nil && !done:
		return nil, false, nil // it waits for the rest of the film
	case err != nil && !errors.Is(err, errGone):
		return nil, false, err
	}
	v, err = c.searchUploads(ctx, a, taken)
	if err != nil || v != nil {
		return v, v != nil, err
	}
	if time.Since(a.Upload.Full) < uploadLag {
		return nil, false, errHidden
	}
	a.Upload = Upload{}
	return nil, false, nil
}

// searchUploads looks through the newest uploads of the channel.
func (c *Client) searchUploads(ctx context.Context, a *attempt, taken func(string) bool) (*Video, error) {
	list, err := c.uploadsList(ctx)
	if err != nil {
		return nil, err
	}
	since, l := a.Since.Add(-lookBack), playlistItems(&PlaylistItemsParams{PlaylistID: list})
	l.Fresh, l.Priority = true, social.PriorityAnswer
	var ids []ID
	n := 0
	for i, err := range paged[PlaylistItem](ctx, c, l, nil) {
		if err != nil {
			return nil, err
		}
		if n++; n > findUploads {
			break
		}
		if s := i.Snippet; s != nil && !s.PublishedAt.Before(since) && !taken(string(i.Video())) {
			ids = append(ids, i.Video())
		}
	}
	r := &request{
		Op: "videos.list", Path: data("videos"), Fresh: true,
		Query: videoQuery([]VideoPart{VideoPartSnippet, VideoPartStatus, VideoPartFile}),
	}
	videos, err := byID(ctx, c, r, ids, func(v *Video) ID { return v.ID })
	if err != nil {
		return nil, err
	}
	for _, v := range videos {
		if a.made(v) {
			return v, nil
		}
	}
	return nil, nil //nolint:nilnil // there is none
}

// made reports whether a video is what the attempt would have made.
func (a *attempt) made(v *Video) bool {
	s := v.Snippet
	if s == nil || !sameText(value(a.Params.Title), s.Title) || !sameText(value(a.Params.Description), s.Description) {
		return false
	}
	return v.File == nil || v.File.Size == 0 || a.Upload.Total == 0 || int64(v.File.Size) == a.Upload.Total
}
