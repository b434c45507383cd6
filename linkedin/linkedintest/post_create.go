package linkedintest

import (
	"net/http"
	"slices"
)

// The values of a post's enumerations.
const (
	visibilityPublic    = "PUBLIC"
	visibilityMembers   = "LOGGED_IN"
	visibilityNetwork   = "CONNECTIONS"
	visibilityContainer = "CONTAINER"

	feedMain = "MAIN_FEED"
	feedNone = "NONE"

	statePublished = "PUBLISHED"
	stateRequested = "PUBLISH_REQUESTED"
	stateFailed    = "PUBLISH_FAILED"
)

const longestCommentary = 3000

// createPost is POST /rest/posts, see
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api.
func createPost(c *call) (any, error) {
	f := openForm(c.body, "", "author", "commentary", "visibility", "distribution", "lifecycleState",
		"isReshareDisabledByAuthor", "content", "reshareContext", "contentCallToActionLabel", "contentLandingPage")
	f.need("author", "visibility", "distribution", "lifecycleState")
	if !f.has("reshareContext") {
		f.need("commentary")
	}
	author := f.urn("author", kindPerson, kindOrganization)
	if f.err != nil {
		return nil, f.err
	}
	if err := c.actAs(author, posting("author")); err != nil {
		return nil, err
	}
	p := &post{author: author, sent: f.text("commentary", 0), noReshare: f.bool("isReshareDisabledByAuthor")}
	c.readCommentary(f, "commentary", p)
	c.readDistribution(f, p)
	if f.has("lifecycleState") && f.text("lifecycleState", 0) != statePublished {
		f.fail(codeInvalid, "lifecycleState", "Only PUBLISHED is allowed when a post is created")
	}
	c.readCallToAction(f, p)
	c.readReshare(f, p)
	c.readContent(f, p)
	if f.err != nil {
		return nil, f.err
	}
	if err := c.refuseDuplicate(p); err != nil {
		return nil, err
	}
	c.srv.publish(p)
	c.created(p.urn)
	return nil, nil //nolint:nilnil // the answer has no body
}

// readCommentary judges the length of a commentary before it is read.
func (c *call) readCommentary(f *form, name string, p *post) {
	sent := f.text(name, 0)
	if textLength(sent, c.srv.opts.CountEscaped) > longestCommentary {
		f.fail(codeTooLong, name, "The commentary exceeds the maximum length of 3000 characters")
	}
	p.sent, p.text = sent, c.srv.understand(sent)
}

func (p *post) byPage() bool {
	kind, _, _ := splitURN(p.author)
	return kind == kindOrganization
}

// smallestAudience is how many members a targeted post must reach more than.
const smallestAudience = 300

func (c *call) readDistribution(f *form, p *post) {
	p.visibility = f.oneOf("visibility", visibilityPublic, visibilityNetwork, visibilityMembers, visibilityContainer)
	if p.visibility == visibilityContainer || p.visibility == visibilityNetwork && p.byPage() {
		f.fail(codeInvalid, "visibility", "The visibility "+p.visibility+" is not allowed for this author")
	}
	d := f.inner("distribution", "feedDistribution", "targetEntities", "thirdPartyDistributionChannels")
	d.need("feedDistribution")
	if d.oneOf("feedDistribution", feedMain, feedNone) == feedNone && !p.byPage() {
		d.fail(codeInvalid, "feedDistribution", "Only organizations can create posts outside of the feed")
	}
	targets := d.items("targetEntities", "degrees", "fieldsOfStudy", "geoLocations", "growthRate", "industries",
		"interfaceLocales", "jobFunctions", "seniorities", "schools", "staffCountRanges")
	if len(targets) > 0 {
		switch {
		case !p.byPage():
			d.fail(codeInvalid, "targetEntities", "Only posts of organizations can be targeted")
		case c.srv.orgs[p.author].audience <= smallestAudience:
			d.fail(codeInvalid, "targetEntities", "The targeted audience must be greater than 300 members")
		}
	}
	for _, target := range targets {
		d.merge(target)
	}
	f.merge(d)
	p.distribution = object{
		"feedDistribution": d.object["feedDistribution"], "targetEntities": orEmpty(d.object["targetEntities"]),
		"thirdPartyDistributionChannels": orEmpty(d.object["thirdPartyDistributionChannels"]),
	}
}

