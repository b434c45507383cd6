package youtubetest

import (
	"net/http"
	"strings"
)

func manage() []string   { return []string{ScopeYouTube, ScopeForceSSL} }
func partner() []string  { return append(manage(), ScopePartner) }
func read() []string     { return append(manage(), ScopeReadonly) }
func readMore() []string { return append(partner(), ScopeReadonly) }
func comments() []string { return []string{ScopeForceSSL} }
func tracks() []string   { return []string{ScopeForceSSL, ScopePartner} }

// routes is the table of methods, see https://developers.google.com/youtube/v3/docs.
func routes() []*route {
	var all []*route
	for _, list := range [][]*route{videoRoutes(), channelRoutes(), playlistRoutes(), commentRoutes(), liveRoutes(), otherRoutes()} {
		all = append(all, list...)
	}
	return all
}

const (
	videoParts = "ageGating brandPartner contentDetails fileDetails id liveStreamingDetails localizations monetizationDetails paidProductPlacementDetails player processingDetails recordingDetails snippet statistics status suggestions topicDetails"
	paged      = " pageToken"
	upTo50     = " maxResults:0-50:5" + paged
	upTo100    = " maxResults:1-100:20" + paged
	textFormat = " textFormat=textFormatUnspecified|html|plainText"
)

func videoRoutes() []*route {
	return []*route{
		{
			id: "videos.list", pattern: "GET /youtube/v3/videos", scopes: readMore(), public: true, cost: 1, handle: listVideos, parts: videoParts,
			query: "part[]! id[] chart=chartUnspecified|mostPopular myRating=none|like|dislike hl regionCode videoCategoryId locale maxHeight:72-8192:0 maxWidth:72-8192:0 maxResults:1-50:5" + paged,
		},
		{
			id: "videos.insert", pattern: "POST /upload/youtube/v3/videos", scopes: append(partner(), ScopeUpload), cost: 1, bucket: uploadBucket,
			media: videoUpload(), parts: videoParts, query: "part[]! notifySubscribers? stabilize? autoLevels?",
		},
		{id: "videos.update", pattern: "PUT /youtube/v3/videos", scopes: partner(), cost: 50, handle: updateVideo, parts: videoParts, query: "part[]!"},
		{id: "videos.delete", pattern: "DELETE /youtube/v3/videos", scopes: partner(), cost: 50, handle: deleteVideo, query: "id!"},
		{id: "videos.rate", pattern: "POST /youtube/v3/videos/rate", scopes: partner(), cost: 50, handle: rateVideo, query: "id! rating=none|like|dislike!"},
		{id: "videos.getRating", pattern: "GET /youtube/v3/videos/getRating", scopes: readMore(), cost: 1, handle: getRating, query: "id[]!"},
		{id: "videos.reportAbuse", pattern: "POST /youtube/v3/videos/reportAbuse", scopes: partner(), cost: 50, handle: reportAbuse},
		{
			id: "videos.batchGetStats", pattern: "GET /youtube/v3/videos:batchGetStats", scopes: readMore(), public: true, cost: 1, handle: batchGetStats,
			parts: "contentDetails id snippet statistics", query: "part[] id[]",
		},
		{
			id: "thumbnails.set", pattern: "POST /upload/youtube/v3/thumbnails/set", scopes: append(partner(), ScopeUpload), cost: 50,
			media: imageUpload(50<<20, beginThumbnail), query: "videoId!",
		},
		{id: "captions.list", pattern: "GET /youtube/v3/captions", scopes: tracks(), cost: 50, handle: listCaptions, parts: "id snippet", query: "part[]! videoId! id[]"},
		{
			id: "captions.insert", pattern: "POST /upload/youtube/v3/captions", scopes: tracks(), cost: 400, media: captionUpload(beginCaption, false),
			parts: "id snippet", query: "part[]! sync?",
		},
		{
			id: "captions.update", pattern: "PUT /upload/youtube/v3/captions", scopes: tracks(), cost: 450, media: captionUpload(beginCaptionUpdate, true),
			parts: "id snippet", query: "part[]! sync?",
		},
		{id: "captions.download", pattern: "GET /youtube/v3/captions/{id}", scopes: tracks(), cost: 200, handle: downloadCaption, query: "tfmt tlang"},
		{id: "captions.delete", pattern: "DELETE /youtube/v3/captions", scopes: tracks(), cost: 50, handle: deleteCaption, query: "id!"},
		{id: "videoCategories.list", pattern: "GET /youtube/v3/videoCategories", scopes: readMore(), public: true, cost: 1, handle: listCategories, parts: "id snippet", query: "part[]! id[] regionCode hl"},
		{id: "i18nLanguages.list", pattern: "GET /youtube/v3/i18nLanguages", scopes: readMore(), public: true, cost: 1, handle: listLanguages, parts: "id snippet", query: "part[]! hl"},
		{id: "i18nRegions.list", pattern: "GET /youtube/v3/i18nRegions", scopes: readMore(), public: true, cost: 1, handle: listRegions, parts: "id snippet", query: "part[]! hl"},
		{id: "videoAbuseReportReasons.list", pattern: "GET /youtube/v3/videoAbuseReportReasons", scopes: read(), public: true, cost: 1, handle: listReasons, parts: "id snippet", query: "part[]! hl"},
	}
}

