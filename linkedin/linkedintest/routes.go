package linkedintest

// routes is the table of operations.
func routes() []*route {
	var out []*route
	for _, group := range [][]*route{postRoutes(), mediaRoutes(), feedbackRoutes(), pageRoutes(), memberRoutes()} {
		out = append(out, group...)
	}
	return out
}

func postRoutes() []*route {
	const path, entity, resource = "rest/posts", "rest/posts/{urn}", "partnerApiPostsExternal"
	read, write := []string{scopeOrgRead, scopeMemberRead}, []string{scopeMemberWrite, scopeOrgWrite}
	return []*route{
		{path: path, resource: resource, method: opCreate, scopes: write, handle: createPost},
		{path: path, resource: resource, method: opBatchGet, scopes: read, params: "viewContext", handle: batchPosts},
		{path: path, resource: resource, method: opFinder, name: "author", scopes: read, params: "author sortBy viewContext isDsc", handle: findPosts},
		{path: entity, resource: resource, method: opGet, scopes: read, params: "viewContext", handle: getPost},
		{path: entity, resource: resource, method: opPatch, scopes: write, handle: updatePost},
		{path: entity, resource: resource, method: opDelete, scopes: write, handle: deletePost},
	}
}

func mediaRoutes() []*route {
	write := []string{scopeMemberWrite, scopeOrgWrite}
	read := []string{scopeOrgWrite, scopeOrgRead, scopeAdmin, scopeMemberRead}
	var out []*route
	for _, m := range []struct {
		path, resource, kind string
		scopes               []string
		initialize           handler
	}{
		{"rest/images", resourceImages, kindImage, read, initializeFile(kindImage)},
		{"rest/documents", resourceDocuments, kindDocument, read, initializeFile(kindDocument)},
		{"rest/videos", "partnerApiVideos", kindVideo, append(write, read...), initializeVideo},
	} {
		out = append(out,
			&route{path: m.path, resource: m.resource, method: opAction, name: "initializeUpload", scopes: write, handle: m.initialize},
			&route{path: m.path, resource: m.resource, method: opBatchGet, scopes: m.scopes, handle: batchAssets(m.kind)},
			&route{path: m.path + "/{urn}", resource: m.resource, method: opGet, scopes: m.scopes, handle: getAsset(m.kind)},
		)
	}
	return append(out, &route{
		path: "rest/videos", resource: "partnerApiVideos", method: opAction, name: "finalizeUpload", scopes: write, handle: finalizeVideo,
	})
}

// Resources that tokens with w_member_social alone cannot read.
const (
	resourceImages    = "partnerApiImages"
	resourceDocuments = "partnerApiDocuments"
)

func feedbackRoutes() []*route {
	const actions, reactions, metadata = "partnerApiSocialActions", "partnerApiReactions", "partnerApiSocialMetadata"
	const on, comments, likes = "rest/socialActions/{urn}", "rest/socialActions/{urn}/comments", "rest/socialActions/{urn}/likes"
	read := []string{scopeOrgRead, scopeOrgReadFeed, scopeMemberRead, scopeMemberReadFeed}
	write := []string{scopeMemberFeed, scopeOrgFeed}
	return []*route{
		{path: "rest/socialActions", resource: actions, method: opBatchGet, scopes: read, handle: batchSocialActions},
		{path: on, resource: actions, method: opGet, scopes: read, handle: socialAction},
		{path: comments, resource: actions, method: opCreate, scopes: write, handle: createComment},
		{path: comments, resource: actions, method: opGetAll, scopes: read, handle: listComments},
		{path: comments, resource: actions, method: opBatchGet, scopes: read, handle: batchComments},
		{path: comments + "/{id}", resource: actions, method: opGet, scopes: read, handle: getComment},
		{path: comments + "/{id}", resource: actions, method: opPatch, scopes: write, params: "actor", handle: updateComment},
		{path: comments + "/{id}", resource: actions, method: opDelete, scopes: write, params: "actor", handle: deleteComment},
		{path: likes, resource: actions, method: opGetAll, scopes: read, handle: listLikes},
		{path: likes, resource: actions, method: opCreate, scopes: write, handle: createLike},
		{path: likes + "/{actor}", resource: actions, method: opDelete, scopes: write, params: "actor", handle: deleteLike},
		{path: "rest/reactions", resource: reactions, method: opCreate, scopes: write, params: "actor", handle: createReaction},
		{path: "rest/reactions", resource: reactions, method: opBatchGet, scopes: append(read, write...), handle: batchReactions},
		{path: "rest/reactions/{key}", resource: reactions, method: opFinder, name: "entity", scopes: read, params: "sort", handle: findReactions},
		{path: "rest/reactions/{key}", resource: reactions, method: opGet, scopes: append(read, write...), handle: getReaction},
		{path: "rest/reactions/{key}", resource: reactions, method: opDelete, scopes: write, handle: deleteReaction},
		{path: "rest/socialMetadata", resource: metadata, method: opBatchGet, scopes: read, handle: batchMetadata},
		{path: "rest/socialMetadata/{urn}", resource: metadata, method: opGet, scopes: read, handle: getMetadata},
		{path: "rest/socialMetadata/{urn}", resource: metadata, method: opPatch, scopes: write, params: "actor", handle: updateMetadata},
	}
}

