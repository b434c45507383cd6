package facebooktest

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

const maxMessage = 63206

// feedParams are the parameters of a new post, see https://developers.facebook.com/docs/graph-api/reference/page/feed/.
func feedParams() []string {
	return []string{
		"message", "link", "published", "scheduled_publish_time", "unpublished_content_type", "attached_media", "targeting", "feed_targeting",
		"backdated_time", "backdated_time_granularity", "place", "tags", "call_to_action", "child_attachments", "text_format_preset_id",
		"name", "description", "picture", "thumbnail", "caption",
	}
}

// createPost is POST /{page}/feed.
func (s *Server) createPost(c *call, w *page) (any, error) {
	p := &post{wall: w, author: actor{page: w}, app: c.App(), message: c.Params.Text("message"), link: c.Params.Text("link")}
	for _, step := range []func(*call, *post) error{s.readContent, s.readAttached, s.readSettings, s.readAction, s.refuseDuplicate} {
		if err := step(c, p); err != nil {
			return nil, err
		}
	}
	s.addPost(p)
	return object{"id": p.id}, nil
}

// readContent checks text and link.
func (s *Server) readContent(c *call, p *post) error {
	if len([]rune(p.message)) > maxMessage {
		return graphtest.BadParam("The message is too long: at most " + strconv.Itoa(maxMessage) + " characters")
	}
	for _, name := range []string{"name", "description", "picture", "thumbnail"} {
		if c.Params.Text(name) != "" {
			return graphtest.BadParam("Only owners of the URL have the ability to specify the picture, name, thumbnail or description params.")
		}
	}
	if p.link == "" {
		return nil
	}
	u, err := url.Parse(p.link)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return &graphtest.Error{Code: 100, Subcode: 1500, Message: "(#100) The url you supplied is invalid", UserTitle: "Invalid URL"}
	case u.Host == "facebook.com" || strings.HasSuffix(u.Host, ".facebook.com"):
		return graphtest.BadParam("Links to facebook.com are not allowed here").Sub(1609008)
	}
	return nil
}

// readAttached takes photos that were uploaded before.
func (s *Server) readAttached(c *call, p *post) error {
	list, err := c.Params.Objects("attached_media")
	if err != nil {
		return err
	}
	scheduled := c.Params.Text("scheduled_publish_time") != ""
	for _, o := range list {
		id := graphtest.Params(o).Text("media_fbid")
		if v, ok := find[*video](s, id); ok && v.page == p.wall && len(list) == 1 && v.post == nil {
			p.video = v
			continue
		}
		ph, ok := find[*photo](s, id)
		switch {
		case !ok || ph.owner != p.wall:
			return graphtest.BadParam("Invalid media_fbid: " + id)
		case ph.published || ph.used || ph.post != nil:
			return graphtest.BadParam("These photos were already posted.").Sub(1366051)
		case slices.Contains(p.photos, ph):
			return graphtest.BadParam("The same photo was attached twice: " + id)
		case scheduled && !ph.temporary && !s.opts.Photo.ScheduleAny:
			return graphtest.BadParam("Photos of a scheduled post must be uploaded with temporary=true")
		}
		p.photos = append(p.photos, ph)
	}
	if p.message == "" && p.link == "" && p.photos == nil && p.video == nil && !c.Params.Has("child_attachments") {
		return &graphtest.Error{Code: 100, Subcode: 1349125, Message: "(#100) Missing message or attachment", UserTitle: "Missing Message Or Attachment"}
	}
	return nil
}

// readSettings reads when, where and for whom.
func (s *Server) readSettings(c *call, p *post) error {
	if err := s.readPublishing(c, p, s.opts.Schedule.Feed); err != nil {
		return err
	}
	var err error
	if p.targeting, err = readTargeting(c, "targeting"); err != nil {
		return err
	}
	if p.feedTarget, err = readTargeting(c, "feed_targeting"); err != nil {
		return err
	}
	p.place = c.Params.Text("place")
	if p.place != "" && strings.Trim(p.place, "0123456789") != "" {
		return graphtest.BadParam("Param place must be a valid ID")
	}
	if p.tags, err = c.Params.Texts("tags"); err != nil {
		return err
	}
	if len(p.tags) > 0 && p.place == "" {
		return graphtest.BadParam("You cannot specify tags without also specifying a place")
	}
	return s.readBackdate(c, p)
}

func (s *Server) readBackdate(c *call, p *post) error {
	at, err := c.Params.Time("backdated_time", s.now())
	if err != nil {
		return err
	}
	p.granularity = c.Params.Text("backdated_time_granularity")
	if p.granularity != "" && !slices.Contains([]string{"year", "month", "day", "hour", "min", "none"}, p.granularity) {
		return graphtest.BadParam("Param backdated_time_granularity must be one of {year, month, day, hour, min, none}")
	}
	if at.After(s.now()) {
		return graphtest.BadParam("Backdated posts must lie in the past")
	}
	p.backdated = at
	return nil
}

