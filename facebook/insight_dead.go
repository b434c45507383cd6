package facebook

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/graph"
)

// deadFor is for how long a metric that Facebook withdrew is not asked for.
const deadFor = 24 * time.Hour

// graveyard remembers metrics that Facebook does not have any more, so that each costs a call once a day, instead of
// several each time.
type graveyard struct {
	mu    sync.Mutex
	found map[string]burial // by kind of object and name
}

type burial struct {
	at  time.Time
	why error
}

// bury remembers the metrics of a kind of object that are gone for all of them, and tells whether any is.
func (g *graveyard) bury(kind string, missing map[string]error) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	any := false
	for name, why := range missing {
		if !isWithdrawn(why) {
			continue
		}
		any = true
		if g.found == nil {
			g.found = map[string]burial{}
		}
		g.found[kind+"/"+name] = burial{time.Now(), why}
	}
	return any
}

// alive splits metrics into those to ask for and those that are known to be gone.
func (g *graveyard) alive(kind string, names []string) (live []string, dead map[string]error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	dead = map[string]error{}
	for _, name := range names {
		if b, ok := g.found[kind+"/"+name]; ok && time.Since(b.at) < deadFor {
			dead[name] = b.why
			continue
		}
		live = append(live, name)
	}
	return live, dead
}

// isWithdrawn reports whether a metric does not exist, for whatever object.
func isWithdrawn(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == 100 && strings.Contains(e.Message, "valid insights metric")
}

// isMetricMissing reports whether Facebook refused a call because of one of its metrics.
func isMetricMissing(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Code == 100 && e.Subcode != 33 || e.Code == 3001)
}

// insightsOf reads lifetime metrics of many objects of a kind, in batches. take gets what there is of each, in any
// order; an error that is not about one object ends the reading.
func (c *Client) insightsOf(ctx context.Context, kind string, ids []ID, names []string, take func(ID, *Insights, error)) error {
	path := insightPath(kind)
	for open := ids; len(open) > 0; {
		live, dead := c.dead.alive(kind, names)
		if len(live) == 0 {
			for _, id := range open {
				take(id, &Insights{Missing: dead}, nil)
			}
			return nil
		}
		b := &graph.Batch{Op: "insights." + kind}
		for _, id := range open {
			b.Items = append(b.Items, &graph.BatchItem{
				Path: path(id), Params: url.Values{"metric": {strings.Join(live, ",")}}, Out: &graph.Edge[Insight]{},
			})
		}
		results, err := c.graph.Batch(ctx, b)
		if err != nil {
			return err
		}
		var refused []ID
		for i, r := range results {
			switch {
			case r.Err == nil:
				got := b.Items[i].Out.(*graph.Edge[Insight]) //nolint:forcetypeassert // made above
				take(open[i], &Insights{Metrics: got.Data, Missing: dead}, nil)
			case isMetricMissing(r.Err) && len(live) > 1:
				refused = append(refused, open[i])
			case isMetricMissing(r.Err):
				c.dead.bury(kind, map[string]error{live[0]: r.Err})
				take(open[i], &Insights{Missing: map[string]error{live[0]: r.Err}}, nil)
			default:
				take(open[i], nil, r.Err)
			}
		}
		if open, err = c.insightsApart(ctx, kind, refused, names, take); err != nil {
			return err
		}
	}
	return nil
}

// insightsApart finds out which metrics are in the way, by the first of some objects. If Facebook withdrew them, the
// others can go on together: they are returned. If not, each is read by itself.
func (c *Client) insightsApart(ctx context.Context, kind string, ids []ID, names []string, take func(ID, *Insights, error)) ([]ID, error) {
	for i, id := range ids {
		before, _ := c.dead.alive(kind, names)
		got, err := c.insightsOver(ctx, kind, insightPath(kind)(id), &InsightParams{Metrics: names})
		if ctx.Err() != nil {
			return nil, err
		}
		take(id, got, err)
		if after, _ := c.dead.alive(kind, names); !slices.Equal(before, after) {
			return ids[i+1:], nil
		}
	}
	return nil, nil
}
