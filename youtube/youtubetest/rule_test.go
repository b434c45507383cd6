package youtubetest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/youtube/youtubetest"
)

func TestTagLength(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 0, youtubetest.TagLength(nil))
	assert.Equal(t, 3, youtubetest.TagLength([]string{"été"}), "characters")
	assert.Equal(t, 3+1+2+5, youtubetest.TagLength([]string{"abc", "de fg"}), "a comma, and quotes around a blank")
}

func TestSignificant(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]int64{0: 0, 999: 999, 1234: 1230, 99_999: 99_900, 1_999_999: 1_990_000} {
		assert.Equal(t, want, youtubetest.Significant(n))
	}
}

func TestDisplayHTML(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a &amp; b<br>c", youtubetest.DisplayHTML("a & b\nc"))
	assert.Equal(t, `see <a href="http://a.example.com">http://a.example.com</a> !`, youtubetest.DisplayHTML("see http://a.example.com !"))
}

// Equal seeds give equal ids.
func TestSeeds(t *testing.T) {
	t.Parallel()
	ids := func(seed uint64) string {
		s := youtubetest.New(&youtubetest.Options{Seed: seed})
		defer s.Close()
		ch := s.CreateChannel("a")
		v := s.Publish(ch, youtubetest.Video{})
		return strings.Join([]string{ch, v, s.Comment(ch, v, "x"), s.CreatePlaylist(ch, "p")}, " ")
	}
	assert.Equal(t, ids(7), ids(7))
	assert.NotEqual(t, ids(7), ids(8))
}

func FuzzParsers(f *testing.F) {
	f.Add("items(id,snippet/title)", "bytes 0-1/2", "CAUQAA", "1\n00:00:01,000 --> 00:00:02,000\nx")
	f.Add("a/b/*", "bytes */*", "QURTX2kAAAA", "WEBVTT\n\n00:01.000 --> 00:02.000\nx")
	f.Fuzz(func(t *testing.T, fields, span, page, caption string) {
		youtubetest.ParseFields(fields)
		if first, last, ok := youtubetest.ParseRange(span); ok {
			assert.LessOrEqual(t, first, last)
			assert.GreaterOrEqual(t, first, int64(0))
		}
		if offset, _, ok := youtubetest.ParsePage(page); ok {
			assert.GreaterOrEqual(t, offset, 0)
		}
		_, _, _ = youtubetest.ParseSeq(page)
		youtubetest.ConvertCaption([]byte(caption), "sbv")
	})
}
