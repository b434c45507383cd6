package xtest

import (
	"net/http"
	"strings"
)

// scopes of many operations.
func reading(more ...string) []string { return append([]string{"tweet.read", "users.read"}, more...) }

func followsMarks(u *user) *[]*mark { return &u.follows }
func pinnedMarks(u *user) *[]*mark  { return &u.pinned }

// routes is the table of operations, see https://docs.x.com/x-api.
func routes() []*route {
	var all []*route
	for _, list := range [][]*route{postRoutes(), userRoutes(), mediaRoutes(), messageRoutes(), listRoutes(), appRoutes()} {
		all = append(all, list...)
	}
	return all
}

func postRoutes() []*route {
	return []*route{
		{pattern: "GET /2/tweets", auth: anyAuth, scopes: reading(), handle: getPosts},
		{pattern: "POST /2/tweets", auth: anyUser, scopes: reading("tweet.write"), handle: createPost},
		{pattern: "GET /2/tweets/{id}", auth: anyAuth, scopes: reading(), handle: getPost},
		{pattern: "DELETE /2/tweets/{id}", auth: anyUser, scopes: reading("tweet.write"), handle: deletePost},
		{pattern: "PUT /2/tweets/{tweet_id}/hidden", auth: anyUser, scopes: reading("tweet.moderate.write"), handle: hideReply},
		{pattern: "GET /2/tweets/search/recent", auth: anyAuth, scopes: reading(), handle: searchPosts(false)},
		{pattern: "GET /2/tweets/search/all", auth: appOnly, handle: searchPosts(true)},
		{pattern: "GET /2/tweets/counts/recent", auth: oauth2User | appOnly, handle: countPosts(false)},
		{pattern: "GET /2/tweets/counts/all", auth: appOnly, handle: countPosts(true)},
		{pattern: "GET /2/tweets/analytics", auth: anyUser, scopes: reading(), handle: postAnalytics},
		{pattern: "GET /2/tweets/{id}/liking_users", auth: anyUser, scopes: reading("like.read"), handle: likingUsers},
		{pattern: "GET /2/tweets/{id}/retweeted_by", auth: anyAuth, scopes: reading(), handle: repostedByUsers},
		{pattern: "GET /2/tweets/{id}/retweets", auth: anyAuth, scopes: reading(), handle: getReposts},
		{pattern: "GET /2/tweets/{id}/quote_tweets", auth: anyAuth, scopes: reading(), handle: getQuotes},
		{pattern: "GET /2/tweets/search/stream/rules", auth: appOnly, handle: getRules},
		{pattern: "POST /2/tweets/search/stream/rules", auth: appOnly, handle: changeRules},
		{pattern: "GET /2/tweets/search/stream/rules/counts", auth: appOnly, handle: countRules},
		{pattern: "GET /2/tweets/search/stream", auth: appOnly, stream: serveStream(filteredStream)},
		{pattern: "POST /2/articles/draft", auth: anyUser, scopes: []string{"tweet.write"}, handle: createArticle},
		{pattern: "POST /2/articles/{article_id}/publish", auth: anyUser, scopes: []string{"tweet.write"}, handle: publishArticle},
	}
}

