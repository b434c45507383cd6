package rest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/internal/simulator"
	"github.com/relais-go/relais/social"
)

const letters = "abcdefghijklmnopqrstuvwxyz"

// sources are all ways by which a file of letters may come, and how often each was opened.
func sources(t *testing.T) map[string]*counted {
	t.Helper()
	name := filepath.Join(t.TempDir(), "letters.txt")
	require.NoError(t, os.WriteFile(name, []byte(letters), 0o600))
	serve := func(ranges bool) string {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !ranges {
				r.Header.Del("Range")
			}
			http.ServeContent(w, r, "letters.txt", time.Time{}, strings.NewReader(letters))
		}))
		t.Cleanup(srv.Close)
		return srv.URL
	}
	file := &counted{}
	file.media = &social.Media{Size: int64(len(letters)), Open: func() (io.ReadCloser, error) { file.opened.Add(1); return os.Open(name) }}
	reader := &counted{}
	reader.media = &social.Media{Size: int64(len(letters)), Open: func() (io.ReadCloser, error) {
		reader.opened.Add(1)
		return io.NopCloser(littleReader{strings.NewReader(letters)}), nil
	}}
	unsized := &counted{media: &social.Media{Size: -1, Open: reader.media.Open}}
	return map[string]*counted{
		"a file": file, "a reader": reader, "a reader of unknown size": unsized,
		"an address":                {media: social.MediaURL(serve(true), "")},
		"an address without ranges": {media: social.MediaURL(serve(false), "")},
	}
}

type counted struct {
	media  *social.Media
	opened atomic.Int64
}

// littleReader hides what its reader can do besides reading, and gives little at a time.
type littleReader struct{ r io.Reader }

func (r littleReader) Read(p []byte) (int, error) { return r.r.Read(p[:min(len(p), 3)]) }

func readFile(t *testing.T, f *rest.File) (string, error) {
	t.Helper()
	src, err := f.Open(t.Context())
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(src)
	require.NoError(t, src.Close())
	require.NoError(t, src.Close(), "again")
	return string(data), err
}

func TestFileRange(t *testing.T) {
	t.Parallel()
	for name, source := range sources(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, test := range []struct {
				offset, length int64
				want           string
			}{
				{0, 0, letters}, {23, 0, "xyz"}, {23, 3, "xyz"}, {0, 3, "abc"}, {3, 4, "defg"}, {26, 0, ""},
			} {
				f := &rest.File{Field: "Media[0]", Media: source.media, Fetch: http.DefaultClient, Offset: test.offset, Length: test.length}
				var last, total int64
				own := *source.media
				own.Progress = func(sent, all int64) { last, total = sent, all }
				f.Media = &own
				got, err := readFile(t, f)
				if name == "an address" && test.offset == 26 {
					require.ErrorContains(t, err, "416", "no such range")
					continue
				}
				require.NoError(t, err)
				assert.Equal(t, test.want, got)
				if own.Size >= 0 || test.length > 0 {
					assert.EqualValues(t, len(test.want), f.Size())
				} else {
					assert.EqualValues(t, -1, f.Size())
				}
				if test.want != "" {
					assert.Equal(t, test.offset+int64(len(test.want)), last, "counts from the beginning of the file")
					assert.Equal(t, own.Size, total)
				}
			}
		})
	}
}

func TestFileRangeOfAChangedFile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		size, offset, length int64
		fails                bool
	}{
		"longer, the middle":      {20, 5, 5, false},
		"longer, to the end":      {20, 5, 0, true},
		"longer, as the last":     {20, 5, 15, true},
		"shorter, the middle":     {30, 5, 5, false},
		"shorter, to the end":     {30, 5, 0, true},
		"shorter, behind its end": {30, 28, 0, true},
		"beyond what is known":    {26, 20, 10, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := social.MediaBytes("a", []byte(letters))
			m.Size = test.size
			for _, open := range []func() (io.ReadCloser, error){
				m.Open, func() (io.ReadCloser, error) { return io.NopCloser(littleReader{strings.NewReader(letters)}), nil },
			} {
				m.Open = open
				got, err := readFile(t, &rest.File{Field: "Media[0]", Media: m, Offset: test.offset, Length: test.length})
				if test.fails {
					require.ErrorContains(t, err, "Media[0]: has ")
					assert.Less(t, int64(len(got)), test.size-test.offset, "never as much as was announced")
					continue
				}
				require.NoError(t, err)
				assert.Equal(t, letters[test.offset:test.offset+test.length], got)
			}
		})
	}
}

