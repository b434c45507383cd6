package facebooktest

import "github.com/relais-go/relais/internal/graph/graphtest"

// types are the kinds of nodes.
type types struct {
	page, post, photo, album, video, comment, profile, thread, message, rating, story *graphtest.Type
	attachment, status, thumbnail, caption, collaborator                              *graphtest.Type
}

func (s *Server) newTypes() types {
	t := types{
		attachment: graphtest.Shape("StoryAttachment", "description", "description_tags", "media", "media_type", "target", "title", "type",
			"unshimmed_url", "url", "subattachments"),
		status: graphtest.Shape("VideoStatus", "video_status", "uploading_phase", "processing_phase", "publishing_phase",
			"processing_progress"),
		thumbnail:    graphtest.Shape("VideoThumbnail", "height", "is_preferred", "name", "scale", "uri", "width"),
		caption:      graphtest.Shape("VideoCaption", "create_time", "is_auto_generated", "is_default", "locale", "locale_name"),
		collaborator: graphtest.Shape("VideoCollaborators", "collaborator_id", "collaborator_name", "collaborator_status"),
	}
	t.profile = s.profileType()
	t.page = s.pageType()
	t.post = s.postType()
	t.photo = s.photoType()
	t.album = s.albumType()
	t.video = s.videoType()
	t.comment = s.commentType()
	t.thread = s.threadType()
	t.message = s.messageType()
	t.rating = s.ratingType()
	t.story = s.storyType()
	return t
}

// Permissions of groups of operations, see https://developers.facebook.com/docs/pages-api/overview.

func reading(more ...string) graphtest.Needs {
	return graphtest.Needs{
		Kinds:  graphtest.UserToken | graphtest.PageToken | graphtest.SystemToken,
		Scopes: append([]string{"pages_read_engagement"}, more...),
	}
}

// own are operations that take the token of the page alone.
func own(scopes ...string) graphtest.Needs {
	return graphtest.Needs{Kinds: graphtest.PageToken, Scopes: scopes}
}

func task(n graphtest.Needs, tasks ...string) graphtest.Needs {
	n.Tasks = tasks
	return n
}

func publishing() graphtest.Needs {
	return task(own("pages_manage_posts", "pages_read_engagement"), "CREATE_CONTENT", "MANAGE")
}

func moderating() graphtest.Needs {
	return task(own("pages_manage_engagement"), "MODERATE", "MANAGE")
}

func messaging() graphtest.Needs {
	return task(own("pages_messaging"), "MESSAGING", "MODERATE", "MANAGE")
}

func analysing() graphtest.Needs {
	n := task(own("read_insights", "pages_read_engagement"), "ANALYZE", "MANAGE", "CREATE_CONTENT", "MODERATE", "ADVERTISE")
	n.KindCode = 190
	return n
}

func managing() graphtest.Needs {
	return task(own("pages_manage_metadata"), "MANAGE", "CREATE_CONTENT", "MODERATE")
}

// profileType is a person as a page sees them.
func (s *Server) profileType() *graphtest.Type {
	name := graphtest.Get(func(p *scoped) any { return p.person.name })
	return &graphtest.Type{
		Name: "User", Default: []string{"first_name", "last_name", "profile_pic"},
		Owner: func(n *node) string { return n.Data.(*scoped).page.id },
		Get:   &graphtest.Op{Needs: own("pages_messaging")},
		Fields: graphtest.Fields{
			"name":        name,
			"first_name":  graphtest.Get(func(p *scoped) any { first, _ := splitName(p.person.name); return first }),
			"last_name":   graphtest.Get(func(p *scoped) any { _, last := splitName(p.person.name); return graphtest.Text(last) }),
			"profile_pic": graphtest.Get(func(p *scoped) any { return "https://scontent.example.com/" + p.person.id + ".jpg" }),
		},
	}
}

// who is an actor as from and the like show it.
func (s *Server) who(p *page, a actor) object {
	return object{"id": s.idFor(p, a), "name": a.name()}
}