func userRoutes() []*route {
	following := edges(func(u *user) []*edge { return u.following }, edgeTarget, UserRead, false)
	followers := edges(func(u *user) []*edge { return u.followers }, edgeSource, UserRead, false)
	muting := edges(func(u *user) []*edge { return u.muting }, edgeTarget, MuteRead, true)
	blocking := edges(func(u *user) []*edge { return u.blocking }, edgeTarget, BlockRead, true)
	return []*route{
		{pattern: "GET /2/users", auth: anyAuth, scopes: reading(), handle: getUsers},
		{pattern: "GET /2/users/by", auth: anyAuth, scopes: reading(), handle: getUsersByName},
		{pattern: "GET /2/users/by/username/{username}", auth: anyAuth, scopes: reading(), handle: getUserByName},
		{pattern: "GET /2/users/me", auth: anyUser, scopes: reading(), handle: getMe},
		{pattern: "GET /2/users/search", auth: anyUser, scopes: reading(), handle: searchUsers},
		{pattern: "GET /2/users/reposts_of_me", auth: anyUser, scopes: []string{"timeline.read", "tweet.read"}, handle: repostsOfMe},
		{pattern: "GET /2/users/{id}", auth: anyAuth, scopes: reading(), handle: getUser},
		{pattern: "GET /2/users/{id}/tweets", auth: anyAuth, scopes: reading(), handle: userTimeline},
		{pattern: "GET /2/users/{id}/mentions", auth: anyAuth, scopes: reading(), handle: mentionsTimeline},
		{pattern: "GET /2/users/{id}/timelines/reverse_chronological", auth: anyUser, scopes: reading(), handle: homeTimeline},
		{pattern: "GET /2/users/{id}/liked_tweets", auth: anyUser, scopes: reading("like.read"), handle: likedPosts},
		{pattern: "POST /2/users/{id}/likes", auth: anyUser, scopes: reading("like.write"), handle: like},
		{pattern: "DELETE /2/users/{id}/likes/{tweet_id}", auth: anyUser, scopes: reading("like.write"), handle: unlike},
		{pattern: "POST /2/users/{id}/retweets", auth: anyUser, scopes: reading("tweet.write"), handle: repost},
		{pattern: "DELETE /2/users/{id}/retweets/{source_tweet_id}", auth: anyUser, scopes: reading("tweet.write"), handle: unrepost},
		{pattern: "GET /2/users/{id}/bookmarks", auth: anyUser, scopes: reading("bookmark.read"), handle: getBookmarks},
		{pattern: "POST /2/users/{id}/bookmarks", auth: oauth2User, scopes: reading("bookmark.write"), handle: addBookmark},
		{pattern: "DELETE /2/users/{id}/bookmarks/{tweet_id}", auth: oauth2User, scopes: reading("bookmark.write"), handle: deleteBookmark},
		{pattern: "GET /2/users/{id}/bookmarks/folders", auth: anyUser, scopes: []string{"users.read", "bookmark.read"}, handle: getFolders},
		{pattern: "POST /2/users/{id}/bookmarks/folders", auth: oauth2User, scopes: []string{"users.read", "bookmark.write"}, handle: createFolder},
		{pattern: "GET /2/users/{id}/bookmarks/folders/{folder_id}", auth: anyUser, scopes: reading("bookmark.read"), handle: getFolder},
		{pattern: "GET /2/users/{id}/followers", auth: anyAuth, scopes: reading("follows.read"), handle: followers},
		{pattern: "GET /2/users/{id}/following", auth: anyAuth, scopes: reading("follows.read"), handle: following},
		{pattern: "POST /2/users/{id}/following", auth: anyUser, scopes: reading("follows.write"), handle: follow},
		{pattern: "DELETE /2/users/{source_user_id}/following/{target_user_id}", auth: anyUser, scopes: reading("follows.write"), handle: unfollow},
		{pattern: "GET /2/users/{id}/muting", auth: anyUser, scopes: reading("mute.read"), handle: muting},
		{pattern: "POST /2/users/{id}/muting", auth: anyUser, scopes: reading("mute.write"), handle: mute},
		{pattern: "DELETE /2/users/{source_user_id}/muting/{target_user_id}", auth: anyUser, scopes: reading("mute.write"), handle: unmute},
		{pattern: "GET /2/users/{id}/blocking", auth: anyUser, scopes: reading("block.read"), handle: blocking},
		{pattern: "POST /2/users/{id}/blocking", auth: anyUser, scopes: reading("block.write"), handle: block},
		{pattern: "DELETE /2/users/{source_user_id}/blocking/{target_user_id}", auth: anyUser, scopes: reading("block.write"), handle: unblock},
		{pattern: "POST /2/users/{id}/dm/block", auth: anyUser, scopes: reading("dm.write"), handle: dmBlock(true)},
		{pattern: "POST /2/users/{id}/dm/unblock", auth: anyUser, scopes: reading("dm.write"), handle: dmBlock(false)},
	}
}