// TestParts sends a file in three requests, of which one is cut off and one is lost.
func TestParts(t *testing.T) {
	t.Parallel()
	for name, source := range sources(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			mux := http.NewServeMux()
			mux.HandleFunc("PUT /part/{n}", func(_ http.ResponseWriter, r *http.Request) {
				data, err := io.ReadAll(r.Body)
				if err == nil {
					got = append(got, r.PathValue("n")+" "+string(data))
				}
			})
			sim := simulator.New(mux, nil)
			run, err := sim.Start()
			require.NoError(t, err)
			t.Cleanup(run.Close)
			sim.Faults().Add(simulator.Fault{Kind: simulator.FailBefore, Match: "PUT /part/1"})
			sim.Faults().Add(simulator.Fault{Kind: simulator.CutAfter, Match: "PUT /part/2"})

			c := newClient(t, run.URL, nil)
			file := &rest.File{Field: "Media[0]", Media: source.media, Fetch: c.Fetcher()}
			total, err := c.Measure(t.Context(), file)
			require.NoError(t, err)
			require.EqualValues(t, 26, total)
			source.opened.Store(0)
			parts := file.Parts(t.Context(), total)
			defer parts.Close()
			for i, from := range []int64{0, 10, 20} {
				_, err := c.Do(t.Context(), &rest.Request{
					Op: "part", Method: http.MethodPut, Path: fmt.Sprint("/part/", i), Class: rest.Idempotent,
					Body: parts.Part(from, min(10, total-from)),
				}, nil)
				require.NoError(t, err)
			}
			assert.Equal(t, []string{"0 abcdefghij", "1 klmnopqrst", "2 uvwxyz", "2 uvwxyz"}, got)
			if name == "a file" {
				assert.LessOrEqual(t, source.opened.Load(), int64(2), "once, and once more if a part was cut off")
			}
		})
	}
}

func TestPartsReadOn(t *testing.T) {
	t.Parallel()
	for name, source := range sources(t) {
		if source.media.Open == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var opened, closed atomic.Int64
			m := *source.media
			m.Open = func() (io.ReadCloser, error) {
				opened.Add(1)
				src, err := source.media.Open()
				if seeker, ok := src.(io.ReadSeeker); ok {
					return &closingSeeker{seeker, &closed}, err
				}
				return &closing{Reader: src, closed: &closed}, err
			}
			parts := (&rest.File{Media: &m}).Parts(t.Context(), 26)
			for from := int64(0); from < 26; from += 5 {
				got, err := readFile(t, parts.Part(from, min(5, 26-from)))
				require.NoError(t, err)
				assert.Equal(t, letters[from:min(from+5, 26)], got)
			}
			assert.EqualValues(t, 1, opened.Load())
			assert.Zero(t, closed.Load(), "it stays open")
			got, err := readFile(t, parts.Part(20, 0))
			require.NoError(t, err)
			assert.Equal(t, "uvwxyz", got, "once more")
			late := parts.Part(0, 5)
			parts.Close()
			parts.Close()
			_, err = readFile(t, late)
			require.NoError(t, err)
			want := int64(3) // anew for the part that came again, and for the late one
			if name == "a file" {
				want = 2
			}
			assert.Equal(t, want, opened.Load())
			assert.Equal(t, want, closed.Load(), "none is left open")
		})
	}
}

type closingSeeker struct {
	io.ReadSeeker
	closed *atomic.Int64
}

func (c *closingSeeker) Close() error {
	c.closed.Add(1)
	return nil
}

func TestPartsOfAChangedFile(t *testing.T) {
	t.Parallel()
	m := social.MediaBytes("a", []byte(letters))
	_, err := readFile(t, (&rest.File{Field: "Media[0]", Media: m}).Parts(t.Context(), 30).Part(0, 10))
	require.ErrorContains(t, err, "has 26 bytes now, 30 were announced", "its size is known beforehand")

	m.Size = -1
	parts := (&rest.File{Field: "Media[0]", Media: m}).Parts(t.Context(), 20)
	_, err = readFile(t, parts.Part(0, 10))
	require.NoError(t, err)
	_, err = readFile(t, parts.Part(10, 10))
	require.ErrorContains(t, err, "more than the 20 bytes", "the last one does not end where it should")
}

