package facebooktest

import (
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// photoParams are the parameters of a new photo, see https://developers.facebook.com/docs/graph-api/reference/page/photos/.
func photoParams() []string {
	return []string{
		"url", "caption", "message", "published", "temporary", "alt_text_custom", "no_story", "targeting", "feed_targeting", "backdated_time",
		"backdated_time_granularity", "place", "tags", "scheduled_publish_time", "unpublished_content_type",
	}
}

func (s *Server) photoType() *graphtest.Type {
	t := &graphtest.Type{
		Name: "Photo", Default: []string{"created_time", "name"}, Lags: true,
		Owner:  func(n *node) string { return n.Data.(*photo).owner.id },
		Get:    &graphtest.Op{Needs: reading()},
		Delete: &graphtest.Op{Needs: publishing(), Handle: graphtest.On(s.deletePhoto)},
		Fields: s.photoFields(),
		Edges:  talkable(s, func(ph *photo) *talk { return ph.voices() }),
	}
	delete(t.Edges, "reactions")
	t.Edges["likes"].Delete = nil
	t.Edges["insights"] = &graphtest.Edge{Get: &graphtest.Op{
		Needs: analysing(), Params: []string{"date_preset", "metric", "period", "since", "until"},
		Handle: graphtest.On(func(c *call, ph *photo) (any, error) { return s.insights(c, ph.owner, ph.id, postMetrics()) }),
	}}
	return t
}

// voices are what is said about the photo, which is what is said about its post if that shows nothing else.
func (ph *photo) voices() *talk {
	if ph.post != nil && len(ph.post.photos) == 1 {
		return &ph.post.talk
	}
	return &ph.talk
}

func (s *Server) photoFields() graphtest.Fields {
	get := graphtest.Get[*photo]
	return graphtest.Fields{
		"name":            get(func(ph *photo) any { return graphtest.Text(ph.caption) }),
		"alt_text":        get(func(ph *photo) any { return graphtest.Text(ph.altText) }),
		"alt_text_custom": get(func(ph *photo) any { return graphtest.Text(ph.altText) }),
		"created_time":    get(func(ph *photo) any { return ph.created }),
		"updated_time":    get(func(ph *photo) any { return ph.created }),
		"backdated_time":  get(func(ph *photo) any { return ph.backdated }),
		"from":            get(func(ph *photo) any { return object{"id": ph.owner.id, "name": ph.owner.name} }),
		"link":            get(func(ph *photo) any { return ph.link() }),
		"picture":         get(func(ph *photo) any { return ph.source() }),
		"source":          get(func(ph *photo) any { return ph.source() }),
		"icon":            get(func(*photo) any { return "https://static.example.com/photo.gif" }),
		"width":           get(func(*photo) any { return 720 }),
		"height":          get(func(*photo) any { return 720 }),
		"can_delete":      get(func(*photo) any { return true }),
		"can_tag":         get(func(*photo) any { return true }),
		"can_backdate":    get(func(*photo) any { return true }),
		"place":           get(func(ph *photo) any { return placeOf(ph.place) }),
		"images": get(func(ph *photo) any {
			return []object{{"source": ph.source(), "width": 720, "height": 720}, {"source": ph.source() + "?s=130", "width": 130, "height": 130}}
		}),
		"page_story_id": get(func(ph *photo) any {
			if ph.post == nil {
				return nil
			}
			return ph.post.id
		}),
		"album": get(func(ph *photo) any {
			if !ph.published {
				return nil
			}
			return s.graph.Node(ph.album.id)
		}),
	}
}

func (ph *photo) link() string   { return "https://www.facebook.com/photo/?fbid=" + ph.id }
func (ph *photo) source() string { return "https://scontent.example.com/" + ph.id + ".jpg" }

func badImage() error {
	return &graphtest.Error{Code: 324, Subcode: 2069019, Message: "(#324) Missing or invalid image file", UserTitle: "Invalid image"}
}

// image is the photo that came with a call, as a file or by its address.
func (s *Server) image(c *call) (*graphtest.File, error) {
	address, fetched := c.Fetched["url"]
	switch {
	case fetched && len(c.Files) > 0:
		return nil, graphtest.BadParam("Only one of url and a file can be sent")
	case fetched && address == nil:
		return nil, badImage()
	case !fetched && len(c.Files) == 0:
		return nil, &graphtest.Error{Code: 324, Message: "(#324) Requires upload file"}
	case !fetched:
		address = c.Files[0]
	}
	if address.Size > s.opts.Photo.MaxSize {
		return nil, &graphtest.Error{
			Code: 1, Subcode: 1366046, Status: 400, Message: "(#1) The photo is too large", UserTitle: "Can't Read Files",
			UserMsg: "Your photos couldn't be uploaded. Photos should be less than 10 MB and saved as JPG, PNG, GIF, TIFF, HEIF or WebP files.",
		}
	}
	tiff := address.ContentType == "image/tiff" && address.Sniffed == "application/octet-stream"
	if !tiff && !slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/bmp", "image/webp"}, address.Sniffed) {
		return nil, badImage()
	}
	return address, nil
}

