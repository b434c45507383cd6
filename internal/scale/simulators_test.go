package scale_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook/facebooktest"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/linkedin/linkedintest"
	"github.com/relais-go/relais/mastodon/mastodontest"
	"github.com/relais-go/relais/x/xtest"
	"github.com/relais-go/relais/youtube/youtubetest"
)

// site is a simulated network with its accounts.
type site struct {
	Base     string    `json:"base"`
	App      string    `json:"app,omitempty"` // the program's own token, or ID
	Accounts []account `json:"accounts"`
}

// account is one that a client acts for.
type account struct {
	ID    string `json:"id"`
	Token string `json:"token"`
}

// simulators are all networks, in another process so that what they cost is not counted.
type simulators struct {
	Sites map[string]*site

	in  io.WriteCloser
	out *bufio.Reader
}

// startSimulators starts all networks with so many accounts each.
func startSimulators(t *testing.T, accounts int) *simulators {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSimulators$")
	child.Env = append(os.Environ(), "RELAIS_TEST_ACCOUNTS="+strconv.Itoa(accounts))
	child.Stderr = os.Stderr
	in, err := child.StdinPipe()
	require.NoError(t, err)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = child.Wait() // killed if the test is over
	})
	s := &simulators{in: in, out: bufio.NewReaderSize(out, 1<<20)}
	line, err := s.out.ReadBytes('\n')
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(line, &s.Sites), "%s", line)
	return s
}

// ask has the other process do something, and returns its answer.
func (s *simulators) ask(t *testing.T, format string, args ...any) string {
	t.Helper()
	s.send(t, format, args...)
	return s.receive(t)
}

// send has the other process do something, without waiting for its answer.
func (s *simulators) send(t *testing.T, format string, args ...any) {
	t.Helper()
	_, err := fmt.Fprintf(s.in, format+"\n", args...)
	require.NoError(t, err)
}

func (s *simulators) receive(t *testing.T) string {
	t.Helper()
	line, err := s.out.ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(line)
}

// TestSimulators is what the other process runs.
func TestSimulators(t *testing.T) {
	count, err := strconv.Atoi(os.Getenv("RELAIS_TEST_ACCOUNTS"))
	if err != nil {
		t.Skip("the second process of the other tests: run those")
	}
	sites := map[string]*site{
		"x": serveX(t, count), "facebook": serveFacebook(t, count), "instagram": serveInstagram(t, count),
		"youtube": serveYouTube(t, count), "linkedin": serveLinkedIn(t, count),
	}
	srv, mastodon := serveMastodon(t, count)
	sites["mastodon"] = mastodon
	data, err := json.Marshal(sites)
	require.NoError(t, err)
	_, err = fmt.Fprintf(os.Stdout, "%s\n", data)
	require.NoError(t, err)

	fan := srv.CreateAccount("fan")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		word, argument, _ := strings.Cut(lines.Text(), " ")
		answer := "unknown"
		switch word {
		case "mention":
			answer = srv.Post(fan, argument, nil).ID
		case "write":
			answer = write(t, srv, count, argument)
		case "streams":
			answer = strconv.Itoa(srv.Streams())
		}
		_, err := fmt.Fprintln(os.Stdout, answer)
		require.NoError(t, err)
	}
}

// write has people write to the accounts, and cuts all streams now and then. It returns what each account must hear of,
// by its name.
func write(t *testing.T, srv *mastodontest.Server, accounts int, events string) string {
	t.Helper()
	count, err := strconv.Atoi(events)
	require.NoError(t, err)
	fan := srv.CreateAccount("writer")
	all := map[string][]string{}
	for n := range count {
		to := name(n * 7 % accounts)
		all[to] = append(all[to], srv.Post(fan, "@"+to+" are you open?", nil).ID)
		if n%100 == 99 {
			srv.DisconnectStreams(mastodontest.CloseReset)
			time.Sleep(50 * time.Millisecond)
		}
	}
	data, err := json.Marshal(all)
	require.NoError(t, err)
	return string(data)
}

func name(i int) string { return fmt.Sprintf("brand%04d", i) }

// idleTimeout is when Mastodon's server closes a connection that is not needed, as all servers do, if later.
const idleTimeout = 2 * time.Second

func serveMastodon(t *testing.T, count int) (*mastodontest.Server, *site) {
	t.Helper()
	srv := mastodontest.New(&mastodontest.Options{RateLimits: mastodontest.NoLimits()})
	web := httptest.NewUnstartedServer(srv)
	web.Config.IdleTimeout = idleTimeout
	web.Start()
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
	})
	s := &site{Base: web.URL}
	for i := range count {
		a := srv.CreateAccount(name(i))
		s.Accounts = append(s.Accounts, account{a.ID, srv.Token(a, "read", "write")})
	}
	return srv, s
}

func serveX(t *testing.T, count int) *site {
	t.Helper()
	srv := xtest.New(&xtest.Options{RateLimits: xtest.NoLimits()})
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	s := &site{Base: base, App: srv.AppToken()}
	for i := range count {
		id := srv.CreateUser(name(i))
		s.Accounts = append(s.Accounts, account{id, srv.Token(id)})
	}
	return s
}

func serveFacebook(t *testing.T, count int) *site {
	t.Helper()
	srv := facebooktest.New(nil)
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	s := &site{Base: base, App: srv.App().ID}
	for i := range count {
		id := srv.CreatePage(name(i))
		s.Accounts = append(s.Accounts, account{id, srv.Token(id)})
	}
	return s
}

func serveInstagram(t *testing.T, count int) *site {
	t.Helper()
	srv := instagramtest.New(nil)
	require.NoError(t, srv.Start())
	t.Cleanup(srv.Close)
	host := srv.Host(instagramtest.InstagramLogin)
	s := &site{Base: host.URL()}
	s.App, _ = host.App()
	for i := range count {
		id := srv.CreateAccount(name(i), nil)
		s.Accounts = append(s.Accounts, account{id, srv.Token(id)})
	}
	return s
}

func serveYouTube(t *testing.T, count int) *site {
	t.Helper()
	srv := youtubetest.New(&youtubetest.Options{Quota: youtubetest.QuotaLimits{Pool: 1e9, Uploads: 1e9, Searches: 1e9}})
	base, err := srv.Start()
	require.NoError(t, err)
	t.Cleanup(srv.Close)
	s := &site{Base: base}
	for i := range count {
		id := srv.CreateChannel(name(i))
		s.Accounts = append(s.Accounts, account{id, srv.Token(id)})
	}
	return s
}

func serveLinkedIn(t *testing.T, count int) *site {
	t.Helper()
	srv := linkedintest.New(nil)
	require.NoError(t, srv.Start())
	t.Cleanup(srv.Close)
	s := &site{Base: srv.URL()}
	for i := range count {
		member := srv.CreateMember("Ann", name(i))
		s.Accounts = append(s.Accounts, account{srv.CreateOrganization(name(i), member), srv.Token(member)})
	}
	return s
}
