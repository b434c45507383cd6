package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// TestCutRefusal cuts the body of an answer 400: what was refused is not known then, nor whether anything was.
func TestCutRefusal(t *testing.T) {
	t.Parallel()
	for class, want := range map[rest.Class]struct {
		asked int64
		kind  error
	}{
		rest.Read: {2, nil}, rest.Idempotent: {2, nil}, rest.Lookup: {1, social.ErrUncertain}, rest.Unsafe: {1, social.ErrUncertain},
	} {
		t.Run(fmt.Sprint(class), func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if asked.Add(1) > 1 {
					_, _ = w.Write([]byte(`{}`))
					return
				}
				w.Header().Set("Content-Length", "1000")
				w.WriteHeader(http.StatusBadRequest)
				_, _ = w.Write([]byte(`{"error":`))
			}))
			t.Cleanup(srv.Close)
			base, err := url.Parse(srv.URL)
			require.NoError(t, err)
			c, err := rest.New(rest.Config{
				Network: "test", Base: base, Options: social.Options{RetryWait: time.Millisecond, RetryWaitMax: time.Millisecond},
			})
			require.NoError(t, err)
			_, err = c.Do(t.Context(), &rest.Request{Op: "write", Method: http.MethodPost, Path: "/x", Class: class}, nil)
			if want.kind == nil {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, want.kind)
			}
			assert.Equal(t, want.asked, asked.Load())
		})
	}
}
