package inbox

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/stream"
	"github.com/relais-go/relais/social"
)

const (
	opListen = "listen"
	opCursor = "cursor"
)

// errStopped unwinds when the consumer has left the loop.
var errStopped = errors.New("the consumer stopped")

// Listen is [social.Listener].Listen of what cfg describes, which must be made for this call alone. q may be nil.
func Listen(ctx context.Context, cfg *Config, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	var query social.ListenQuery
	if q != nil {
		query = *q
		query.Kinds = slices.Clone(q.Kinds)
	}
	return func(yield func(*social.Event, error) bool) {
		l := &listening{cfg: cfg, query: &query, yield: yield}
		if err := l.run(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

// Cursor is [social.Cursorer].Cursor of what cfg describes. It reads no source, but waits for the network's clock to
// show a time that it did not show before the call, since times do not tell what happened within one tick apart, and
// a quarter of a tick more, since clocks differ.
func Cursor(ctx context.Context, cfg *Config) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", &social.Error{Network: cfg.Network, Op: opCursor, Err: err}
	}
	if err := cfg.check(); err != nil {
		return "", err
	}
	now, err := cfg.Now(ctx)
	if err != nil {
		return "", err
	}
	then := cfg.nextTick(now)
	if err := rest.Sleep(ctx, then.Sub(now)+cfg.tick()/4); err != nil {
		return "", &social.Error{Network: cfg.Network, Op: opCursor, Err: err}
	}
	return (&bookmark{at: then.UnixMilli()}).encode(cfg.Network), nil
}

func (c *Config) tick() time.Duration { return orDefault(c.Tick, defaultTick) }

// nextTick is the first time that events can have which happen after now.
func (c *Config) nextTick(now time.Time) time.Time { return now.Truncate(c.tick()).Add(c.tick()) }

// listening is one run of Listen. It belongs to the consumer's goroutine.
type listening struct {
	cfg   *Config
	query *social.ListenQuery
	yield func(*social.Event, error) bool

	sources []*source // in the order of the configuration
	seen    memory
	here    *bookmark // how far everything was dealt with
	idle    []*mark   // of it, sources that are not read now
	floor   int64     // what is only pushed from before is old
	waiting []*waiting

	reading   int64     // the network's clock …
	readingAt time.Time // … when it was asked
	backoff   stream.Backoff
	read      bool // something could be read
}

func (l *listening) run(ctx context.Context) error {
	began := time.Now()
	if err := l.cfg.check(); err != nil {
		return err
	}
	start := &bookmark{}
	if after := l.query.After; after != "" && after != social.FromStart {
		var err error
		if start, err = parseBookmark(l.cfg.Network, after); err != nil {
			return err
		}
	}
	if err := l.choose(); err != nil {
		return err
	}
	if l.query.CatchUp && l.query.After == "" {
		return nil
	}
	if err := l.patiently(ctx, l.prepare); err != nil {
		return err
	}
	if l.query.After == "" {
		start.at = l.cfg.nextTick(fromMillis(l.reading).Add(-time.Since(began))).UnixMilli()
	}
	l.begin(start)
	if l.query.CatchUp {
		return l.catchUp(ctx)
	}
	if err := l.tellGap(start); err != nil {
		return err
	}
	defer l.putBack()
	return l.loop(ctx)
}

// choose finds the sources that are to be read.
func (l *listening) choose() error {
	l.backoff = stream.Backoff{
		First: orDefault(l.cfg.RetryWait, defaultRetryWait), Max: orDefault(l.cfg.RetryWaitMax, defaultRetryWaitMax),
	}
	for i := range l.cfg.Sources {
		if def := &l.cfg.Sources[i]; def.wanted(l.query.Kinds) {
			l.sources = append(l.sources, newSource(l.cfg, def))
		}
	}
	if p := l.cfg.Push; len(l.sources) > 0 || p != nil && (p.Kinds == nil || l.wants(p.Kinds...)) {
		return nil
	}
	return social.Unsupported(l.cfg.Network, "Kinds", "holds nothing that can be heard")
}

// prepare asks what has to be known before anything can be read.
func (l *listening) prepare(ctx context.Context) error {
	if l.cfg.Prepare != nil {
		if err := l.cfg.Prepare(ctx); err != nil {
			return err
		}
	}
	return l.tell(ctx)
}

// tell asks for the network's time.
func (l *listening) tell(ctx context.Context) error {
	now, err := l.cfg.Now(ctx)
	if err == nil {
		l.reading, l.readingAt = now.UnixMilli(), time.Now()
	}
	return err
}

// clock is the network's time.
func (l *listening) clock() int64 { return l.reading + time.Since(l.readingAt).Milliseconds() }

// begin takes up the positions of a bookmark.
func (l *listening) begin(start *bookmark) {
	l.here = &bookmark{at: start.at, pushed: start.pushed}
	for _, k := range start.pushed {
		l.seen.add(k)
	}
	if start.bare() {
		l.floor = start.at
	}
	now, spread := time.Now(), stretch()
	for _, s := range l.sources {
		s.position = start.find(s.Name)
		s.floor = s.base
		s.due = now
		l.here.put(&s.mark)
		for _, d := range s.done {
			l.seen.add(d.key)
		}
		for _, k := range s.late {
			l.seen.add(k)
		}
		if l.query.After == "" { // there is nothing to read yet
			s.schedule(now, true, spread)
		}
	}
	for _, m := range start.sources {
		if l.byName(m.name) == nil && len(l.here.sources) < maxSources {
			l.idle = append(l.idle, m)
			l.here.put(m)
		}
	}
}

// cursor is the place to go on from.
func (l *listening) cursor() string { return l.here.encode(l.cfg.Network) }

// wants reports whether one of the kinds was asked for.
func (l *listening) wants(kinds ...social.EventKind) bool {
	return l.query.Kinds == nil || slices.ContainsFunc(kinds, func(k social.EventKind) bool { return slices.Contains(l.query.Kinds, k) })
}