func channelRoutes() []*route {
	const sectionParts = "contentDetails id snippet"
	return []*route{
		{
			id: "channels.list", pattern: "GET /youtube/v3/channels", scopes: append(readMore(), scopeAudit), public: true, cost: 1, handle: listChannels,
			parts: "auditDetails brandingSettings contentDetails contentOwnerDetails id localizations snippet statistics status topicDetails",
			query: "part[]! id[] mine? forHandle forUsername hl" + upTo50,
		},
		{
			id: "channels.update", pattern: "PUT /youtube/v3/channels", scopes: partner(), cost: 50, handle: updateChannel,
			parts: "brandingSettings id invideoPromotion localizations status", query: "part[]!",
		},
		{
			id: "channelBanners.insert", pattern: "POST /upload/youtube/v3/channelBanners/insert", scopes: append(manage(), ScopeUpload), cost: 50,
			media: imageUpload(6<<20, beginBanner), query: "channelId",
		},
		{
			id: "subscriptions.list", pattern: "GET /youtube/v3/subscriptions", scopes: readMore(), public: true, cost: 1, handle: listSubscriptions,
			parts: "contentDetails id snippet subscriberSnippet",
			query: "part[]! channelId id[] mine? myRecentSubscribers? mySubscribers? forChannelId order=subscriptionOrderUnspecified|relevance|unread|alphabetical" + upTo50,
		},
		{
			id: "channelSections.list", pattern: "GET /youtube/v3/channelSections", scopes: readMore(), public: true, cost: 1, handle: listSections,
			parts: sectionParts, query: "part[]! channelId id[] mine? hl",
		},
		{id: "channelSections.insert", pattern: "POST /youtube/v3/channelSections", scopes: partner(), cost: 50, handle: insertSection, parts: sectionParts, query: "part[]!"},
		{id: "channelSections.update", pattern: "PUT /youtube/v3/channelSections", scopes: partner(), cost: 50, handle: updateSection, parts: sectionParts, query: "part[]!"},
		{id: "channelSections.delete", pattern: "DELETE /youtube/v3/channelSections", scopes: partner(), cost: 50, handle: deleteSection, query: "id!"},
		{
			id: "watermarks.set", pattern: "POST /upload/youtube/v3/watermarks/set", scopes: append(partner(), ScopeUpload), cost: 50,
			media: imageUpload(10<<20, beginWatermark), query: "channelId!",
		},
		{id: "watermarks.unset", pattern: "POST /youtube/v3/watermarks/unset", scopes: partner(), cost: 50, handle: unsetWatermark, query: "channelId!"},
		{
			id: "members.list", pattern: "GET /youtube/v3/members", scopes: []string{ScopeMembers}, cost: 2, handle: listMembers, parts: "snippet",
			query: "part[]! mode=listMembersModeUnknown|updates|all_current hasAccessToLevel filterByMemberChannelId maxResults:0-1000:5" + paged,
		},
		{id: "membershipsLevels.list", pattern: "GET /youtube/v3/membershipsLevels", scopes: []string{ScopeMembers}, cost: 1, handle: listLevels, parts: "id snippet", query: "part[]!"},
		{id: "subscriptions.insert", pattern: "POST /youtube/v3/subscriptions", scopes: partner(), cost: 50, handle: insertSubscription, parts: "contentDetails id snippet subscriberSnippet", query: "part[]!"},
		{id: "subscriptions.delete", pattern: "DELETE /youtube/v3/subscriptions", scopes: partner(), cost: 50, handle: deleteSubscription, query: "id!"},
		{
			id: "activities.list", pattern: "GET /youtube/v3/activities", scopes: read(), public: true, cost: 1, handle: listActivities,
			parts: "contentDetails id snippet", query: "part[]! channelId mine? publishedAfter@ publishedBefore@ regionCode" + upTo50,
		},
	}
}

