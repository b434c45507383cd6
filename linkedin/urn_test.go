package linkedin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/social"
)

func TestURN(t *testing.T) {
	t.Parallel()
	u := linkedin.Organization("5583111")
	assert.Equal(t, linkedin.URN("urn:li:organization:5583111"), u)
	assert.Equal(t, linkedin.KindOrganization, u.Kind())
	assert.Equal(t, "5583111", u.ID())
	assert.Equal(t, linkedin.URN("urn:li:person:zLqTygBP8S"), linkedin.Person("zLqTygBP8S"))

	for _, s := range []string{"", "123", "urn:li:", "urn:li:share", "urn:li:share:", "urn:li::1", "urn:other:share:1", "urn:li:share:1 2"} {
		assert.False(t, linkedin.URN(s).Valid(), s)
		_, err := linkedin.ParseURN(s)
		assert.ErrorIs(t, err, social.ErrInvalid, s)
	}
	parsed, err := linkedin.ParseURN("urn:li:ugcPost:1")
	require.NoError(t, err)
	assert.True(t, parsed.IsPost())
	assert.False(t, linkedin.URN("urn:li:activity:1").IsPost(), "the Posts API does not take it")
}

func TestCommentURN(t *testing.T) {
	t.Parallel()
	u := linkedin.CommentURN("urn:li:activity:1", "2")
	assert.Equal(t, linkedin.URN("urn:li:comment:(urn:li:activity:1,2)"), u)
	for _, s := range []linkedin.URN{u, "urn:li:comment:(activity:1,2)"} {
		on, id, ok := s.Comment()
		assert.True(t, ok)
		assert.Equal(t, linkedin.URN("urn:li:activity:1"), on)
		assert.Equal(t, "2", id)
	}
	for _, s := range []linkedin.URN{"", "urn:li:comment:1", "urn:li:comment:(1)", "urn:li:comment:(activity:1,)", "urn:li:share:(activity:1,2)", "urn:li:comment:(,2)"} {
		_, _, ok := s.Comment()
		assert.False(t, ok, s)
	}
}
