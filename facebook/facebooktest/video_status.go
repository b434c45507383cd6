package facebooktest

import (
	"maps"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// phase is the state of one of the steps of a video.
func (s *Server) phase(status string, more object) object {
	if status == "complete" && s.opts.Traps.PhaseCompleted {
		status = "completed"
	}
	o := object{"status": status}
	maps.Copy(o, more)
	return o
}

// videoStatus is the field status, see https://developers.facebook.com/docs/video-api/guides/reels-publishing.
func (s *Server) videoStatus(_ *call, v *video) (any, error) {
	state, uploading := s.uploading(v)
	processing := s.phase("not_started", nil)
	publishing := s.phase("not_started", nil)
	switch {
	case v.failed != "":
		state = "error"
		processing = s.phase("error", object{"errors": []object{{"code": 1363128, "message": v.failed}}, "error": object{"message": v.failed}})
	case v.processed:
		state = "ready"
		processing = s.phase("complete", nil)
		publishing = s.publishingPhase(v)
	case v.complete && v.finished:
		state = "processing"
		processing = s.phase("in_progress", nil)
		if v.polls > 0 {
			v.polls--
		}
	}
	return s.types.status.New(object{
		"video_status": state, "uploading_phase": uploading, "processing_phase": processing, "publishing_phase": publishing,
	}), nil
}

func (s *Server) uploading(v *video) (string, object) {
	name := "bytes_transfered" //nolint:misspell // Meta's own spelling in its guides
	if s.opts.Traps.BytesTransferred {
		name = "bytes_transferred"
	}
	received, size := v.size, v.size
	switch {
	case v.upload != nil:
		received, size = v.upload.Received, v.upload.Size
	case v.chunks != nil:
		received, size = v.chunks.at, v.chunks.total
	}
	more := object{name: received}
	if size > 0 {
		more["source_file_size"] = size
	}
	switch {
	case v.complete:
		return "upload_complete", s.phase("complete", more)
	case received > 0:
		return "uploading", s.phase("in_progress", more)
	default:
		return "uploading", s.phase("not_started", more)
	}
}

func (s *Server) publishingPhase(v *video) object {
	p := v.draft
	if v.post != nil {
		p = v.post
	}
	switch {
	case p.published:
		return s.phase("complete", object{"publish_status": "published", "publish_time": p.created})
	case !p.publishAt.IsZero():
		return s.phase("not_started", object{"publish_status": "scheduled", "publish_time": p.publishAt})
	case p.unpublished == "DRAFT":
		return s.phase("not_started", object{"publish_status": "draft"})
	default:
		return s.phase("not_started", object{"publish_status": "not_published"})
	}
}

func (s *Server) listThumbnails(_ *call, v *video) (any, error) {
	l := &graphtest.List{}
	for i, uri := range append([]string{v.picture()}, v.thumbnails...) {
		l.Items = append(l.Items, graphtest.Item{Key: uri, Value: s.types.thumbnail.New(object{
			"uri": uri, "is_preferred": i == v.preferred, "height": 720, "width": 1280, "scale": 1, "name": "",
		})})
	}
	return l, nil
}

func (s *Server) addThumbnail(c *call, v *video) (any, error) {
	if len(c.Files) == 0 {
		return nil, badImage()
	}
	preferred, err := c.Params.Bool("is_preferred", false)
	if err != nil {
		return nil, err
	}
	v.thumbnails = append(v.thumbnails, "https://scontent.example.com/"+c.Files[0].SHA256[:16]+".jpg")
	if preferred {
		v.preferred = len(v.thumbnails)
	}
	return object{"success": true}, nil
}

func (s *Server) listCaptions(_ *call, v *video) (any, error) {
	l := &graphtest.List{}
	for _, locale := range sortedKeys(v.captions) {
		l.Items = append(l.Items, graphtest.Item{Key: locale, Value: s.types.caption.New(object{
			"locale": locale, "locale_name": locale, "is_default": locale == v.locale, "is_auto_generated": false, "create_time": v.created,
		})})
	}
	return l, nil
}

// addCaptions takes files that are named as filename.locale.srt.
func (s *Server) addCaptions(c *call, v *video) (any, error) {
	drop, err := c.Params.Texts("locales_to_delete")
	if err != nil {
		return nil, err
	}
	for _, locale := range drop {
		delete(v.captions, locale)
	}
	for _, f := range c.Files {
		locale := captionLocale(f.Name)
		if locale == "" {
			return nil, graphtest.Coded(386, "The name of the caption file must be of the form filename.locale.srt")
		}
		v.captions[locale] = f.Name
	}
	if len(c.Files) == 0 && len(drop) == 0 && !c.Params.Has("default_locale") {
		return nil, graphtest.BadParam("The parameter captions_file is required.")
	}
	if locale := c.Params.Text("default_locale"); locale != "" && locale != "none" {
		if v.captions[locale] == "" {
			return nil, graphtest.BadParam("Param default_locale must be a locale with captions")
		}
		v.locale = locale
	}
	return object{"success": true}, nil
}

func (s *Server) listCollaborators(_ *call, v *video) (any, error) {
	l := &graphtest.List{}
	for _, id := range v.partners {
		name := ""
		if p, ok := find[*page](s, id); ok {
			name = p.name
		}
		l.Items = append(l.Items, graphtest.Item{Key: id, Value: s.types.collaborator.New(object{
			"collaborator_id": id, "collaborator_name": name, "collaborator_status": "PENDING",
		})})
	}
	return l, nil
}

func (s *Server) addCollaborator(c *call, v *video) (any, error) {
	id := c.Params.Text("target_id")
	if _, ok := find[*page](s, id); !ok {
		return nil, graphtest.BadParam("Param target_id must be a page")
	}
	v.partners = append(v.partners, id)
	return object{"success": true}, nil
}
