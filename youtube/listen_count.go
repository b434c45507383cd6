package youtube

import (
	"context"
	"errors"
	"net/url"

	"github.com/relais-go/relais/social"
)

// YouTube's list of all comments of a channel comes late, and ends early on large ones, and an answer does not bring its
// comment to the front of it. What it leaves out shows in the numbers of comments of the videos.

// commentCount is how many comments a video had.
type commentCount struct {
	n int64

	// owed is by how many the number has grown for no reason that is known. Below zero, the number lags behind what
	// was told, or comments were deleted.
	owed int64
}

// unlisted reads the comments of videos that have more than the list of the channel explains.
func (r *reading) unlisted(ctx context.Context, videos []ID, counts map[ID]int64) (map[ID]commentCount, error) {
	out := map[ID]commentCount{}
	for _, id := range videos {
		n, known := counts[id]
		if !known {
			continue
		}
		now := commentCount{n: n, owed: n - r.shown[id]}
		if was, ok := r.counts[id]; ok && r.trusts {
			now.owed = was.owed/2 + n - was.n - r.fresh[id]
		}
		if now.owed > 0 {
			now.owed = 0
			if err := r.list(ctx, &ThreadsParams{VideoID: id}); err != nil && !closed(err) {
				return nil, err
			}
		}
		out[id] = now
	}
	return out, nil
}

// closed reports that a video has no comments any more, or is gone itself.
func closed(err error) bool { return disabled(err) || errors.Is(err, social.ErrNotFound) }

// disabled reports that there can be no comments.
func disabled(err error) bool {
	e, ok := errors.AsType[*social.Error](err)
	return ok && e.Code == "commentsDisabled"
}

// newestVideos are the newest uploads of the channel.
func (r *reading) newestVideos(ctx context.Context) ([]ID, error) {
	uploads, err := r.c.uploadsList(ctx)
	if err != nil {
		return nil, err
	}
	list := playlistItems(&PlaylistItemsParams{PlaylistID: uploads, Parts: []PlaylistItemPart{PlaylistItemPartContent}})
	list.Priority = social.PriorityPoll
	var ids []ID
	for i, err := range paged[PlaylistItem](ctx, r.c, list, &PageParams{Limit: r.o.Videos}) {
		if errors.Is(err, social.ErrNotFound) { // nothing was ever uploaded
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if ids = append(ids, i.Video()); len(ids) >= r.o.Videos {
			break
		}
	}
	return ids, nil
}

// countComments are the numbers of comments of videos that tell them.
func (r *reading) countComments(ctx context.Context, ids []ID) (map[ID]int64, error) {
	stats := &request{
		Op: "videos.batchGetStats", Path: data("videos:batchGetStats"), Query: url.Values{"part": {"id,statistics"}}, Priority: social.PriorityPoll,
	}
	all, err := byID(ctx, r.c, stats, ids, func(v *VideoStats) ID { return v.ID })
	if err != nil {
		return nil, err
	}
	counts := map[ID]int64{}
	for _, v := range all {
		if v.Statistics != nil && v.Statistics.Comments != nil {
			counts[v.ID] = int64(*v.Statistics.Comments)
		}
	}
	return counts, nil
}
