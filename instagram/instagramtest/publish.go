package instagramtest

import (
	"context"
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

type draftKey struct{}

// prepareContainer checks a new container and fetches its files, before createContainer and without the lock.
func (h *Host) prepareContainer(c *graphtest.Call, n *graphtest.Node) error {
	s := h.srv
	a, ok := n.Data.(*account)
	if !ok {
		return nil
	}
	s.mu.Lock()
	if !h.manages(c, a) {
		s.mu.Unlock()
		return nil // what it lacks is said later
	}
	d, err := s.draftContainer(a, h.API, c.Params, s.now())
	s.mu.Unlock()
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	if d.cover != "" {
		if _, err := s.fetchImage(ctx, d.cover, false); err != nil {
			return err
		}
	}
	if d.source != "" {
		if err := s.fetchSource(ctx, d); err != nil {
			return err
		}
	}
	c.Request = c.Request.WithContext(context.WithValue(ctx, draftKey{}, d))
	return nil
}

func (s *Server) fetchImage(ctx context.Context, address string, fit bool) (file, error) {
	got, sub := s.fetch(ctx, address)
	if sub != 0 {
		return file{}, fetchError(sub, address)
	}
	f, err := checkImage(got, fit)
	return f, err
}

// fetchSource gets the image, which is judged at once, or the video, whose failure shows in the container's
// status only.
func (s *Server) fetchSource(ctx context.Context, d *draft) error {
	if !d.kind.video() {
		var err error
		d.file, err = s.fetchImage(ctx, d.source, !d.kind.story())
		return err
	}
	got, sub := s.fetch(ctx, d.source)
	if sub != 0 {
		d.failure = sub
		return nil
	}
	d.file, d.failure = s.checkVideo(got, d.kind, d.thumbOffset)
	return nil
}

// createContainer is POST /{ig-user}/media.
func (h *Host) createContainer(c *graphtest.Call, a *account) (any, error) {
	s, now := h.srv, h.srv.now()
	d, ok := c.Request.Context().Value(draftKey{}).(*draft)
	if !ok {
		return nil, graphtest.Unknown()
	}
	if a.recent(now) >= s.opts.Containers {
		return nil, refuse(subQuota, "Too many containers",
			"You reached maximum number of containers that is allowed to be created by Content Publishing API.")
	}
	k := d.container
	k.id, k.created = s.ids.next(objectID), now
	a.containers = append(a.containers, k)
	s.containers[k.id] = k
	for _, other := range s.hosts {
		other.graph.Put(other.kinds.container, k.id, k)
	}
	answer := object{"id": k.id}
	if k.waiting {
		k.upload = h.graph.NewUpload("ig-api-upload", k.id, h.owner(a), func(u *graphtest.Upload) { s.uploaded(k, u) })
		k.inspector = newInspector()
		k.upload.Also = k.inspector
		answer["uri"] = c.UploadURL(k.upload)
		return answer, nil
	}
	s.process(k)
	return answer, nil
}

// uploaded is called when all bytes of a video have arrived.
func (s *Server) uploaded(k *container, u *graphtest.Upload) {
	k.waiting = false
	k.file, k.failure = s.checkVideo(k.inspector, k.kind, k.thumbOffset)
	k.source = u.FileURL
	s.process(k)
}

// process begins the processing of what has arrived.
func (s *Server) process(k *container) {
	p := s.opts.Processing
	switch {
	case k.kind == carousel:
		return
	case k.kind.video():
		k.polls = max(p.Polls, 0)
		k.readyAt = s.now().Add(p.Duration)
	default:
		k.polls = max(p.ImagePolls, 0)
	}
	if k.failure == 0 && p.Fail != nil {
		k.failure = p.Fail(s.viewContainer(k))
	}
}

// readContainer is GET /{ig-container}: a look at it counts.
func (h *Host) readContainer(c *graphtest.Call, n *graphtest.Node, k *container) (any, error) {
	if err := h.visible(c, n); err != nil {
		return nil, err
	}
	k.polled()
	return nil, nil
}

// visible is the fault that hides fresh containers and media from Page tokens.
func (h *Host) visible(c *graphtest.Call, n *graphtest.Node) error {
	if blind := h.srv.opts.Traps.PageBlind; c.Token != nil && c.Token.Kind == graphtest.PageToken && h.srv.now().Sub(n.Born) < blind {
		return graphtest.Missing(http.MethodGet, n.ID)
	}
	return nil
}

// publish is POST /{ig-user}/media_publish.
func (h *Host) publish(c *graphtest.Call, a *account) (any, error) {
	s, now := h.srv, h.srv.now()
	id := c.Params.Text("creation_id")
	if id == "" {
		return nil, badParam("The parameter creation_id is required")
	}
	k := s.containers[id]
	if k == nil || k.account != a {
		return nil, missingContainer(id)
	}
	if k.kind.child() {
		return nil, badParam("A carousel item cannot be published by itself")
	}
	switch k.code(now) {
	case expired:
		return nil, refuse(subExpired, "Media expired", "The media you are trying to access has expired. Please try to upload again.")
	case failed:
		return nil, refuse(k.cause(now), "Media upload failed", "%s", k.status(now))
	case inProgress:
		return nil, notReady()
	case published:
		switch s.opts.Republish {
		case RepublishRefused:
			return nil, missingContainer(id)
		case RepublishSame:
			return object{"id": k.published[0].id}, nil
		case RepublishTwice:
		}
	}
	if err := a.mayPublish(s.opts.Quota, now); err != nil {
		return nil, err
	}
	m := s.newMedia(k, now)
	k.published = append(k.published, m)
	a.published = append(a.published, now)
	s.announce(m)
	return object{"id": m.id}, nil
}

// mayPublish checks what stands between an account and its posts.
func (a *account) mayPublish(quota int, now time.Time) error {
	switch {
	case a.shut != nil && a.shut.spam:
		return refuse(subSpam, "Action blocked",
			"We restrict certain activity to protect our community. Tell us if you think we made a mistake.")
	case a.shut != nil && a.shut.restricted:
		return refuse(subRestricted, "Account restricted", "The Instagram account is restricted.")
	case a.quotaUsed(now.Add(-day)) >= quota:
		return refuse(subQuota, "Publishing limit reached",
			"You reached maximum number of posts that is allowed to be published by Content Publishing API.")
	}
	return nil
}

// newMedia makes the media that a container describes.
func (s *Server) newMedia(k *container, now time.Time) *media {
	m := &media{
		owner: k.account, kind: k.kind.mediaType(), product: k.kind.product(), created: now, container: k, mediaOptions: k.mediaOptions,
	}
	s.addMedia(m)
	for _, part := range k.children {
		child := &media{
			owner: k.account, kind: part.kind.mediaType(), product: productFeed, created: now, container: part,
			mediaOptions: part.mediaOptions, parent: m,
		}
		s.addMedia(child)
		m.children = append(m.children, child)
	}
	return m
}

// addMedia gives media its place in the world.
func (s *Server) addMedia(m *media) {
	m.id = s.ids.next(objectID)
	m.likes = map[*account]time.Time{}
	suffix := ".jpg"
	if m.kind == typeVideo {
		suffix = ".mp4"
	}
	m.url = "https://scontent.cdninstagram.com/v/" + m.id + suffix
	s.media[m.id] = m
	if m.parent == nil {
		m.owner.media = append(m.owner.media, m)
		s.order = append(s.order, m)
	}
	for _, h := range s.hosts {
		h.graph.Put(h.kinds.media, m.id, m)
	}
}

// publishingLimit is GET /{ig-user}/content_publishing_limit.
func (h *Host) publishingLimit(c *graphtest.Call, a *account) (any, error) {
	now := h.srv.now()
	since, err := c.Params.Time("since", now)
	if err != nil {
		return nil, err
	}
	if since.IsZero() {
		since = now.Add(-day)
	}
	if since.Before(now.Add(-day)) {
		return nil, badParam("Param since must be no older than 24 hours")
	}
	return &graphtest.List{Items: []graphtest.Item{{Key: a.id, Value: h.kinds.quota.New(object{
		"quota_usage": a.quotaUsed(since),
		"config":      object{"quota_total": h.srv.opts.Quota, "quota_duration": int(day.Seconds())},
	})}}}, nil
}
