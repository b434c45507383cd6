package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// Write is a write that must happen once and whose effect can be looked up.
//
// Where the ID is known before anything shows (a container of media, a video, a draft, an upload session), the write
// is the call that publishes this one object. Then Twin is the ID, so that nobody waits for anybody else; Keyed is
// true, as no network publishes one object twice; and Find asks the object for its state instead of searching a
// list, and needs no taken:
//
//   - published: it is found. If the object does not name what it became, Find searches for that as well.
//   - waiting to be published, failed or expired: it is not found, so that Send goes on or says why not.
//   - the network is at work on it: Find waits until it has made up its mind, for Options.MediaWait at most, and
//     returns an error then. "Not yet" must not look like "no".
type Write[T any] struct {
	// Twin tells writes apart that a look-up could not: those with the same twin run one after the other,
	// and what one of them created is never taken for another's.
	Twin string

	// Key names the write, if its caller did: what this process made already under the same key is returned
	// instead of being made again, whether or not the server recognises keys.
	Key string

	// Send makes the write, through Client.Do with class Lookup.
	Send func(ctx context.Context) (T, error)

	// Find looks for what the write would have created. taken reports IDs that belong to other writes. An
	// error means that it cannot be told; see [ErrUnseen] for one way out.
	Find func(ctx context.Context, taken func(id string) bool) (found T, ok bool, err error)

	// ID names what was created.
	ID func(T) string

	// Keyed says that the server recognises a repeat, by a key or by the object that the write names. So a
	// short look is enough before sending again; and a repeat that it refuses is looked for once more, since the
	// refusal may be about what an earlier attempt has done.
	Keyed bool

	// Sent says that an earlier process sent the write already, so that looking comes first.
	Sent bool
}

// ErrUnseen is the error of a Find that may not look, where the network refuses to make the same thing twice and names
// in its refusal what stands. After the time that a write gets to appear it is then sent again, as one that was looked for
// in vain; Send takes such a refusal of a repeat for the success that it proves. When the last repeat is lost as well,
// the outcome is uncertain.
var ErrUnseen = errors.New("what stands may not be looked up")

// Once makes writes happen once. A write whose answer was lost is looked for; it is sent again only when
// the server certainly did not execute it.
type Once struct {
	network string
	settle  time.Duration
	resends int // how often a write is sent again after it was looked for in vain
	log     *slog.Logger

	mu    sync.Mutex
	lanes map[string]*lane
	taken map[string]struct{}
	order []string       // of taken, oldest first
	made  map[string]any // what was made under a key
	keys  []string       // of made, oldest first
}

// lane is the queue of writes with one key, or one twin.
type lane struct {
	turn  chan struct{}
	users int
}

// maxTaken bounds the memory for IDs; a look-up goes back minutes, not thousands of posts. maxKeys bounds that
// for what was made under keys, which are repeated soon or never.
const (
	maxTaken = 4096
	maxKeys  = 256
)

func (o *Once) init(network string, opts *social.Options) {
	o.network, o.settle, o.log = network, opts.Settle, opts.Logger
	o.resends = min(opts.Retries, maxResends)
	o.lanes = make(map[string]*lane)
	o.taken = make(map[string]struct{})
	o.made = make(map[string]any)
}

// keyedSettle is for how long a write is looked for before a repeat that would be recognised: a key that a server
// ignores against its word then still makes no duplicate.
const keyedSettle = time.Second

const maxResends = 2

// WriteOnce makes the write and returns what stands. Its error is Send's; [social.ErrUncertain] means that it
// could not be found out whether the write took effect.
func WriteOnce[T any](ctx context.Context, o *Once, w *Write[T]) (T, error) {
	var none T
	lanes := []string{"twin " + w.Twin}
	if w.Key != "" {
		lanes = []string{"key " + w.Key, lanes[0]} // all in this order, so that none waits for another in a circle
	}
	for _, name := range lanes {
		leave, err := o.enter(ctx, name)
		if err != nil {
			return none, err
		}
		defer leave()
	}
	if v, ok := recall(o, w); ok {
		return v, nil
	}

	cause := errResumed
	for try := 0; ; try++ {
		if try > 0 || !w.Sent {
			v, err := w.Send(ctx)
			if err == nil {
				keep(o, w, v)
				return v, nil
			}
			if !errors.Is(err, social.ErrUncertain) {
				if repeat := try > 0 || w.Sent; repeat && w.Keyed && refuses(err) {
					return refusedRepeat(ctx, o, w, err)
				}
				return none, err
			}
			cause = err
		}
		last := try >= o.resends
		settle := o.settle
		if w.Keyed && !last {
			settle = min(settle, keyedSettle)
		}
		v, ok, err := look(ctx, o, w, settle)
		unseen := errors.Is(err, ErrUnseen)
		switch {
		case err != nil && (!unseen || last || !conclusive(cause) && !saidYes(cause)):
			return none, o.failure(cause, social.ErrUncertain, err)
		case ok:
			o.log.Info("write whose answer was lost was found",
				slog.String("network", o.network), slog.String("id", w.ID(v)), slog.Int("try", try+1))
			keep(o, w, v)
			return v, nil
		case !unseen && !conclusive(cause) && (last || !w.Keyed):
			return none, o.failure(cause, social.ErrUncertain, nil)
		case last:
			return none, o.failure(cause, social.ErrUnavailable, nil) // it certainly does not stand
		}
		o.log.Info("write whose answer was lost is sent again",
			slog.String("network", o.network), slog.Int("try", try+1), slog.Bool("seen", !unseen))
	}
}

