package socialredis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/relais-go/relais/social"
)

// Pauses between two tries to reach Redis: first and longest.
const (
	retryWait    = 10 * time.Millisecond
	retryWaitMax = 200 * time.Millisecond
)

// Causes of failures that are not an error of the client.
var (
	errNoAnswer = errors.New("no answer in time")
	errRefused  = errors.New("refused by Redis") // in the words of the message
)

// call runs a script until Redis answers, for as long as the store waits for that.
func (s *Store) call(ctx context.Context, op string, script *redis.Script, keys []string, args ...any) (reply any, err error) {
	err = s.within(ctx, op, s.opts.Wait, func(ctx context.Context) error {
		reply, err = s.ask(ctx, script, keys, args...)
		return err
	})
	return reply, err
}

// within bounds what f does, and turns its error into that of a method: the caller's own if its context has ended.
func (s *Store) within(ctx context.Context, op string, wait time.Duration, f func(ctx context.Context) error) error {
	inner, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	err := f(inner)
	if err == nil {
		s.sweep(inner)
		return nil
	}
	failed := &social.Error{Op: op, Kind: social.ErrUnavailable, Message: "Redis does not answer", Err: err}
	if reply := redis.Error(nil); errors.As(err, &reply) {
		text, _, _ := strings.Cut(reply.Error(), ", with args") // which may quote a token
		failed.Message, failed.Err = "Redis refuses: "+text, errRefused
	}
	if over := ctx.Err(); over != nil {
		return fmt.Errorf("socialredis: %w: %w", over, failed)
	}
	return failed
}

// ask runs a script until Redis answers or ctx ends. All scripts can be run again: they recognise what they have done
// already, so a lost answer does no harm.
func (s *Store) ask(ctx context.Context, script *redis.Script, keys []string, args ...any) (any, error) {
	return s.askOr(ctx, func() {}, script, keys, args...)
}

// askOr is ask, and calls late after the end of a command that it has not waited for.
func (s *Store) askOr(ctx context.Context, late func(), script *redis.Script, keys []string, args ...any) (any, error) {
	last := errNoAnswer
	for pause := retryWait; ; pause = min(2*pause, retryWaitMax) {
		reply, err := beside(ctx, late, func() (any, error) { return script.Run(ctx, s.client, keys, args...).Result() })
		if err == nil {
			return reply, nil
		}
		if ctx.Err() != nil {
			return nil, last
		}
		if !passing(err) {
			return nil, err
		}
		last = err
		if rest(ctx, pause/2+rand.N(pause)) != nil { //nolint:gosec // spreads load; nobody gains from guessing it
			return nil, last
		}
	}
}

// beside runs a command, and gives up waiting when ctx ends. The client need not honour contexts: its options say whether
// deadlines end a read, and a cancellation never does. So a command for which nobody waits any more is left alone until the
// client's own timeouts end it; then late is called.
func beside(ctx context.Context, late func(), command func() (any, error)) (any, error) {
	type result struct {
		reply any
		err   error
	}
	done := make(chan result)
	go func() {
		reply, err := command()
		select {
		case done <- result{reply, err}:
		case <-ctx.Done():
			late()
		}
	}()
	select {
	case r := <-done:
		return r.reply, r.err
	case <-ctx.Done():
		return nil, errNoAnswer
	}
}

// rest waits, or until ctx is done.
func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// passing reports whether Redis may answer if it is asked again: it is starting, failing over, or cannot be reached.
func passing(err error) bool {
	if reply := redis.Error(nil); errors.As(err, &reply) {
		switch word, _, _ := strings.Cut(reply.Error(), " "); word {
		case "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "BUSY", "UNBLOCKED":
			return true
		}
		return strings.HasPrefix(reply.Error(), "ERR max number of clients")
	}
	if network := net.Error(nil); errors.As(err, &network) {
		return true
	}
	for _, e := range []error{
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNREFUSED,
		redis.ErrPoolTimeout, redis.ErrPoolExhausted, context.DeadlineExceeded, // the client's own
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
