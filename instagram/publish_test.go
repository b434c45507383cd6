package instagram_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// bytesOf is a film of which the bytes are sent.
func bytesOf() *social.Media {
	m := probetest.Movie{Duration: 5 * time.Second, Width: 1080, Height: 1920, Size: 20_000}
	return m.Media("a.mp4")
}

func extra(e *instagram.Extra) []social.Extra { return []social.Extra{e} }

// surface is something that can be published, and what becomes of it.
type surface struct {
	draft func(w *world) *social.Draft
	want  func(t *testing.T, w *world, m *instagramtest.Media)
	fl    bool // Facebook Login only
}

func surfaces() map[string]surface {
	return map[string]surface{
		"Photo": {draft: func(w *world) *social.Draft {
			m := w.photo()
			m.AltText = "A cat"
			return &social.Draft{Text: "Hello", Link: "https://acme.example/a", Tags: []string{"sun"}, Media: []*social.Media{m}, Extras: extra(&instagram.Extra{
				UserTags: []instagram.UserTag{{Username: "ann", X: new(0.25), Y: new(0.5)}}, Collaborators: []string{"rival"},
				Location: instagram.ID(w.srv.CreatePlace("Town hall")), AIGenerated: new(true),
			})}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.Equal(t, []string{"IMAGE", "FEED", "A cat"}, []string{m.Type, m.Product, m.AltText})
			assert.Equal(t, "Hello\n\nhttps://acme.example/a\n\n#sun", m.Caption)
			assert.Len(t, m.Tags, 1)
			assert.Len(t, m.Collaborators, 1)
			assert.NotEmpty(t, m.Location)
			assert.True(t, m.AIGenerated)
		}},
		"ReelByURL": {draft: func(w *world) *social.Draft {
			return &social.Draft{Text: "Reel", Media: []*social.Media{w.film()}, Extras: extra(&instagram.Extra{
				ShareToFeed: new(true), CoverURL: w.photo().URL, AudioName: "Birds", UserTags: []instagram.UserTag{{Username: "ann"}},
			})}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.Equal(t, []string{"VIDEO", "REELS", "Reel", "Birds"}, []string{m.Type, m.Product, m.Caption, m.AudioName})
			assert.True(t, m.SharedToFeed)
			assert.NotEmpty(t, m.CoverURL)
			assert.Len(t, m.Tags, 1)
		}},
		"ReelWithThumbnail": {draft: func(w *world) *social.Draft {
			m := w.film()
			m.Thumbnail = w.photo()
			return &social.Draft{Text: "Cover", Format: social.FormatReel, Media: []*social.Media{m}}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.Contains(t, m.CoverURL, ".jpg")
		}},
		"TrialReel": {draft: func(w *world) *social.Draft {
			return &social.Draft{Text: "Try", Media: []*social.Media{w.film()}, Extras: extra(&instagram.Extra{Trial: instagram.TrialPerformance, ThumbOffset: new(1500)})}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.Equal(t, "SS_PERFORMANCE", m.Trial)
			assert.Equal(t, 1500, m.ThumbOffset)
		}},
		"ReelByBytes": {fl: true, draft: func(*world) *social.Draft {
			return &social.Draft{Text: "Bytes", Media: []*social.Media{bytesOf()}}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.Equal(t, "REELS", m.Product)
			assert.Equal(t, int64(20_000), m.File.Size)
			assert.Equal(t, sum(t, bytesOf()), m.File.SHA256)
		}},
		"PhotoStory": {draft: func(w *world) *social.Draft {
			return &social.Draft{Format: social.FormatStory, Media: []*social.Media{w.photo()}, Extras: extra(&instagram.Extra{UserTags: []instagram.UserTag{{Username: "ann"}}})}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.Equal(t, []string{"IMAGE", "STORY"}, []string{m.Type, m.Product})
			assert.Len(t, m.Tags, 1)
		}},
		"VideoStory": {draft: func(w *world) *social.Draft {
			return &social.Draft{Format: social.FormatStory, Media: []*social.Media{w.film()}}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.Equal(t, []string{"VIDEO", "STORY"}, []string{m.Type, m.Product})
		}},
		"VideoStoryByBytes": {fl: true, draft: func(*world) *social.Draft {
			return &social.Draft{Format: social.FormatStory, Media: []*social.Media{bytesOf()}}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.Equal(t, int64(20_000), m.File.Size)
		}},
		"Carousel": {draft: func(w *world) *social.Draft {
			m := w.photo()
			m.AltText = "First"
			return &social.Draft{Text: "Many", Media: []*social.Media{m, w.film(), w.photo()}, FirstComment: "More at our shop", Extras: extra(&instagram.Extra{
				MediaTags: map[int][]instagram.UserTag{2: {{Username: "ann", X: new(0.1), Y: new(0.9)}}}, Collaborators: []string{"rival"}, NoComments: false,
			})}
		}, want: func(t *testing.T, w *world, m *instagramtest.Media) {
			t.Helper()
			assert.Equal(t, []string{"CAROUSEL_ALBUM", "FEED", "Many"}, []string{m.Type, m.Product, m.Caption})
			require.Len(t, m.Children, 3)
			assert.Equal(t, []string{"IMAGE", "VIDEO", "IMAGE"}, []string{m.Children[0].Type, m.Children[1].Type, m.Children[2].Type})
			assert.Equal(t, "First", m.Children[0].AltText)
			assert.Len(t, m.Children[2].Tags, 1)
			assert.Len(t, m.Collaborators, 1)
			require.Len(t, m.Comments, 1)
			k, _ := w.srv.FindComment(m.Comments[0])
			assert.Equal(t, "More at our shop", k.Text)
		}},
		"CarouselByBytes": {fl: true, draft: func(w *world) *social.Draft {
			return &social.Draft{Text: "Mixed", Media: []*social.Media{bytesOf(), w.photo()}, Extras: extra(&instagram.Extra{NoComments: true})}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			require.Len(t, m.Children, 2)
			assert.Equal(t, int64(20_000), m.Children[0].File.Size)
			assert.True(t, m.CommentsClosed)
		}},
		"Partnership": {fl: true, draft: func(w *world) *social.Draft {
			return &social.Draft{Text: "Paid", Media: []*social.Media{w.photo()}, Extras: extra(&instagram.Extra{
				Partnership: new(true), Sponsors: []instagram.ID{instagram.ID(w.srv.CreateAccount("sponsor", nil))},
				ProductTags: []instagram.Tag{{ProductID: instagram.ID(w.srv.CreateProduct()), X: new(0.5), Y: new(0.5)}},
			})}
		}, want: func(t *testing.T, _ *world, m *instagramtest.Media) {
			t.Helper()
			assert.True(t, m.PaidPartnership)
			assert.Len(t, m.Sponsors, 1)
			assert.Len(t, m.Products, 1)
		}},
	}
}

