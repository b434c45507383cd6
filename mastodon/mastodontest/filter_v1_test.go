package mastodontest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/mastodon/mastodontest"
)

// The first form of filters and the second are two views of the same.
func TestFiltersInBothForms(t *testing.T) {
	t.Parallel()
	for _, flavour := range []mastodontest.Flavour{mastodontest.Mastodon, mastodontest.OldMastodon, mastodontest.GoToSocial} {
		r := newRig(t, &mastodontest.Options{Flavour: flavour})
		one := r.post(t, "/api/v1/filters", object{"phrase": "rude", "context": []string{"home"}, "whole_word": true, "expires_in": 60}).object(t)
		assert.Equal(t, object{
			"id": one["id"], "phrase": "rude", "context": []any{"home"}, "whole_word": true, "irreversible": false, "expires_at": "2026-03-01T10:03:03.000Z",
		}, one)
		path := "/api/v1/filters/" + one["id"].(string)
		assert.Equal(t, true, r.put(t, path, object{"irreversible": true}).object(t)["irreversible"])
		assert.Equal(t, "rude", r.get(t, path).object(t)["phrase"], "what is left out stays")
		assert.Len(t, r.get(t, "/api/v1/filters").list(t), 1)
		assert.Equal(t, 422, r.post(t, "/api/v1/filters", object{"context": []string{"home"}}).status)
		assert.Equal(t, 404, r.get(t, "/api/v1/filters/7").status)
		if flavour == mastodontest.OldMastodon {
			assert.Equal(t, 404, r.get(t, "/api/v2/filters").status)
			continue
		}
		second := r.get(t, "/api/v2/filters").list(t)[0]
		assert.Equal(t, "hide", second["filter_action"])
		assert.Equal(t, "rude", second["title"])
		r.post(t, "/api/v2/filters/"+second["id"].(string)+"/keywords", "keyword=loud")
		list := r.get(t, "/api/v1/filters").list(t)
		assert.Equal(t, "loud", list[1]["phrase"])
		assert.Equal(t, 422, r.put(t, path, object{"context": []string{"public"}}).status, "the other keyword has the same contexts")
		assert.Equal(t, "crude", r.put(t, path, object{"phrase": "crude"}).object(t)["phrase"])
		assert.Equal(t, 200, r.delete(t, path).status)
		assert.Equal(t, 200, r.delete(t, "/api/v1/filters/"+list[1]["id"].(string)).status)
		assert.Empty(t, r.get(t, "/api/v1/filters").list(t))
		assert.Empty(t, r.get(t, "/api/v2/filters").list(t)[0]["keywords"], "the filter stays")
	}
}

// An account's posts are linked on as long as pages are full; pinned ones not at all.
func TestLinksOfAnAccountsPosts(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for range 3 {
		r.Post(r.alice, "x", nil)
	}
	path := "/api/v1/accounts/" + r.alice.ID + "/statuses"
	full := r.get(t, path+"?limit=2")
	assert.Len(t, full.list(t), 2)
	last := r.get(t, full.link("next"))
	assert.Len(t, last.list(t), 1)
	assert.Empty(t, last.link("next"))
	assert.NotEmpty(t, last.link("prev"))
	r.post(t, "/api/v1/statuses/"+full.ids(t)[0]+"/pin", nil)
	pinned := r.get(t, path+"?pinned=true")
	assert.Len(t, pinned.list(t), 1)
	assert.Empty(t, pinned.header.Get("Link"))
}
