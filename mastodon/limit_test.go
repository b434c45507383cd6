package mastodon_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/mastodon"
)

func TestDefaultLimits(t *testing.T) {
	t.Parallel()
	l := mastodon.DefaultLimits()
	assert.Equal(t, l, mastodon.LimitsOf(nil))
	assert.Equal(t, l, mastodon.LimitsOf(&mastodon.Instance{Version: "3.1.0"}), "a server that says nothing")
	assert.Equal(t, 500, l.MaxCharacters)
	assert.Equal(t, 23, l.Counter.URLLength)
	assert.Equal(t, int64(16_777_216), l.Media.ImageSize)
	assert.Equal(t, int64(103_809_024), l.Media.VideoSize)
	assert.Equal(t, 5*time.Minute, l.Poll.MinDuration)
}

func TestLimitsOfMastodon(t *testing.T) {
	t.Parallel()
	l := limitsOf(t, `{"version":"4.5.0","source_url":"https://github.com/mastodon/mastodon","configuration":{
		"accounts":{"max_note_length":600,"max_profile_fields":6},
		"statuses":{"max_characters":1000,"max_media_attachments":8,"characters_reserved_per_url":30},
		"media_attachments":{"supported_mime_types":["image/png"],"description_limit":2000,"image_size_limit":1,"image_matrix_limit":2,
			"video_size_limit":3,"video_matrix_limit":4,"video_frame_rate_limit":5},
		"polls":{"max_options":9,"max_characters_per_option":70,"min_expiration":60,"max_expiration":120}}}`)
	assert.Equal(t, mastodon.Counter{URLLength: 30}, l.Counter)
	assert.Equal(t, 1000, l.MaxCharacters)
	assert.Equal(t, 8, l.MaxMedia)
	assert.Equal(t, mastodon.MediaLimits{
		MIMETypes: []string{"image/png"}, MaxDescription: 2000, ImageSize: 1, ImageMatrix: 2, VideoSize: 3, VideoMatrix: 4, VideoFrameRate: 5,
	}, l.Media)
	assert.Equal(t, mastodon.PollLimits{MinOptions: 2, MaxOptions: 9, MaxOptionCharacters: 70, MinDuration: time.Minute, MaxDuration: 2 * time.Minute}, l.Poll)
	assert.Equal(t, 600, l.Profile.MaxNote)
	assert.Equal(t, 6, l.Profile.MaxFields)
	assert.Equal(t, 30, l.Profile.MaxDisplayName, "not said")
	assert.Equal(t, 300, l.Schedule.MaxTotal)
}

func TestLimitsOfOtherSoftware(t *testing.T) {
	t.Parallel()
	gts := limitsOf(t, `{"version":"0.20.0-rc1","account_domain":"town.example","source_url":"https://codeberg.org/superseriousbusiness/gotosocial",
		"configuration":{"statuses":{"max_characters":6000,"characters_reserved_per_url":25},"media_attachments":{"image_matrix_limit":2147483647,"description_minimum":10}}}`)
	assert.Equal(t, 10, gts.Media.MinDescription)
	assert.Equal(t, mastodon.CountRunes, gts.Counter.Method)
	assert.Equal(t, 6000, gts.MaxCharacters)
	assert.Equal(t, 6, gts.MaxMedia)
	assert.Equal(t, int64(40<<20), gts.Media.VideoSize)
	assert.Equal(t, int64(math.MaxInt32), gts.Media.ImageMatrix)

	var v1 mastodon.InstanceV1
	require.NoError(t, json.Unmarshal([]byte(`{"uri":"https://akko.example/","version":"2.7.2 (compatible; Akkoma 3.13.2)","max_toot_chars":5000,
		"upload_limit":16000000,"description_limit":5000,"poll_limits":{"max_options":20,"max_option_chars":200,"min_expiration":0,"max_expiration":31536000}}`), &v1))
	akkoma := mastodon.LimitsOf(v1.Instance())
	assert.Equal(t, mastodon.CountGraphemes, akkoma.Counter.Method)
	assert.Equal(t, 5000, akkoma.MaxCharacters)
	assert.Zero(t, akkoma.MaxMedia, "no limit")
	assert.Equal(t, int64(16_000_000), akkoma.Media.VideoSize)
	assert.Equal(t, 20, akkoma.Poll.MaxOptions)
	assert.Equal(t, 200, akkoma.Poll.MaxOptionCharacters)
	assert.Equal(t, 365*24*time.Hour, akkoma.Poll.MaxDuration)
}

func TestLimitsOfNonsense(t *testing.T) {
	t.Parallel()
	l := limitsOf(t, `{"configuration":{"statuses":{"max_characters":-1,"max_media_attachments":null,"characters_reserved_per_url":"many"},
		"polls":{"max_expiration":9223372036854775000,"min_expiration":"60"}}}`)
	assert.Equal(t, 500, l.MaxCharacters)
	assert.Equal(t, 4, l.MaxMedia)
	assert.Equal(t, 23, l.Counter.URLLength)
	assert.Equal(t, time.Minute, l.Poll.MinDuration)
	assert.Greater(t, l.Poll.MaxDuration, 200*365*24*time.Hour)
}

func TestMediaLimits(t *testing.T) {
	t.Parallel()
	l := mastodon.DefaultLimits().Media
	assert.True(t, l.Accepts("image/jpeg"))
	assert.True(t, l.Accepts("Video/MP4; codecs=avc1"))
	assert.False(t, l.Accepts("application/pdf"))
	assert.False(t, l.Accepts(""))
	assert.True(t, (&mastodon.MediaLimits{}).Accepts("application/pdf"), "a server that does not say")
	assert.Equal(t, l.ImageSize, l.MaxSize("image/PNG"))
	assert.Equal(t, l.VideoSize, l.MaxSize("audio/ogg"))
}

func limitsOf(t *testing.T, instance string) mastodon.Limits {
	t.Helper()
	var i mastodon.Instance
	require.NoError(t, json.Unmarshal([]byte(instance), &i))
	return mastodon.LimitsOf(&i)
}
