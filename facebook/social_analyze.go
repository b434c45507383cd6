package facebook

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// measurement is an object whose numbers are asked for, perhaps several times.
type measurement struct {
	id      ID
	kind    string // of its insights, "" for what has none
	reports []*social.PostReport
}

// PostMetrics reads the numbers of posts, videos, reels, stories, photos and comments: counters by one call in a batch
// for each, insights by a second one. A metric that Facebook withdrew is absent, and is not asked for again for a day.
// An error that is not about one post ends the reading: it is returned with the reports made so far, and is in those
// that could not be made. It implements [social.Analyst].
//
// Insights need read_insights and a Page with 100 likes; without them there are only the counters, and Err says why.
func (c *Client) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	reports := make([]*social.PostReport, len(refs))
	all := map[ID]*measurement{}
	var posts, comments, others []*measurement
	for i, ref := range refs {
		reports[i] = &social.PostReport{Ref: ref}
		if err := draft.CheckRef(network, "refs", ref, social.RefPost, social.RefComment); err != nil {
			reports[i].Err = err
			continue
		}
		id := ID(ref.ID)
		m := all[id]
		if m == nil {
			m = &measurement{id: id}
			all[id] = m
			switch {
			case ref.Kind == social.RefComment:
				comments = append(comments, m)
			case isNumber(id): // of a video, photo or story
				others = append(others, m)
			default:
				posts = append(posts, m)
			}
		}
		m.reports = append(m.reports, reports[i])
	}
	err := c.measure(ctx, posts, comments, others)
	if err != nil {
		for _, r := range reports {
			if r.Err == nil && r.Metrics == nil {
				r.Err = err
			}
		}
	}
	return reports, err
}

// measure reads counters, then insights.
func (c *Client) measure(ctx context.Context, posts, comments, others []*measurement) error {
	photos, err := c.countVideos(ctx, others)
	if err == nil {
		err = count(ctx, c, photos, photoCounters(), func(m *measurement, p *Photo) { m.count(p.metrics(), p) })
	}
	if err == nil {
		err = count(ctx, c, comments, commentFields(), func(m *measurement, k *Comment) { m.count(k.portable().Metrics, k) })
	}
	if err == nil {
		err = count(ctx, c, posts, graph.Fields(append(postFields(), postCounters()...)...), func(m *measurement, p *Post) {
			m.kind = kindPost
			if p.shows("video") {
				m.kind = kindPostVideo
			}
			m.count(p.metrics(), p)
		})
	}
	if err != nil {
		return err
	}
	for kind, sources := range map[string][]MetricSource{
		kindPost: PostMetricSources()[:postMetricsOfAll], kindPostVideo: PostMetricSources(), kindVideo: VideoMetricSources(),
		kindReel: ReelMetricSources(), kindStory: StoryMetricSources(),
	} {
		if err := c.insightsFor(ctx, kind, sources, append(posts, others...)); err != nil {
			return err
		}
	}
	return nil
}

// insightsFor adds the insights of the objects of one kind.
func (c *Client) insightsFor(ctx context.Context, kind string, sources []MetricSource, all []*measurement) error {
	wanted := map[ID]*measurement{}
	var ids []ID
	for _, m := range all {
		if m.kind == kind {
			wanted[m.id] = m
			ids = append(ids, m.id)
		}
	}
	return c.insightsOf(ctx, kind, ids, names(sources), func(id ID, in *Insights, err error) {
		m := wanted[id]
		if err != nil {
			m.fail(err)
			return
		}
		found := social.Metrics{}
		for i := range sources {
			for _, v := range in.Named(sources[i].Name) {
				if n, ok := v.Sum(); ok {
					found[sources[i].Metric] = sources[i].scaled(n)
				}
			}
		}
		m.count(found, nil)
	})
}

// count reads the counters of some objects.
func count[T any](ctx context.Context, c *Client, all []*measurement, fields string, take func(*measurement, *T)) error {
	b := &graph.Batch{Op: "metrics.posts"}
	for _, m := range all {
		b.Items = append(b.Items, &graph.BatchItem{Path: rest.Path(string(m.id)), Fields: fields, Out: new(T)})
	}
	results, err := c.graph.Batch(ctx, b)
	for i, r := range results {
		switch {
		case err != nil:
		case r.Err != nil:
			all[i].fail(r.Err)
		default:
			take(all[i], b.Items[i].Out.(*T)) //nolint:forcetypeassert // made above
		}
	}
	return err
}

// countVideos reads the counters of videos, and finds out what is none: stories, which have insights only, and photos.
func (c *Client) countVideos(ctx context.Context, all []*measurement) (photos []*measurement, err error) {
	fields := graph.Fields("id", "permalink_url", "created_time", "title", "description", "post_id", "length", "views", "published",
		graph.Expand("comments").Limit(0).Filter("stream").Summary(), graph.Expand("likes").Limit(0).Summary())
	err = count(ctx, c, all, fields, func(m *measurement, v *Video) {
		if m.kind = kindVideo; strings.Contains(v.Permalink, "/reel/") {
			m.kind = kindReel
		}
		m.count(v.metrics(), v)
	})
	for _, m := range all {
		switch nodeType(m.reports[0].Err) {
		case "":
		case "Photo":
			m.retry()
			photos = append(photos, m)
		default:
			m.retry()
			m.kind = kindStory
		}
	}
	return photos, err
}

// nodeType is what an object is instead, if Facebook refused a field for that: as "Photo" or "PagePost".
func nodeType(err error) string {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != 100 {
		return ""
	}
	_, rest, found := strings.Cut(e.Message, "on node type (")
	if !found {
		return ""
	}
	kind, _, _ := strings.Cut(rest, ")")
	return kind
}

// count adds numbers to all reports on an object.
func (m *measurement) count(found social.Metrics, raw any) {
	for _, r := range m.reports {
		r.At = time.Now()
		if r.Metrics == nil {
			r.Metrics = social.Metrics{}
		}
		for name, n := range found {
			if _, said := r.Metrics[name]; !said {
				r.Metrics[name] = n
			}
		}
		if raw != nil {
			r.Raw = raw
		}
	}
}

func (m *measurement) fail(err error) {
	for _, r := range m.reports {
		r.At, r.Err = time.Now(), err
	}
}

func (m *measurement) retry() {
	for _, r := range m.reports {
		r.Err = nil
	}
}