func playlistRoutes() []*route {
	const playlistParts, itemParts = "contentDetails id localizations player snippet status", "contentDetails id snippet status"
	return []*route{
		{
			id: "playlists.list", pattern: "GET /youtube/v3/playlists", scopes: readMore(), public: true, cost: 1, handle: listPlaylists,
			parts: playlistParts, query: "part[]! channelId id[] mine? hl" + upTo50,
		},
		{id: "playlists.insert", pattern: "POST /youtube/v3/playlists", scopes: partner(), cost: 50, handle: insertPlaylist, parts: playlistParts, query: "part[]!"},
		{id: "playlists.update", pattern: "PUT /youtube/v3/playlists", scopes: partner(), cost: 50, handle: updatePlaylist, parts: playlistParts, query: "part[]!"},
		{id: "playlists.delete", pattern: "DELETE /youtube/v3/playlists", scopes: partner(), cost: 50, handle: deletePlaylist, query: "id!"},
		{
			id: "playlistItems.list", pattern: "GET /youtube/v3/playlistItems", scopes: readMore(), public: true, cost: 1, handle: listPlaylistItems,
			parts: itemParts, query: "part[]! id[] playlistId videoId" + upTo50,
		},
		{
			id: "playlistImages.list", pattern: "GET /youtube/v3/playlistImages", scopes: readMore(), public: true, cost: 1, handle: listPlaylistImages,
			parts: "id snippet", query: "part[] parent" + upTo50,
		},
		{
			id: "playlistImages.insert", pattern: "POST /upload/youtube/v3/playlistImages", scopes: partner(), cost: 50,
			media: imageUpload(50<<20, beginPlaylistImage), parts: "id snippet", query: "part[]",
		},
		{
			id: "playlistImages.update", pattern: "PUT /upload/youtube/v3/playlistImages", scopes: partner(), cost: 50,
			media: imageUpload(50<<20, beginPlaylistImage), parts: "id snippet", query: "part[]",
		},
		{id: "playlistImages.delete", pattern: "DELETE /youtube/v3/playlistImages", scopes: partner(), cost: 50, handle: deletePlaylistImage, query: "id"},
		{id: "playlistItems.insert", pattern: "POST /youtube/v3/playlistItems", scopes: partner(), cost: 50, handle: insertPlaylistItem, parts: itemParts, query: "part[]!"},
		{id: "playlistItems.update", pattern: "PUT /youtube/v3/playlistItems", scopes: partner(), cost: 50, handle: updatePlaylistItem, parts: itemParts, query: "part[]!"},
		{id: "playlistItems.delete", pattern: "DELETE /youtube/v3/playlistItems", scopes: partner(), cost: 50, handle: deletePlaylistItem, query: "id!"},
	}
}

func commentRoutes() []*route {
	const statuses = "published|heldForReview|likelySpam|rejected"
	return []*route{
		{
			id: "commentThreads.list", pattern: "GET /youtube/v3/commentThreads", scopes: comments(), public: true, cost: 1, handle: listThreads,
			parts: "id replies snippet",
			query: "part[]! allThreadsRelatedToChannelId channelId id[] videoId moderationStatus=" + statuses +
				" order=orderUnspecified|time|relevance searchTerms" + textFormat + upTo100,
		},
		{id: "commentThreads.insert", pattern: "POST /youtube/v3/commentThreads", scopes: comments(), cost: 50, handle: insertThread, parts: "id replies snippet", query: "part[]!"},
		{
			id: "comments.list", pattern: "GET /youtube/v3/comments", scopes: comments(), public: true, cost: 1, handle: listComments,
			parts: "id snippet", query: "part[]! id[] parentId" + textFormat + upTo100,
		},
		{id: "comments.insert", pattern: "POST /youtube/v3/comments", scopes: comments(), cost: 50, handle: insertComment, parts: "id snippet", query: "part[]!"},
		{id: "comments.update", pattern: "PUT /youtube/v3/comments", scopes: comments(), cost: 50, handle: updateComment, parts: "id snippet", query: "part[]!"},
		{id: "comments.delete", pattern: "DELETE /youtube/v3/comments", scopes: comments(), cost: 50, handle: deleteComment, query: "id!"},
		{
			id: "comments.setModerationStatus", pattern: "POST /youtube/v3/comments/setModerationStatus", scopes: comments(), cost: 50,
			handle: setModerationStatus, query: "id[]! moderationStatus=" + statuses + "! banAuthor?",
		},
	}
}