// createPhoto is POST /{page}/photos.
func (s *Server) createPhoto(c *call, w *page) (any, error) { return s.uploadPhoto(c, w, w.albums[0]) }

func (s *Server) uploadPhoto(c *call, w *page, in *album) (any, error) {
	f, err := s.image(c)
	if err != nil {
		return nil, err
	}
	p := &post{wall: w, author: actor{page: w}, app: c.App(), message: c.Params.Text("caption")}
	if p.message == "" {
		p.message = c.Params.Text("message")
	}
	if err := s.readSettings(c, p); err != nil {
		return nil, err
	}
	temporary, err := c.Params.Bool("temporary", false)
	if err != nil {
		return nil, err
	}
	silent, err := c.Params.Bool("no_story", false)
	if err != nil {
		return nil, err
	}
	if temporary && p.published {
		return nil, graphtest.BadParam("A temporary photo cannot be published")
	}
	ph := s.newPhoto(w, in, f)
	ph.caption, ph.altText, ph.place, ph.backdated = p.message, c.Params.Text("alt_text_custom"), p.place, p.backdated
	ph.published, ph.temporary, ph.noStory = p.published, temporary, silent
	if silent && p.published || !p.published && p.publishAt.IsZero() {
		return object{"id": ph.id}, nil
	}
	p.photos = []*photo{ph}
	s.addPost(p)
	return object{"id": ph.id, "post_id": p.id}, nil
}

func (s *Server) newPhoto(w *page, in *album, f *graphtest.File) *photo {
	ph := &photo{id: s.graph.NewID(), owner: w, album: in, file: f, created: s.now()}
	ph.talk = talk{page: w, root: ph.id}
	w.photos = append(w.photos, ph)
	in.photos = append(in.photos, ph)
	s.graph.Put(s.types.photo, ph.id, ph)
	return ph
}

func (s *Server) deletePhoto(_ *call, ph *photo) (any, error) {
	if p := ph.post; p != nil {
		p.photos = remove(p.photos, ph)
		if len(p.photos) == 0 {
			s.dropPost(p)
		}
	}
	s.dropPhoto(ph)
	return object{"success": true}, nil
}

func (s *Server) dropPhoto(ph *photo) {
	ph.owner.photos = remove(ph.owner.photos, ph)
	ph.album.photos = remove(ph.album.photos, ph)
	s.graph.Drop(ph.id)
}

func (s *Server) newAlbum(w *page, name, kind string) *album {
	a := &album{id: s.graph.NewID(), name: name, kind: kind, owner: w, created: s.now()}
	a.talk = talk{page: w, root: a.id}
	w.albums = append(w.albums, a)
	s.graph.Put(s.types.album, a.id, a)
	return a
}

