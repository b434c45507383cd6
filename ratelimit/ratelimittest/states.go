package ratelimittest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/relais-go/relais/ratelimit"
)

func zero(ctx context.Context, s ratelimit.Store) error {
	n, err := number(ctx, 1)
	if err != nil {
		return err
	}
	return n.want(ctx, s, "new", 0)
}

func saved(ctx context.Context, s ratelimit.Store) error {
	n, err := number(ctx, 6)
	if err != nil {
		return err
	}
	for i := range 5 {
		if err := errors.Join(n.add(ctx, s, "a"), n.want(ctx, s, "a", i+1)); err != nil {
			return err
		}
	}
	return nil
}

func order(ctx context.Context, s ratelimit.Store) error {
	n, err := number(ctx, 4)
	if err != nil {
		return err
	}
	return errors.Join(
		n.add(ctx, s, "a"), n.add(ctx, s, "b", "a"), n.add(ctx, s, "a", "c", "b"),
		n.want(ctx, s, "a", 3), n.want(ctx, s, "b", 2), n.want(ctx, s, "c", 1),
		func() error {
			var got [2]int
			err := s.Update(ctx, []string{"c", "a"}, func(_ time.Time, states []*ratelimit.State) bool {
				got = [2]int{n.of(states[0]), n.of(states[1])}
				return false
			})
			if err == nil && got != [2]int{1, 3} {
				err = fmt.Errorf("asked for c, a the store handed out states %v instead of [1 3]", got)
			}
			return err
		}(),
	)
}

func names(ctx context.Context, s ratelimit.Store) error {
	n, err := number(ctx, 2)
	if err != nil {
		return err
	}
	all := []string{
		"mastodon/example.org/1234/statuses", "mastodon/example.org/1234", "mastodon/example.org/1234/Statuses",
		"mastodon/example.org/1234/", "a:b", "a", "b", "a b", "a\nb", "*", "{a}", "é", "e\u0301", strings.Repeat("l", 300), strings.Repeat("l", 301),
	}
	var errs []error
	for _, name := range all {
		errs = append(errs, n.want(ctx, s, name, 0), n.add(ctx, s, name))
	}
	for _, name := range all {
		errs = append(errs, n.want(ctx, s, name, 1))
	}
	return errors.Join(errs...)
}

func once(ctx context.Context, s ratelimit.Store) error {
	n, err := number(ctx, 20)
	if err != nil {
		return err
	}
	for i := range 4 {
		if err := errors.Join(n.add(ctx, s, "a", "b"), n.want(ctx, s, "a", i+1), n.want(ctx, s, "b", i+1)); err != nil {
			return err
		}
	}
	return nil
}

const (
	workers = 8
	rounds  = 12
)

// each runs f in every worker and joins the errors.
func each(f func(worker int) error) error {
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func concurrent(ctx context.Context, s ratelimit.Store) error {
	n, err := number(ctx, workers*rounds+1)
	if err != nil {
		return err
	}
	err = each(func(int) error {
		for range rounds {
			if err := n.add(ctx, s, "a"); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, n.want(ctx, s, "a", workers*rounds))
}

func together(ctx context.Context, s ratelimit.Store) error {
	n, err := number(ctx, workers*rounds+1)
	if err != nil {
		return err
	}
	err = each(func(worker int) error {
		for i := range rounds {
			budgets := []string{"a", "b"}
			if (worker+i)%2 == 0 {
				budgets = []string{"b", "a"}
			}
			if err := errors.Join(n.add(ctx, s, budgets...), same(ctx, n, s)); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, n.want(ctx, s, "a", workers*rounds), n.want(ctx, s, "b", workers*rounds))
}

// same checks that a and b, which change only together, are never seen apart.
func same(ctx context.Context, n numbered, s ratelimit.Store) error {
	a, b := -1, -1
	err := s.Update(ctx, []string{"a", "b"}, func(_ time.Time, states []*ratelimit.State) bool {
		a, b = n.of(states[0]), n.of(states[1])
		return false
	})
	if err == nil && a != b {
		err = fmt.Errorf("a and b change only together, but were seen in states %d and %d", a, b)
	}
	return err
}

func ended(ctx context.Context, s ratelimit.Store) error {
	n, err := number(ctx, 3)
	if err != nil {
		return err
	}
	if err := n.add(ctx, s, "a"); err != nil {
		return err
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if err := n.add(over, s, "a"); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("the context had ended, but the error is: %w", err)
	}
	return n.want(ctx, s, "a", 1)
}

func clock(ctx context.Context, s ratelimit.Store) error {
	var last time.Time
	for range 50 {
		var back error
		err := s.Update(ctx, []string{"a"}, func(now time.Time, _ []*ratelimit.State) bool {
			switch {
			case now.IsZero():
				back = errors.New("the clock says nothing")
			case now.Before(last):
				back = fmt.Errorf("the clock went back from %v to %v", last, now)
			}
			last = now
			return false
		})
		if err := errors.Join(err, back); err != nil {
			return err
		}
	}
	return nil
}
