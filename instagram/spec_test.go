package instagram_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/internal/simulator/meta"
	"github.com/relais-go/relais/social"
)

const (
	docUser      = "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user"
	docMedia     = "https://developers.facebook.com/docs/instagram-platform/reference/instagram-media"
	docContainer = docUser + "/media"
	docLogin     = "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login"
	docWebhooks  = "https://developers.facebook.com/docs/instagram-platform/webhooks"
	docChangelog = "https://developers.facebook.com/docs/instagram-platform/changelog"
	docReact     = "https://developers.facebook.com/docs/messenger-platform/instagram/features/reactions"
)

// newer is what the package sends and Meta's lists of April 2026 do not have, with its documentation.
func newer(login instagramtest.API) []meta.Allowance {
	both := []meta.Allowance{
		{Node: "IGUser", Edge: "media", Method: "POST", Name: "is_ai_generated", Source: docContainer},
	}
	if login == il {
		return append(both,
			meta.Allowance{Node: "IGUser", Method: "GET", Name: "user_id", Source: docLogin + "/get-started"},
			meta.Allowance{Node: "IGUser", Method: "GET", Name: "account_type", Source: docLogin + "/get-started"},
			meta.Allowance{Node: "IGUser", Edge: "conversations", Method: "GET", Source: docLogin + "/conversations-api"},
			meta.Allowance{Node: "IGUser", Edge: "messages", Method: "POST", Source: docLogin + "/messaging-api"},
			meta.Allowance{Node: "IGUser", Edge: "subscribed_apps", Method: "GET", Source: docWebhooks},
			meta.Allowance{Node: "IGUser", Edge: "subscribed_apps", Method: "POST", Source: docWebhooks},
			meta.Allowance{Node: "IGUser", Edge: "subscribed_apps", Method: "DELETE", Source: docWebhooks},
		)
	}
	both = append(both,
		meta.Allowance{Node: "IGUser", Edge: "media", Method: "POST", Name: "audio_configuration", Source: docChangelog},
		meta.Allowance{Node: "IGUser", Edge: "media", Method: "POST", Name: "is_paid_partnership", Source: docContainer},
		meta.Allowance{Node: "IGUser", Edge: "media", Method: "POST", Name: "branded_content_sponsor_ids", Source: docContainer},
		meta.Allowance{Node: "Page", Edge: "messages", Method: "POST", Name: "payload", Source: docReact}, // an object
		meta.Allowance{Node: "IGUser", Edge: "likes", Method: "POST", Source: docUser + "/user-likes"},
		meta.Allowance{Node: "IGUser", Edge: "likes", Method: "DELETE", Source: docUser + "/user-likes"},
	)
	for _, name := range []string{"reposts_count", "saved_count", "shares_count"} {
		both = append(both, meta.Allowance{Node: "IGMedia", Method: "GET", Name: name, Source: docMedia})
	}
	return both
}

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
	types map[string]string // of nodes, by their ID
	photo instagram.ID
}

func (d *driver) is(kind, id string) instagram.ID {
	d.types[id] = kind
	return instagram.ID(id)
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
		post, err := d.c.Publish(t.Context(), s.draft(w))
		require.NoError(t, err, name)
		d.is("IGMedia", post.Ref.ID)
	}
	if w.api == fl {
		_, err := d.c.CreateContainer(t.Context(), &instagram.ContainerParams{
			Kind: instagram.KindReel, VideoURL: w.film().URL, Audio: &instagram.Audio{ID: "1", Volume: new(50), VideoVolume: new(50)},
		})
		if err != nil { // the simulator has no library of sounds
			require.ErrorIs(t, err, social.ErrInvalid)
		}
	}
	for _, k := range w.srv.Containers(w.user) {
		d.is("IGContainer", k.ID)
	}
	post, err := d.c.Publish(t.Context(), &social.Draft{Text: "Photo", Media: []*social.Media{w.photo()}})
	d.ok(err)
	d.photo = d.is("IGMedia", post.Ref.ID)
	_, err = d.c.PublishingLimit(t.Context())
	d.ok(err)
}

