package rest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// A server that switches to another protocol, which nobody asked for, does not keep the caller.
func TestUnwantedUpgrade(t *testing.T) {
	t.Parallel()
	base, _ := mute(t, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n")
	for _, class := range []rest.Class{rest.Read, rest.Unsafe} {
		_, err := newClient(t, base, nil).Do(t.Context(), request(t, class), new(item))
		e := socialError(t, err)
		assert.Equal(t, http.StatusSwitchingProtocols, e.Status)
		require.NotErrorIs(t, err, context.DeadlineExceeded)
	}
	_, err := newClient(t, base, nil).Do(t.Context(), request(t, rest.Read), nil)
	require.Error(t, err, "whatever is wanted of the answer")
}

// News before the answer are no answer.
func TestInformationalAnswers(t *testing.T) {
	t.Parallel()
	base, _ := mute(t, strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 4)+"HTTP/1.1 102 Processing\r\n\r\n"+
		"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}")
	var out item
	a, err := newClient(t, base, nil).Do(t.Context(), request(t, rest.Read), &out)
	require.NoError(t, err)
	assert.Equal(t, item{ID: "1"}, out)
	assert.Equal(t, 200, a.Status)
}

// Lengths that are not true, and bodies where none may be.
func TestLengthsThatLie(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		says string
		want item
		fail bool
	}{
		"too long":            {"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n{\"id\":\"1\"}", item{}, true},
		"too short":           {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"id\":\"1\"}", item{}, true},
		"negative":            {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{\"id\":\"1\"}", item{}, true},
		"two":                 {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 11\r\n\r\n{\"id\":\"1\"}", item{}, true},
		"chunk cut off":       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n{\"id\":\"1\"}\r\n", item{}, true},
		"more than announced": {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}HTTP/1.1 200 OK\r\n", item{ID: "1"}, false},
		"no content, a body":  {"HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}", item{ID: "old"}, false},
		"chunks":              {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n{\"id\":\"1\"}\r\n0\r\n\r\n", item{ID: "1"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := says(t, c.says)
			out := item{ID: "old"}
			_, err := newClient(t, base, func(cfg *rest.Config) { cfg.Options.Retries = -1 }).Do(t.Context(), request(t, rest.Unsafe), &out)
			if c.fail {
				require.ErrorIs(t, err, social.ErrUncertain)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, out)
		})
	}
}

// says reads a request, answers with these bytes and closes the connection.
func says(t *testing.T, answer string) (base string) {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, answer)
		_ = conn.Close()
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// The mark that some editors put before a text is no part of it.
func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	var out item
	_, err := respond(t, 200, "application/json", "\uFEFF{\"id\":\"1\"}").Do(t.Context(), request(t, rest.Read), &out)
	require.NoError(t, err)
	assert.Equal(t, item{ID: "1"}, out)
	_, err = respond(t, 200, "application/json", "\uFEFF \n").Do(t.Context(), request(t, rest.Read), &out)
	require.ErrorIs(t, err, rest.ErrNotJSON)
	var raw []byte
	_, err = respond(t, 200, "application/json", "\uFEFF{}").Do(t.Context(), request(t, rest.Read), &raw)
	require.NoError(t, err)
	assert.Equal(t, "\uFEFF{}", string(raw), "as it is")
}

// bomb is 2 GiB, compressed.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	require.NoError(t, err)
	block := make([]byte, 1<<20)
	for range 256 {
		_, err := z.Write(block)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

// What unpacks to more than anything that is decoded is not unpacked further, success or failure.
func TestCompressionBombs(t *testing.T) { //nolint:paralleltest // measures the heap
	data := bomb(t)
	var status atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(int(status.Load()))
		_, _ = w.Write(data)
	}))
	t.Cleanup(srv.Close)
	c := newClient(t, srv.URL, nil)
	var out []byte
	var before, after runtime.MemStats
	for code, most := range map[int64]uint64{200: 600 << 20, 400: 4 << 20, 503: 4 << 20} {
		status.Store(code)
		runtime.ReadMemStats(&before)
		_, err := c.Do(t.Context(), request(t, rest.Read), &out)
		runtime.ReadMemStats(&after)
		require.Error(t, err)
		assert.EqualValues(t, code, socialError(t, err).Status)
		t.Log(code, (after.TotalAlloc-before.TotalAlloc)>>20)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, most)
	}
	status.Store(200)
	runtime.ReadMemStats(&before)
	_, err := c.Do(t.Context(), request(t, rest.Read), nil)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2<<20))
}

