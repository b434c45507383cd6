package instagram_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
)

// recorder keeps what goes out.
type recorder struct {
	next http.RoundTripper
	mu   sync.Mutex
	sent []*sentRequest
}

type sentRequest struct {
	*http.Request

	body string
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil && req.Body != http.NoBody {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	r.mu.Lock()
	r.sent = append(r.sent, &sentRequest{req.Clone(context.WithoutCancel(req.Context())), string(body)})
	r.mu.Unlock()
	return r.next.RoundTrip(req)
}

// driver calls whatever the client has.
type driver struct {
	t     *testing.T
	w     *world
	c     *instagram.Client
	photo instagram.ID
}

func (d *driver) ok(err error) {
	d.t.Helper()
	require.NoError(d.t, err)
}

// each reads a list to its end.
func each[T any](d *driver, seq func(yield func(*T, error) bool)) (first *T) {
	d.t.Helper()
	for v, err := range seq {
		require.NoError(d.t, err)
		if first == nil {
			first = v
		}
	}
	return first
}

// publish makes one of everything that can be published.
func (d *driver) publish() {
	t, w := d.t, d.w
	w.srv.CreateAccount("rival", nil)
	for name, s := range surfaces() {
		if s.fl && w.api == il {
			continue
		}
		_, err := d.c.Publish(t.Context(), s.draft(w))
		require.NoError(t, err, name)
	}
	if w.api == fl {
		_, err := d.c.CreateContainer(t.Context(), &instagram.ContainerParams{
			Kind: instagram.KindReel, VideoURL: w.film().URL, Audio: &instagram.Audio{ID: "1", Volume: new(50), VideoVolume: new(50)},
		})
		if err != nil { // the simulator has no library of sounds
			require.ErrorIs(t, err, social.ErrInvalid)
		}
	}
	post, err := d.c.Publish(t.Context(), &social.Draft{Text: "Photo", Media: []*social.Media{w.photo()}})
	d.ok(err)
	d.photo = instagram.ID(post.Ref.ID)
	_, err = d.c.PublishingLimit(t.Context())
	d.ok(err)
}

// read goes through media, comments and mentions.
func (d *driver) read(ann string) {
	t, w, c := d.t, d.w, d.c
	ctx := t.Context()
	comment := instagram.ID(w.srv.Comment(ann, string(d.photo), "Nice"))
	w.srv.Reply(ann, string(comment), "Very")
	mention := instagram.ID(w.srv.Post(ann, instagramtest.Post{Caption: "@acme look", Tags: []string{w.user}}))
	named := w.srv.Comment(ann, string(mention), "@acme here")
	_, err := c.Media(ctx, d.photo)
	d.ok(err)
	each(d, c.MediaList(ctx, &instagram.MediaParams{Since: w.srv.Now().AddDate(0, 0, -1), Until: w.srv.Now(), Limit: 5}))
	each(d, c.Stories(ctx))
	each(d, c.Tags(ctx))
	each(d, c.LiveMedia(ctx))
	each(d, c.Posts(ctx, nil))
	each(d, c.Comments(ctx, d.photo))
	each(d, c.Replies(ctx, comment))
	_, err = c.Comment(ctx, comment)
	d.ok(err)
	_, err = c.CreateComment(ctx, d.photo, "Thanks")
	d.ok(err)
	reply, err := c.ReplyComment(ctx, comment, "Thanks")
	d.ok(err)
	d.ok(c.HideComment(ctx, comment, true))
	d.ok(c.DeleteComment(ctx, reply))
	d.ok(c.EnableComments(ctx, d.photo, true))
	_, err = c.MentionedMedia(ctx, mention)
	d.ok(err)
	_, err = c.MentionedComment(ctx, instagram.ID(named))
	d.ok(err)
	_, err = c.ReplyMention(ctx, mention, instagram.ID(named), "Hello")
	d.ok(err)
	_, err = c.Me(ctx)
	d.ok(err)
}

// measure reads insights.
func (d *driver) measure() {
	ctx, c := d.t.Context(), d.c
	var names []string
	for _, m := range instagram.AccountMetricTable() {
		names = append(names, m.Name)
		for _, b := range m.Breakdowns {
			_, err := c.AccountInsights(ctx, &instagram.InsightParams{Metrics: []string{m.Name}, Breakdowns: []string{b}})
			d.ok(err)
		}
	}
	_, err := c.AccountInsights(ctx, &instagram.InsightParams{Metrics: names, Since: d.w.srv.Now().AddDate(0, 0, -3)})
	d.ok(err)
	_, err = c.AccountMetrics(ctx, &social.MetricsQuery{From: d.w.srv.Now().AddDate(0, 0, -3), ByDay: true})
	d.ok(err)
	_, err = c.AccountMetrics(ctx, nil)
	d.ok(err)
	var refs []social.Ref
	for _, m := range d.w.srv.Published(d.w.user) {
		refs = append(refs, postRef(m.ID))
		got, err := c.MediaInsights(ctx, instagram.ID(m.ID), nil)
		d.ok(err)
		assert.NotContains(d.t, got.Missing, "likes")
	}
	_, err = c.PostMetrics(ctx, refs...)
	d.ok(err)
	_, err = c.OnlineFollowers(ctx, d.w.srv.Now().AddDate(0, 0, -3), d.w.srv.Now())
	d.ok(err)
}

// write goes through messages.
func (d *driver) write(ann string) {
	t, w, c := d.t, d.w, d.c
	ctx := t.Context()
	person := w.known(ann)
	message := instagram.ID(w.srv.DM(ann, w.user, "Hello"))
	v := each(d, c.AccountConversations(ctx, nil))
	require.NotNil(t, v)
	_, err := c.Conversation(ctx, v.ID)
	d.ok(err)
	each(d, c.ConversationMessages(ctx, v.ID))
	_, err = c.ReadMessage(ctx, message)
	d.ok(err)
	_, err = c.Sender(ctx, person)
	d.ok(err)
	for _, p := range []*instagram.MessageParams{
		{Text: "Hi", ReplyTo: message}, {Heart: true}, {Share: d.photo}, {Text: "Hi", Tag: instagram.HumanAgent},
		{Files: []instagram.MessageFile{{Kind: instagram.FileImage, URL: w.photo().URL}}},
		{Files: []instagram.MessageFile{{Kind: instagram.FileImage, URL: w.photo().URL}, {Kind: instagram.FileImage, URL: w.photo().URL}}},
	} {
		p.To.ID = person
		_, err = c.SendMessage(ctx, p)
		d.ok(err)
	}
	_, err = c.PrivateReply(ctx, instagram.ID(w.srv.Comment(ann, string(d.photo), "How much?")), "Ten")
	d.ok(err)
	d.ok(c.SendAction(ctx, person, instagram.MarkSeen))
	d.ok(c.ReactMessage(ctx, person, message, "love"))
	d.ok(c.UnreactMessage(ctx, person, message))
}

// connect goes through the webhooks of an account, which only Instagram Login has.
func (d *driver) connect() {
	ctx := d.t.Context()
	d.ok(d.c.SubscribeApp(ctx, "comments"))
	_, err := d.c.SubscribedApps(ctx)
	d.ok(err)
	d.ok(d.c.UnsubscribeApp(ctx))
}

// facebook goes through what only Facebook Login has.
func (d *driver) facebook(ann string) {
	t, w, c := d.t, d.w, d.c
	ctx := t.Context()
	_, err := c.BusinessDiscovery(ctx, "rival", 5)
	d.ok(err)
	each(d, c.DiscoveredMedia(ctx, "rival"))
	tag, err := c.Hashtag(ctx, "sun")
	d.ok(err)
	each(d, c.RecentMedia(ctx, tag.ID))
	each(d, c.TopMedia(ctx, tag.ID))
	each(d, c.CollaborationInvites(ctx))
	invite := instagram.ID(w.srv.Post(ann, instagramtest.Post{Caption: "Together", Collab: []string{w.user}}))
	d.ok(c.AnswerInvite(ctx, invite, true))
	comment := instagram.ID(w.srv.Comment(ann, string(d.photo), "Like me"))
	d.ok(c.LikeMedia(ctx, d.photo))
	d.ok(c.UnlikeMedia(ctx, d.photo))
	d.ok(c.LikeComment(ctx, comment))
	d.ok(c.UnlikeComment(ctx, comment))
	d.ok(c.Block(ctx, w.known(ann)))
	d.ok(c.Unblock(ctx, w.known(ann)))
	d.ok(c.DeleteMedia(ctx, d.photo))
}

// drive makes every call with a login, and returns the requests.
func drive(t *testing.T, api instagramtest.API) (*world, *recorder) {
	t.Helper()
	w := newSite(t, nil).as(api)
	ann := w.person("ann")
	rec := &recorder{}
	c := w.configured(instagram.Config{}, func(o *social.Options) {
		rec.next = o.HTTPClient.Transport
		o.HTTPClient = &http.Client{Transport: rec}
	})
	d := &driver{t: t, w: w, c: c}
	d.publish()
	d.read(ann)
	d.measure()
	d.write(ann)
	if api == fl {
		d.facebook(ann)
	} else {
		d.connect()
	}
	return w, rec
}

// TestRequestsKeepToTheProtocol looks for tokens in addresses, and for what Meta took away.
func TestRequestsKeepToTheProtocol(t *testing.T) {
	t.Parallel()
	for login, api := range logins() {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			w, rec := drive(t, api)
			assert.Greater(t, len(rec.sent), 100)
			_, secret := w.host.App()
			for _, r := range rec.sent {
				where := r.Method + " " + r.URL.Path
				for _, secret := range []string{w.token, w.page.UserToken, w.page.PageToken, secret} {
					assert.NotContains(t, r.URL.String(), secret, where)
					assert.NotContains(t, r.body, secret, where)
				}
				form, err := url.ParseQuery(r.body)
				for _, name := range []string{"access_token", "date_format", "debug", "pretty", "ids"} {
					assert.False(t, r.URL.Query().Has(name), "%s in %s", name, where)
					assert.False(t, err == nil && form.Has(name), "%s in %s", name, where)
				}
				assert.Empty(t, r.Header.Get("If-None-Match"), where)
				scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
				want := "Bearer"
				if strings.HasPrefix(r.URL.Path, "/ig-api-upload/") {
					want = "OAuth"
				}
				assert.Equal(t, want, scheme, where)
				if !strings.HasPrefix(r.URL.Path, "/ig-api-upload/") {
					assert.True(t, strings.HasPrefix(r.URL.Path, "/"+instagram.DefaultVersion), where)
				}
			}
		})
	}
}