func liveRoutes() []*route {
	const broadcastParts = "contentDetails id monetizationDetails snippet statistics status"
	const streamParts = "cdn contentDetails id snippet status"
	const chatParts, chatQuery = "authorDetails id snippet", " hl maxResults:200-2000:500 pageToken profileImageSize:16-720:88"
	return []*route{
		{
			id: "liveBroadcasts.list", pattern: "GET /youtube/v3/liveBroadcasts", scopes: read(), cost: 1, handle: listBroadcasts,
			parts: broadcastParts,
			query: "part[]! broadcastStatus=broadcastStatusFilterUnspecified|all|active|upcoming|completed broadcastType=broadcastTypeFilterUnspecified|all|event|persistent id[] mine?" + upTo50,
		},
		{id: "liveBroadcasts.insert", pattern: "POST /youtube/v3/liveBroadcasts", scopes: manage(), cost: 50, handle: insertBroadcast, parts: broadcastParts, query: "part[]!"},
		{id: "liveBroadcasts.update", pattern: "PUT /youtube/v3/liveBroadcasts", scopes: manage(), cost: 50, handle: updateBroadcast, parts: broadcastParts, query: "part[]!"},
		{id: "liveBroadcasts.delete", pattern: "DELETE /youtube/v3/liveBroadcasts", scopes: manage(), cost: 50, handle: deleteBroadcast, query: "id!"},
		{id: "liveBroadcasts.bind", pattern: "POST /youtube/v3/liveBroadcasts/bind", scopes: manage(), cost: 50, handle: bindBroadcast, parts: broadcastParts, query: "part[]! id! streamId"},
		{
			id: "liveBroadcasts.transition", pattern: "POST /youtube/v3/liveBroadcasts/transition", scopes: manage(), cost: 50, handle: moveBroadcast,
			parts: broadcastParts, query: "part[]! id! broadcastStatus=statusUnspecified|testing|live|complete!",
		},
		{id: "liveStreams.list", pattern: "GET /youtube/v3/liveStreams", scopes: read(), cost: 1, handle: listStreams, parts: streamParts, query: "part[]! id[] mine?" + upTo50},
		{id: "liveStreams.insert", pattern: "POST /youtube/v3/liveStreams", scopes: manage(), cost: 50, handle: insertStream, parts: streamParts, query: "part[]!"},
		{id: "liveStreams.update", pattern: "PUT /youtube/v3/liveStreams", scopes: manage(), cost: 50, handle: updateStream, parts: streamParts, query: "part[]!"},
		{id: "liveStreams.delete", pattern: "DELETE /youtube/v3/liveStreams", scopes: manage(), cost: 50, handle: deleteStream, query: "id!"},
		{id: "liveChatModerators.list", pattern: "GET /youtube/v3/liveChat/moderators", scopes: read(), cost: 1, handle: listModerators, parts: "id snippet", query: "part[]! liveChatId!" + upTo50},
		{id: "liveChatModerators.insert", pattern: "POST /youtube/v3/liveChat/moderators", scopes: manage(), cost: 50, handle: insertModerator, parts: "id snippet", query: "part[]!"},
		{id: "liveChatModerators.delete", pattern: "DELETE /youtube/v3/liveChat/moderators", scopes: manage(), cost: 50, handle: deleteModerator, query: "id!"},
		{id: "superChatEvents.list", pattern: "GET /youtube/v3/superChatEvents", scopes: read(), cost: 1, handle: listSuperChats, parts: "id snippet", query: "part[]! hl maxResults:1-50:5" + paged},
		{id: "liveChatMessages.list", pattern: "GET /youtube/v3/liveChat/messages", scopes: read(), public: true, cost: 5, handle: listChat, parts: chatParts, query: "part[]! liveChatId!" + chatQuery},
		{id: "youtube.v3.liveChat.messages.stream", pattern: "GET /youtube/v3/liveChat/messages/stream", scopes: read(), public: true, cost: 5, stream: streamChat, parts: chatParts, query: "part[] liveChatId" + chatQuery},
		{id: "liveChatMessages.insert", pattern: "POST /youtube/v3/liveChat/messages", scopes: manage(), cost: 20, handle: insertChat, parts: chatParts, query: "part[]!"},
		{id: "liveChatMessages.delete", pattern: "DELETE /youtube/v3/liveChat/messages", scopes: manage(), cost: 20, handle: deleteChat, query: "id!"},
		{id: "liveChatMessages.transition", pattern: "POST /youtube/v3/liveChat/messages/transition", scopes: manage(), cost: 20, handle: closePoll, query: "id status=statusUnspecified|closed"},
		{id: "liveChatBans.insert", pattern: "POST /youtube/v3/liveChat/bans", scopes: manage(), cost: 50, handle: insertBan, parts: "id snippet", query: "part[]!"},
		{id: "liveChatBans.delete", pattern: "DELETE /youtube/v3/liveChat/bans", scopes: manage(), cost: 50, handle: deleteBan, query: "id!"},
	}
}

