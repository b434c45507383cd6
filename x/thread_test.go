package x_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// TestThreadOfShortPosts splits texts for accounts without a subscription; [TestConformance] does it for the others.
func TestThreadOfShortPosts(t *testing.T) {
	t.Parallel()
	socialtest.TestThread(t, func(t *testing.T) *socialtest.Harness {
		t.Helper()
		return newHarness(t, &xtest.Options{Plan: xtest.Enterprise}, x.Config{Plan: x.PlanEnterprise, MaxText: 280})
	})
}

// TestExtraForReply: who may see a post is a matter of each piece of a thread, what its media show is not.
func TestExtraForReply(t *testing.T) {
	t.Parallel()
	e := &x.Extra{SuperFollowersOnly: new(true), MadeWithAI: new(true), ReplySettings: x.ReplyFollowing, MediaTitle: "A cat"}
	assert.Equal(t, &x.Extra{SuperFollowersOnly: new(true), MadeWithAI: new(true)}, e.ForReply())
	assert.Nil(t, (&x.Extra{MediaTitle: "A cat"}).ForReply())
	var none *x.Extra
	var kept social.ReplyExtra = none
	assert.Nil(t, kept.ForReply())
}