// Forms of Retry-After that mean nothing leave the client's own pauses; none makes it hurry or wait for ever.
func TestRetryAfterForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value       string
		least, most time.Duration
	}{
		{"", 250 * time.Millisecond, 500 * time.Millisecond},
		{"0", 250 * time.Millisecond, 500 * time.Millisecond},
		{"-5", 250 * time.Millisecond, 500 * time.Millisecond},
		{"soon", 250 * time.Millisecond, 500 * time.Millisecond},
		{"1e30", 250 * time.Millisecond, 500 * time.Millisecond},
		{"NaN", 250 * time.Millisecond, 500 * time.Millisecond},
		{"99999999999999999999999", 250 * time.Millisecond, 500 * time.Millisecond},
		{"Mon, 02 Jan 2006 15:04:05 GMT", 250 * time.Millisecond, 500 * time.Millisecond},
		{"Fri, 31 Dec 9999 23:59:59 GMT", 250 * time.Millisecond, 500 * time.Millisecond},
		{"7", 7 * time.Second, 7500 * time.Millisecond},
		{" 7 ", 7 * time.Second, 7500 * time.Millisecond},
		{"1.5", 1500 * time.Millisecond, 2 * time.Second},
		{"Sat, 01 Jan 2000 00:01:00 GMT", time.Minute, time.Minute + time.Second}, // the bubble's clock begins with 2000
		{"86400", 24 * time.Hour, 24*time.Hour + time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			var times []time.Time
			client := inBubble(t, func(*http.Request) (*http.Response, error) {
				if times = append(times, time.Now()); len(times) == 1 {
					return answered(http.StatusTooManyRequests, http.Header{"Retry-After": {c.value}}, strings.NewReader("")), nil
				}
				return answered(200, nil, strings.NewReader(`{}`)), nil
			}, nil)
			_, err := client.Do(t.Context(), request(t, rest.Unsafe), new(item))
			require.NoError(t, err)
			require.Len(t, times, 2)
			pause := times[1].Sub(times[0])
			assert.GreaterOrEqual(t, pause, c.least, c.value)
			assert.LessOrEqual(t, pause, c.most, c.value)
		})
	}
}

// Every answer's body is closed, once the call is over.
func TestBodiesAreClosed(t *testing.T) {
	t.Parallel()
	var open atomic.Int64
	status, body, head := 200, "", http.Header{}
	c := newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		withToken(staticToken(), counter())(cfg)
		cfg.Options.HTTPClient.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			if r.Body != nil {
				_, _ = io.Copy(io.Discard, r.Body)
				_ = r.Body.Close()
			}
			open.Add(1)
			return &http.Response{StatusCode: status, Header: head, Body: &tracked{Reader: strings.NewReader(body), open: &open}, Request: r}, nil
		})
	})
	for _, status = range []int{101, 200, 201, 204, 206, 299, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 408, 410, 429, 500, 502, 503, 599, 600, 999} {
		for _, body = range []string{"", "{}", `{"id":`, "<html>", "[1]", strings.Repeat("x", 100_000)} {
			for _, head = range []http.Header{{}, {"Location": {"/items/2"}}, {"Location": {"http://other.example/"}}, {"Location": {"::"}}} {
				for _, class := range []rest.Class{rest.Read, rest.Idempotent, rest.Unsafe} {
					for _, out := range []any{nil, new(item), new([]byte)} {
						_, _ = c.Do(t.Context(), request(t, class), out)
						require.Zero(t, open.Load(), "%d %q %v", status, body, head)
					}
				}
			}
		}
	}
}

type tracked struct {
	io.Reader

	open *atomic.Int64
	once sync.Once
}

func (b *tracked) Close() error {
	b.once.Do(func() { b.open.Add(-1) })
	return nil
}