// refusedRepeat looks whether an earlier attempt is why a repeat was refused.
func refusedRepeat[T any](ctx context.Context, o *Once, w *Write[T], refusal error) (T, error) {
	var none T
	v, ok, err := w.Find(ctx, o.isTaken)
	switch {
	case err != nil:
		return none, o.failure(refusal, social.ErrUncertain, err)
	case !ok:
		return none, refusal
	}
	o.log.Info("repeated write was refused, since it stands", slog.String("network", o.network), slog.String("id", w.ID(v)))
	keep(o, w, v)
	return v, nil
}

// refuses reports whether the network understood a write and will not make it, now or later.
func refuses(err error) bool {
	for _, kind := range []error{
		social.ErrInvalid, social.ErrDuplicate, social.ErrNotFound, social.ErrPermission, social.ErrMedia, errors.ErrUnsupported,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// errResumed stands for the answer that a former process did not get.
var errResumed = errors.New("the answer to an earlier attempt was lost")

// conclusive reports whether not finding a write proves that it will not happen, as the server gave up on the
// request. One that only went silent, or that a proxy gave up waiting for, may still be at work; and one that
// said yes has made what cannot be found yet.
func conclusive(cause error) bool {
	if e, ok := errors.AsType[*social.Error](cause); ok {
		switch {
		case e.Status == http.StatusGatewayTimeout, e.Status == http.StatusRequestTimeout, e.Status >= 520:
			return false
		case saidYes(e):
			return false
		}
	}
	if silent, ok := errors.AsType[net.Error](cause); ok && silent.Timeout() {
		return false
	}
	return !errors.Is(cause, errStalled) && !isContext(cause)
}

// saidYes reports that the server had done its work, and only did not name what it made.
func saidYes(cause error) bool {
	e, ok := errors.AsType[*social.Error](cause)
	return ok && e.Status >= http.StatusOK && e.Status < http.StatusMultipleChoices
}

// look searches until the write is found or the time for it to appear is over. Only a search that began after that time
// tells that it did not appear: the answer to an earlier one may have been long on its way.
func look[T any](ctx context.Context, o *Once, w *Write[T], settle time.Duration) (T, bool, error) {
	end := time.Now().Add(settle)
	for pause := settle / 20; ; pause *= 2 {
		left := time.Until(end)
		v, ok, err := w.Find(ctx, o.isTaken)
		if errors.Is(err, ErrUnseen) { // to look again is of no use, but the first attempt needs its time
			if sleepErr := Sleep(ctx, max(left, 0)); sleepErr != nil {
				err = sleepErr
			}
		}
		if err != nil || ok || left <= 0 {
			return v, ok, err
		}
		if err := Sleep(ctx, min(pause, max(time.Until(end), 0))); err != nil {
			return v, false, err
		}
	}
}

// failure is the error of a write whose answer was lost: what is known of it, under another kind.
func (o *Once) failure(cause, kind, lookup error) error {
	own := social.Error{Network: o.network, Op: "publish", Err: cause}
	if e, ok := errors.AsType[*social.Error](cause); ok {
		own = *e
	}
	own.Kind = kind
	if lookup != nil {
		own.Err = also(own.Err, fmt.Errorf("looking for it: %w", lookup))
	}
	return &own
}

// enter waits for the turn of a write among those with the same key, or its twins.
func (o *Once) enter(ctx context.Context, name string) (leave func(), err error) {
	o.mu.Lock()
	l := o.lanes[name]
	if l == nil {
		l = &lane{turn: make(chan struct{}, 1)}
		o.lanes[name] = l
	}
	l.users++
	o.mu.Unlock()

	quit := func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(o.lanes, name)
		}
	}
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn; quit() }, nil
	case <-ctx.Done():
		quit()
		return nil, &social.Error{Network: o.network, Op: "publish", Err: ctx.Err()}
	}
}

// recall returns what an earlier write with the same key made.
func recall[T any](o *Once, w *Write[T]) (T, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	v, ok := o.made[w.Key].(T)
	return v, ok && w.Key != ""
}

// keep remembers what a write made.
func keep[T any](o *Once, w *Write[T], v T) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.take(w.ID(v))
	if w.Key == "" {
		return
	}
	o.made[w.Key] = v
	if o.keys = append(o.keys, w.Key); len(o.keys) > maxKeys {
		delete(o.made, o.keys[0])
		o.keys = o.keys[1:]
	}
}

func (o *Once) take(id string) {
	if _, ok := o.taken[id]; ok {
		return
	}
	o.taken[id] = struct{}{}
	o.order = append(o.order, id)
	if len(o.order) > maxTaken {
		delete(o.taken, o.order[0])
		o.order = o.order[1:]
	}
}

func (o *Once) isTaken(id string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, ok := o.taken[id]
	return ok
}
