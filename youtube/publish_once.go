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

// attempts remember how far the publications got that their callers named, so that publishing one again goes on with
// it: with its session after a failure, with nothing after a success. The zero value is ready for use.
type attempts struct {
	mu    sync.Mutex
	byKey map[string][]byte // as JSON, so that nothing is shared
	keys  []string          // oldest first
}

// maxAttempts bounds the memory.
const maxAttempts = 256

// recall replaces a by what is known of it.
func (u *attempts) recall(name string, a *attempt) {
	u.mu.Lock()
	data := u.byKey[name]
	u.mu.Unlock()
	known := new(attempt)
	if data != nil && json.Unmarshal(data, known) == nil {
		*a = *known
	}
}

// rejoin has a resumed attempt go on with the session that a publication with its name has begun since.
func (u *attempts) rejoin(name string, a *attempt) {
	known := *a
	u.recall(name, &known)
	if a.Upload.URL == "" && a.Upload.Video == "" && known.Upload.URL != "" {
		known.account, known.resumed = a.account, true
		*a = known
	}
}

func (u *attempts) keep(name string, a *attempt) {
	data, err := json.Marshal(a)
	if name == "" || err != nil { // which cannot happen: the attempt is plain
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.byKey == nil {
		u.byKey = map[string][]byte{}
	}
	if _, known := u.byKey[name]; !known {
		u.keys = append(u.keys, name)
	}
	u.byKey[name] = data
	if len(u.keys) > maxAttempts {
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
	m := media[0]
	v, err := rest.WriteOnce(ctx, c.rest.Once(), &rest.Write[*Video]{
		Twin: "video " + value(a.Params.Title) + " " + strconv.FormatInt(m.Size, 10),
		Send: func(ctx context.Context) (*Video, error) { return c.uploadFilm(ctx, a, m) },
		Find: func(ctx context.Context, taken func(string) bool) (*Video, bool, error) {
			return c.findUpload(ctx, a, taken)
		},
		ID:    func(v *Video) string { return string(v.ID) },
		Keyed: true, // a session makes one video, however often its last byte comes
		Sent:  !a.Upload.Full.IsZero(),
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
			if v := c.resumedBefore(ctx, a); v != nil {
				return v, nil
			}
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

// resumedBefore finds the video of a publication that was interrupted before there was a session, in case it was resumed
// already: the same Pending may be resumed twice. What cannot be looked up is taken to be missing.
func (c *Client) resumedBefore(ctx context.Context, a *attempt) *Video {
	if !a.resumed {
		return nil
	}
	v, err := c.searchUploads(ctx, a, func(string) bool { return false })
	if err != nil {
		return nil
	}
	return v
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
