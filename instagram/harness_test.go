package instagram_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// world is a simulated Instagram with the account that the client under test acts for, by one of the logins.
type world struct {
	t     *testing.T
	srv   *instagramtest.Server
	api   instagramtest.API
	login instagram.LoginKind
	host  *instagramtest.Host
	user  string // id of the account
	page  instagramtest.FacebookAccount
	token string
	files string // base address of files to publish
	count atomic.Int64
}

// logins are both ways to reach an account.
func logins() map[string]instagramtest.API {
	return map[string]instagramtest.API{"FacebookLogin": instagramtest.FacebookLogin, "InstagramLogin": instagramtest.InstagramLogin}
}

// eachLogin runs a test with both logins, each in a world of its own.
func eachLogin(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	for name, api := range logins() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, api, nil))
		})
	}
}

// newWorld starts a server. opts may be nil.
func newWorld(t *testing.T, api instagramtest.API, opts *instagramtest.Options) *world {
	t.Helper()
	own := instagramtest.Options{AnyVideo: true}
	if opts != nil {
		own = *opts
	}
	w := &world{t: t, srv: instagramtest.New(&own), api: api, login: instagram.FacebookLogin}
	require.NoError(t, w.srv.Start())
	t.Cleanup(w.srv.Close)
	w.host = w.srv.Host(api)
	agreed().Watch(w.host)
	w.user = w.srv.CreateAccount("acme", &instagramtest.Profile{Name: "ACME"})
	w.page = w.srv.Connect(w.user)
	w.token = w.page.PageToken
	if api == instagramtest.InstagramLogin {
		w.login, w.token = instagram.InstagramLogin, w.srv.Token(w.user)
	}
	shelf := httptest.NewServer(http.HandlerFunc(shelve))
	t.Cleanup(shelf.Close)
	w.files = shelf.URL
	return w
}

// shelve serves photos, and what passes for films.
func shelve(rw http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, ".jpg") {
		rw.Header().Set("Content-Type", "image/jpeg")
		_, _ = rw.Write(instagramtest.JPEG(640, 640))
		return
	}
	rw.Header().Set("Content-Type", "video/mp4")
	_, _ = rw.Write(bytes.Repeat([]byte("film"), 256))
}

// person makes somebody; "" makes up a name.
func (w *world) person(name string) string {
	if name == "" {
		name = fmt.Sprintf("reader_%d", w.count.Add(1))
	}
	return w.srv.CreatePerson(name)
}

// known is the ID by which the account knows a person.
func (w *world) known(person string) instagram.ID {
	return instagram.ID(w.srv.PersonID(w.user, person))
}

// options are those of a client with short pauses.
func (w *world) options(change ...func(*social.Options)) *social.Options {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	w.t.Cleanup(transport.CloseIdleConnections)
	opts := &social.Options{
		HTTPClient: &http.Client{Transport: transport}, BaseURL: w.host.URL(),
		RetryWait: time.Millisecond, RetryWaitMax: 10 * time.Millisecond, Settle: 60 * time.Millisecond,
	}
	for _, f := range change {
		if f != nil {
			f(opts)
		}
	}
	return opts
}

// client acts for the account.
func (w *world) client(change ...func(*social.Options)) *instagram.Client {
	w.t.Helper()
	return w.configured(instagram.Config{}, change...)
}

// configured is a client with a configuration of which account, login, tokens and app are filled in. It reads private
// messages as often as it likes: a real one is held to two reads in a second.
func (w *world) configured(cfg instagram.Config, change ...func(*social.Options)) *instagram.Client {
	w.t.Helper()
	cfg.User, cfg.Login = instagram.ID(w.user), w.login
	if cfg.Tokens == nil {
		cfg.Tokens = static(w.token)
	}
	if w.login == instagram.FacebookLogin {
		cfg.Page, cfg.UserTokens = instagram.ID(w.page.Page), static(w.page.UserToken)
	}
	if cfg.App.ID == "" {
		cfg.App.ID, cfg.App.Secret = w.host.App()
	}
	if cfg.Limits == nil {
		limits := instagram.DefaultLimits()
		limits.ConversationCalls, limits.MaxLikes = 0, 0
		cfg.Limits = &limits
	}
	c, err := instagram.NewClient(&cfg, w.options(change...))
	require.NoError(w.t, err)
	return c
}

// secret is what webhooks are signed with.
func (w *world) secret() string {
	_, secret := w.host.App()
	return secret
}

func static(token string) oauth2.TokenSource {
	return oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token})
}

func postRef(id string) social.Ref { return social.Ref{Network: "instagram", ID: id} }

func commentRef(id string) social.Ref {
	return social.Ref{Network: "instagram", Kind: social.RefComment, ID: id}
}

func accountRef(id string) social.Ref {
	return social.Ref{Network: "instagram", Kind: social.RefAccount, ID: id}
}

func messageRef(id string) social.Ref {
	return social.Ref{Network: "instagram", Kind: social.RefMessage, ID: id}
}

func conversationRef(id string) social.Ref {
	return social.Ref{Network: "instagram", Kind: social.RefConversation, ID: id}
}
