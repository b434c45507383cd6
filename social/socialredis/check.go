package socialredis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"

	"github.com/relais-go/relais/social"
)

const (
	opCheck = "check"
	// oldest is the first version whose scripts may ask for the time and write.
	oldest = 5
)

// Check asks every Redis server of the client whether it keeps what it is given, and reports all that is wrong at once, in
// an error of kind [social.ErrInvalid]: a version before 5, no append-only file, a policy that evicts keys when memory is
// short, a server that is a replica. It is for the start of a program, or its test; nothing else calls it. Servers that
// hide these settings, as hosted ones may, are taken to be sound.
func (s *Store) Check(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("socialredis: %s: %w", opCheck, err)
	}
	var mu sync.Mutex
	var wrong []error
	each := func(ctx context.Context, c *redis.Client) error {
		found, err := checkServer(ctx, c)
		mu.Lock()
		defer mu.Unlock()
		wrong = append(wrong, found...)
		return err
	}
	err := s.within(ctx, opCheck, s.opts.Wait, func(ctx context.Context) error {
		_, err := beside(ctx, func() {}, func() (any, error) {
			switch c := s.client.(type) {
			case *redis.ClusterClient:
				return nil, c.ForEachMaster(ctx, each)
			case *redis.Ring:
				return nil, c.ForEachShard(ctx, each)
			default:
				found, err := checkServer(ctx, c)
				mu.Lock()
				defer mu.Unlock()
				wrong = found
				return nil, err
			}
		})
		if ctx.Err() != nil {
			return errNoAnswer
		}
		return err
	})
	mu.Lock()
	defer mu.Unlock()
	return errors.Join(err, errors.Join(wrong...))
}

// informer is the part of a client that tells about its server.
type informer interface {
	Info(ctx context.Context, sections ...string) *redis.StringCmd
}

func checkServer(ctx context.Context, c informer) (wrong []error, err error) {
	text, err := c.Info(ctx).Result()
	if err != nil {
		return nil, err
	}
	info := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			info[name] = value
		}
	}
	note := func(format string, args ...any) {
		wrong = append(wrong, &social.Error{Op: opCheck, Kind: social.ErrInvalid, Message: fmt.Sprintf(format, args...)})
	}
	major, _, _ := strings.Cut(info["redis_version"], ".")
	if n, err := strconv.Atoi(major); err == nil && n < oldest {
		note("Redis %s is older than %d", info["redis_version"], oldest)
	}
	if info["aof_enabled"] == "0" {
		note("appendonly is off: a restart forgets tokens, cursors and what was spent of budgets")
	}
	if policy := info["maxmemory_policy"]; policy != "" && policy != "noeviction" && info["maxmemory"] != "0" {
		note("maxmemory-policy is %s: what has to be kept may be evicted", policy)
	}
	if info["role"] == "slave" {
		note("the server is a replica, which takes no writes")
	}
	return wrong, nil
}