func mediaRoutes() []*route {
	write := []string{"media.write"}
	return []*route{
		{pattern: "POST /2/media/upload", auth: anyUser, scopes: write, raw: true, handle: upload},
		{pattern: "GET /2/media/upload", auth: anyUser, scopes: write, handle: uploadStatus},
		{pattern: "POST /2/media/upload/initialize", auth: anyUser, scopes: write, handle: initializeUpload},
		{pattern: "POST /2/media/upload/{id}/append", auth: anyUser, scopes: write, raw: true, handle: appendUpload},
		{pattern: "POST /2/media/upload/{id}/finalize", auth: anyUser, scopes: write, handle: finalizeUpload},
		{pattern: "POST /2/media/metadata", auth: anyUser, scopes: write, handle: setMetadata},
		{pattern: "POST /2/media/subtitles", auth: anyUser, scopes: write, handle: addSubtitles},
		{pattern: "DELETE /2/media/subtitles", auth: anyUser, scopes: write, handle: deleteSubtitles},
		{pattern: "GET /2/media", auth: anyAuth, scopes: []string{"tweet.read"}, handle: getMedia},
		{pattern: "GET /2/media/{media_key}", auth: anyAuth, scopes: []string{"tweet.read"}, handle: getMedia},
		{pattern: "GET /2/media/analytics", auth: anyUser, scopes: []string{"tweet.read"}, handle: mediaAnalytics},
	}
}

func messageRoutes() []*route {
	return []*route{
		{pattern: "GET /2/dm_events", auth: anyUser, scopes: reading("dm.read"), handle: getMessages},
		{pattern: "GET /2/dm_events/{event_id}", auth: anyUser, scopes: reading("dm.read"), handle: getMessage},
		{pattern: "DELETE /2/dm_events/{event_id}", auth: anyUser, scopes: []string{"dm.read", "dm.write"}, handle: deleteMessage},
		{pattern: "GET /2/dm_conversations/with/{participant_id}/dm_events", auth: anyUser, scopes: reading("dm.read"), handle: messagesWith},
		{pattern: "GET /2/dm_conversations/{id}/dm_events", auth: anyUser, scopes: reading("dm.read"), handle: messagesIn},
		{pattern: "POST /2/dm_conversations", auth: anyUser, scopes: reading("dm.write"), handle: createConversation},
		{pattern: "POST /2/dm_conversations/with/{participant_id}/messages", auth: anyUser, scopes: reading("dm.write"), handle: sendTo},
		{pattern: "POST /2/dm_conversations/{dm_conversation_id}/messages", auth: anyUser, scopes: reading("dm.write"), handle: sendIn},
		{pattern: "GET /2/dm_conversations/media/{dm_id}/{media_id}/{resource_id}", auth: oauth2User, scopes: []string{"dm.read"}, handle: getMessageMedia},
	}
}

func listRoutes() []*route {
	read, write := reading("list.read"), reading("list.write")
	return []*route{
		{pattern: "POST /2/lists", auth: anyUser, scopes: reading("list.read", "list.write"), handle: createList},
		{pattern: "GET /2/lists/{id}", auth: anyAuth, scopes: read, handle: getList},
		{pattern: "PUT /2/lists/{id}", auth: anyUser, scopes: write, handle: updateList},
		{pattern: "DELETE /2/lists/{id}", auth: anyUser, scopes: write, handle: deleteList},
		{pattern: "GET /2/lists/{id}/members", auth: anyAuth, scopes: read, handle: listMembers},
		{pattern: "POST /2/lists/{id}/members", auth: anyUser, scopes: write, handle: addMember},
		{pattern: "DELETE /2/lists/{id}/members/{user_id}", auth: anyUser, scopes: write, handle: removeMember},
		{pattern: "GET /2/lists/{id}/followers", auth: anyAuth, scopes: read, handle: listFollowers},
		{pattern: "GET /2/lists/{id}/tweets", auth: anyAuth, scopes: read, handle: listPosts},
		{pattern: "GET /2/users/{id}/owned_lists", auth: anyAuth, scopes: read, handle: ownedLists},
		{pattern: "GET /2/users/{id}/list_memberships", auth: anyAuth, scopes: read, handle: memberships},
		{pattern: "GET /2/users/{id}/followed_lists", auth: anyAuth, scopes: read, handle: markedLists(func(u *user) []*mark { return u.follows }, false)},
		{pattern: "POST /2/users/{id}/followed_lists", auth: anyUser, scopes: write, handle: markList("following", followsMarks, true)},
		{pattern: "DELETE /2/users/{id}/followed_lists/{list_id}", auth: anyUser, scopes: write, handle: unmarkList("following", followsMarks, true)},
		{pattern: "GET /2/users/{id}/pinned_lists", auth: anyUser, scopes: read, handle: markedLists(func(u *user) []*mark { return u.pinned }, true)},
		{pattern: "POST /2/users/{id}/pinned_lists", auth: anyUser, scopes: write, handle: markList("pinned", pinnedMarks, false)},
		{pattern: "DELETE /2/users/{id}/pinned_lists/{list_id}", auth: anyUser, scopes: write, handle: unmarkList("pinned", pinnedMarks, false)},
	}
}

