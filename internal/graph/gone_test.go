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
