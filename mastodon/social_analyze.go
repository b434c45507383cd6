package mastodon

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// lookers is how many statuses are read at once from a server that reads them one by one.
const lookers = 4

// PostMetrics reads the counters of statuses, 20 a request where the server can (Mastodon 4.3), else one by one.
// They are what this server knows: those of remote statuses are too low. It implements [social.Analyst]. An error
// that is not about one status ends the reading: it is returned with the reports made so far, and is in those
// that could not be made.
func (c *Client) PostMetrics(ctx context.Context, refs ...social.Ref) ([]*social.PostReport, error) {
	reports := make([]*social.PostReport, len(refs))
	wanted := map[ID][]*social.PostReport{}
	var ids []ID
	for i, ref := range refs {
		reports[i] = &social.PostReport{Ref: ref}
		if err := draft.CheckRef(network, "refs", ref, social.RefPost, social.RefComment, social.RefMessage); err != nil {
			reports[i].Err = err
			continue
		}
		id := ID(ref.ID)
		if wanted[id] == nil {
			ids = append(ids, id)
		}
		wanted[id] = append(wanted[id], reports[i])
	}
	if len(ids) == 0 {
		return reports, nil
	}
	api, err := c.api(ctx)
	switch {
	case err != nil:
	case api >= api43:
		err = c.measureBatches(ctx, ids, wanted)
	default:
		err = c.measureEach(ctx, ids, wanted)
	}
	if err != nil {
		for _, r := range reports {
			if r.Err == nil && r.Metrics == nil {
				r.Err = err
			}
		}
	}
	return reports, err
}

func (c *Client) measureBatches(ctx context.Context, ids []ID, wanted map[ID][]*social.PostReport) error {
	for part := range slices.Chunk(ids, batch) {
		found, err := c.StatusesByID(ctx, part...)
		if err != nil {
			return err
		}
		for _, s := range found {
			report(wanted[s.ID], s, nil)
		}
		for _, id := range part {
			if r := wanted[id][0]; r.Metrics == nil {
				report(wanted[id], nil, &social.Error{
					Network: network, Op: "statuses.index", Kind: social.ErrNotFound, Message: "no such status",
				})
			}
		}
	}
	return nil
}

func (c *Client) measureEach(ctx context.Context, ids []ID, wanted map[ID][]*social.PostReport) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	next := make(chan ID)
	for range min(lookers, len(ids)) {
		wg.Go(func() {
			for id := range next {
				s, err := c.Status(ctx, id)
				if err != nil && !aboutOne(err) {
					cancel(err)
					continue
				}
				report(wanted[id], s, err)
			}
		})
	}
feed:
	for _, id := range ids {
		select {
		case next <- id:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// aboutOne reports an error that says nothing about other statuses.
func aboutOne(err error) bool {
	return errors.Is(err, social.ErrNotFound) || errors.Is(err, social.ErrPermission) || errors.Is(err, social.ErrInvalid)
}

// report fills in what was asked about one status, perhaps several times.
func report(reports []*social.PostReport, s *Status, err error) {
	for _, r := range reports {
		r.At = time.Now()
		if r.Err = err; s != nil {
			shown := s
			if s.Reblog != nil { // the share itself has no counters
				shown = s.Reblog
			}
			r.Raw, r.Metrics = s, shown.metrics()
		}
	}
}

// AccountMetrics reads the totals of the own account: followers, following, posts and requests to follow. Mastodon
// keeps no history: a period and ByDay are [errors.ErrUnsupported]; store totals as time goes by. It implements
// [social.Analyst].
func (c *Client) AccountMetrics(ctx context.Context, q *social.MetricsQuery) (*social.AccountReport, error) {
	own := value(q)
	const why = "Mastodon keeps no history: read the totals regularly and store them"
	switch {
	case !own.From.IsZero():
		return nil, social.Unsupported(network, "From", why)
	case !own.To.IsZero():
		return nil, social.Unsupported(network, "To", why)
	case own.ByDay:
		return nil, social.Unsupported(network, "ByDay", why)
	}
	me, err := c.VerifyCredentials(ctx)
	if err != nil {
		return nil, err
	}
	out := &social.AccountReport{Account: me.portable().Ref, Metrics: me.metrics(), Raw: me}
	if own.Metrics == nil {
		return out, nil
	}
	all := out.Metrics
	out.Metrics = social.Metrics{}
	for _, m := range own.Metrics {
		if v, ok := all[m]; ok {
			out.Metrics[m] = v
			continue
		}
		if out.Missing == nil {
			out.Missing = map[social.Metric]error{}
		}
		out.Missing[m] = social.Unsupported(network, "Metrics", "the server does not count "+string(m)+" of an account")
	}
	return out, nil
}
