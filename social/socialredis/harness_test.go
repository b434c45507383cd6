package socialredis_test

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/relais-go/relais/social/socialredis"
)

// quiet keeps the client from writing on the terminal what the tests break on purpose.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

func TestMain(m *testing.M) {
	flag.Parse()
	redis.SetLogger(quiet{})
	code := m.Run()
	common.stop()
	if err := leaks(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// leaks waits for goroutines to end. A client that could not reach its server looks for it for another second after it was
// closed.
func leaks() error {
	err := goleak.Find()
	for deadline := time.Now().Add(5 * time.Second); err != nil && time.Now().Before(deadline); {
		err = goleak.Find()
	}
	return err
}

// common is the server of all tests that do not break it: that of REDIS_ADDR, or one of their own.
var common commonServer

type commonServer struct {
	once   sync.Once
	server *server
	dir    string
	err    error
}

func (c *commonServer) addr(tb testing.TB) string {
	tb.Helper()
	if addr := os.Getenv("REDIS_ADDR"); addr != "" {
		return addr
	}
	if why := whyNot(); why != "" {
		tb.Skip("REDIS_ADDR is not set, and " + why)
	}
	c.once.Do(func() {
		if c.dir, c.err = os.MkdirTemp("", "relais-redis-"); c.err == nil { //nolint:usetesting // outlives the test
			c.server, c.err = startServer(c.dir, "--appendonly", "no")
		}
	})
	require.NoError(tb, c.err)
	return c.server.addr
}

func (c *commonServer) stop() {
	if c.server != nil {
		c.server.stop()
	}
	if c.dir != "" {
		_ = os.RemoveAll(c.dir)
	}
}

// newPrefix makes a prefix of a test's own, whose keys end with the test.
func newPrefix(tb testing.TB, addr string) string {
	tb.Helper()
	prefix := "{test-" + rand.Text()[:10] + "}:"
	tb.Cleanup(func() {
		c := redis.NewClient(&redis.Options{Addr: addr})
		defer func() { _ = c.Close() }()
		ctx := context.Background()
		keys := c.Scan(ctx, 0, prefix+"*", 1000).Iterator()
		for keys.Next(ctx) {
			_ = c.Del(ctx, keys.Val()).Err()
		}
	})
	return prefix
}

// open makes a store on the common server as a process of its own would; change may be nil.
func open(tb testing.TB, addr, prefix string, change func(*socialredis.Options)) *socialredis.Store {
	tb.Helper()
	return storeOf(tb, newClient(tb, addr), prefix, change)
}

func storeOf(tb testing.TB, c redis.UniversalClient, prefix string, change func(*socialredis.Options)) *socialredis.Store {
	tb.Helper()
	opts := &socialredis.Options{Prefix: prefix}
	if change != nil {
		change(opts)
	}
	s, err := socialredis.New(c, opts)
	require.NoError(tb, err)
	return s
}

// fresh makes an empty store on the common server.
func fresh(tb testing.TB) *socialredis.Store {
	tb.Helper()
	addr := common.addr(tb)
	return open(tb, addr, newPrefix(tb, addr), nil)
}