func sum(t *testing.T, m *social.Media) string {
	t.Helper()
	r, err := m.Open()
	require.NoError(t, err)
	defer func() { require.NoError(t, r.Close()) }()
	h := sha256.New()
	_, err = io.Copy(h, r)
	require.NoError(t, err)
	return hex.EncodeToString(h.Sum(nil))
}

// TestSurfaces publishes to each surface with both logins, and looks at what people see.
func TestSurfaces(t *testing.T) {
	t.Parallel()
	for name, s := range surfaces() {
		for login, api := range logins() {
			t.Run(name+"/"+login, func(t *testing.T) {
				t.Parallel()
				w := newSite(t, &instagramtest.Options{Processing: instagramtest.Processing{Polls: 2}}).as(api)
				w.person("ann")
				w.srv.CreateAccount("rival", nil)
				d := s.draft(w)
				if s.fl && api == il {
					_, err := w.quick().Publish(t.Context(), d)
					require.ErrorIs(t, err, errors.ErrUnsupported)
					assert.Empty(t, w.srv.Containers(w.user), "nothing is sent")
					return
				}
				post, err := w.quick().Publish(t.Context(), d)
				require.NoError(t, err)
				published := w.srv.Published(w.user)
				require.Len(t, published, 1)
				m := &published[0]
				assert.Equal(t, m.ID, post.Ref.ID)
				assert.Equal(t, m.Permalink, post.Ref.URL)
				assert.Equal(t, m.Caption, post.Text)
				assert.Equal(t, w.user, post.Author.Ref.ID)
				assert.Equal(t, "acme", post.Author.Handle)
				assert.Equal(t, social.StatePublished, post.State)
				assert.WithinDuration(t, m.Created, post.Time, time.Second)
				s.want(t, w, m)
			})
		}
	}
}