// TestSeek: what can seek is not read up to where a part begins.
func TestSeek(t *testing.T) {
	t.Parallel()
	src := &seekCounter{Reader: strings.NewReader(letters)}
	m := &social.Media{Size: 26, Open: func() (io.ReadCloser, error) { return src, nil }}
	got, err := readFile(t, &rest.File{Media: m, Offset: 20, Length: 4})
	require.NoError(t, err)
	assert.Equal(t, "uvwx", got)
	assert.EqualValues(t, 4, src.n)
}

type seekCounter struct {
	*strings.Reader
	n int64
}

func (s *seekCounter) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.n += int64(n)
	return n, err
}

func (s *seekCounter) Close() error { return nil }

func TestMeasureFails(t *testing.T) {
	t.Parallel()
	c := newClient(t, "http://shelf.example", nil)
	broken := errors.New("disk on fire")
	for _, open := range []func() (io.ReadCloser, error){
		func() (io.ReadCloser, error) { return nil, broken },
		func() (io.ReadCloser, error) { return io.NopCloser(failingReader{broken}), nil },
	} {
		_, err := c.Measure(t.Context(), &rest.File{Field: "Media[0]", Media: &social.Media{Size: -1, Open: open}})
		require.ErrorIs(t, err, broken)
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, "Media[0]", socialError(t, err).Field)
		assert.Equal(t, "shelf", socialError(t, err).Network)
	}
}

// TestResumeInConstantMemory sends the second half of a large file that can only be read from its start.
func TestResumeInConstantMemory(t *testing.T) { //nolint:paralleltest // measures the heap of the process
	const half = uploadSize / 2
	var got atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		got.Store(n)
	}))
	t.Cleanup(srv.Close)
	before, most, first := heap(), int64(0), int64(0)
	m := &social.Media{Size: uploadSize, Open: func() (io.ReadCloser, error) { return film(), nil }}
	m.Progress = func(sent, _ int64) {
		if first == 0 {
			first = sent
		}
		if sent%(8<<20) == 0 {
			most = max(most, heap()-before)
		}
	}
	c := newClient(t, srv.URL, func(cfg *rest.Config) { cfg.Options.HTTPClient = nil })
	_, err := c.Do(t.Context(), &rest.Request{
		Op: "media.put", Method: http.MethodPut, Path: "/media", Class: rest.Idempotent, Single: true,
		Header: http.Header{"Content-Range": {fmt.Sprintf("bytes %d-%d/%d", half, uploadSize-1, uploadSize)}},
		Body:   &rest.File{Media: m, Offset: half},
	}, nil)
	require.NoError(t, err)
	assert.EqualValues(t, half, got.Load())
	assert.Greater(t, first, int64(half))
	assert.LessOrEqual(t, most, int64(maxGrowth))
}

// TestPartIsAbandoned ends a part while its source hangs: the source is closed, and not used for the next part.
func TestPartIsAbandoned(t *testing.T) {
	t.Parallel()
	hangs, feed := io.Pipe()
	opened := 0
	m := &social.Media{Size: 26, Open: func() (io.ReadCloser, error) {
		if opened++; opened == 1 {
			return hangs, nil
		}
		return io.NopCloser(bytes.NewReader([]byte(letters))), nil
	}}
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	t.Cleanup(srv.Close)
	c := newClient(t, srv.URL, nil)
	parts := (&rest.File{Media: m}).Parts(t.Context(), 26)
	defer parts.Close()
	put := func(ctx context.Context) error {
		_, err := c.Do(ctx, &rest.Request{
			Op: "part", Method: http.MethodPut, Path: "/part", Class: rest.Idempotent, Body: parts.Part(0, 10),
		}, nil)
		return err
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		_, _ = feed.Write([]byte{0}) // until the part has read it
		cancel()
	}()
	require.ErrorIs(t, put(ctx), context.Canceled)
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		for {
			if _, err := feed.Write([]byte{0}); err != nil { // nobody will read it any more
				return
			}
		}
	}()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Fatal("the source is still open")
	}
	require.NoError(t, put(t.Context()))
	assert.Equal(t, 2, opened)
}
