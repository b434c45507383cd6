package youtubetest

import (
	"slices"
	"time"
)

type playlistItem struct {
	id             string
	list           *playlist // nil in an uploads playlist
	video          *video
	added          time.Time
	note, from, to string
}

const maxPlaylist = 5000

func itemError(reason, message string) *apiError {
	return badRequest("youtube.playlistItem", reason, message)
}

// uploadsList is the uploads playlist of a channel as a viewer sees it, newest first: its owner finds
// private and scheduled videos there too.
func (s *Server) uploadsList(ch, viewer *channel) []*playlistItem {
	var out []*playlistItem
	for _, v := range slices.Backward(ch.videos) {
		if s.listed(v, viewer) {
			out = append(out, &playlistItem{id: itemOf(uploadsOf(ch.id), v.ID), video: v, added: v.since()})
		}
	}
	slices.SortStableFunc(out, func(a, b *playlistItem) int { return b.added.Compare(a.added) })
	return out
}

func (s *Server) uploadsOwner(id string) *channel {
	for _, ch := range s.order {
		if uploadsOf(ch.id) == id {
			return ch
		}
	}
	return nil
}

// listPlaylistItems is playlistItems.list, see
// https://developers.google.com/youtube/v3/docs/playlistItems/list.
func listPlaylistItems(c *call) (any, error) {
	by, err := c.filter("id", "playlistId")
	if err != nil {
		return nil, err
	}
	if by == "id" {
		ids, err := c.ids()
		if err != nil {
			return nil, err
		}
		var items []object
		for _, id := range ids {
			if item := c.srv.items[id]; item != nil && item.list.visibleTo(c.channel) {
				items = append(items, c.itemJSON(item, item.list.ID, slices.Index(item.list.items, item)))
			}
		}
		return fullList("playlistItemListResponse", items), nil
	}
	id := c.text("playlistId")
	list, err := c.itemsOf(id)
	if err != nil {
		return nil, err
	}
	positions := map[*playlistItem]int{}
	var found []*playlistItem
	for i, item := range list {
		positions[item] = i
		if wanted := c.text("videoId"); wanted == "" || item.video.ID == wanted {
			found = append(found, item)
		}
	}
	return listPage(c, "playlistItemListResponse", found, func(item *playlistItem) object {
		return c.itemJSON(item, id, positions[item])
	})
}

// itemsOf are the items of a playlist in their order.
func (c *call) itemsOf(id string) ([]*playlistItem, error) {
	if ch := c.srv.uploadsOwner(id); ch != nil {
		return c.srv.uploadsList(ch, c.channel), nil
	}
	p := c.srv.playlists[id]
	if p == nil || p.deleted {
		return nil, playlistNotFound("youtube.playlistItem", "playlistId")
	}
	if !p.visibleTo(c.channel) {
		return nil, forbidden("youtube.playlistItem", "playlistItemsNotAccessible", "The request is not properly authorized to retrieve the specified playlist.").at("playlistId")
	}
	return p.items, nil
}

func (c *call) itemJSON(item *playlistItem, list string, position int) object {
	o, v := object{}, item.video
	seen := c.srv.visible(v, c.channel)
	for part := range c.parts {
		switch part {
		case "snippet":
			o[part] = c.itemSnippet(item, list, position, seen)
		case "contentDetails":
			details := object{"videoId": v.ID}
			if seen {
				details["videoPublishedAt"] = stamp(v.since())
			}
			set(details, "note", item.note)
			set(details, "startAt", item.from)
			set(details, "endAt", item.to)
			o[part] = details
		case "status":
			o[part] = object{"privacyStatus": v.Privacy}
			if v.deleted {
				o[part] = object{"privacyStatus": "privacyStatusUnspecified"}
			}
		}
	}
	return resource("playlistItem", item.id, o)
}

func (c *call) itemSnippet(item *playlistItem, list string, position int, seen bool) object {
	v, owner := item.video, item.video.owner
	if item.list != nil {
		owner = item.list.owner
	}
	snippet := object{
		"publishedAt": stamp(item.added), "channelId": owner.id, "channelTitle": owner.Title, "playlistId": list,
		"position": position, "resourceId": object{"kind": "youtube#video", "videoId": v.ID},
		"title": v.Title, "description": v.Description, "thumbnails": thumbnails(v),
		"videoOwnerChannelId": v.owner.id, "videoOwnerChannelTitle": v.owner.Title,
	}
	if !seen {
		snippet["title"], snippet["description"], snippet["thumbnails"] = "Private video", "This video is private.", object{}
		if v.deleted {
			snippet["title"], snippet["description"] = "Deleted video", "This video is unavailable."
		}
		delete(snippet, "videoOwnerChannelId")
		delete(snippet, "videoOwnerChannelTitle")
	}
	return snippet
}

