package draft_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/social"
)

// fields lists what is wrong, as "kind field".
func fields(err error) []string {
	var out []string
	for _, p := range social.Problems(err) {
		kind := "invalid "
		if errors.Is(p, errors.ErrUnsupported) {
			kind = "lacks "
		}
		out = append(out, kind+p.Field)
	}
	return out
}

func TestFindings(t *testing.T) {
	t.Parallel()
	f := draft.For("x")
	require.NoError(t, f.Err())
	f.Add(nil)
	require.NoError(t, f.Err())

	f.Invalid("Text", "has %d characters, %d fit", 300, 280)
	assert.EqualError(t, f.Err(), "x: check: Text: has 300 characters, 280 fit (invalid)", "one is itself")
	assert.IsType(t, &social.Error{}, f.Err())

	f.Lacks("Title", "posts have none")
	f.Add(errors.Join(social.Invalid("x", "A", ""), social.Unsupported("x", "B", "")))
	assert.Equal(t, []string{"invalid Text", "lacks Title", "invalid A", "lacks B"}, fields(f.Err()))
}

func TestKeyAndTags(t *testing.T) {
	t.Parallel()
	for key, ok := range map[string]bool{
		"": true, "spring-2026": true, strings.Repeat("k", 64): true, strings.Repeat("k", 65): false, "a b": false, "é": false, "a\n": false,
	} {
		f := draft.For("x")
		f.Key(key)
		assert.Equal(t, ok, f.Err() == nil, "%q", key)
	}
	f := draft.For("x")
	f.Tags([]string{"go", "", "#go", "two words"})
	assert.Equal(t, []string{"invalid Tags[1]", "invalid Tags[2]", "invalid Tags[3]"}, fields(f.Err()))
}

func TestRef(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ref  social.Ref
		want []string
	}{
		"left out":        {social.Ref{}, nil},
		"a post":          {social.Ref{Network: "x", ID: "1"}, nil},
		"without network": {social.Ref{ID: "1", Kind: social.RefComment}, nil},
		"another network": {social.Ref{Network: "y", ID: "1"}, []string{"invalid ReplyTo"}},
		"only an address": {social.Ref{Network: "x", URL: "https://example.org"}, []string{"invalid ReplyTo"}},
		"another kind":    {social.Ref{Network: "x", ID: "1", Kind: social.RefAccount}, []string{"lacks ReplyTo"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := draft.For("x")
			f.Ref("ReplyTo", test.ref, social.RefPost, social.RefComment)
			assert.Equal(t, test.want, fields(f.Err()))
		})
	}
	err := draft.CheckRef("x", "ref", social.Ref{ID: "1"}, social.RefAccount)
	assert.ErrorContains(t, err, "is of kind post")
	assert.Error(t, draft.CheckRef("x", "ref", social.Ref{}), "one that is needed")
}

func TestPoll(t *testing.T) {
	t.Parallel()
	limit := social.PollLimit{Options: 3, OptionText: 5, MinDuration: time.Hour, MaxDuration: 2 * time.Hour}
	poll := func(d time.Duration, options ...string) *social.Poll {
		return &social.Poll{Options: options, Duration: d}
	}
	tests := map[string]struct {
		poll  *social.Poll
		limit social.PollLimit
		want  []string
	}{
		"none":          {nil, limit, nil},
		"good":          {poll(time.Hour, "a", "b"), limit, nil},
		"one option":    {poll(time.Hour, "a"), limit, []string{"invalid Poll.Options"}},
		"four options":  {poll(time.Hour, "a", "b", "c", "d"), limit, []string{"invalid Poll.Options"}},
		"bad options":   {poll(time.Hour, "a", " ", "a"), limit, []string{"invalid Poll.Options[1]", "invalid Poll.Options[2]"}},
		"long option":   {poll(time.Hour, "äöüäö", "äöüäöü"), limit, []string{"invalid Poll.Options[1]"}},
		"too brief":     {poll(time.Minute, "a", "b"), limit, []string{"invalid Poll.Duration"}},
		"too long":      {poll(3*time.Hour, "a", "b"), limit, []string{"invalid Poll.Duration"}},
		"without limit": {poll(900*time.Hour, "a", "b", "c", "d", strings.Repeat("e", 99)), social.PollLimit{}, nil},
		"brief, no end": {poll(time.Minute, "a", "b"), social.PollLimit{MinDuration: time.Hour}, []string{"invalid Poll.Duration"}},
		"one, no most":  {poll(time.Hour, "a"), social.PollLimit{}, []string{"invalid Poll.Options"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := draft.For("x")
			f.Poll(test.poll, test.limit, utf8.RuneCountInString)
			assert.Equal(t, test.want, fields(f.Err()))
		})
	}
}
