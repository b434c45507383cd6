package graph_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
)

// TestGone: what a lost deletion has deleted is a success when it is not there any more. Meta says so with HTTP 400.
func TestGone(t *testing.T) {
	t.Parallel()
	s := serveHTTP(t, func(w http.ResponseWriter, n int, _ *seen) {
		if n == 1 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(failure(100, 33)))
	})
	err := s.client(t).Order(t.Context(), &graph.Request{
		Op: "posts.delete", Method: http.MethodDelete, Path: rest.Path("1_2"),
	})
	require.NoError(t, err)
}

// TestSingle: what is to be sent once is not repeated when it was refused for its number.
func TestSingle(t *testing.T) {
	t.Parallel()
	for single, want := range map[bool]int{true: 1, false: 2} {
		s := serveHTTP(t, func(w http.ResponseWriter, n int, _ *seen) {
			if n == 1 {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = w.Write([]byte(failure(613, 0)))
				return
			}
			_, _ = w.Write([]byte(`{"success":true}`))
		})
		_ = s.client(t).Order(t.Context(), &graph.Request{
			Op: "reels.finish", Method: http.MethodPost, Path: rest.Path("1"), Class: rest.Idempotent, Single: single,
		})
		require.Len(t, s.all(), want)
	}
}
