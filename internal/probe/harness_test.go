package probe_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/internal/probe/probetest"
	"github.com/relais-go/relais/social"
)

// facts are an Info as plain values; -1 and "?" stand for what is not known.
type facts struct {
	typ           string
	width, height int
	animated      string
}

func of(i probe.Info) facts {
	f := facts{typ: i.Type, animated: "?", width: -1, height: -1}
	if width, height, ok := i.Size(); ok {
		f.width, f.height = width, height
	}
	if animated, ok := i.Animated(); ok {
		f.animated = map[bool]string{true: "yes", false: "no"}[animated]
	}
	return f
}

// look probes data through a reader that seeks and through one that does not. Both must say the same.
func look(t *testing.T, data []byte) probe.Info {
	t.Helper()
	info, err := probe.File(t.Context(), probetest.Media("file", data, 0))
	require.NoError(t, err)
	streamed, err := probe.File(t.Context(), social.MediaBytes("file", data))
	require.NoError(t, err)
	require.Equal(t, info, streamed, "seeking or not makes no difference")
	return info
}

// box is an element of a film.
func box(kind string, parts ...[]byte) []byte {
	data := bytes.Join(parts, nil)
	return slices.Concat(u32(len(data)+8), []byte(kind), data)
}

// change returns a copy of film with the payload of the first box of that kind edited.
func change(film []byte, kind string, edit func(payload []byte)) []byte {
	film = bytes.Clone(film)
	at := bytes.Index(film, []byte(kind))
	size := binary.BigEndian.Uint32(film[at-4:])
	edit(film[at+4 : at-4+int(size)])
	return film
}

func u32(v int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(v)) }

// tracked is a reader that notes what is done with it.
type tracked struct {
	io.ReadSeeker

	read    int64
	closed  bool
	noSeek  bool
	failing error
	before  func()
}

func (r *tracked) Read(p []byte) (int, error) {
	if r.before != nil {
		r.before()
	}
	if r.failing != nil {
		return 0, r.failing
	}
	n, err := r.ReadSeeker.Read(p)
	r.read += int64(n)
	return n, err
}

func (r *tracked) Seek(offset int64, whence int) (int64, error) {
	if r.noSeek {
		return 0, errors.New("illegal seek")
	}
	return r.ReadSeeker.Seek(offset, whence)
}

func (r *tracked) Close() error {
	r.closed = true
	return nil
}

// through probes the media through r.
func through(ctx context.Context, t *testing.T, m *social.Media, r *tracked) (probe.Info, error) {
	t.Helper()
	body, err := m.Open()
	require.NoError(t, err)
	r.ReadSeeker = body.(io.ReadSeeker)
	return probe.File(ctx, &social.Media{Name: m.Name, Open: func() (io.ReadCloser, error) { return r, nil }})
}