// A source of a file that says nothing at all is given up, too: before an upload begins, and while it is measured.
func TestDownloadThatNeverBegins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := inBubble(t, untilEnd, func(cfg *rest.Config) { cfg.Options.Retries = -1 })
		f := &rest.File{Field: "Media[0]", Media: social.MediaURL("http://files.example/a", ""), Fetch: c.Fetcher()}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		begin := time.Now()
		_, err := c.Do(ctx, &rest.Request{Op: "media.upload", Method: http.MethodPost, Path: "/media", Class: rest.Idempotent, Body: f}, nil)
		require.ErrorIs(t, err, rest.ErrStalled)
		assert.Equal(t, time.Minute, time.Since(begin))
		assert.Equal(t, "Media[0]", socialError(t, err).Field)

		f.Fetch = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			return answered(200, nil, &stalledBody{"abc", r.Context()}), nil
		})}
		for _, fetch := range []*http.Client{c.Fetcher(), f.Fetch} {
			f.Fetch = fetch
			begin = time.Now()
			_, err = c.Measure(ctx, f)
			require.ErrorIs(t, err, rest.ErrStalled)
			assert.Equal(t, time.Minute, time.Since(begin))
		}
	})
}

// A secret is found in an answer also where the server wrote it in another way.
func TestSecretsInOtherForms(t *testing.T) {
	t.Parallel()
	secret := "1//0" + strconv.Itoa(12345) + "+a/b=="
	for _, form := range []string{secret, strings.ReplaceAll(secret, "/", `\/`), url.QueryEscape(secret), url.PathEscape(secret)} {
		c := respond(t, 400, "application/json", `{"error":"no such token: `+form+`"}`)
		_, err := c.Do(t.Context(), &rest.Request{Op: "x", Method: http.MethodPost, Class: rest.Unsafe, Secret: true, Body: rest.Form(url.Values{"refresh_token": {secret}})}, nil)
		require.Error(t, err)
		assert.NotContains(t, everyForm(err), form)
		assert.NotContains(t, everyForm(err), strconv.Itoa(12345))
	}
}

// A file whose opening never ends, as that of a pipe without a writer, does not keep the caller.
func TestOpeningThatNeverEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := inBubble(t, untilEnd, nil)
		release := make(chan struct{})
		var closed atomic.Int64
		m := &social.Media{Size: 9, Open: func() (io.ReadCloser, error) {
			<-release
			return &closing{strings.NewReader("123456789"), &closed}, nil
		}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		_, err := c.Do(ctx, &rest.Request{
			Op: "x", Method: http.MethodPost, Path: "/x", Class: rest.Unsafe, Body: &rest.File{Field: "Media[0]", Media: m},
		}, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, social.ErrUncertain, "nothing was sent")
		assert.Equal(t, time.Second, time.Since(begin))
		close(release)
		synctest.Wait()
		assert.EqualValues(t, 1, closed.Load(), "what is opened too late is closed")
	})
}

// The type of a file keeps its parameters, in quotes, too.
func TestTypeWithParameters(t *testing.T) {
	t.Parallel()
	base, got := mediaServer(t, 0)
	m := social.MediaBytes("a.mp4", []byte("film"))
	m.ContentType = `video/mp4; codecs="avc1.42E01E, mp4a.40.2"`
	_, err := newClient(t, base, nil).Do(t.Context(), upload("/media", m), nil)
	require.NoError(t, err)
	assert.Equal(t, m.ContentType, (<-got).kind)
}

// whileBody can be read for as long as its request lasts.
type whileBody struct {
	io.Reader
	ctx context.Context //nolint:containedctx // that of the request
}

func (b *whileBody) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.Reader.Read(p)
}

