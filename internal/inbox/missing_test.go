package inbox_test

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/inbox"
	"github.com/relais-go/relais/social"
)

func TestMissing(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m := &inbox.Missing{Network: "village", Log: slog.New(slog.NewTextHandler(&log, nil))}
	gone := &social.Error{Network: "village", Kind: social.ErrNotFound, Message: "no such thing"}
	for range 3 {
		err := m.Judge(t.Context(), "1", gone)
		require.ErrorIs(t, err, social.ErrUnavailable, "it is looked for again")
		require.NotErrorIs(t, err, social.ErrNotFound, "which would end the listening")
		assert.Contains(t, err.Error(), "not there")
	}
	require.NoError(t, m.Judge(t.Context(), "1", gone), "it is believed")
	assert.Contains(t, log.String(), "id=1")
	require.ErrorIs(t, m.Judge(t.Context(), "2", gone), social.ErrUnavailable, "each thing by itself")
	other := errors.New("no connection")
	require.ErrorIs(t, m.Judge(t.Context(), "1", other), other)
	assert.NoError(t, m.Judge(t.Context(), "1", nil))
}