// read goes through media, comments and mentions.
func (d *driver) read(ann string) {
	t, w, c := d.t, d.w, d.c
	ctx := t.Context()
	comment := d.is("IGComment", w.srv.Comment(ann, string(d.photo), "Nice"))
	d.is("IGComment", w.srv.Reply(ann, string(comment), "Very"))
	mention := d.is("IGMedia", w.srv.Post(ann, instagramtest.Post{Caption: "@acme look", Tags: []string{w.user}}))
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
	id, err := c.CreateComment(ctx, d.photo, "Thanks")
	d.ok(err)
	d.is("IGComment", string(id))
	reply, err := c.ReplyComment(ctx, comment, "Thanks")
	d.ok(err)
	d.is("IGComment", string(reply))
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
	d.is("UnifiedThread", string(v.ID))
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
	d.is("ShadowIGHashtag", string(tag.ID))
	each(d, c.RecentMedia(ctx, tag.ID))
	each(d, c.TopMedia(ctx, tag.ID))
	each(d, c.CollaborationInvites(ctx))
	invite := d.is("IGMedia", w.srv.Post(ann, instagramtest.Post{Caption: "Together", Collab: []string{w.user}}))
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

// drive makes every call with a login, and returns the requests and the types of the nodes that they name.
func drive(t *testing.T, api instagramtest.API) (*world, *recorder, map[string]string) {
	t.Helper()
	w := newSite(t, nil).as(api)
	ann := w.person("ann")
	rec := &recorder{}
	c := w.configured(instagram.Config{}, func(o *social.Options) {
		rec.next = o.HTTPClient.Transport
		o.HTTPClient = &http.Client{Transport: rec}
	})
	d := &driver{t: t, w: w, c: c, types: map[string]string{w.user: "IGUser", w.page.Page: "Page"}}
	if api == il {
		d.types["me"] = "IGUser"
	}
	d.publish()
	d.read(ann)
	d.measure()
	d.write(ann)
	if api == fl {
		d.facebook(ann)
	} else {
		d.connect()
	}
	return w, rec, d.types
}

// TestRequestsStandInMetasLists sends every request that the package can send, and compares edges, parameters and
// fields with Meta's own lists.
func TestRequestsStandInMetasLists(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("SPECS_DIR names no folder with the networks' machine-readable descriptions")
	}
	spec, err := meta.Load(filepath.Join(dir, "meta"))
	require.NoError(t, err)
	for login, api := range logins() {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			w, rec, types := drive(t, api)
			checker, err := meta.NewChecker(spec, func(id string) string { return types[id] }, newer(api)...)
			require.NoError(t, err)
			judged, seen := 0, map[string]bool{}
			for _, r := range rec.sent {
				if strings.HasPrefix(r.URL.Path, "/ig-api-upload/") {
					continue // bytes
				}
				req, err := meta.ReadRequest(r.Request, strings.NewReader(r.body))
				require.NoError(t, err)
				problems := checker.Request(req)
				for _, p := range meta.Deviations(problems) {
					if !seen[p.String()] {
						t.Errorf("%s\n%s %s %v", p, req.Method, req.Path, req.Params)
					}
					seen[p.String()] = true
				}
				if len(problems) == 0 {
					judged++
				}
			}
			for _, p := range checker.Unused() {
				t.Errorf("%s", p)
			}
			t.Logf("%d requests, %d of them judged in full", len(rec.sent), judged)
			assert.Greater(t, judged, len(rec.sent)/2)
			assert.NotZero(t, w.host.Requests().Total())
		})
	}
}

// TestRequestsKeepToTheProtocol looks for tokens in addresses, and for what Meta took away.
func TestRequestsKeepToTheProtocol(t *testing.T) {
	t.Parallel()
	for login, api := range logins() {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			w, rec, _ := drive(t, api)
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
