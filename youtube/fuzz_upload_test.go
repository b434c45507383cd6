package youtube_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube"
)

// FuzzRange checks that no header makes an upload go on outside of its file.
func FuzzRange(f *testing.F) {
	for _, h := range []string{"", "bytes=0-262143", "0-5", "bytes 0-1", "bytes=5-9", "bytes=0--1", "bytes=0-99999999999999999999", "bytes=0-1,3-4"} {
		f.Add(h, int64(1000))
	}
	f.Fuzz(func(t *testing.T, header string, total int64) {
		at, err := youtube.Confirmed(header, total)
		if err == nil && header != "" {
			assert.Positive(t, at)
			assert.LessOrEqual(t, at, total)
		}
	})
}

func TestRange(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]int64{"": 0, "bytes=0-262143": 262144, "0-5": 6, "bytes 0-1": 2, " bytes=0-999 ": 1000} {
		at, err := youtube.Confirmed(header, 1000_000)
		require.NoError(t, err, header)
		assert.Equal(t, want, at, header)
	}
	for _, header := range []string{"bytes=5-9", "bytes=0-", "bytes=0-1000000", "bytes=0-1,3-4", "items=0-3", "x"} {
		_, err := youtube.Confirmed(header, 1000_000)
		require.Error(t, err, header)
	}
}
