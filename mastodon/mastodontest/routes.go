package mastodontest

import "net/http"

// routes registers all routes of the flavour.
func (s *Server) routes() {
	s.discoveryRoutes()
	s.statusRoutes()
	s.mediaRoutes()
	s.notificationRoutes()
	s.timelineRoutes()
	s.accountRoutes()
	s.settingRoutes()
	if s.opts.Flavour != GoToSocial {
		s.beyondGoToSocial()
	}
	if s.opts.Flavour == Mastodon {
		s.modernRoutes()
	}
	s.adminRoutes()
	s.adminTableRoutes()
}

func (s *Server) on(pattern string, who access, h handler, scopes ...string) {
	s.mux.HandleFunc(pattern, s.serve(who, scopes, h))
}

func (s *Server) discoveryRoutes() {
	s.mux.HandleFunc("GET /.well-known/nodeinfo", s.serveNodeInfo)
	s.mux.HandleFunc("GET /nodeinfo/2.0", s.serveNodeInfo)
	s.mux.HandleFunc("GET /.well-known/oauth-authorization-server", s.serveMetadata)
	if s.opts.Flavour == GoToSocial {
		s.mux.HandleFunc("GET /livez", s.serveAlive)
		s.mux.HandleFunc("GET /readyz", s.serveAlive)
	}
	s.mux.HandleFunc("GET /oauth/authorize", s.oauth.ServeAuthorize)
	s.mux.HandleFunc("POST /oauth/token", s.oauth.ServeToken)
	s.mux.HandleFunc("POST /oauth/revoke", s.serveRevoke)
	who := open
	if s.opts.WhitelistMode {
		who = public
	}
	s.on("GET /api/v1/instance", who, instanceV1)
	s.on("GET /api/v2/instance", who, instanceV2)
	s.on("GET /api/v1/instance/rules", who, instanceRules)
	s.on("GET /api/v1/instance/peers", who, peers)
	s.on("GET /api/v1/custom_emojis", public, emptyList)
	s.on("POST /api/v1/apps", open, createApp)
	s.mux.HandleFunc("GET /api/v1/streaming", s.serveWebSocket)
	s.mux.HandleFunc("GET /api/v1/streaming/{rest...}", s.serveSSE)
}

func (s *Server) statusRoutes() {
	const read, write = "read:statuses", "write:statuses"
	s.on("POST /api/v1/statuses", userToken, createStatus, write)
	s.on("GET /api/v1/statuses/{id}", public, getStatus, read)
	s.on("PUT /api/v1/statuses/{id}", userToken, editStatus, write)
	s.on("DELETE /api/v1/statuses/{id}", userToken, deleteStatus, write)
	s.on("GET /api/v1/statuses/{id}/source", userToken, statusSource, read)
	s.on("GET /api/v1/statuses/{id}/history", public, statusHistory, read)
	s.on("GET /api/v1/statuses/{id}/context", public, statusContext, read)
	s.on("GET /api/v1/statuses/{id}/favourited_by", public, favouritedBy, "read:accounts")
	s.on("GET /api/v1/statuses/{id}/reblogged_by", public, rebloggedBy, "read:accounts")
	s.on("POST /api/v1/statuses/{id}/reblog", userToken, reblogStatus, write)
	s.on("POST /api/v1/statuses/{id}/unreblog", userToken, unreblog, write)
	s.on("POST /api/v1/statuses/{id}/favourite", userToken, act(favourite), "write:favourites")
	s.on("POST /api/v1/statuses/{id}/unfavourite", userToken, act(unfavourite), "write:favourites")
	s.on("POST /api/v1/statuses/{id}/bookmark", userToken, act(bookmark), "write:bookmarks")
	s.on("POST /api/v1/statuses/{id}/unbookmark", userToken, act(unbookmark), "write:bookmarks")
	s.on("POST /api/v1/statuses/{id}/pin", userToken, act(pin), "write:accounts")
	s.on("POST /api/v1/statuses/{id}/unpin", userToken, act(unpin), "write:accounts")
	s.on("POST /api/v1/statuses/{id}/mute", userToken, act(muteThread), "write:mutes")
	s.on("POST /api/v1/statuses/{id}/unmute", userToken, act(unmuteThread), "write:mutes")
	s.on("GET /api/v1/polls/{id}", public, getPoll, read)
	s.on("POST /api/v1/polls/{id}/votes", userToken, votePoll, write)
	s.on("GET /api/v1/scheduled_statuses", userToken, listScheduled, read)
	s.on("GET /api/v1/scheduled_statuses/{id}", userToken, getScheduled, read)
	s.on("PUT /api/v1/scheduled_statuses/{id}", userToken, moveScheduled, write)
	s.on("DELETE /api/v1/scheduled_statuses/{id}", userToken, cancelScheduled, write)
}

