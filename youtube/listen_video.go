package youtube

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

// newVideo is one that a list shows, and when it was published.
type newVideo struct {
	id ID
	at time.Time
}

// videos reads what channels published.
func (l *hearing) videos(ctx context.Context, channels []ID, since time.Time) iter.Seq2[*social.Event, error] {
	since = since.Truncate(time.Second)
	return func(yield func(*social.Event, error) bool) {
		var all []newVideo
		for _, channel := range channels {
			found, err := l.published(ctx, channel, since)
			if err != nil {
				yield(nil, err)
				return
			}
			all = append(all, found...)
		}
		slices.SortStableFunc(all, func(a, b newVideo) int { return b.at.Compare(a.at) })
		l.tellVideos(ctx, all, yield)
	}
}

// published lists the videos of a channel since a time. They come newest first by when they were uploaded, which may be
// long before they are published: so the end is a page without anything new.
func (l *hearing) published(ctx context.Context, channel ID, since time.Time) ([]newVideo, error) {
	uploads, err := l.uploadsOf(ctx, channel)
	if err != nil || uploads == "" {
		return nil, err
	}
	list := playlistItems(&PlaylistItemsParams{
		PlaylistID: uploads, Parts: []PlaylistItemPart{PlaylistItemPartSnippet, PlaylistItemPartContent},
	})
	list.Priority = social.PriorityPoll
	var all []newVideo
	old := 0
	for i, err := range paged[PlaylistItem](ctx, l.c, list, nil) {
		if errors.Is(err, social.ErrNotFound) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		v := newVideo{i.Video(), i.shown()}
		if v.at.Before(since) {
			if old++; old >= pageUsual {
				break
			}
			continue
		}
		old = 0
		all = append(all, v)
	}
	return all, nil
}

// shown is when the video was published.
func (i *PlaylistItem) shown() time.Time {
	switch {
	case i.ContentDetails != nil && !i.ContentDetails.PublishedAt.IsZero():
		return i.ContentDetails.PublishedAt.Time
	case i.Snippet != nil:
		return i.Snippet.PublishedAt.Time
	default:
		return time.Time{}
	}
}

// uploadsOf is the playlist of a channel's uploads, "" if there is no such channel. All channels that are watched are
// asked for at once.
func (l *hearing) uploadsOf(ctx context.Context, channel ID) (ID, error) {
	l.mu.Lock()
	known := l.uploads[channel]
	l.mu.Unlock()
	if known.uploads != "" || time.Since(known.asked) < l.timing.missing {
		return known.uploads, nil
	}
	r := &request{
		Op: "channels.list", Path: data("channels"), Query: channelQuery([]ChannelPart{ChannelPartContent}), Priority: social.PriorityPoll,
	}
	found, err := byID(ctx, l.c, r, l.o.Watch, func(ch *Channel) ID { return ch.ID })
	if err != nil {
		return "", err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range l.o.Watch {
		l.uploads[id] = watched{l.uploads[id].uploads, time.Now()}
	}
	for _, ch := range found {
		if ch.ContentDetails != nil && ch.ContentDetails.Playlists.Uploads != "" {
			l.uploads[ch.ID] = watched{uploads: ch.ContentDetails.Playlists.Uploads}
		}
	}
	uploads := l.uploads[channel].uploads
	if uploads == "" {
		l.c.rest.Log().WarnContext(ctx, "listening: a channel that is watched does not exist", "network", network, "channel", string(channel))
	}
	return uploads, nil
}

// tellVideos reads the videos of a list, 50 for a unit, and yields them. Those that are gone again are left out.
func (l *hearing) tellVideos(ctx context.Context, list []newVideo, yield func(*social.Event, error) bool) {
	for part := range slices.Chunk(list, maxIDs) {
		ids := make([]ID, len(part))
		for i, v := range part {
			ids[i] = v.id
		}
		videos, err := l.readVideos(ctx, ids...)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, v := range videos {
			if !yield(v.found(), nil) {
				return
			}
		}
	}
}

func (l *hearing) readVideos(ctx context.Context, ids ...ID) ([]*Video, error) {
	r := &request{
		Op: "videos.list", Path: data("videos"), Priority: social.PriorityPoll,
		Query: videoQuery([]VideoPart{VideoPartSnippet, VideoPartContent, VideoPartStatistics, VideoPartLive}),
	}
	return byID(ctx, l.c, r, ids, func(v *Video) ID { return v.ID })
}

// searchDepth is after how many results YouTube ends a search.
const searchDepth = 500

// search looks for new videos.
func (l *hearing) search(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		var all []newVideo
		known := map[ID]bool{}
		var gap *inbox.GapError
		for _, s := range l.o.Searches {
			found, deep, err := l.searchOne(ctx, s, since)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, v := range found {
				if !known[v.id] {
					known[v.id] = true
					all = append(all, v)
				}
			}
			if deep && !since.IsZero() {
				gap = &inbox.GapError{Until: found[len(found)-1].at}
			}
		}
		slices.SortStableFunc(all, func(a, b newVideo) int { return b.at.Compare(a.at) })
		stopped := false
		l.tellVideos(ctx, all, func(e *social.Event, err error) bool {
			stopped = !yield(e, err) || err != nil
			return !stopped
		})
		if gap != nil && !stopped {
			yield(nil, gap)
		}
	}
}

// searchOne makes one search; deep reports that YouTube ended it before all was given.
func (l *hearing) searchOne(ctx context.Context, s *SearchParams, since time.Time) (all []newVideo, deep bool, err error) {
	own := value(s)
	own.Type, own.Order, own.After, own.Before = SearchVideo, SearchByDate, since.Truncate(time.Second), time.Time{}
	list := found(&own)
	list.Priority = social.PriorityPoll
	for r, err := range paged[SearchResult](ctx, l.c, list, nil) {
		if err != nil {
			return nil, false, err
		}
		if r.Snippet != nil && r.ID.ID() != "" {
			all = append(all, newVideo{r.ID.ID(), r.Snippet.PublishedAt.Time})
		}
	}
	return all, len(all) >= searchDepth, nil
}

// pushed is what the hub's word about a video means.
func (l *hearing) pushed(ctx context.Context, f *FeedEntry) ([]inbox.Pushed, error) {
	if f.ChannelID != "" && !l.watches(f.ChannelID) {
		return nil, nil // of a subscription that nobody wants any more
	}
	source := ""
	if f.ChannelID != "" {
		source = groupName(groupOf(f.ChannelID))
	}
	e := f.event()
	if e.Kind != social.EventFound {
		return []inbox.Pushed{{Event: e}}, nil
	}
	videos, err := l.readVideos(ctx, f.VideoID)
	switch {
	case errors.Is(err, social.ErrQuota), errors.Is(err, social.ErrRateLimited): // what is known must do
	case err != nil:
		return nil, err
	case len(videos) == 0: // not yet to be seen, or gone again
		return []inbox.Pushed{{Source: source}}, nil
	default:
		e = videos[0].found()
	}
	return []inbox.Pushed{{Event: e, Source: source}}, nil
}
