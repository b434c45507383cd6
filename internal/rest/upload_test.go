package rest_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// upload is a request that sends the media as a form's file.
func upload(path string, m *social.Media) *rest.Request {
	return &rest.Request{
		Op: "media.upload", Method: http.MethodPost, Path: path, Class: rest.Idempotent,
		Body: rest.Multipart(
			rest.Part{Name: "description", Text: "a cat"},
			rest.Part{Name: "file", File: &rest.File{Field: "Media[0]", Media: m, Fetch: http.DefaultClient}},
		),
	}
}

// received is what a server made of an upload.
type received struct {
	length int64 // of the body, as announced
	name   string
	kind   string
	text   string
	file   []byte
	err    error
}

// mediaServer reads forms, after failing as often as it is told. Its channel has one entry a request.
func mediaServer(t *testing.T, failures int64) (base string, got chan received) {
	t.Helper()
	var left atomic.Int64
	left.Store(failures)
	got = make(chan received, 10)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := received{length: r.ContentLength}
		v.err = r.ParseMultipartForm(1 << 30)
		if v.err == nil {
			v.text = r.FormValue("description")
			f := r.MultipartForm.File["file"][0]
			v.name, v.kind = f.Filename, f.Header.Get("Content-Type")
			v.file = readAll(f)
		}
		got <- v
		if left.Add(-1) >= 0 {
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL, got
}

func readAll(f *multipart.FileHeader) []byte {
	src, err := f.Open()
	if err != nil {
		return nil
	}
	defer func() { _ = src.Close() }()
	data, _ := io.ReadAll(src)
	return data
}

func TestUploadStreamsAForm(t *testing.T) {
	t.Parallel()
	base, got := mediaServer(t, 0)
	data := bytes.Repeat([]byte("0123456789"), 50_000)
	m := social.MediaBytes("C:\\cats\\a \"cat\"\r\nX: y.png", data)
	m.ContentType = "image/png\r\nX-Injected: yes"
	var last, total int64
	m.Progress = func(sent, all int64) {
		assert.Greater(t, sent, last)
		last, total = sent, all
	}
	_, err := newClient(t, base, nil).Do(t.Context(), upload("/media", m), nil)
	require.NoError(t, err)
	v := <-got
	require.NoError(t, v.err)
	assert.Equal(t, `a %22cat%22%0D%0AX: y.png`, v.name)
	assert.Equal(t, `image/png%0D%0AX-Injected: yes`, v.kind)
	assert.Equal(t, "a cat", v.text)
	assert.True(t, bytes.Equal(data, v.file))
	assert.Greater(t, v.length, int64(len(data)))
	assert.Equal(t, []int64{int64(len(data)), int64(len(data))}, []int64{last, total})
}

func TestUploadOpensAgainForARepeat(t *testing.T) {
	t.Parallel()
	base, got := mediaServer(t, 2)
	var opened, closed atomic.Int64
	m := &social.Media{Name: "a.bin", Size: 5, Open: func() (io.ReadCloser, error) {
		opened.Add(1)
		return &closing{Reader: strings.NewReader("hello"), closed: &closed}, nil
	}}
	_, err := newClient(t, base, nil).Do(t.Context(), upload("/media", m), nil)
	require.NoError(t, err)
	for range 3 {
		v := <-got
		assert.Equal(t, "hello", string(v.file))
	}
	assert.EqualValues(t, 3, opened.Load())
	assert.EqualValues(t, 3, closed.Load())
}

type closing struct {
	io.Reader
	closed *atomic.Int64
}

func (c *closing) Close() error {
	c.closed.Add(1)
	return nil
}

func TestUploadFromAddress(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte{7}, 300_000)
	var authorised atomic.Bool
	source := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		authorised.Store(r.Header.Get("Authorization") != "")
		if r.URL.Path != "/cat.png" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(source.Close)
	base, got := mediaServer(t, 1)
	c := newClient(t, base, withToken(staticToken(), nil))
	r := func(path string) *rest.Request {
		return &rest.Request{
			Op: "media.upload", Method: http.MethodPost, Path: "/media", Class: rest.Idempotent,
			Body: rest.Multipart(rest.Part{Name: "file", File: &rest.File{
				Field: "Media[2]", Media: social.MediaURL(source.URL+path, ""), Fetch: c.Fetcher(),
			}}),
		}
	}
	_, err := c.Do(t.Context(), r("/cat.png"), nil)
	require.NoError(t, err)
	for range 2 {
		v := <-got
		assert.True(t, bytes.Equal(data, v.file))
		assert.EqualValues(t, -1, v.length, "its length is not known beforehand")
		assert.Equal(t, "image/png", v.kind)
	}
	assert.False(t, authorised.Load())

	_, err = c.Do(t.Context(), r("/dog.png?signature="+fakeToken()), nil)
	e := socialError(t, err)
	assert.Equal(t, social.ErrInvalid, e.Kind)
	assert.Equal(t, "Media[2]", e.Field)
	assert.Contains(t, e.Error(), "404")
	assert.NotContains(t, everyForm(err), fakeToken())
	assert.Empty(t, got)
}