func (s *Server) mediaRoutes() {
	s.on("POST /api/v2/media", userToken, uploadMedia(false), "write:media")
	s.on("POST /api/v1/media", userToken, uploadMedia(true), "write:media")
	s.on("GET /api/v1/media/{id}", userToken, getMedia, "write:media")
	s.on("PUT /api/v1/media/{id}", userToken, updateMedia, "write:media")
}

func (s *Server) notificationRoutes() {
	const read, write = "read:notifications", "write:notifications"
	s.on("GET /api/v1/notifications", userToken, listNotifications, read)
	s.on("GET /api/v1/notifications/{id}", userToken, getNotification, read)
	s.on("POST /api/v1/notifications/clear", userToken, clearNotifications, write)
	s.on("GET /api/v1/conversations", userToken, listConversations, "read:statuses")
	s.on("POST /api/v1/conversations/{id}/read", userToken, readConversation, "write:conversations")
	s.on("DELETE /api/v1/conversations/{id}", userToken, hideConversation, "write:conversations")
	s.on("GET /api/v1/markers", userToken, getMarkers, "read:statuses")
	s.on("POST /api/v1/markers", userToken, setMarkers, "write:statuses")
}

func (s *Server) timelineRoutes() {
	s.on("GET /api/v1/timelines/home", userToken, homeTimeline, "read:statuses")
	s.on("GET /api/v1/timelines/public", public, publicTimeline, "read:statuses")
	s.on("GET /api/v1/timelines/tag/{hashtag}", public, tagTimeline, "read:statuses")
	s.on("GET /api/v1/timelines/list/{id}", userToken, listTimeline, "read:lists")
	s.on("GET /api/v2/search", public, search, "read:search")
	s.on("GET /api/v1/trends", public, trendingTags)
	s.on("GET /api/v1/trends/tags", public, trendingTags)
	s.on("GET /api/v1/trends/statuses", public, trendingStatuses)
	s.on("GET /api/v1/trends/links", public, trendingLinks)
	if s.opts.Flavour == OldMastodon {
		return // the rest came with 4.0
	}
	s.on("GET /api/v1/tags/{name}", public, getTag)
	s.on("POST /api/v1/tags/{name}/follow", userToken, followTag, "write:follows")
	s.on("POST /api/v1/tags/{name}/unfollow", userToken, unfollowTag, "write:follows")
	s.on("GET /api/v1/followed_tags", userToken, listFollowedTags, "read:follows")
	s.filterRoutes()
}

