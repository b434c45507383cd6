package instagramtest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/instagram/instagramtest"
)

func repeat(element string, n int) string {
	return "[" + strings.TrimSuffix(strings.Repeat(element+",", n), ",") + "]"
}

func TestHowManyTagsAContainerTakes(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{Processing: instagramtest.Processing{Polls: -1}})
	product, brand := s.CreateProduct(), s.CreateAccount("brand", nil)
	image := func(name, value string) reply {
		return s.container(fl, s.user, url.Values{"image_url": {s.files + "/square.jpg"}, name: {value}})
	}
	person, thing := `{"username":"ann","x":0.5,"y":0.5}`, `{"product_id":"`+product+`","x":0.5,"y":0.5}`
	assert.NotEmpty(t, image("user_tags", repeat(person, 20)).id())
	assert.Equal(t, 2207040, image("user_tags", repeat(person, 21)).subcode())
	assert.NotEmpty(t, image("product_tags", repeat(thing, 5)).id())
	assert.Equal(t, 2207040, image("product_tags", repeat(thing, 6)).subcode())
	assert.NotEmpty(t, image("branded_content_sponsor_ids", repeat(`"`+brand+`"`, 2)).id())
	assert.Equal(t, "INSTAGRAM_PLATFORM_API__INVALID_PARAM", image("branded_content_sponsor_ids", repeat(`"`+brand+`"`, 3)).message())
	assert.Equal(t, "INSTAGRAM_PLATFORM_API__INVALID_PARAM", image("branded_content_sponsor_ids", "1").message())
	plain := `{"product_id":"` + product + `"}`
	reel := url.Values{"video_url": {s.files + "/film.mp4"}, "media_type": {"REELS"}, "product_tags": {repeat(plain, 30)}}
	assert.NotEmpty(t, s.container(fl, s.user, reel).id(), "a reel takes more")
	assert.Equal(t, 2207036, image("product_tags", repeat(plain, 1)).subcode())
}

func TestAVideoFailsOnlyOnceItIsProcessed(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	k := s.container(il, s.token, url.Values{"video_url": {s.files + "/late.mp4"}, "media_type": {"REELS"}}).id()
	assert.Equal(t, "IN_PROGRESS", s.status(il, s.token, k).body["status_code"])
	assert.Equal(t, "ERROR", s.status(il, s.token, k).body["status_code"])
}

func TestTokensThatCannotBeRenewed(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	_, secret := s.Host(il).App()
	exchange := url.Values{"grant_type": {"ig_exchange_token"}, "client_secret": {secret}, "access_token": {s.token}}
	assert.Equal(t, 400, s.renew("/access_token", exchange).status, "it is long-lived already")
	exchange.Set("access_token", s.ShortToken(s.acme))
	assert.Equal(t, 200, s.renew("/access_token", exchange).status)
	s.clock.Advance(25 * time.Hour)
	weak := s.Token(s.acme, "instagram_business_manage_comments")
	s.clock.Advance(25 * time.Hour)
	refresh := url.Values{"grant_type": {"ig_refresh_token"}, "access_token": {weak}}
	assert.Equal(t, 403, s.renew("/refresh_access_token", refresh).status, "the basic permission is missing")
	s.EndToken(s.token, 458)
	refresh.Set("access_token", s.token)
	assert.Equal(t, 190, s.renew("/refresh_access_token", refresh).code())
	refresh.Set("access_token", "made-up")
	assert.Equal(t, 190, s.renew("/refresh_access_token", refresh).code())
}