func pageRoutes() []*route {
	admin, read := []string{scopeAdmin}, []string{scopeAdmin, scopeAdminRead}
	finder := func(resource, name, params string, scopes []string, h handler) *route {
		return &route{
			path: "rest/" + resource, resource: resource, method: opFinder, name: name, scopes: scopes,
			params: name + " " + params, handle: h,
		}
	}
	lookup := append(read, scopeOrgRead, scopeOrgWrite)
	const events = "eventSubscriptions"
	return []*route{
		finder("organizationAcls", "roleAssignee", "role state", read, findACLs),
		finder("organizationAcls", "organization", "role state", read, findACLs),
		finder("organizations", "vanityName", "", lookup, findByVanityName),
		{path: "rest/organizations", resource: "organizations", method: opBatchGet, scopes: read, handle: batchOrganizations},
		{path: "rest/organizations/{id}", resource: "organizations", method: opGet, scopes: read, handle: getOrganization},
		{path: "rest/organizationsLookup", resource: "organizationsLookup", method: opBatchGet, scopes: lookup, handle: lookupOrganizations},
		{path: "rest/networkSizes/{urn}", resource: "networkSizes", method: opGet, scopes: append(lookup, scopeFollowers, scopeConnections), params: "edgeType", handle: networkSize},
		finder("organizationalEntityShareStatistics", "organizationalEntity", "timeIntervals shares ugcPosts", admin, findShareStatistics),
		finder("organizationalEntityFollowerStatistics", "organizationalEntity", "timeIntervals", admin, findFollowerStatistics),
		finder("organizationPageStatistics", "organization", "timeIntervals", admin, findPageStatistics),
		finder("videoAnalytics", "entity", "type aggregation timeRange", []string{scopeAdmin, scopeOrgRead}, findVideoAnalytics),
		finder("organizationalEntityNotifications", "criteria", "organizationalEntity actions timeRange", admin, findNotifications),
		finder(events, "subscriberAndEventType", "subscriber eventType", admin, findSubscriptions),
		{path: "rest/eventSubscriptions/{key}", resource: events, method: opUpdate, scopes: admin, raw: true, handle: putSubscription},
		{path: "rest/eventSubscriptions/{key}", resource: events, method: opGet, scopes: admin, handle: getSubscription},
		{path: "rest/eventSubscriptions/{key}", resource: events, method: opDelete, scopes: admin, handle: deleteSubscription},
	}
}

func memberRoutes() []*route {
	basic, posts, profile := []string{scopeBasic}, []string{scopePostAnalytics}, []string{scopeProfileStats}
	const postAnalytics, videoAnalytics, followers = "memberCreatorPostAnalytics", "memberCreatorVideoAnalytics", "memberFollowersCount"
	const numbers = "entity queryType aggregation dateRange"
	return []*route{
		{path: "v2/userinfo", resource: "userinfo", method: opGet, scopes: []string{scopeOpenID}, handle: userinfo},
		{path: "v2/me", resource: "me", method: opGet, scopes: basic, handle: me},
		{path: "rest/me", resource: "me", method: opGet, scopes: basic, handle: me},
		{path: "rest/people", resource: "people", method: opBatchGet, scopes: basic, handle: batchPeople},
		{path: "rest/people/{key}", resource: "people", method: opGet, scopes: basic, handle: getPerson},
		{path: "rest/" + postAnalytics, resource: postAnalytics, method: opFinder, name: "me", scopes: posts, params: numbers, handle: findPostAnalytics},
		{path: "rest/" + postAnalytics, resource: postAnalytics, method: opFinder, name: "entity", scopes: posts, params: numbers, handle: findPostAnalytics},
		{path: "rest/" + videoAnalytics, resource: videoAnalytics, method: opFinder, name: "me", scopes: posts, params: numbers, handle: findMemberVideoAnalytics},
		{path: "rest/" + videoAnalytics, resource: videoAnalytics, method: opFinder, name: "entity", scopes: posts, params: numbers, handle: findMemberVideoAnalytics},
		{path: "rest/" + followers, resource: followers, method: opFinder, name: "me", scopes: profile, handle: findMemberFollowers},
		{path: "rest/" + followers, resource: followers, method: opFinder, name: "dateRange", scopes: profile, params: "dateRange", handle: findMemberFollowers},
	}
}
