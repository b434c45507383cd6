package instagram_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// Short names of the logins.
const (
	fl = instagramtest.FacebookLogin
	il = instagramtest.InstagramLogin
)

// newSite is a world by Facebook Login whose media are ready at once and whose account has a profile. opts may be nil.
func newSite(t *testing.T, opts *instagramtest.Options) *world {
	t.Helper()
	var own instagramtest.Options
	if opts != nil {
		own = *opts
	}
	if own.Processing.Polls == 0 {
		own.Processing.Polls = -1
	}
	own.AnyVideo = true
	w := newWorld(t, fl, &own)
	w.srv.SetProfile(w.user, instagramtest.Profile{Name: "ACME", Biography: "We make things.", Website: "https://acme.example/", Followers: 500})
	return w
}

// as is the same world by the other login.
func (w *world) as(api instagramtest.API) *world {
	own := &world{t: w.t, srv: w.srv, api: api, host: w.srv.Host(api), user: w.user, page: w.page, token: w.page.PageToken, files: w.files}
	if api == il {
		own.login, own.token = instagram.InstagramLogin, w.srv.Token(w.user)
	}
	return own
}

// clients are one for each login.
func (w *world) clients() map[instagramtest.API]*instagram.Client {
	return map[instagramtest.API]*instagram.Client{fl: w.as(fl).client(), il: w.as(il).client()}
}

// quick is a client that does not wait long for media to be processed.
func (w *world) quick(change ...func(*social.Options)) *instagram.Client {
	w.t.Helper()
	return w.configured(instagram.Config{WaitVideo: 200 * time.Millisecond}, change...)
}

// photo and film are media on a public address, a new one each time.
func (w *world) photo() *social.Media {
	return social.MediaURL(fmt.Sprintf("%s/%d.jpg", w.files, w.count.Add(1)), "image/jpeg")
}

func (w *world) film() *social.Media {
	return social.MediaURL(fmt.Sprintf("%s/%d.mp4", w.files, w.count.Add(1)), "video/mp4")
}

// withdraw makes Instagram refuse a metric, as it does with those that it took away.
func (w *world) withdraw(metric string) {
	for _, api := range []instagramtest.API{fl, il} {
		f := instagramtest.Answer("", instagramtest.Error{Code: 100, Message: "(#100) metric[0] must be one of the following values: reach"}, false)
		f.Times, f.Where = instagramtest.Forever, func(r *http.Request) bool {
			return slices.Contains(strings.Split(r.URL.Query().Get("metric"), ","), metric)
		}
		w.srv.Host(api).Faults().Add(f)
	}
}

// august is a time in summer, when the simulator's days end where those in California do.
func august() time.Time { return time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC) }

// inAugust is a world whose clock stands still.
func inAugust(t *testing.T) (*world, *instagramtest.ManualClock) {
	t.Helper()
	clock := instagramtest.NewManualClock(august())
	return newSite(t, &instagramtest.Options{Clock: clock.Now}), clock
}

// requireField demands an error of a kind that blames a field.
func requireField(t *testing.T, err, kind error, field string) {
	t.Helper()
	require.ErrorIs(t, err, kind)
	var fields []string
	for _, p := range social.Problems(err) {
		fields = append(fields, p.Field)
	}
	if e, ok := errors.AsType[*social.Error](err); ok && len(fields) == 0 {
		fields = append(fields, e.Field)
	}
	require.Contains(t, fields, field, "%v", err)
}
