package socialredis_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// server is a Redis server of the tests' own, on a free port.
type server struct {
	addr  string
	dir   string
	args  []string
	cmd   *exec.Cmd
	stdin io.WriteCloser
}

// whyNot says why no server can be started, "" if one can.
func whyNot() string {
	for _, program := range []string{"redis-server", "sh"} {
		if _, err := exec.LookPath(program); err != nil {
			return program + " is not installed (on Debian: apt-get install redis-server)"
		}
	}
	return ""
}

// newServer starts a server with further arguments, which ends with the test.
func newServer(tb testing.TB, args ...string) *server {
	tb.Helper()
	if why := whyNot(); why != "" {
		tb.Skip(why)
	}
	s, err := startServer(tb.TempDir(), args...)
	require.NoError(tb, err)
	tb.Cleanup(s.stop)
	return s
}

// startServer tries some ports, since another program may be faster.
func startServer(dir string, args ...string) (*server, error) {
	var errs []error
	for range 3 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		s := &server{addr: l.Addr().String(), dir: dir, args: args}
		_ = l.Close()
		err = s.start()
		if err == nil {
			return s, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// start runs the server under a shell that ends it when this process ends, however that comes about.
func (s *server) start() error {
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		return err
	}
	const script = `redis-server "$@" & pid=$!; read -r signal; kill -"${signal:-TERM}" $pid; wait $pid`
	args := append([]string{
		"-c", script, "sh", "--port", port, "--bind", "127.0.0.1", "--dir", s.dir, "--save", "", "--logfile", filepath.Join(s.dir, "log"),
	}, s.args...)
	s.cmd = exec.Command("sh", args...)
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	if err := s.answers(); err != nil {
		s.stop()
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		return fmt.Errorf("%w\n%s", err, log)
	}
	return nil
}

// answers waits until the server does.
func (s *server) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c := redis.NewClient(&redis.Options{Addr: s.addr, MaxRetries: -1, DialerRetries: 1})
	defer func() { _ = c.Close() }()
	for {
		err := c.Ping(ctx).Err()
		if err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// signal sends the server a signal, by the name that kill knows, and waits for its end.
func (s *server) signal(name string) {
	_, _ = io.WriteString(s.stdin, name+"\n")
	_ = s.stdin.Close()
	_ = s.cmd.Wait()
}

// kill ends the server without a chance to save anything.
func (s *server) kill() { s.signal("KILL") }

func (s *server) stop() { s.signal("TERM") }

// newClient makes a client that ends with the test.
func newClient(tb testing.TB, addr string) *redis.Client {
	tb.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr, ContextTimeoutEnabled: true})
	tb.Cleanup(func() { _ = c.Close() })
	return c
}