func appRoutes() []*route {
	signed := oauth1User | appOnly
	return []*route{
		{pattern: "GET /2/usage/tweets", auth: appOnly, handle: getUsage},
		{pattern: "GET /2/usage/credits", auth: appOnly, handle: getCredits},
		{pattern: "GET /2/connections", auth: appOnly, handle: getConnections},
		{pattern: "DELETE /2/connections", auth: appOnly, handle: deleteConnections},
		{pattern: "DELETE /2/connections/all", auth: appOnly, handle: deleteAllConnections},
		{pattern: "DELETE /2/connections/{endpoint_id}", auth: appOnly, handle: deleteEndpointConnections},
		{pattern: "GET /2/activity/stream", auth: appOnly, stream: serveStream(activityStream)},
		{pattern: "GET /2/activity/subscriptions", auth: anyAuth, handle: getSubscriptions},
		{pattern: "POST /2/activity/subscriptions", auth: anyAuth, handle: createSubscription},
		{pattern: "DELETE /2/activity/subscriptions", auth: appOnly, handle: deleteSubscriptions},
		{pattern: "PUT /2/activity/subscriptions/{subscription_id}", auth: appOnly, handle: updateSubscription},
		{pattern: "DELETE /2/activity/subscriptions/{subscription_id}", auth: appOnly, handle: deleteSubscription},
		{pattern: "GET /2/webhooks", auth: appOnly, handle: getWebhooks},
		{pattern: "POST /2/webhooks", auth: signed, userless: true, raw: true, handle: createWebhook},
		{pattern: "PUT /2/webhooks/{webhook_id}", auth: signed, userless: true, raw: true, handle: validateWebhook},
		{pattern: "DELETE /2/webhooks/{webhook_id}", auth: signed, userless: true, handle: deleteWebhook},
		{pattern: "POST /2/webhooks/replay", auth: appOnly, handle: replayWebhook},
	}
}

func (s *Server) mount() {
	s.table = routes()
	for _, rt := range s.table {
		rt.limiter = s.opts.RateLimits.limiter(s.clock, rt.pattern)
		s.mux.HandleFunc(rt.pattern, s.serve(rt))
	}
	for pattern, handler := range map[string]http.HandlerFunc{
		"GET /i/oauth2/authorize": s.serveAuthorize, "GET /2/oauth2/authorize": s.serveAuthorize,
		"POST /2/oauth2/token": s.serveToken, "POST /2/oauth2/revoke": s.serveRevoke,
		"POST /oauth2/token": s.serveAppToken, "POST /oauth2/invalidate_token": s.serveInvalidateAppToken,
		"POST /oauth/request_token": s.serveRequestToken, "POST /oauth/access_token": s.serveAccessToken,
		"GET /oauth/authorize": s.serveOAuth1Authorize, "GET /oauth/authenticate": s.serveOAuth1Authorize,
		"GET /.well-known/oauth-authorization-server": s.serveMetadata,
	} {
		s.mux.HandleFunc(pattern, handler)
	}
}

func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	if _, pattern := s.mux.Handler(r); pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/1.1/") {
		s.writeError(w, legacy(http.StatusForbidden, 453, "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only."))
		return
	}
	s.writeError(w, problem(http.StatusNotFound, noType, "Not Found", "Not Found"))
}
