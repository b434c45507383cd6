package inbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// patiently repeats f until it succeeds or fails for good.
func (l *listening) patiently(ctx context.Context, f func(context.Context) error) error {
	for {
		err := f(ctx)
		if err == nil || l.final(err, nil) || ctx.Err() != nil {
			return err
		}
		pause := max(l.backoff.Next(), retryAfter(err))
		l.warn("listening: cannot begin, trying again", nil, err, pause)
		if err := rest.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// final reports an error that waiting will not mend. Before a source could be read, or anything if the error is of
// none, an answer that makes no sense means that the cursor or a query is wrong; later it means that the network has
// a problem.
func (l *listening) final(err error, s *source) bool {
	switch {
	case errors.Is(err, errStopped), errors.Is(err, social.ErrAuth), errors.Is(err, social.ErrPermission),
		errors.Is(err, social.ErrWrongAccount):
		return true
	case errors.Is(err, social.ErrQuota): // a window that opens again by itself is worth waiting for
		return l.query.CatchUp || retryAfter(err) == 0
	case errors.Is(err, social.ErrInvalid), errors.Is(err, social.ErrNotFound), errors.Is(err, errors.ErrUnsupported):
		if s != nil {
			return !s.read
		}
		return !l.read
	default:
		return false
	}
}

// fail deals with a read that failed: it returns the error if that is final.
func (l *listening) fail(ctx context.Context, k look, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case l.optional(k.source, err):
		return l.refuse(k.source, err)
	case l.final(err, k.source):
		return err
	}
	l.postpone(err, k)
	return nil
}

// optional reports whether the others can do without a source.
func (l *listening) optional(s *source, err error) bool {
	return s.Optional && !s.named(l.query.Kinds) && (errors.Is(err, social.ErrPermission) || errors.Is(err, errors.ErrUnsupported))
}

// refuse leaves a source out for a day, unless none is left.
func (l *listening) refuse(s *source, err error) error {
	if !s.refused {
		s.refused = true
		l.cfg.log().Warn("listening: a source is left out, since the account may not read it", append(l.attrs(s), slog.Any("error", err))...)
	}
	s.notBefore = time.Now().Add(refusedWait)
	s.due, s.peekAt = s.notBefore, time.Time{}
	if l.cfg.Push != nil {
		return nil
	}
	for _, other := range l.sources {
		if !other.refused {
			return nil
		}
	}
	return err
}

// postpone logs a failure and has the looks taken later.
func (l *listening) postpone(err error, looks ...look) {
	for _, k := range looks {
		s := k.source
		pause := max(s.backoff.Next(), retryAfter(err))
		l.warn("listening: cannot read, trying again", s, err, pause)
		s.notBefore = time.Now().Add(pause)
		if k.whole || s.due.Before(s.notBefore) {
			s.due = s.notBefore
		}
		s.peekAt = time.Time{}
		if !k.whole {
			s.peekAt = s.notBefore
		}
	}
}

func (l *listening) warn(text string, s *source, err error, pause time.Duration) {
	l.cfg.log().Warn(text, append(l.attrs(s), slog.Duration("pause", pause), slog.Any("error", err))...)
}

func (l *listening) attrs(s *source) []any {
	attrs := []any{slog.String("network", l.cfg.Network)}
	if s != nil {
		attrs = append(attrs, slog.String("source", s.Name))
	}
	return attrs
}

func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*social.Error](err); ok {
		return e.RetryAfter
	}
	return 0
}