// shop is a Host: it puts files onto a server of its own.
type shop struct {
	mu    sync.Mutex
	files map[string][]byte
	base  string
	fail  error
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{files: map[string][]byte{}}
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		_, _ = rw.Write(s.files[strings.TrimPrefix(r.URL.Path, "/")])
	}))
	t.Cleanup(srv.Close)
	s.base = srv.URL
	return s
}

// Put implements [instagram.Host].
func (s *shop) Put(_ context.Context, m *social.Media) (string, error) {
	if s.fail != nil {
		return "", s.fail
	}
	r, err := m.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	var b strings.Builder
	if _, err := io.Copy(&b, r); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[m.Name] = []byte(b.String())
	return s.base + "/" + m.Name, nil
}

// TestHost publishes files that have no address, by a hook that gives them one.
func TestHost(t *testing.T) {
	t.Parallel()
	for login, api := range logins() {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			w := newSite(t, nil).as(api)
			photo := func() *social.Media { return social.MediaBytes("cat.jpg", probetest.JPEG(64, 64)) }
			_, err := w.client().Publish(t.Context(), &social.Draft{Media: []*social.Media{photo()}})
			requireField(t, err, errors.ErrUnsupported, "Media[0].URL")

			s := newShop(t)
			c := w.configured(instagram.Config{Host: s})
			film := bytesOf()
			film.Thumbnail = photo()
			_, err = c.Publish(t.Context(), &social.Draft{Text: "One", Media: []*social.Media{photo()}})
			require.NoError(t, err)
			_, err = c.Publish(t.Context(), &social.Draft{Text: "Two", Media: []*social.Media{film}})
			require.NoError(t, err)
			published := w.srv.Published(w.user)
			require.Len(t, published, 2)
			assert.Equal(t, s.base+"/cat.jpg", published[0].File.URL)
			assert.Equal(t, s.base+"/cat.jpg", published[1].CoverURL)
			if api == il {
				assert.Equal(t, s.base+"/a.mp4", published[1].File.URL)
			} else {
				assert.Empty(t, published[1].File.URL, "bytes are sent where they can be")
			}

			s.fail = errors.New("disk full")
			_, err = c.Publish(t.Context(), &social.Draft{Text: "Three", Media: []*social.Media{photo()}})
			requireField(t, err, social.ErrMedia, "Media[0]")
			require.ErrorIs(t, err, s.fail)
			require.ErrorContains(t, err, "disk full")
		})
	}
}

// TestQuota asks what may still be published before anything is.
func TestQuota(t *testing.T) {
	t.Parallel()
	w := newSite(t, &instagramtest.Options{Quota: 2})
	c := w.client()
	for range 2 {
		_, err := c.Publish(t.Context(), &social.Draft{Text: "Post", Media: []*social.Media{w.photo()}})
		require.NoError(t, err)
	}
	l, err := c.PublishingLimit(t.Context())
	require.NoError(t, err)
	assert.Equal(t, instagram.PublishingLimit{Used: 2, Total: 2, Duration: 24 * time.Hour}, *l)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "One more", Media: []*social.Media{w.photo()}})
	require.ErrorIs(t, err, social.ErrQuota)
	_, ok := social.PendingOf(err)
	assert.True(t, ok, "it can go on tomorrow")
	assert.Equal(t, 2, w.host.Requests().Count("POST /*/*/media_publish"), "it was not tried")

	w.host.Faults().Add(instagramtest.Fault{Kind: instagramtest.FailBefore, Match: "GET /*/*/content_publishing_limit", Times: instagramtest.Forever})
	_, err = c.Publish(t.Context(), &social.Draft{Text: "One more", Media: []*social.Media{w.photo()}})
	require.ErrorIs(t, err, social.ErrQuota, "Instagram has the last word where it cannot be asked")
	assert.Equal(t, 3, w.host.Requests().Count("POST /*/*/media_publish"))
}