func TestUploadOfAFileThatChanged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, c := range map[string]struct {
		change func(t *testing.T, name string)
		says   string
	}{
		"vanished": {func(t *testing.T, name string) { t.Helper(); require.NoError(t, os.Remove(name)) }, "no such file"},
		"shrank":   {func(t *testing.T, name string) { t.Helper(); require.NoError(t, os.Truncate(name, 99_999)) }, "has 99999 bytes now, 100000 were announced"},
		"grew":     {func(t *testing.T, name string) { t.Helper(); require.NoError(t, os.Truncate(name, 100_001)) }, "more than the 100000 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(dir, name)
			require.NoError(t, os.WriteFile(file, make([]byte, 100_000), 0o600))
			m, err := social.MediaFile(file)
			require.NoError(t, err)
			c.change(t, file)
			base, got := mediaServer(t, 0)
			r := upload("/media", m)
			r.Class = rest.Unsafe
			_, err = newClient(t, base, nil).Do(t.Context(), r, nil)
			require.ErrorIs(t, err, social.ErrInvalid)
			require.NotErrorIs(t, err, social.ErrUncertain, "no server got a whole request")
			require.ErrorContains(t, err, c.says)
			assert.Equal(t, "Media[0]", socialError(t, err).Field)
			if name == "vanished" {
				require.ErrorIs(t, err, os.ErrNotExist)
				assert.Empty(t, got)
				return
			}
			assert.Error(t, (<-got).err)
			assert.Empty(t, got, "nothing is repeated")
		})
	}
}

// A raw body of the announced length would be a whole request, so the last byte waits for the end of the file.
func TestRawUploadOfAFileThatGrew(t *testing.T) {
	t.Parallel()
	whole := make(chan bool, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		whole <- err == nil
	}))
	t.Cleanup(srv.Close)
	m := social.MediaBytes("a.bin", make([]byte, 100_000))
	m.Size--
	_, err := newClient(t, srv.URL, nil).Do(t.Context(), &rest.Request{
		Op: "media.append", Method: http.MethodPut, Path: "/media", Class: rest.Unsafe, Body: &rest.File{Field: "Media[0]", Media: m},
	}, nil)
	require.ErrorIs(t, err, social.ErrInvalid)
	assert.False(t, <-whole)
}

func TestUploadReadErrorNamesTheField(t *testing.T) {
	t.Parallel()
	base, got := mediaServer(t, 0)
	broken := errors.New("disk on fire")
	opened := 0
	m := &social.Media{Name: "a.bin", Size: 1 << 20, Open: func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(io.MultiReader(bytes.NewReader(make([]byte, 1<<19)), failingReader{broken})), nil
	}}
	_, err := newClient(t, base, nil).Do(t.Context(), upload("/media", m), nil)
	require.ErrorIs(t, err, broken)
	e := socialError(t, err)
	assert.Equal(t, social.ErrInvalid, e.Kind)
	assert.Equal(t, "Media[0]", e.Field)
	assert.Equal(t, 1, opened)
	require.Error(t, (<-got).err)
	assert.Empty(t, got)
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