func TestAccountsDoNotSeeEachOthersPeople(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	other := s.CreateAccount("other", nil)
	mine, theirs := s.PersonID(s.acme, s.ann), s.PersonID(other, s.ann)
	assert.NotEqual(t, mine, theirs, "a person has an id for each account")
	s.DM(s.ann, s.acme, "to acme")
	s.DM(s.ann, other, "to other")
	assert.Len(t, s.get(il, s.token, "/me/conversations?platform=instagram").data(), 1)
	assert.Equal(t, 2534014, s.post(il, s.token, "/me/messages", to(theirs, "x")).subcode())
	assert.NotZero(t, s.get(il, s.token, "/"+theirs+"?fields=username").code())

	s.BlockPerson(s.acme, s.ann)
	assert.Equal(t, 551, s.post(il, s.token, "/me/messages", to(mine, "x")).code(), "the account blocks her")
	s.BlockPerson(s.ann, s.acme)
	assert.Equal(t, 33, s.get(il, s.token, "/"+mine+"?fields=username").subcode(), "she blocks the account")
}

func TestBroadcastsAreNotModerated(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	rc := s.listen(il)
	live := s.Post(s.acme, instagramtest.Post{Live: true, Type: "VIDEO"})
	comment := s.Comment(s.ann, live, "hi")
	assert.NotZero(t, s.post(il, s.token, "/"+live, url.Values{"comment_enabled": {"false"}}).code())
	assert.Equal(t, 100, s.post(il, s.token, "/"+comment, url.Values{"hide": {"true"}}).code())
	assert.Equal(t, 100, s.post(il, s.token, "/"+comment+"/replies", message("x")).code())
	assert.Equal(t, 100, s.post(il, s.token, "/"+live+"/comments", message("x")).code())
	assert.Len(t, s.entries(rc), 1)
	s.Comment(s.ann, s.Post(s.acme, instagramtest.Post{AgeGated: true}), "cheers")
	assert.Empty(t, s.entries(rc), "nothing of what is for adults")
}

func TestDemographicsByTimeframe(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	rows := []instagramtest.Demographic{{Metric: "follower_demographics", Timeframe: "this_week", City: "Lyon", Value: 900}}
	for i := range 60 {
		rows = append(rows, instagramtest.Demographic{Metric: "follower_demographics", Timeframe: "this_month", City: fmt.Sprint("City ", i), Value: 100 + i})
	}
	s.SetDemographics(s.acme, rows...)
	ask := func(timeframe string) []object {
		r := s.get(fl, s.user, "/"+s.acme+"/insights?metric=follower_demographics&period=lifetime&metric_type=total_value&breakdown=city&timeframe="+timeframe)
		return objects(objects(member(r.data()[0], "total_value", "breakdowns"))[0]["results"])
	}
	assert.Len(t, ask("this_week"), 1)
	month := ask("this_month")
	require.Len(t, month, 45, "the top performers")
	assert.Equal(t, object{"dimension_values": []any{"THIS_MONTH", "City 59"}, "value": 159.0}, month[0])
}

func TestPrivateRepliesByTheHour(t *testing.T) {
	t.Parallel()
	s := start(t, instagramtest.Options{})
	post := s.Post(s.acme, instagramtest.Post{})
	reply := func() int {
		comment := s.Comment(s.ann, post, "x")
		form := url.Values{"recipient": {`{"comment_id":"` + comment + `"}`}, "message": {`{"text":"y"}`}}
		return s.post(il, s.token, "/me/messages", form).code()
	}
	for range 750 {
		require.Zero(t, reply())
	}
	assert.Equal(t, 613, reply())
	s.clock.Advance(time.Hour)
	assert.Zero(t, reply())
}

func TestEqualSeedsGiveEqualRuns(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		clock := instagramtest.NewManualClock(noon())
		srv := instagramtest.New(&instagramtest.Options{Seed: seed, Clock: clock.Now})
		defer srv.Close()
		acme, ann := srv.CreateAccount("acme", nil), srv.CreatePerson("ann")
		post := srv.Post(acme, instagramtest.Post{})
		return strings.Join([]string{
			acme, post, srv.Comment(ann, post, "x"), srv.DM(ann, acme, "y"), srv.PersonID(acme, ann), srv.Token(acme), srv.Connect(acme).PageToken,
		}, " ")
	}
	assert.Equal(t, run(7), run(7))
	assert.NotEqual(t, run(7), run(8))
}