func (s *Server) albumType() *graphtest.Type {
	get := graphtest.Get[*album]
	t := &graphtest.Type{
		Name: "Album", Default: []string{"created_time", "name"},
		Owner: func(n *node) string { return n.Data.(*album).owner.id },
		Get:   &graphtest.Op{Needs: reading()},
		Fields: graphtest.Fields{
			"name":         get(func(a *album) any { return a.name }),
			"type":         get(func(a *album) any { return a.kind }),
			"created_time": get(func(a *album) any { return a.created }),
			"updated_time": get(func(a *album) any { return a.created }),
			"count":        get(func(a *album) any { return len(a.published()) }),
			"photo_count":  get(func(a *album) any { return len(a.published()) }),
			"video_count":  get(func(*album) any { return 0 }),
			"can_upload":   get(func(*album) any { return true }),
			"can_backdate": get(func(*album) any { return true }),
			"privacy":      get(func(*album) any { return "everyone" }),
			"description":  get(func(*album) any { return graphtest.Text("") }),
			"link":         get(func(a *album) any { return "https://www.facebook.com/album.php?fbid=" + a.id }),
			"from":         get(func(a *album) any { return object{"id": a.owner.id, "name": a.owner.name} }),
			"cover_photo": get(func(a *album) any {
				if list := a.published(); len(list) > 0 {
					return s.graph.Node(list[0].id)
				}
				return nil
			}),
		},
		Edges: talkable(s, func(a *album) *talk { return &a.talk }),
	}
	delete(t.Edges, "reactions")
	t.Edges["likes"].Delete = nil
	t.Edges["photos"] = &graphtest.Edge{
		Get: &graphtest.Op{Needs: reading(), Handle: graphtest.On(func(_ *call, a *album) (any, error) { return s.photoList(a.published()), nil })},
		Post: &graphtest.Op{
			Needs: publishing(), Params: remove(remove(photoParams(), "temporary"), "scheduled_publish_time"), Fetch: []string{"url"},
			Handle: graphtest.On(func(c *call, a *album) (any, error) { return s.uploadPhoto(c, a.owner, a) }),
		},
	}
	return t
}

func (a *album) published() []*photo {
	return slices.DeleteFunc(slices.Clone(a.photos), func(ph *photo) bool { return !ph.published })
}

func (s *Server) photoList(photos []*photo) *graphtest.List {
	var nodes []*node
	for _, ph := range slices.Backward(photos) {
		nodes = append(nodes, s.graph.Node(ph.id))
	}
	return graphtest.Nodes(nodes, nil)
}

// mediaEdges are the lists of photos, albums, videos and stories.
func (s *Server) mediaEdges() graphtest.Edges {
	videos := func(keep func(*video) bool) graphtest.Handler {
		return graphtest.On(func(_ *call, w *page) (any, error) { return s.videoList(w, keep), nil })
	}
	return graphtest.Edges{
		"albums": {Get: &graphtest.Op{Needs: reading(), Handle: graphtest.On(func(_ *call, w *page) (any, error) {
			var nodes []*node
			for _, a := range w.albums {
				nodes = append(nodes, s.graph.Node(a.id))
			}
			return graphtest.Nodes(nodes, nil), nil
		})}},
		"photos": {
			Get: &graphtest.Op{Needs: reading(), Params: []string{"type"}, Handle: graphtest.On(func(c *call, w *page) (any, error) {
				return s.listPhotos(c, w)
			})},
			Post: &graphtest.Op{Needs: publishing(), Params: photoParams(), Fetch: []string{"url"}, Handle: graphtest.On(s.createPhoto)},
		},
		"videos": {
			Get:  &graphtest.Op{Needs: reading(), Params: []string{"type"}, Handle: videos(func(v *video) bool { return v.kind != storyVideo && v.live() })},
			Post: &graphtest.Op{Needs: publishing(), Params: videoParams(), Fetch: []string{"file_url"}, Handle: graphtest.On(s.createVideo)},
		},
		"video_reels": {
			Get:  &graphtest.Op{Needs: reading(), Params: []string{"since", "until"}, Handle: videos(func(v *video) bool { return v.kind == reelVideo && v.live() })},
			Post: &graphtest.Op{Needs: publishing(), Params: reelParams(), Handle: graphtest.On(s.reel)},
		},
		"video_stories": {Post: &graphtest.Op{Needs: publishing(), Params: reelParams(), Handle: graphtest.On(s.videoStory)}},
		"photo_stories": {Post: &graphtest.Op{Needs: publishing(), Params: []string{"photo_id"}, Handle: graphtest.On(s.photoStory)}},
		"stories": {Get: &graphtest.Op{
			Needs: reading(), Params: []string{"status", "since", "until"}, Handle: graphtest.On(s.listStories),
		}},
	}
}

// listPhotos lists the photos of a page by type: profile (the default), tagged or uploaded.
func (s *Server) listPhotos(c *call, w *page) (any, error) {
	kind := strings.ToLower(c.Params.Text("type"))
	if kind != "uploaded" {
		return &graphtest.List{}, nil
	}
	var list []*photo
	for _, ph := range w.photos {
		if ph.published {
			list = append(list, ph)
		}
	}
	return s.photoList(list), nil
}