// Between two parts of an upload a download may rest for as long as it takes: silence is when somebody waits for it.
func TestDownloadRestsBetweenParts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		downloads, download := 0, t.Context()
		var got strings.Builder
		c := inBubble(t, func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "files.example" {
				downloads++
				download = r.Context() //nolint:fatcontext // to see it end
				return answered(200, nil, &whileBody{strings.NewReader("0123456789"), r.Context()}), nil
			}
			time.Sleep(2 * time.Minute) // before it reads
			_, err := io.Copy(&got, r.Body)
			return answered(200, nil, strings.NewReader("{}")), err
		}, nil)
		f := &rest.File{Field: "Media[0]", Media: social.MediaURL("http://files.example/a", ""), Fetch: c.Fetcher()}
		parts := f.Parts(t.Context(), 10)
		defer parts.Close()
		for _, at := range []int64{0, 4, 8} {
			_, err := c.Do(t.Context(), &rest.Request{
				Op: "part", Method: http.MethodPut, Path: "/part", Class: rest.Unsafe, Body: parts.Part(at, min(4, 10-at)), Idle: -1,
			}, nil)
			require.NoError(t, err)
			require.NoError(t, rest.Sleep(t.Context(), time.Hour))
		}
		assert.Equal(t, "0123456789", got.String())
		assert.Equal(t, 1, downloads)
		require.NoError(t, download.Err())
		parts.Close()
		assert.Error(t, download.Err(), "nothing is left of it")
	})
}

// An answer that comes when nobody waits for it any more is closed.
func TestLateAnswerIsClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var open atomic.Int64
		c := inBubble(t, func(r *http.Request) (*http.Response, error) {
			open.Add(1)
			time.Sleep(2 * time.Second) // deaf to the end of the request
			return &http.Response{StatusCode: 200, Body: &tracked{Reader: strings.NewReader("{}"), open: &open}, Request: r}, nil
		}, nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		m := social.MediaBytes("a", []byte("film"))
		_, err := c.Do(ctx, &rest.Request{Op: "x", Method: http.MethodPost, Path: "/x", Class: rest.Unsafe, Body: &rest.File{Media: m}}, nil)
		require.ErrorIs(t, err, social.ErrUncertain)
		require.EqualValues(t, 1, open.Load(), "it is still on its way")
		time.Sleep(2 * time.Second)
		synctest.Wait()
		assert.Zero(t, open.Load())
	})
}

// What an attempt needs ends with it, however it ends: nothing piles up in a context that lasts.
func TestAttemptsLeaveNothing(t *testing.T) {
	t.Parallel()
	var last context.Context
	status, failure := 200, error(nil)
	c := newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		cfg.Options.Retries = -1
		cfg.Options.HTTPClient.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			last = r.Context() //nolint:fatcontext // to see it end
			return answered(status, nil, strings.NewReader(`{"id":"1"}`)), failure
		})
	})
	for _, status = range []int{101, 200, 204, 301, 404, 500} {
		_, _ = c.Do(t.Context(), request(t, rest.Read), new(item))
		require.ErrorIs(t, last.Err(), context.Canceled, status)
	}
	failure = io.ErrUnexpectedEOF
	_, err := c.Do(t.Context(), request(t, rest.Read), new(item))
	require.Error(t, err)
	require.ErrorIs(t, last.Err(), context.Canceled)

	status, failure = 200, nil
	resp, err := c.Open(t.Context(), request(t, rest.Read))
	require.NoError(t, err)
	require.NoError(t, last.Err(), "it is open")
	require.NoError(t, resp.Body.Close())
	require.ErrorIs(t, last.Err(), context.Canceled)
}

// What the server said is worth more than that the caller gives up at the same moment.
func TestAnswerAtTheEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		cfg.Options.HTTPClient.Transport = transportFunc(func(*http.Request) (*http.Response, error) {
			cancel()
			return answered(404, nil, strings.NewReader("{}")), nil
		})
	})
	_, err := c.Do(ctx, request(t, rest.Unsafe), nil)
	require.ErrorIs(t, err, social.ErrNotFound)
	require.ErrorIs(t, err, context.Canceled)
}

// A transport that repeats a secret in its error gives it to nobody.
func TestSecretInATransportError(t *testing.T) {
	t.Parallel()
	c := newClient(t, "http://shelf.example", func(cfg *rest.Config) {
		withToken(staticToken(), nil)(cfg)
		cfg.Options.HTTPClient.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			return nil, errors.New("proxy refuses " + r.Header.Get("Authorization"))
		})
	})
	_, err := c.Do(t.Context(), request(t, rest.Read), nil)
	require.ErrorContains(t, err, "proxy refuses")
	assert.NotContains(t, everyForm(err), fakeToken())
}
