package social

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
)

// broadcast is one call of Broadcast.
type broadcast struct {
	opts   BroadcastOptions
	draft  *Draft // a copy, with the key
	jobs   []*job
	result *BroadcastResult

	mu      sync.Mutex // guards the results of the targets; calls of Save follow one another
	unsaved []error
}

// job is one target of a call.
type job struct {
	*Target
	result *TargetResult
}

// newBroadcast checks the arguments. What it returns has a result, whatever the error.
func newBroadcast(targets []Target, d *Draft, opts *BroadcastOptions) (*broadcast, error) {
	b := &broadcast{result: &BroadcastResult{}}
	if opts != nil {
		b.opts = *opts
	}
	if b.opts.Parallel <= 0 {
		b.opts.Parallel = defaultParallel
	}
	earlier := &BroadcastResult{}
	if b.opts.Earlier != nil {
		earlier = b.opts.Earlier
		b.result = earlier
	}
	if err := earlier.validate(); err != nil {
		return b, err
	}
	if d == nil {
		return b, wrongArgument("Draft", "is nil")
	}
	if earlier.Key != "" && d.Key != "" && d.Key != earlier.Key {
		return b, wrongArgument("Draft.Key", "is not that of the earlier result, so that it would be another publication")
	}
	result := earlier.clone()
	for _, t := range result.Targets {
		if t.Outcome == OutcomeBegun {
			t.abandon()
		}
	}
	for i := range targets {
		j, err := result.join(&targets[i], "Targets["+strconv.Itoa(i)+"]", b.jobs)
		if err != nil {
			return b, err
		}
		b.jobs = append(b.jobs, j)
	}
	own := *d
	pick(&own.Key, earlier.Key)
	if own.Key == "" {
		own.Key = rand.Text()
	}
	result.Key = own.Key
	b.draft, b.result = &own, result
	return b, nil
}

const defaultParallel = 8

// join finds the result of a target, or adds one.
func (r *BroadcastResult) join(t *Target, field string, others []*job) (*job, error) {
	network := NetworkOf(t.Client)
	name := t.Name
	if name == "" {
		name = network
	}
	if name == "" {
		return nil, wrongArgument(field+".Name", "is empty, and the client names no network")
	}
	j := &job{Target: t, result: r.Target(name)}
	switch {
	case j.result == nil:
		j.result = &TargetResult{Target: name, Network: network, Outcome: OutcomeWaiting}
		r.Targets = append(r.Targets, j.result)
	case slices.ContainsFunc(others, func(o *job) bool { return o.result == j.result }):
		return nil, wrongArgument(field+".Name", "is there twice: "+strconv.Quote(name))
	case j.result.Network != network:
		return nil, wrongArgument(field+".Client", fmt.Sprintf("is of network %q, and the earlier result of %q of %q", network, name, j.result.Network))
	}
	return j, nil
}

// draftFor is the draft as it is for one target.
func (b *broadcast) draftFor(j *job) *Draft {
	if j.Variant == nil {
		return b.draft
	}
	network := j.result.Network
	own := *b.draft.For(network)
	own.Variants = map[string]*Draft{network: j.Variant}
	return own.For(network)
}

// fresh reports whether a target is to be published, rather than resumed or left alone.
func (j *job) fresh() bool {
	return j.result.Outcome == OutcomeWaiting || j.result.Outcome == OutcomeFailed
}

// check validates the draft with all targets that it is to be published to, and reports whether all is well.
func (b *broadcast) check(ctx context.Context) bool {
	var bad atomic.Bool
	b.each(ctx, (*job).fresh, func(j *job) {
		if !Can[Checker](j.Client) {
			return
		}
		var err error
		if b.fits(j) {
			_, err = b.fit(ctx, j)
		} else {
			err = Check(ctx, j.Client, b.draftFor(j))
		}
		if err == nil {
			return
		}
		bad.Store(true)
		j.result.Err = err
		if !endedContext(err) {
			j.result.Outcome = OutcomeFailed
		}
	})
	return !bad.Load()
}

// run publishes and resumes what is to be.
func (b *broadcast) run(ctx context.Context) {
	b.each(ctx, func(j *job) bool { return j.fresh() || j.result.Outcome == OutcomePending }, func(j *job) { b.serve(ctx, j) })
}

// each calls f for the jobs that are wanted, some at a time. Those that are not begun when ctx ends say so.
func (b *broadcast) each(ctx context.Context, wanted func(*job) bool, f func(*job)) {
	slots := make(chan struct{}, b.opts.Parallel)
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, j := range b.jobs {
		if !wanted(j) {
			continue
		}
		select {
		case <-ctx.Done():
		case slots <- struct{}{}:
		}
		if err := ctx.Err(); err != nil {
			b.mu.Lock()
			j.result.Err = fmt.Errorf("social: broadcast: not begun: %w", err)
			b.mu.Unlock()
			continue
		}
		wg.Go(func() {
			defer func() { <-slots }()
			f(j)
		})
	}
}

// serve publishes to one target, or resumes.
func (b *broadcast) serve(ctx context.Context, j *job) {
	old := *j.result
	d := b.draftFor(j)
	changes := old.Changes
	if b.fits(j) {
		f, err := b.fit(ctx, j)
		switch {
		case err != nil:
			b.mu.Lock()
			defer b.mu.Unlock()
			j.result.unfitted(err)
			return
		case len(f.Drafts) > 1 || old.Thread != nil:
			b.serveThread(ctx, j, f)
			return
		}
		d, changes = f.Drafts[0], f.Changes
	}
	if err := b.change(ctx, func() { j.result.Outcome = OutcomeBegun }); err != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		*j.result = old
		j.result.Err = fmt.Errorf("social: broadcast: not begun, since the result could not be saved: %w", err)
		return
	}
	var p *Post
	var err error
	if old.Outcome == OutcomePending {
		p, err = Resume(ctx, j.Client, old.Pending.reopened(d.For(old.Network).Media))
	} else {
		p, err = Publish(ctx, j.Client, d)
	}
	if err := b.change(ctx, func() { j.result.conclude(&old, p, err); j.result.Changes = changes }); err != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.unsaved = append(b.unsaved, &TargetError{Target: old.Target, Err: fmt.Errorf("social: broadcast: saving the result: %w", err)})
	}
}

// change changes the result of a target, and has it saved.
func (b *broadcast) change(ctx context.Context, f func()) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
	if b.opts.Save == nil {
		return nil
	}
	return b.opts.Save(context.WithoutCancel(ctx), b.result.clone())
}

// reopened gives media without content, which is what JSON leaves of those from memory, the content of the draft's
// at the same place, if they are the same by name and size. p is not changed.
func (p *Pending) reopened(media []*Media) *Pending {
	out := *p
	out.Media = reopenAll(p.Media, media)
	return &out
}

func reopenAll(kept, given []*Media) []*Media {
	out := slices.Clone(kept)
	for i := range min(len(out), len(given)) {
		out[i] = kept[i].reopened(given[i])
	}
	return out
}

func (m *Media) reopened(given *Media) *Media {
	if m == nil || given == nil || m.Name != given.Name || m.Size != given.Size {
		return m
	}
	out := *m
	if m.Open == nil && m.URL == "" {
		out.Open = given.Open
	}
	if m.Progress == nil {
		out.Progress = given.Progress
	}
	out.Thumbnail = m.Thumbnail.reopened(given.Thumbnail)
	out.Captions = reopenAll(m.Captions, given.Captions)
	return &out
}
