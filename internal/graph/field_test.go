package graph_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/social"
)

func TestFields(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "id,message", graph.Fields("id", "message"))
	assert.Empty(t, graph.Fields())
	got := graph.Fields("id",
		graph.Expand("comments").Filter("stream").Order("reverse_chronological").Limit(5).After("QVFI").Summary().Select("from", graph.Expand("from").Select("id", "name")),
		graph.Expand("reactions").Arg("type", "LOVE").Limit(0).Summary("total_count").As("love"),
		graph.Expand("posts").Since(1558110244),
		graph.Expand("business_discovery").Arg("username", "blue.bottle-1").Select("followers_count"))
	assert.Equal(t, "id,"+
		"comments.filter(stream).order(reverse_chronological).limit(5).after(QVFI).summary(true){from,from{id,name}},"+
		"reactions.type(LOVE).limit(0).summary(total_count).as(love),"+
		"posts.since(1558110244),"+
		"business_discovery.username(blue.bottle-1){followers_count}", got)
}

func TestFieldThatWouldMeanSomethingElse(t *testing.T) {
	t.Parallel()
	s := serve(t, always(200, `{}`))
	c := s.client(t)
	for _, f := range []graph.Field{
		graph.Expand("business_discovery").Arg("username", "x){access_token}"), graph.Expand("a").Arg("b", ""),
		graph.Expand("a").Arg("b", "c,d"), graph.Expand("comments").After("x)"), graph.Expand("comments").After(""),
	} {
		r := get()
		r.Fields = graph.Fields("id", f)
		_, err := c.Do(t.Context(), r, nil)
		require.ErrorIs(t, err, social.ErrInvalid)
		assert.Equal(t, "fields", socialError(t, err).Field)
	}
	assert.Empty(t, s.all(), "nothing is sent")
}
