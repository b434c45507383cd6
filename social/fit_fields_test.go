package social_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

// rest is an extra of the network under test.
type rest struct{}

func (rest) ExtraFor() string { return "ruled" }

// TestFitKeepsEveryField: whatever a draft says besides its text stands in the first piece, be it one of many or alone.
func TestFitKeepsEveryField(t *testing.T) {
	t.Parallel()
	full := &social.Draft{
		Text: "News.", Title: "title", Link: "https://example.org/", Poll: &social.Poll{Options: []string{"a", "b"}},
		Media:   []*social.Media{social.MediaBytes("a.png", nil), social.MediaBytes("b.png", nil)},
		ReplyTo: social.Ref{Network: "ruled", ID: "known"}, Quote: social.Ref{Network: "ruled", ID: "2"}, Format: social.FormatReel,
		Visibility: social.VisibilityUnlisted, Language: "en", Sensitive: new(true), Warning: "careful", Tags: []string{"one", "two"},
		At: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), FirstComment: "more", Key: "key", Extras: []social.Extra{rest{}},
	}
	given := reflect.ValueOf(full).Elem()
	for i := range given.NumField() {
		require.True(t, !given.Field(i).IsZero() || given.Type().Field(i).Name == "Variants", given.Type().Field(i).Name)
	}
	for name, network := range map[string]*ruled{"posts": posts(120), "page": page(120, 120)} {
		for _, words := range []int{1, 60} {
			d := *full
			d.Text = strings.Repeat("News. ", words)
			if words > 1 {
				_, err := social.Fit(t.Context(), network, &d, nil)
				require.ErrorContains(t, err, "At", name)
				d.At = time.Time{}
			}
			f := fit(t, network, &d, nil)
			assert.Equal(t, words > 1, len(f.Drafts) > 1, name)
			got := reflect.ValueOf(f.Drafts[0]).Elem()
			for i := range given.NumField() {
				field := given.Type().Field(i).Name
				want := reflect.ValueOf(&d).Elem().Field(i).Interface()
				if field == "Text" && words > 1 {
					continue
				}
				if field == "FirstComment" && name == "posts" && words > 1 { // the last piece
					assert.Equal(t, want, f.Drafts[len(f.Drafts)-1].Text)
					continue
				}
				assert.Equal(t, want, got.Field(i).Interface(), "%s, %d words: %s", name, words, field)
			}
		}
	}
}

// TestFitMediaOfComments: answers that are comments take as many media as comments do, which may be none.
func TestFitMediaOfComments(t *testing.T) {
	t.Parallel()
	var media []*social.Media
	for _, name := range []string{"a.png", "b.png", "c.png", "d.png"} {
		media = append(media, social.MediaBytes(name, nil))
	}
	network := page(300, 120)
	network.limits.Items, network.limits.Comment.Items = 2, 1
	f := fit(t, network, &social.Draft{Text: "News.", Media: media}, nil)
	var counts []int
	for _, d := range f.Drafts {
		counts = append(counts, len(d.Media))
	}
	assert.Equal(t, []int{2, 1, 1}, counts)

	network.limits.Comment.Items = 0
	_, err := social.Fit(t.Context(), network, &social.Draft{Text: "News.", Media: media}, nil)
	require.ErrorContains(t, err, "Media: are too many")
	assert.Len(t, fit(t, network, &social.Draft{Text: "News.", Media: media[:2]}, nil).Drafts, 1)
}
