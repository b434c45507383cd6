package community

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/relais-go/relais/social"
)

// TopPost is a post of a ranking.
type TopPost struct {
	Post       *social.Post
	Engagement float64 // what people did with it, as BestHours counts it
	Rate       float64 // Engagement divided by Basis; 0 if there is no basis
	Basis      social.Metric
}

// TopPosts ranks the n best posts of each network by their engagement, divided by reach, impressions or views where
// the network says so: what did well, for the report, and to do again. Measures and what is left out are those of
// [BestHours]; so are errors. n must be more than 0. Memory holds all posts.
func TopPosts(posts iter.Seq2[*social.Post, error], n int) (map[string][]TopPost, error) {
	if n < 1 {
		return nil, social.Invalid("", "n", "must be at least 1")
	}
	byNetwork := map[string][]*social.Post{}
	var failed error
	for p, err := range posts {
		if err != nil {
			failed = fmt.Errorf("community: top posts: %w", err)
			break
		}
		byNetwork[p.Ref.Network] = append(byNetwork[p.Ref.Network], p)
	}
	out := make(map[string][]TopPost, len(byNetwork))
	for network, posts := range byNetwork {
		metrics := make([]social.Metrics, len(posts))
		for i, p := range posts {
			metrics[i] = p.Metrics
		}
		sc := scaleOf(metrics)
		top := []TopPost{}
		for _, p := range posts {
			e, seen, ok := sc.of(p.Metrics)
			if !ok {
				continue
			}
			t := TopPost{Post: p, Engagement: e, Basis: sc.basis}
			if sc.basis != "" {
				t.Rate = e / seen
			}
			top = append(top, t)
		}
		slices.SortStableFunc(top, func(a, b TopPost) int {
			return cmp.Or(cmp.Compare(b.Rate, a.Rate), cmp.Compare(b.Engagement, a.Engagement))
		})
		out[network] = slices.Clone(top[:min(n, len(top))])
	}
	return out, failed
}