func (s *Server) accountRoutes() {
	const read, follow = "read:accounts", "write:follows"
	s.on("GET /api/v1/accounts/verify_credentials", userToken, verifyAccount, "profile", read)
	s.on("PATCH /api/v1/accounts/update_credentials", userToken, updateCredentials, "write:accounts")
	s.on("GET /api/v1/accounts/lookup", public, lookupAccount, read)
	s.on("GET /api/v1/accounts/search", userToken, searchAccounts, read)
	s.on("GET /api/v1/accounts/relationships", userToken, getRelationships, "read:follows")
	s.on("GET /api/v1/accounts/{id}", public, getAccount, read)
	s.on("GET /api/v1/accounts/{id}/statuses", public, accountStatuses, "read:statuses")
	s.on("GET /api/v1/accounts/{id}/followers", public, follows(true), read)
	s.on("GET /api/v1/accounts/{id}/following", public, follows(false), read)
	s.on("GET /api/v1/accounts/{id}/lists", userToken, listsWith, "read:lists")
	s.on("GET /api/v1/accounts/{id}/featured_tags", public, listFeaturedTags, read)
	s.on("POST /api/v1/accounts/{id}/follow", userToken, relate(followAccount), follow)
	s.on("POST /api/v1/accounts/{id}/unfollow", userToken, relate(unfollowAccount), follow)
	s.on("POST /api/v1/accounts/{id}/block", userToken, relate(blockAccount), "write:blocks", "follow")
	s.on("POST /api/v1/accounts/{id}/unblock", userToken, relate(unblockAccount), "write:blocks", "follow")
	s.on("POST /api/v1/accounts/{id}/mute", userToken, relate(muteAccount), "write:mutes", "follow")
	s.on("POST /api/v1/accounts/{id}/unmute", userToken, relate(unmuteAccount), "write:mutes", "follow")
	s.on("POST /api/v1/accounts/{id}/note", userToken, relate(noteAccount), "write:accounts")
	s.on("GET /api/v1/blocks", userToken, listBlocks, "read:blocks", "follow")
	s.on("GET /api/v1/mutes", userToken, listMutes, "read:mutes", "follow")
	s.on("GET /api/v1/follow_requests", userToken, listFollowRequests, "read:follows", "follow")
	s.on("POST /api/v1/follow_requests/{id}/authorize", userToken, decideFollow(true), follow, "follow")
	s.on("POST /api/v1/follow_requests/{id}/reject", userToken, decideFollow(false), follow, "follow")
	s.on("GET /api/v1/favourites", userToken, listFavourites, "read:favourites")
	s.on("GET /api/v1/bookmarks", userToken, listBookmarks, "read:bookmarks")
	s.on("POST /api/v1/reports", userToken, createReport, "write:reports")
	s.on("DELETE /api/v1/profile/avatar", userToken, deletePicture, "write:accounts")
	s.on("DELETE /api/v1/profile/header", userToken, deletePicture, "write:accounts")
	s.on("GET /api/v1/preferences", userToken, getPreferences, read)
	s.firstFilterRoutes()
}

func (s *Server) filterRoutes() {
	s.on("GET /api/v2/filters", userToken, listFilters, "read:filters")
	s.on("POST /api/v2/filters", userToken, createFilter, "write:filters")
	s.on("GET /api/v2/filters/{id}", userToken, getFilter, "read:filters")
	s.on("PUT /api/v2/filters/{id}", userToken, updateFilter, "write:filters")
	s.on("DELETE /api/v2/filters/{id}", userToken, deleteFilter, "write:filters")
	s.on("GET /api/v2/filters/{a}/{b}", userToken, filterItems, "read:filters")
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		s.on(method+" /api/v2/filters/{a}/{b}", userToken, filterItems, "write:filters")
	}
}

func (s *Server) settingRoutes() {
	s.on("GET /api/v1/lists", userToken, listLists, "read:lists")
	s.on("POST /api/v1/lists", userToken, createList, "write:lists")
	s.on("GET /api/v1/lists/{id}", userToken, getList, "read:lists")
	s.on("PUT /api/v1/lists/{id}", userToken, updateList, "write:lists")
	s.on("DELETE /api/v1/lists/{id}", userToken, deleteList, "write:lists")
	s.on("GET /api/v1/lists/{id}/accounts", userToken, listMembers, "read:lists")
	s.on("POST /api/v1/lists/{id}/accounts", userToken, changeMembers(true), "write:lists")
	s.on("DELETE /api/v1/lists/{id}/accounts", userToken, changeMembers(false), "write:lists")
	s.on("GET /api/v1/featured_tags", userToken, listFeaturedTags, "read:accounts")
	s.on("POST /api/v1/push/subscription", userToken, createPush, "push")
	s.on("GET /api/v1/push/subscription", userToken, getPush, "push")
	s.on("PUT /api/v1/push/subscription", userToken, updatePush, "push")
	s.on("DELETE /api/v1/push/subscription", userToken, deletePush, "push")
}