// readPublishing reads published, scheduled_publish_time and unpublished_content_type.
func (s *Server) readPublishing(c *call, p *post, window time.Duration) error {
	published, err := c.Params.Bool("published", true)
	if err != nil {
		return err
	}
	at, err := c.Params.Time("scheduled_publish_time", s.now())
	if err != nil {
		return err
	}
	kinds := []string{
		"SCHEDULED", "SCHEDULED_RECURRING", "DRAFT", "ADS_POST", "INLINE_CREATED", "PUBLISHED", "PUBLISH_PENDING", "REVIEWABLE_BRANDED_CONTENT",
	}
	p.unpublished = c.Params.Text("unpublished_content_type")
	switch {
	case p.unpublished != "" && !slices.Contains(kinds, p.unpublished):
		return graphtest.BadParam("Param unpublished_content_type must be one of {" + strings.Join(kinds, ", ") + "}")
	case published && !at.IsZero():
		return graphtest.BadParam("You cannot specify a scheduled publish time on a published post")
	case published && p.unpublished != "" && p.unpublished != "PUBLISHED":
		return graphtest.BadParam("You cannot specify an unpublished content type on a published post")
	case p.unpublished == "SCHEDULED" && at.IsZero():
		return graphtest.BadParam("You must specify a scheduled publish time for a scheduled post")
	}
	if !at.IsZero() {
		if err := s.inWindow(at, window); err != nil {
			return err
		}
		if p.unpublished == "" {
			p.unpublished = "SCHEDULED"
		}
	}
	p.published, p.publishAt = published, at
	return nil
}

func (s *Server) inWindow(at time.Time, window time.Duration) error {
	ahead := at.Sub(s.now())
	if ahead < s.opts.Schedule.Earliest || ahead > window {
		return graphtest.BadParam("The specified scheduled publish time is invalid.")
	}
	return nil
}

// readTargeting checks an audience: known keys, and no region beside its country.
func readTargeting(c *call, name string) (object, error) {
	o, err := c.Params.Object(name)
	if err != nil || o == nil {
		return nil, err
	}
	known := []string{
		"geo_locations", "age_min", "age_max", "genders", "locales", "excluded_countries", "excluded_regions", "excluded_cities",
		"excluded_zipcodes", "timezones", "interests", "college_years", "education_statuses", "relationship_statuses", "fan_only",
	}
	for key := range o {
		if !slices.Contains(known, key) {
			return nil, graphtest.BadParam("Param " + name + " has an unknown member: " + key)
		}
	}
	geo, _ := o["geo_locations"].(map[string]any)
	countries, _ := geo["countries"].([]any)
	for _, kind := range []string{"regions", "cities", "zips"} {
		places, _ := geo[kind].([]any)
		for _, place := range places {
			p, _ := place.(map[string]any)
			if p["key"] == nil {
				return nil, graphtest.BadParam("Param " + name + ": an element of " + kind + " has no key")
			}
			if slices.Contains(countries, p["country"]) {
				return nil, graphtest.BadParam("Some of your locations overlap. Try removing a location.").Sub(1487756)
			}
		}
	}
	low, err := graphtest.Params(o).Int("age_min", 13)
	if err != nil {
		return nil, err
	}
	high, err := graphtest.Params(o).Int("age_max", 65)
	if err != nil {
		return nil, err
	}
	if low < 13 || low > high || high > 65 {
		return nil, graphtest.BadParam("Param " + name + ": the ages must be within 13 and 65")
	}
	return o, nil
}

func (s *Server) readAction(c *call, p *post) error {
	var err error
	if p.action, err = c.Params.Object("call_to_action"); err != nil {
		return err
	}
	if p.action != nil && graphtest.Params(p.action).Text("type") == "" {
		return graphtest.BadParam("Param call_to_action must have a type")
	}
	if p.children, err = c.Params.Objects("child_attachments"); err != nil {
		return err
	}
	for _, child := range p.children {
		if graphtest.Params(child).Text("link") == "" {
			return graphtest.BadParam("Each of child_attachments must have a link")
		}
	}
	if len(p.children) > 0 && (len(p.children) < 2 || len(p.children) > 10) {
		return graphtest.BadParam("child_attachments must have 2 to 10 elements")
	}
	p.preset = c.Params.Text("text_format_preset_id")
	if p.preset == "" {
		return nil
	}
	switch {
	case strings.Trim(p.preset, "0123456789") != "":
		return graphtest.BadParam("Param text_format_preset_id must be a valid ID")
	case p.link != "" || p.photos != nil || p.video != nil || len([]rune(p.message)) > 130:
		return graphtest.BadParam("A background needs a short text and nothing else")
	}
	return nil
}

// refuseDuplicate refuses what is the same as the newest post.
func (s *Server) refuseDuplicate(_ *call, p *post) error {
	if s.opts.AllowDuplicates || len(p.photos) > 0 || p.video != nil {
		return nil
	}
	for _, old := range slices.Backward(p.wall.posts) {
		if old.author.page != p.wall || old.inline {
			continue
		}
		if old.message == p.message && old.link == p.link && len(old.photos) == 0 && old.video == nil &&
			old.publishAt.Equal(p.publishAt) && s.now().Sub(old.created) < day {
			return &graphtest.Error{
				Code: 506, Subcode: 1455006, Message: "Duplicate status message", UserTitle: "Duplicate Status Update",
				UserMsg: "This status update is identical to the last one you posted. Try posting something different, or delete your previous update.",
			}
		}
		return nil
	}
	return nil
}

// addPost puts a post into the feed.
func (s *Server) addPost(p *post) {
	p.id = p.wall.id + "_" + s.graph.NewID()
	p.created, p.updated = s.now(), s.now()
	p.talk = talk{page: p.wall, root: p.id, post: p}
	p.wall.posts = append(p.wall.posts, p)
	s.graph.Put(s.types.post, p.id, p)
	for _, ph := range p.photos {
		ph.post, ph.used = p, true
		if p.published {
			ph.published = true
		}
	}
	if p.video != nil {
		p.video.post = p
	}
	if p.published {
		s.announce(p)
	}
}