func orEmpty(v any) any {
	if v == nil {
		return []any{}
	}
	return v
}

func callsToAction() []string {
	return []string{
		"APPLY", "DOWNLOAD", "VIEW_QUOTE", "LEARN_MORE", "SIGN_UP", "SUBSCRIBE", "REGISTER", "JOIN", "ATTEND", "REQUEST_DEMO",
		"SEE_MORE", "BUY_NOW", "SHOP_NOW",
	}
}

func (c *call) readCallToAction(f *form, p *post) {
	p.label, p.landing = f.oneOf("contentCallToActionLabel", callsToAction()...), f.address("contentLandingPage")
	if (p.label != "" || p.landing != "") && !p.byPage() {
		f.fail(codeInvalid, "contentCallToActionLabel", "Only organizations can use a call to action")
	}
}

// readReshare finds the post that is shared again.
func (c *call) readReshare(f *form, p *post) {
	if !f.has("reshareContext") {
		return
	}
	r := f.inner("reshareContext", "parent", "root")
	r.need("parent")
	name := r.urn("parent", kindShare, kindUGC)
	parent := c.srv.posts[name]
	switch {
	case name == "":
	case parent == nil || parent.deleted || parent.state != statePublished:
		r.fail(codeURN, "parent", "The post to reshare does not exist")
	case parent.noReshare && parent.author != p.author:
		r.fail(codeInvalid, "parent", "Resharing is disabled by the author")
	case parent.visibility == visibilityNetwork:
		r.fail(codeInvalid, "parent", "The post is not visible to everybody")
	case f.has("content"):
		r.fail(codeInvalid, "parent", "A reshare cannot have content")
	}
	f.merge(r)
	p.parent = parent
}

// fingerprint is what makes two posts the same.
func (p *post) fingerprint() string {
	if p.sent != "" {
		return p.sent
	}
	parent := ""
	if p.parent != nil {
		parent = p.parent.urn
	}
	return "\x00" + parent + "\x00" + fingerprintOf(p.content)
}

// refuseDuplicate names the post that says the same.
func (c *call) refuseDuplicate(p *post) error {
	window := c.srv.opts.DuplicateWindow
	if window < 0 {
		return nil
	}
	for _, old := range slices.Backward(c.srv.order) {
		if c.now().Sub(old.created) >= window {
			break
		}
		gone := old.deleted && !c.srv.opts.Traps.DuplicateAfterDelete
		if old.author != p.author || gone || old.fingerprint() != p.fingerprint() {
			continue
		}
		text := "Content is a duplicate of " + old.urn
		e := invalid(codeDuplicate, "/commentary", text)
		e.status = http.StatusUnprocessableEntity
		if c.srv.opts.Traps.LongDuplicates {
			e.message = "com.linkedin.content.common.exception.BadRequestResponseException: " + text
		}
		return e
	}
	return nil
}

// publish gives a post its ids and shows it, or waits for its media.
func (s *Server) publish(p *post) {
	now := s.now()
	kind := kindShare
	mixed := s.opts.PostURNs == MixedURNs && (p.poll != nil || len(p.media) > 1 || len(p.media) == 1 && p.media[0].kind == kindVideo)
	if s.opts.PostURNs == UGCURNs || mixed {
		kind = kindUGC
	}
	p.activity = urnNumber(kindActivity, s.ids.number(now))
	p.urn = urnNumber(kind, s.ids.number(now))
	p.created, p.modified, p.shows = now, now, now.Add(s.opts.Lag)
	p.state = stateRequested
	s.posts[p.urn], s.posts[p.activity] = p, p
	s.order = append(s.order, p)
	if !s.settle(p) {
		s.waiting = append(s.waiting, p)
	}
}

// settle publishes a post whose media are ready and reports whether there is nothing left to wait for.
func (s *Server) settle(p *post) bool {
	if p.deleted {
		return true
	}
	for _, m := range p.media {
		switch s.assetState(m) {
		case mediaFailed:
			p.state = stateFailed
			return true
		case mediaWaiting, mediaProcessing:
			return false
		case mediaAvailable:
		}
	}
	now := s.now()
	p.state, p.published, p.modified = statePublished, now, now
	s.announcePost(p)
	return true
}