// beyondGoToSocial are routes of every Mastodon since 3.5 that GoToSocial lacks.
func (s *Server) beyondGoToSocial() {
	s.mux.HandleFunc("GET /health", s.serveHealth)
	s.mux.HandleFunc("GET /api/v1/streaming/health", s.streamHealth)
	s.on("GET /api/v1/instance/activity", public, instanceActivity)
	s.on("GET /api/v1/apps/verify_credentials", anyToken, verifyApp)
	s.on("POST /api/v1/notifications/{id}/dismiss", userToken, dismissNotification, "write:notifications")
	s.on("POST /api/v1/statuses/{id}/translate", userToken, translateStatus, "read:statuses")
	s.on("GET /api/v1/accounts/familiar_followers", userToken, familiarFollowers, "read:follows")
	s.on("POST /api/v1/accounts/{id}/remove_from_followers", userToken, relate(removeFollower), "write:follows")
	s.on("POST /api/v1/accounts/{id}/pin", userToken, relate(endorseAccount), "write:accounts")
	s.on("POST /api/v1/accounts/{id}/unpin", userToken, relate(unendorseAccount), "write:accounts")
	s.on("GET /api/v1/endorsements", userToken, listEndorsements, "read:accounts")
	s.on("GET /api/v1/domain_blocks", userToken, listDomainBlocks, "read:blocks", "follow")
	s.on("POST /api/v1/domain_blocks", userToken, blockDomain, "write:blocks", "follow")
	s.on("DELETE /api/v1/domain_blocks", userToken, unblockDomain, "write:blocks", "follow")
	s.on("POST /api/v1/featured_tags", userToken, createFeaturedTag, "write:accounts")
	s.on("DELETE /api/v1/featured_tags/{id}", userToken, deleteFeaturedTag, "write:accounts")
	s.on("GET /api/v1/featured_tags/suggestions", userToken, suggestTags, "read:accounts")
	s.on("GET /api/v1/directory", public, directory)
	s.on("GET /api/v2/suggestions", userToken, suggestions, "read")
	s.on("DELETE /api/v1/suggestions/{id}", userToken, dismissSuggestion, "write:accounts")
	s.on("GET /api/v1/announcements", userToken, listAnnouncements)
	s.on("POST /api/v1/announcements/{id}/dismiss", userToken, dismissAnnouncement, "write:accounts")
	s.on("PUT /api/v1/announcements/{id}/reactions/{name}", userToken, reactToAnnouncement(true), "write:favourites")
	s.on("DELETE /api/v1/announcements/{id}/reactions/{name}", userToken, reactToAnnouncement(false), "write:favourites")
	s.on("GET /api/v1/admin/trends/{kind}", adminToken, adminTrends, "admin:read")
}

// modernRoutes came with Mastodon 4.x.
func (s *Server) modernRoutes() {
	const read, write = "read:notifications", "write:notifications"
	s.on("GET /api/v1/instance/domain_blocks", public, limitedDomains)
	s.on("GET /api/v1/instance/extended_description", public, extendedDescription)
	s.on("GET /api/v1/instance/translation_languages", public, translationLanguages)
	s.on("GET /api/v1_alpha/async_refreshes/{id}", userToken, getRefresh, "read")
	s.on("GET /oauth/userinfo", userToken, userinfo, "profile")
	s.on("POST /oauth/userinfo", userToken, userinfo, "profile")
	s.on("GET /api/v1/statuses", public, getStatuses, "read:statuses")
	s.on("GET /api/v1/accounts", public, getAccounts, "read:accounts")
	s.on("GET /api/v1/statuses/{id}/quotes", public, statusQuotes, "read:statuses")
	s.on("POST /api/v1/statuses/{id}/quotes/{quoting}/revoke", userToken, revokeQuote, "write:statuses")
	s.on("PUT /api/v1/statuses/{id}/interaction_policy", userToken, updateInteractionPolicy, "write:statuses")
	s.on("DELETE /api/v1/media/{id}", userToken, deleteMedia, "write:media")
	s.on("GET /api/v1/timelines/link", public, linkTimeline, "read:statuses")
	s.on("GET /api/v1/notifications/unread_count", userToken, unreadCount, read)
	s.on("GET /api/v1/notifications/requests", userToken, listRequests, read)
	s.on("GET /api/v1/notifications/requests/merged", userToken, requestsMerged, read)
	s.on("GET /api/v1/notifications/requests/{id}", userToken, getRequest, read)
	s.on("POST /api/v1/notifications/requests/accept", userToken, decideRequests(true), write)
	s.on("POST /api/v1/notifications/requests/dismiss", userToken, decideRequests(false), write)
	s.on("POST /api/v1/notifications/requests/{id}/accept", userToken, decideRequests(true), write)
	s.on("POST /api/v1/notifications/requests/{id}/dismiss", userToken, decideRequests(false), write)
	s.on("GET /api/v2/notifications", userToken, listGroups, read)
	s.on("GET /api/v2/notifications/unread_count", userToken, unreadGroups, read)
	s.on("GET /api/v2/notifications/policy", userToken, getPolicy, read)
	s.on("PATCH /api/v2/notifications/policy", userToken, setPolicy, write)
	s.on("GET /api/v2/notifications/{key}", userToken, getGroup, read)
	s.on("GET /api/v2/notifications/{key}/accounts", userToken, groupAccounts, read)
	s.on("POST /api/v2/notifications/{key}/dismiss", userToken, dismissGroup, write)
	s.on("POST /api/v1/accounts/{id}/endorse", userToken, relate(endorseAccount), "write:accounts")
	s.on("POST /api/v1/accounts/{id}/unendorse", userToken, relate(unendorseAccount), "write:accounts")
	s.on("GET /api/v1/accounts/{id}/endorsements", public, listEndorsements, "read:accounts")
	s.on("POST /api/v1/tags/{name}/feature", userToken, featureTag(true), "write:accounts")
	s.on("POST /api/v1/tags/{name}/unfeature", userToken, featureTag(false), "write:accounts")
	s.on("GET /api/v1/profile", userToken, getProfile, "profile", "read:accounts")
	s.on("PATCH /api/v1/profile", userToken, updateWholeProfile, "write:accounts")
}

