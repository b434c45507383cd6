package social_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
)

type extra struct{ network string }

func (e extra) ExtraFor() string { return e.network }

// fullDraft has something in every field but Variants.
func fullDraft(mark string) *social.Draft {
	return &social.Draft{
		Text: "text " + mark, Title: "title " + mark, Link: "https://acme.invalid/" + mark,
		Media: []*social.Media{{Name: mark}}, Poll: &social.Poll{Question: mark},
		ReplyTo: social.Ref{ID: "reply " + mark}, Quote: social.Ref{ID: "quote " + mark},
		Format: social.Format("format " + mark), Visibility: social.Visibility("visibility " + mark),
		Language: "language " + mark, Sensitive: new(mark == "a"), Warning: "warning " + mark,
		Tags: []string{mark}, At: time.Date(2030, 1, len(mark)+int(mark[0]%28), 0, 0, 0, 0, time.UTC),
		FirstComment: "comment " + mark, Key: "key " + mark, Extras: []social.Extra{extra{mark}},
	}
}

func TestDraftForReplacesEachFieldThatTheVariantSets(t *testing.T) {
	t.Parallel()
	base, variant := fullDraft("a"), fullDraft("b")
	fields := reflect.TypeFor[social.Draft]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		if name == "Variants" {
			continue
		}
		require.False(t, reflect.ValueOf(base).Elem().Field(i).IsZero(), "fullDraft lacks %s", name)
		one := &social.Draft{}
		reflect.ValueOf(one).Elem().Field(i).Set(reflect.ValueOf(variant).Elem().Field(i))
		d := fullDraft("a")
		d.Variants = map[string]*social.Draft{"x": one}

		want := fullDraft("a")
		reflect.ValueOf(want).Elem().Field(i).Set(reflect.ValueOf(variant).Elem().Field(i))
		assert.Equal(t, want, d.For("x"), "a variant that sets %s alone", name)
	}
}

func TestDraftForLeavesTheDraftAlone(t *testing.T) {
	t.Parallel()
	d := fullDraft("a")
	d.Variants = map[string]*social.Draft{"x": fullDraft("b"), "y": nil}
	for _, network := range []string{"x", "y", "z"} {
		got := d.For(network)
		assert.Nil(t, got.Variants, "a draft for one network has no variants")
		got.Text, got.Key = "changed", "changed"
	}
	assert.Equal(t, "text a", d.Text)
	assert.Equal(t, "key a", d.Key)
	assert.Len(t, d.Variants, 2)

	assert.Equal(t, &social.Draft{}, (*social.Draft)(nil).For("x"), "which every network refuses")

	plain := fullDraft("a")
	plain.Variants = map[string]*social.Draft{}
	assert.Equal(t, fullDraft("a"), plain.For("x"), "without a variant the draft stands as it is")
}

func TestDraftForCanEmptyLists(t *testing.T) {
	t.Parallel()
	d := fullDraft("a")
	d.Variants = map[string]*social.Draft{"x": {Tags: []string{}, Media: []*social.Media{}}}
	got := d.For("x")
	assert.Empty(t, got.Tags)
	assert.Empty(t, got.Media)
}

type otherExtra struct{ extra }

func TestExtraOf(t *testing.T) {
	t.Parallel()
	d := &social.Draft{Extras: []social.Extra{extra{"a"}, &otherExtra{extra{"b"}}, extra{"c"}}}
	assert.Equal(t, extra{"a"}, social.ExtraOf[extra](d), "the first of its type")
	assert.Equal(t, &otherExtra{extra{"b"}}, social.ExtraOf[*otherExtra](d))
	assert.Nil(t, social.ExtraOf[*extra](d))
	assert.Zero(t, social.ExtraOf[extra](&social.Draft{}))
}

func TestRef(t *testing.T) {
	t.Parallel()
	ref := social.Ref{Network: "x", Kind: social.RefComment, ID: "1", URL: "https://x.invalid/1"}
	assert.True(t, ref.Same(social.Ref{Network: "x", Kind: social.RefComment, ID: "1"}), "the URL does not matter")
	for _, other := range []social.Ref{
		{Network: "y", Kind: social.RefComment, ID: "1"},
		{Network: "x", Kind: social.RefPost, ID: "1"},
		{Network: "x", Kind: social.RefComment, ID: "2"},
	} {
		assert.False(t, ref.Same(other))
	}
	assert.True(t, social.Ref{Network: "x", Kind: social.RefComment}.IsZero())
	assert.False(t, social.Ref{ID: "1"}.IsZero())
	assert.False(t, social.Ref{URL: "https://x.invalid/1"}.IsZero())
	assert.Equal(t, ref, roundTrip(t, ref))
}
