package gomastodon_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	mast "github.com/mattn/go-mastodon"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

// TestFlavours: what all servers of the kind have in common, from the posting to the stream.
func TestFlavours(t *testing.T) {
	t.Parallel()
	for name, flavour := range map[string]mastodontest.Flavour{"old": mastodontest.OldMastodon, "GoToSocial": mastodontest.GoToSocial} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, &mastodontest.Options{Flavour: flavour})
			ann := p.CreateAccount("ann")
			p.Follow(p.acme, ann)
			ctx, cancel := context.WithCancel(p.soon())
			q := must(p.c.NewWSClient().StreamingWSUser(ctx))(t)
			defer drain(cancel, q)
			require.NoError(t, p.WaitStreams(ctx, 1))
			m := must(p.c.UploadMediaFromReader(ctx, strings.NewReader(string(picture()))))(t)
			s := must(p.c.PostStatus(ctx, &mast.Toot{Status: "hello", MediaIDs: []mast.ID{m.ID}, Visibility: mast.VisibilityUnlisted}))(t)
			assert.Equal(t, s.ID, next[*mast.UpdateEvent](ctx, t, q).Status.ID)
			p.Reply(ann, string(s.ID), "nice")
			next[*mast.UpdateEvent](ctx, t, q)
			assert.Equal(t, "mention", next[*mast.NotificationEvent](ctx, t, q).Notification.Type)
			assert.Len(t, must(p.c.GetStatusContext(ctx, s.ID))(t).Descendants, 1)
			_, err := p.c.PostStatus(ctx, &mast.Toot{})
			status := http.StatusUnprocessableEntity
			if flavour == mastodontest.GoToSocial {
				status = http.StatusBadRequest
			}
			var api *mast.APIError
			require.ErrorAs(t, err, &api)
			assert.Equal(t, status, api.StatusCode)
			require.NoError(t, p.c.DeleteStatus(ctx, s.ID))
			assert.Equal(t, s.ID, next[*mast.DeleteEvent](ctx, t, q).ID)
			for i := range 30 {
				p.Post(ann, "post "+strconv.Itoa(i), nil)
			}
			n := 0
			for _, err := range p.c.AccountStatuses(ctx, mast.ID(ann.ID), &mast.Pagination{Limit: 8}) {
				require.NoError(t, err)
				n++
			}
			assert.Equal(t, 31, n)
		})
	}
}