func (s *Server) adminRoutes() {
	const readAccounts, writeAccounts = "admin:read:accounts", "admin:write:accounts"
	const readReports, writeReports = "admin:read:reports", "admin:write:reports"
	const readDomains, writeDomains = "admin:read:domain_blocks", "admin:write:domain_blocks"
	s.on("GET /api/v1/admin/accounts", adminToken, adminAccounts, readAccounts)
	s.on("GET /api/v2/admin/accounts", adminToken, adminAccounts, readAccounts)
	s.on("GET /api/v1/admin/accounts/{id}", adminToken, moderate(adminShow), readAccounts)
	s.on("DELETE /api/v1/admin/accounts/{id}", adminToken, moderate(adminDelete), writeAccounts)
	s.on("POST /api/v1/admin/accounts/{id}/action", adminToken, adminAction, writeAccounts)
	for name, do := range map[string]func(*call, *account) error{
		"approve": adminApprove, "reject": adminReject, "enable": adminEnable,
		"unsilence": adminUnsilence, "unsuspend": adminUnsuspend, "unsensitive": adminUnsensitive,
	} {
		s.on("POST /api/v1/admin/accounts/{id}/"+name, adminToken, moderate(do), writeAccounts)
	}
	s.on("GET /api/v1/admin/reports", adminToken, adminReports, readReports)
	s.on("GET /api/v1/admin/reports/{id}", adminToken, handleReport(showReport), readReports)
	s.on("PUT /api/v1/admin/reports/{id}", adminToken, handleReport(updateReport), writeReports)
	for name, do := range map[string]func(*call, *report) error{
		"assign_to_self": assignReport, "unassign": unassignReport, "resolve": resolveReport, "reopen": reopenReport,
	} {
		s.on("POST /api/v1/admin/reports/{id}/"+name, adminToken, handleReport(do), writeReports)
	}
	s.on("GET /api/v1/admin/domain_blocks", adminToken, adminDomainBlocks, readDomains)
	s.on("POST /api/v1/admin/domain_blocks", adminToken, createAdminDomainBlock, writeDomains)
	s.on("GET /api/v1/admin/domain_blocks/{id}", adminToken, adminDomainBlockItem, readDomains)
	s.on("PUT /api/v1/admin/domain_blocks/{id}", adminToken, adminDomainBlockItem, writeDomains)
	s.on("DELETE /api/v1/admin/domain_blocks/{id}", adminToken, adminDomainBlockItem, writeDomains)
	if s.opts.Flavour != GoToSocial {
		s.on("POST /api/v1/admin/measures", adminToken, adminMeasures, "admin:read")
		s.on("POST /api/v1/admin/dimensions", adminToken, adminDimensions, "admin:read")
		s.on("POST /api/v1/admin/retention", adminToken, adminRetention, "admin:read")
	}
}