// A body that cannot be opened for a repeat is the reason for stopping, not the failure before.
func TestUploadCannotBeOpenedAgain(t *testing.T) {
	t.Parallel()
	base, got := mediaServer(t, 9)
	opened := 0
	m := &social.Media{Name: "a.bin", Size: 5, Open: func() (io.ReadCloser, error) {
		if opened++; opened > 1 {
			return nil, os.ErrNotExist
		}
		return io.NopCloser(strings.NewReader("hello")), nil
	}}
	_, err := newClient(t, base, nil).Do(t.Context(), upload("/media", m), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NotErrorIs(t, err, social.ErrUnavailable)
	require.ErrorContains(t, err, "after shelf: media.upload: bad gateway")
	assert.Equal(t, "Media[0]", socialError(t, err).Field)
	assert.Len(t, got, 1)
}

func TestRawFile(t *testing.T) {
	t.Parallel()
	var length int64
	var kind, data string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		length, kind, data = r.ContentLength, r.Header.Get("Content-Type"), string(b)
	}))
	t.Cleanup(srv.Close)
	for _, text := range []string{"hello", ""} {
		m := social.MediaBytes("a.bin", []byte(text))
		_, err := newClient(t, srv.URL, nil).Do(t.Context(), &rest.Request{
			Op: "x", Method: http.MethodPut, Path: "/x", Class: rest.Idempotent, Body: &rest.File{Media: m, Type: "video/mp4"},
		}, nil)
		require.NoError(t, err)
		assert.Equal(t, text, data)
		assert.Equal(t, int64(len(text)), length)
		assert.Equal(t, "video/mp4", kind)
	}
	unsized := social.MediaBytes("a.bin", []byte("hello"))
	unsized.Size = 0
	_, err := newClient(t, srv.URL, nil).Do(t.Context(), &rest.Request{
		Op: "x", Method: http.MethodPut, Path: "/x", Class: rest.Idempotent, Body: &rest.File{Field: "Media[0]", Media: unsized},
	}, nil)
	require.ErrorContains(t, err, "more than the 0 bytes")
}

func FuzzMultipart(f *testing.F) {
	f.Add("file", "a.png", "text", "content")
	f.Add("fi\"le", "a\r\n\r\n--relais-x.png", "--", "\r\n--")
	f.Add("\x00", "é\\\"%22", "\xff", "")
	f.Fuzz(func(t *testing.T, field, name, text, content string) {
		m := social.MediaBytes(name, []byte(content))
		m.ContentType = "image/png"
		body := rest.Multipart(rest.Part{Name: field, Text: text}, rest.Part{Name: "f", File: &rest.File{Media: m}})
		src, err := body.Open(t.Context())
		require.NoError(t, err)
		data, err := io.ReadAll(src)
		require.NoError(t, err)
		require.NoError(t, src.Close())
		require.EqualValues(t, body.Size(), len(data))

		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(data))
		r.Header.Set("Content-Type", body.ContentType())
		parts, err := r.MultipartReader()
		require.NoError(t, err)
		first, err := parts.NextPart()
		require.NoError(t, err)
		got, err := io.ReadAll(first)
		require.NoError(t, err)
		require.Equal(t, text, string(got))
		second, err := parts.NextPart()
		require.NoError(t, err)
		require.Equal(t, "f", second.FormName())
		require.Len(t, second.Header, 2)
		got, err = io.ReadAll(second)
		require.NoError(t, err)
		require.Equal(t, content, string(got))
		_, err = parts.NextPart()
		require.ErrorIs(t, err, io.EOF)
	})
}
