package probe_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/social"
)

// Files of a writer that is not ours.
func TestFilesOfFFmpeg(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("install ffmpeg to compare with files that it writes")
	}
	dir := t.TempDir()
	for args, want := range map[string]film{
		"-c:v mpeg4 plain.mp4":                                     {typ: "video/mp4", codec: "mp4v", width: 96, height: 64, duration: time.Second, rate: 25, moov: "last"},
		"-c:v mpeg4 -movflags +faststart fast.mp4":                 {typ: "video/mp4", codec: "mp4v", width: 96, height: 64, duration: time.Second, rate: 25, moov: "first"},
		"-c:v mpeg4 -movflags frag_keyframe+empty_moov pieces.mp4": {typ: "video/mp4", codec: "mp4v", width: 96, height: 64, moov: "first"},
		"-c:v mjpeg -r 30000/1001 plain.mov":                       {typ: "video/quicktime", codec: "jpeg", width: 96, height: 64, duration: 1001 * time.Millisecond, rate: 29.97, moov: "last"},
		"moving.gif":                                               {typ: "image/gif", width: 96, height: 64},
		"-frames:v 1 still.tiff":                                   {typ: "image/tiff", width: 96, height: 64},
		"-frames:v 1 still.bmp":                                    {typ: "image/bmp", width: 96, height: 64},
	} {
		fields := strings.Fields(args)
		name := filepath.Join(dir, fields[len(fields)-1])
		arguments := append(strings.Fields("-hide_banner -loglevel error -f lavfi -i testsrc=size=96x64:rate=25:duration=1"), fields[:len(fields)-1]...)
		out, err := exec.CommandContext(t.Context(), "ffmpeg", append(arguments, name)...).CombinedOutput()
		require.NoError(t, err, string(out))
		m, err := social.MediaFile(name)
		require.NoError(t, err)
		info, err := probe.File(t.Context(), m)
		require.NoError(t, err)
		assert.Equal(t, want, filmOf(info), args)
	}
}
