package linkedin_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/social"
)

// TestFitMentions: a mention of several words is not cut, and comments can hold it, too.
func TestFitMentions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	name := "The Acme Works of Ulm and Neu-Ulm"
	d := &social.Draft{
		Text:   strings.Repeat("x", 2980) + " @" + name + " are open. Come in.",
		Extras: []social.Extra{&linkedin.Extra{Mentions: []linkedin.Mention{{Text: name, URN: "urn:li:organization:42"}}, NoReshare: true}},
	}
	f, err := social.Fit(t.Context(), w.client(), d, nil)
	require.NoError(t, err)
	require.Len(t, f.Drafts, 2)
	assert.True(t, strings.HasPrefix(f.Drafts[1].Text, "@"+name), f.Drafts[1].Text)
	kept := social.ExtraOf[*linkedin.Extra](f.Drafts[1])
	require.NotNil(t, kept)
	assert.Len(t, kept.Mentions, 1)
	assert.False(t, kept.NoReshare, "which is about posts")
}
