package socialredis

import (
	"context"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// A mark is the stamp of who has locked a token or claimed an event. It lapses, but after minutes, and others wait that long
// for one that nobody needs: so marks are removed as soon as Redis lets that be done.

// removeWait bounds one try to remove a mark.
const removeWait = time.Second

// take is call for a script that puts a mark at the first of keys, for the caller alone to remove. If the caller is not told
// whether it did, the mark is removed, however late it is put there.
func (s *Store) take(ctx context.Context, op string, script *redis.Script, keys []string, mark string, life time.Duration) (reply any, err error) {
	undo := func() { s.remove(ctx, op, keys[0], mark, life) }
	err = s.within(ctx, op, s.opts.Wait, func(ctx context.Context) error {
		reply, err = s.askOr(ctx, undo, script, keys, mark, life.Milliseconds())
		return err
	})
	if err != nil {
		undo()
	}
	return reply, err
}

// remove removes a mark, also after ctx has ended, or has it removed when Redis answers again.
func (s *Store) remove(ctx context.Context, op, place, mark string, life time.Duration) {
	err := s.within(context.WithoutCancel(ctx), op, min(removeWait, s.opts.Wait), func(ctx context.Context) error {
		_, err := s.ask(ctx, s.scripts.remove, []string{place}, mark)
		return err
	})
	if err != nil {
		s.orphans.add(orphan{place, mark, time.Now().Add(life)})
	}
}

// orphan is a mark that could not be removed.
type orphan struct {
	place, mark string
	lapses      time.Time
}

// orphans are removed after the next call that Redis answers.
type orphans struct {
	mu   sync.Mutex
	list []orphan
}

// maxOrphans bounds how many are kept; more lapse by themselves.
const maxOrphans = 1024

func (o *orphans) add(list ...orphan) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list = append(o.list, list...)
	o.list = o.list[max(len(o.list)-maxOrphans, 0):]
}

func (o *orphans) take() []orphan {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := o.list
	o.list = nil
	return list
}

// sweep removes orphans, now that Redis answers.
func (s *Store) sweep(ctx context.Context) {
	list := s.orphans.take()
	for i, o := range list {
		if time.Now().After(o.lapses) {
			continue
		}
		if _, err := s.ask(ctx, s.scripts.remove, []string{o.place}, o.mark); err != nil {
			s.orphans.add(list[i:]...)
			return
		}
	}
}
