package x_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/x"
)

func TestLimitsOf(t *testing.T) {
	t.Parallel()
	assert.Equal(t, x.DefaultLimits(), x.LimitsOf(nil))
	for plan, c := range map[x.SubscriptionType]struct {
		verified bool
		text     int
		video    time.Duration
	}{
		x.SubscriptionNone: {true, 280, 20 * time.Minute}, "": {false, 280, 20 * time.Minute}, x.SubscriptionBasic: {false, 25_000, 20 * time.Minute},
		x.SubscriptionPremium: {false, 25_000, 125 * time.Minute}, x.SubscriptionPremiumPlus: {false, 25_000, 125 * time.Minute},
	} {
		l := x.LimitsOf(&x.User{SubscriptionType: plan, Verified: c.verified})
		assert.Equal(t, c.text, l.MaxText, plan)
		assert.Equal(t, c.video, l.Media(x.CategoryPostVideo).MaxDuration, plan)
	}
	l := x.LimitsOf(&x.User{Verified: true})
	assert.Equal(t, 25_000, l.MaxText, "X does not say: the check mark does")
	assert.Equal(t, time.Hour, l.EditTime)
	assert.Zero(t, x.LimitsOf(&x.User{SubscriptionType: x.SubscriptionNone}).MaxEdits)
}

func TestMediaLimits(t *testing.T) {
	t.Parallel()
	free, paid := x.DefaultLimits(), x.LimitsOf(&x.User{SubscriptionType: x.SubscriptionPremium})
	assert.Equal(t, int64(5_000_000), free.Media(x.CategoryPostImage).MaxBytes)
	assert.Equal(t, 4, free.Media(x.CategoryPostImage).MaxItems)
	assert.Equal(t, 1, free.Media(x.CategoryDMImage).MaxItems)
	assert.Equal(t, int64(300_000_000), free.Media(x.CategoryPostGIF).MaxPixels)
	assert.Equal(t, 1, free.Media(x.CategoryDMGIF).MaxItems)
	assert.Equal(t, int64(8_000_000_000), free.Media(x.CategoryPostVideo).MaxBytes)
	assert.Equal(t, int64(16_000_000_000), paid.Media(x.CategoryAmplifyVideo).MaxBytes)
	assert.Equal(t, 140*time.Second, free.Media(x.CategoryDMVideo).MaxDuration)
	assert.Equal(t, int64(1_000_000_000), paid.Media(x.CategoryDMVideo).MaxBytes)
	assert.Zero(t, free.Media("tweet_hologram").MaxBytes)

	m := free.Media(x.CategoryPostVideo)
	assert.True(t, m.Accepts("Video/MP4; codecs=avc1"))
	assert.False(t, m.Accepts("video/ogg"))
	captions := free.Media(x.CategorySubtitles)
	assert.True(t, captions.Accepts("text/srt"))
	assert.True(t, (&x.MediaLimit{}).Accepts("any/thing"))
}

func TestStreamLimits(t *testing.T) {
	t.Parallel()
	assert.Equal(t, x.StreamLimit{Connections: 1, Rules: 1000, RuleLength: 1024, Subscriptions: 1500}, x.PlanPayPerUse.StreamLimits())
	assert.Equal(t, 2048, x.PlanEnterprise.StreamLimits().RuleLength)
}

func TestPrices(t *testing.T) {
	t.Parallel()
	p := x.DefaultPrices()
	assert.Equal(t, int64(15_000), p.Post("Come and see us"))
	assert.Equal(t, int64(200_000), p.Post("Come and see us: example.com"))
	p[x.BilledPost] = 1
	assert.Equal(t, int64(5000), x.DefaultPrices()[x.BilledPost], "a change stays with its map")
	assert.Zero(t, p["nothing"])
	for kind, want := range map[x.ActivityType]int64{
		x.ActivityMention: 5000, x.ActivityDelete: 5000, x.ActivityLike: 1000, x.ActivityFollow: 10_000, x.ActivityUnmute: 1000, x.ActivityBlock: 1000,
		x.ActivityProfileBio: 5000, x.ActivityDMReceived: 10_000, x.ActivityDMSent: 0, x.ActivityDMTyping: 0, x.ActivityChatReceived: 10_000,
		x.ActivityChatSent: 0, x.ActivitySpaceStart: 5000, x.ActivityBroadcastChat: 5000, x.ActivityNews: 5000, x.ActivityRevoked: 0,
	} {
		assert.Equal(t, want, x.DefaultPrices()[kind.Billed()], kind)
	}
}