func otherRoutes() []*route {
	return []*route{
		{
			id: "search.list", pattern: "GET /youtube/v3/search", scopes: readMore(), public: true, cost: 1, bucket: searchBucket, handle: search,
			parts: "id snippet",
			query: "part[]! channelId channelType=channelTypeUnspecified|any|show eventType=none|upcoming|live|completed forMine? location locationRadius " +
				"order=searchSortUnspecified|date|rating|viewCount|relevance|title|videoCount publishedAfter@ publishedBefore@ q regionCode " +
				"relevanceLanguage safeSearch=safeSearchSettingUnspecified|none|moderate|strict topicId type[] videoCaption videoCategoryId " +
				"videoDefinition videoDimension videoDuration videoEmbeddable videoLicense videoPaidProductPlacement videoSyndicated videoType" + upTo50,
		},
		{
			id: "reports.query", pattern: "GET /v2/reports", bucket: unmetered, handle: queryReport,
			scopes: []string{ScopeYouTube, ScopeReadonly, ScopePartner, ScopeAnalyticsMonetary, ScopeAnalytics},
			query:  "currency dimensions endDate filters ids includeHistoricalChannelData? maxResults metrics sort startDate startIndex",
		},
	}
}

func (s *Server) mount() {
	s.table = routes()
	uploads := map[string]map[string]http.HandlerFunc{} // by path and method
	for _, rt := range s.table {
		rt.params = parseParams(rt.query)
		if rt.media == nil {
			s.mux.HandleFunc(rt.pattern, s.serve(rt))
			continue
		}
		method, path, _ := strings.Cut(rt.pattern, " ")
		if uploads[path] == nil {
			uploads[path] = map[string]http.HandlerFunc{}
		}
		uploads[path][method] = s.serveMedia(rt)
		s.mux.HandleFunc(method+" "+strings.TrimPrefix(path, "/upload"), s.serveMedia(rt)) // without a file
	}
	for path, methods := range uploads {
		for _, prefix := range []string{"", "/resumable"} {
			s.mux.HandleFunc(prefix+path, s.serveUpload(methods))
		}
	}
	for pattern, handler := range map[string]http.HandlerFunc{
		"GET /o/oauth2/v2/auth": s.serveAuthorize, "GET /o/oauth2/auth": s.serveAuthorize,
		"POST /token": s.serveToken, "POST /revoke": s.serveRevoke,
		"POST /subscribe": s.serveHub, "GET /feeds/videos.xml": s.serveFeed, "GET /xml/feeds/videos.xml": s.serveFeed,
	} {
		s.mux.HandleFunc(pattern, handler)
	}
}

// serveUpload tells requests to sessions, which take PUT and from some of Google's own libraries POST, from
// those that begin an upload.
func (s *Server) serveUpload(methods map[string]http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if id := r.URL.Query().Get("upload_id"); id != "" {
			s.serveSession(w, r, id)
			return
		}
		handler := methods[r.Method]
		if handler == nil {
			notFoundPage(w)
			return
		}
		handler(w, r)
	}
}

func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	if _, pattern := s.mux.Handler(r); pattern == "" {
		notFoundPage(w)
		return
	}
	s.mux.ServeHTTP(w, r)
}