// insertPlaylistItem is playlistItems.insert, see
// https://developers.google.com/youtube/v3/docs/playlistItems/insert.
func insertPlaylistItem(c *call) (any, error) {
	var b playlistItemBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	switch {
	case b.Snippet == nil || b.Snippet.PlaylistID == "":
		return nil, itemError("playlistIdRequired", "The subscribe request does not specify the mandatory playlistId.").in("body.snippet.playlistId")
	case b.Snippet.ResourceID == nil || b.Snippet.ResourceID.VideoID == "" || b.Snippet.ResourceID.Kind != "youtube#video":
		return nil, itemError("invalidResourceType", "The type specified for the resource is not supported for this operation.").in("body.snippet.resourceId")
	case c.srv.uploadsOwner(b.Snippet.PlaylistID) != nil:
		return nil, itemError("playlistOperationUnsupported", "The API does not support the ability to insert videos into the specified playlist.").at("playlistId")
	}
	p, err := c.ownPlaylist(b.Snippet.PlaylistID, "youtube.playlistItem", "playlistId")
	if err != nil {
		return nil, err
	}
	v := c.srv.videos[b.Snippet.ResourceID.VideoID]
	if v == nil || !c.srv.visible(v, c.channel) {
		return nil, notFound("youtube.playlistItem", "videoNotFound", "Video not found.")
	}
	if len(p.items) >= maxPlaylist {
		return nil, forbidden("youtube.playlistItem", "playlistContainsMaximumNumberOfVideos", "The playlist already contains the maximum allowed number of items.")
	}
	at := len(p.items)
	if b.Snippet.Position != nil {
		if at = *b.Snippet.Position; at < 0 || at > len(p.items) {
			return nil, itemError("invalidPlaylistItemPosition", "The request attempts to set the playlist item's position to an invalid or unsupported value.").in("body.snippet.position")
		}
	}
	item := &playlistItem{id: itemOf(p.ID, c.srv.ids.text(12)), list: p, video: v, added: c.srv.now()}
	item.annotate(&b)
	c.srv.items[item.id] = item
	p.items = slices.Insert(p.items, at, item)
	c.srv.act(p.owner, "playlistItem", object{"playlistItem": object{
		"resourceId": object{"kind": "youtube#video", "videoId": v.ID}, "playlistId": p.ID, "playlistItemId": item.id,
	}}, v.Title, c.srv.now())
	return c.itemJSON(item, p.ID, at), nil
}

func (item *playlistItem) annotate(b *playlistItemBody) {
	item.note, item.from, item.to = "", "", ""
	if b.ContentDetails != nil {
		item.note, item.from, item.to = b.ContentDetails.Note, b.ContentDetails.StartAt, b.ContentDetails.EndAt
	}
}

// ownItem is the playlist item of an id, if its playlist is the caller's.
func (c *call) ownItem(id string) (*playlistItem, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	item := c.srv.items[id]
	if item == nil || item.list.deleted {
		return nil, notFound("youtube.playlistItem", "playlistItemNotFound", "The playlist item identified with the request's <code>id</code> parameter cannot be found.").at("id")
	}
	if item.list.owner != me {
		return nil, forbidden("youtube.playlistItem", "playlistItemsNotAccessible", "The request is not properly authorized.").at("id")
	}
	return item, nil
}

// updatePlaylistItem is playlistItems.update, see
// https://developers.google.com/youtube/v3/docs/playlistItems/update.
func updatePlaylistItem(c *call) (any, error) {
	var b playlistItemBody
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	item, err := c.ownItem(b.ID)
	if err != nil {
		return nil, err
	}
	p := item.list
	switch {
	case b.Snippet == nil || b.Snippet.PlaylistID != p.ID:
		return nil, itemError("playlistIdRequired", "The request does not specify the mandatory playlistId.").in("body.snippet.playlistId")
	case b.Snippet.ResourceID == nil || b.Snippet.ResourceID.VideoID != item.video.ID:
		return nil, itemError("resourceIdRequired", "The request must contain a resource in which the snippet object specifies a resourceId.").in("body.snippet.resourceId")
	}
	if b.Snippet.Position != nil {
		at := *b.Snippet.Position
		if at < 0 || at >= len(p.items) {
			return nil, itemError("invalidPlaylistItemPosition", "The request attempts to set the playlist item's position to an invalid or unsupported value.").in("body.snippet.position")
		}
		rest := slices.DeleteFunc(slices.Clone(p.items), func(other *playlistItem) bool { return other == item })
		p.items = slices.Insert(rest, at, item)
	}
	if c.parts["contentDetails"] {
		item.annotate(&b)
	}
	return c.itemJSON(item, p.ID, slices.Index(p.items, item)), nil
}

// deletePlaylistItem is playlistItems.delete, see
// https://developers.google.com/youtube/v3/docs/playlistItems/delete.
func deletePlaylistItem(c *call) (any, error) {
	item, err := c.ownItem(c.text("id"))
	if err != nil {
		return nil, err
	}
	item.list.items = slices.DeleteFunc(slices.Clone(item.list.items), func(other *playlistItem) bool { return other == item })
	delete(c.srv.items, item.id)
	return nil, nil //nolint:nilnil // 204
}
