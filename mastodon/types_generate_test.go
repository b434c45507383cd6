package mastodon_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the generated files of testdata")

// page makes a page of a home timeline in the shape, field order and size of a Mastodon 4.5 answer.
type page struct{ r *rand.Rand }

func newPage() page { return page{rand.New(rand.NewPCG(1, 2))} }

func (p page) json(n int) []byte {
	all := make([]string, n)
	for i := range all {
		all[i] = p.status(i, i%5 != 4)
	}
	return []byte("[" + strings.Join(all, ",") + "]")
}

func (p page) id() string { return fmt.Sprintf(`"11%016d"`, p.r.Int64N(1e16)) }

func (p page) time(fraction string) string {
	t := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(p.r.Int64N(int64(60 * 24 * time.Hour))))
	return t.Format(`"2006-01-02T15:04:05.`) + fraction + `Z"`
}

func (p page) words(n int) string {
	const text = "café réunion atelier bibliothèque nouvelle lundi the of and community open weekend jardin 東京 programme"
	list := strings.Fields(text)
	words := make([]string, n)
	for i := range words {
		words[i] = list[p.r.IntN(len(list))]
	}
	return strings.Join(words, " ")
}

func (p page) content(n int) string {
	// Ruby escapes the angle brackets of HTML, as encoding/json does.
	html := fmt.Sprintf(`<p>%s</p><p><span class="h-card" translate="no"><a href="https://social.example/@anna" class="u-url mention">@<span>anna</span></a></span> `+
		`<a href="https://blog.example.com/%d" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">https://</span>`+
		`<span class="ellipsis">blog.example.com/2026/05/a-long</span><span class="invisible">-title</span></a></p>`, p.words(n), p.r.IntN(1e6))
	b, err := json.Marshal(html)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (p page) account() string {
	id := p.r.IntN(60)
	host := "https://files.social.example/accounts"
	return fmt.Sprintf(`{"id":"1095%012d","username":"user%d","acct":"user%d@town%d.example","display_name":"User %d :blobcat:","locked":false,"bot":false,`+
		`"discoverable":true,"indexable":false,"group":false,"created_at":"2022-11-05T00:00:00.000Z","note":%s,"url":"https://town%d.example/@user%d",`+
		`"uri":"https://town%d.example/users/user%d","avatar":"%s/avatars/%d/original/4f1c.jpg","avatar_static":"%s/avatars/%d/original/4f1c.jpg",`+
		`"header":"%s/headers/%d/original/9a22.jpg","header_static":"%s/headers/%d/original/9a22.jpg","followers_count":%d,"following_count":%d,`+
		`"statuses_count":%d,"last_status_at":"2026-06-%02d","hide_collections":false,"noindex":false,"emojis":[{"shortcode":"blobcat",`+
		`"url":"https://files.social.example/custom_emojis/blobcat.png","static_url":"https://files.social.example/custom_emojis/static/blobcat.png",`+
		`"visible_in_picker":true}],"roles":[],"fields":[{"name":"Web","value":"\u003ca href=\"https://town%d.example\"\u003etown\u003c/a\u003e","verified_at":%s}]}`,
		id, id, id, id%9, id, p.content(10), id%9, id, id%9, id, host, id, host, id, host, id, host, id,
		p.r.IntN(9000), p.r.IntN(900), p.r.IntN(20000), 1+p.r.IntN(28), id%9, p.time("000"))
}

func (p page) status(i int, original bool) string {
	reblog, card, poll, media, reply := "null", "null", "null", "", "null"
	switch {
	case !original:
		reblog = p.status(i+1000, true)
	case i%5 == 1:
		media = p.media() + "," + p.media()
	case i%5 == 2:
		card = p.card()
	case i%10 == 3:
		poll = p.poll()
	default:
		reply = p.id()
	}
	n := 20 + p.r.IntN(40)
	return fmt.Sprintf(`{"id":%s,"created_at":%s,"in_reply_to_id":%s,"in_reply_to_account_id":%s,"sensitive":false,"spoiler_text":"","visibility":"public",`+
		`"language":"fr","uri":"https://social.example/users/anna/statuses/%d","url":"https://social.example/@anna/%d","replies_count":%d,"reblogs_count":%d,`+
		`"favourites_count":%d,"quotes_count":%d,"edited_at":null,"favourited":false,"reblogged":false,"muted":false,"bookmarked":false,"content":%s,`+
		`"filtered":[],"reblog":%s,"application":{"name":"Web","website":null},"account":%s,"media_attachments":[%s],"mentions":[{"id":%s,"username":"anna",`+
		`"url":"https://social.example/@anna","acct":"anna"}],"tags":[{"name":"atelier","url":"https://social.example/tags/atelier"},`+
		`{"name":"jardin","url":"https://social.example/tags/jardin"}],"emojis":[],"quote":null,"card":%s,"poll":%s,`+
		`"quote_approval":{"automatic":["public"],"manual":[],"current_user":"automatic"}}`,
		p.id(), p.time("000"), reply, reply, i, i, p.r.IntN(20), p.r.IntN(50), p.r.IntN(200), p.r.IntN(3), p.content(n), reblog, p.account(), media, p.id(), card, poll)
}

func (p page) media() string {
	return fmt.Sprintf(`{"id":%s,"type":"image","url":"https://files.social.example/media_attachments/files/114/%d/original/3be1.jpg",`+
		`"preview_url":"https://files.social.example/media_attachments/files/114/%d/small/3be1.jpg","remote_url":null,"preview_remote_url":null,"text_url":null,`+
		`"meta":{"original":{"width":2048,"height":1536,"size":"2048x1536","aspect":1.3333333333333333},"small":{"width":554,"height":416,"size":"554x416",`+
		`"aspect":1.3317307692307692},"focus":{"x":-0.24,"y":0.5}},"description":"%s","blurhash":"UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH"}`,
		p.id(), p.r.IntN(1e9), p.r.IntN(1e9), p.words(15))
}

func (p page) card() string {
	return fmt.Sprintf(`{"url":"https://blog.example.com/%d","title":"%s","description":"%s","language":"fr","type":"link","author_name":"Anna","author_url":"",`+
		`"provider_name":"Blog","provider_url":"https://blog.example.com","html":"","width":1200,"height":630,"image":"https://files.social.example/cache/preview_cards/1.jpg",`+
		`"image_description":"","embed_url":"","blurhash":"UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH","published_at":%s,"authors":[{"name":"Anna","url":"","account":null}]}`,
		p.r.IntN(1e6), p.words(6), p.words(25), p.time("000"))
}

func (p page) poll() string {
	return fmt.Sprintf(`{"id":"%d","expires_at":%s,"expired":false,"multiple":false,"votes_count":%d,"voters_count":%d,"options":[{"title":"%s","votes_count":12},`+
		`{"title":"%s","votes_count":30}],"emojis":[],"voted":false,"own_votes":[]}`,
		p.r.IntN(1e6), p.time("123"), p.r.IntN(99), p.r.IntN(99), p.words(3), p.words(2))
}

// TestStatusesFile keeps testdata/statuses.json what the generator makes; run it with -update after a change.
func TestStatusesFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join("testdata", "statuses.json")
	want := append(newPage().json(40), '\n')
	require.True(t, json.Valid(want))
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(name, want, 0o600))
	}
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	require.True(t, bytes.Equal(got, want), "run go test -update ./mastodon")
}
