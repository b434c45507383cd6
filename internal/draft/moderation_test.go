package draft_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

func TestCheckModeration(t *testing.T) {
	t.Parallel()
	given := map[string]*social.Moderation{
		"Reason":   {Reason: "spam"},
		"Category": {Category: "spam"},
		"Evidence": {Evidence: []social.Ref{{ID: "1"}}},
		"Forward":  {Forward: true},
		"Duration": {Duration: time.Hour},
	}
	assert.Len(t, given, reflect.TypeFor[social.Moderation]().NumField(), "every field is looked at")
	for field, m := range given {
		err := draft.CheckModeration("x", social.ActionMute, m)
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, field, social.Problems(err)[0].Field)
		require.Error(t, draft.CheckModeration("x", social.ActionMute, m, "Other"))
		require.NoError(t, draft.CheckModeration("x", social.ActionMute, m, "Other", field))
	}
	require.NoError(t, draft.CheckModeration("x", social.ActionMute, nil))
	require.NoError(t, draft.CheckModeration("x", social.ActionMute, &social.Moderation{}))
}
