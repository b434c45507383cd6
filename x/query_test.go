package x_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
)

func TestQueryString(t *testing.T) {
	t.Parallel()
	repost := x.Where(x.OpIsRepost, "")
	for want, q := range map[string]x.Query{
		`coffee`:                                 x.Word("coffee"),
		`café`:                                   x.Word(" café "),
		`"coca-cola"`:                            x.Word("coca-cola"),
		`"coca cola"`:                            x.Word("coca cola"),
		`😃`:                                      x.Word("😃"),
		`"OR"`:                                   x.Word("OR"),
		`"-coffee"`:                              x.Word("-coffee"),
		`"from:joe"`:                             x.Word("from:joe"), // a word, no operator
		`"coffee"`:                               x.Phrase("coffee"),
		`"Toys \"R\" Us"`:                        x.Phrase(`Toys "R" Us`),
		`"a\\"`:                                  x.Word(`a\`),
		`"social media"~5`:                       x.Together(5, "social", "media"),
		`#thankunext`:                            x.Where(x.OpHashtag, "#thankunext"),
		`#日本語`:                                   x.Where(x.OpHashtag, "日本語"),
		`$twtr`:                                  x.Where(x.OpCashtag, "$twtr"),
		`$brk.a`:                                 x.Where(x.OpCashtag, "brk.a"),
		`@XDevelopers`:                           x.Where(x.OpMention, "@XDevelopers"),
		`from:2244994945`:                        x.Where(x.OpFrom, "2244994945"),
		`url:"https://developer.x.com"`:          x.Where(x.OpURL, "https://developer.x.com"),
		`place:"new york city"`:                  x.Where(x.OpPlace, "new york city"),
		`context:66.852262932607926273`:          x.Where(x.OpContext, "66.852262932607926273"),
		`has:media`:                              x.Where(x.OpHasMedia, ""),
		`lang:zh-TW`:                             x.Where(x.OpLang, "zh-tw"),
		`lang:iw`:                                x.Where(x.OpLang, "he-IL"),
		`lang:en`:                                x.Where(x.OpLang, "en-GB"),
		`followers_count:1000..10000`:            x.Where(x.OpFollowers, "1000..10000"),
		`point_radius:[2.355128 48.861118 16km]`: x.Near(2.355128, 48.861118, 16),
		`bounding_box:[-105.301758 39.964069 -105.178505 40.09455]`: x.Inside(-105.301758, 39.964069, -105.178505, 40.09455),
		`-is:retweet`:                x.Not(repost),
		`is:retweet`:                 x.Not(x.Not(repost)),
		`(apple OR iphone) ipad`:     x.All(x.Any(x.Word("apple"), x.Word("iphone")), x.Word("ipad")),
		`iphone OR (ipad android)`:   x.Any(x.Word("iphone"), x.All(x.Word("ipad"), x.Word("android"))),
		`a b c`:                      x.All(x.Word("a"), x.All(x.Word("b"), x.All(x.Word("c")))),
		`a OR b OR c`:                x.Any(x.Any(x.Word("a"), x.Word("b")), x.Any(x.Word("c"))),
		`skiing -snow -day`:          x.All(x.Word("skiing"), x.Not(x.Any(x.Word("snow"), x.Word("day")))),
		`snow OR day`:                x.Not(x.Not(x.Any(x.Word("snow"), x.Word("day")))),
		`(cats OR dogs) -is:retweet`: x.All(x.Raw(" cats OR dogs "), x.Not(repost)),
		`cats OR dogs`:               x.Raw("cats OR dogs"),
		`cats -is:retweet`:           x.All(x.Raw("cats"), x.Not(repost)),
		``:                           x.All(),
	} {
		assert.Equal(t, want, q.String())
	}
}

func TestQueryCheck(t *testing.T) {
	t.Parallel()
	word := x.Word("coffee")
	for name, c := range map[string]struct {
		q    x.Query
		use  x.QueryUse
		plan x.Plan
		want error // nil: it is fine
		says string
	}{
		"word":                   {q: word},
		"empty":                  {want: social.ErrInvalid, says: "is empty"},
		"empty word":             {q: x.Word(" "), want: social.ErrInvalid, says: "is empty"},
		"empty phrase":           {q: x.Phrase(""), want: social.ErrInvalid, says: "is empty"},
		"line break":             {q: x.Word("a\nb"), want: social.ErrInvalid, says: "line break"},
		"narrow alone":           {q: x.Where(x.OpHasMedia, ""), want: social.ErrInvalid, says: "alone"},
		"narrow alternatives":    {q: x.Any(x.Where(x.OpHasLinks, ""), word), want: social.ErrInvalid, says: "alone"},
		"narrow together":        {q: x.All(word, x.Any(x.Where(x.OpHasMedia, ""), x.Where(x.OpHasLinks, "")))},
		"negation alone":         {q: x.Not(word), want: social.ErrInvalid, says: "alone"},
		"negated alternative":    {q: x.Any(word, x.Not(x.Word("tea"))), want: social.ErrInvalid, says: "alone"},
		"negation with":          {q: x.All(word, x.Not(x.Word("tea")))},
		"negated group":          {q: x.All(word, x.Not(x.All(x.Word("a"), x.Word("b")))), want: social.ErrInvalid, says: "negates a group"},
		"advertisements":         {q: x.All(word, x.Where(x.OpIsNullcast, "")), want: social.ErrInvalid, says: "only be negated"},
		"no advertisements":      {q: x.All(word, x.Not(x.Where(x.OpIsNullcast, "")))},
		"sample":                 {q: x.All(word, x.Where(x.OpSample, "15")), use: x.QueryStream},
		"sample of search":       {q: x.All(word, x.Where(x.OpSample, "15")), want: errors.ErrUnsupported, says: "streams alone"},
		"no sample":              {q: x.All(word, x.Not(x.Where(x.OpSample, "15"))), use: x.QueryStream, want: social.ErrInvalid, says: "cannot be negated"},
		"sample of nothing":      {q: x.All(word, x.Where(x.OpSample, "0")), use: x.QueryStream, want: social.ErrInvalid, says: "percentage"},
		"likes":                  {q: x.Where(x.OpMinLikes, "10")},
		"likes in a stream":      {q: x.Where(x.OpMinLikes, "10"), use: x.QueryStream, want: errors.ErrUnsupported, says: "no operator of streams"},
		"likes of the site":      {q: x.Where("min_faves:", "10"), want: social.ErrInvalid, says: "no operator that X knows"},
		"negative likes":         {q: x.Where(x.OpMinLikes, "-1"), want: social.ErrInvalid, says: "number"},
		"entity":                 {q: x.Where(x.OpEntity, "Michael Jordan")},
		"entity in the archive":  {q: x.Where(x.OpEntity, "Michael Jordan"), use: x.QuerySearchAll, want: errors.ErrUnsupported, says: "archive"},
		"entity in a stream":     {q: x.Where(x.OpEntity, "Michael Jordan"), use: x.QueryStream},
		"list in a stream":       {q: x.Where(x.OpList, "12"), use: x.QueryStream, want: errors.ErrUnsupported, says: "streams"},
		"proximity":              {q: x.Together(6, "a", "b"), use: x.QueryStream},
		"proximity of search":    {q: x.Together(6, "a", "b"), want: errors.ErrUnsupported, says: "streams alone"},
		"wide proximity":         {q: x.Together(7, "a", "b"), use: x.QueryStream, want: social.ErrInvalid, says: "distance"},
		"meaning":                {q: x.Where(x.OpEmbedding, "climate policy"), use: x.QueryStream, plan: x.PlanEnterprise},
		"meaning, self-serve":    {q: x.Where(x.OpEmbedding, "climate policy"), use: x.QueryStream, want: errors.ErrUnsupported, says: "Enterprise"},
		"threshold alone":        {q: x.Where(x.OpEmbeddingFrom, "0.45"), use: x.QueryStream, plan: x.PlanEnterprise, want: social.ErrInvalid, says: "alone"},
		"threshold out of range": {q: x.All(word, x.Where(x.OpEmbeddingFrom, "1.5")), use: x.QueryStream, plan: x.PlanEnterprise, want: social.ErrInvalid, says: "0 to 1"},
		"handle":                 {q: x.Where(x.OpFrom, "joe or bob"), want: social.ErrInvalid, says: "handle"},
		"long handle":            {q: x.Where(x.OpFrom, "a234567890123456"), want: social.ErrInvalid, says: "handle"},
		"hashtag":                {q: x.Where(x.OpHashtag, "2026"), want: social.ErrInvalid, says: "hashtag"},
		"hashtags":               {q: x.Where(x.OpHashtag, "a b"), want: social.ErrInvalid, says: "hashtag"},
		"cashtag":                {q: x.Where(x.OpCashtag, "toolong"), want: social.ErrInvalid, says: "cashtag"},
		"id":                     {q: x.Where(x.OpConversation, "abc"), want: social.ErrInvalid, says: "id"},
		"country":                {q: x.Where(x.OpCountry, "FRA"), want: social.ErrInvalid, says: "country"},
		"language":               {q: x.All(word, x.Where(x.OpLang, "french")), want: social.ErrInvalid, says: "language"},
		"context":                {q: x.Where(x.OpContext, "66"), want: social.ErrInvalid, says: "domain"},
		"any of a context":       {q: x.Where(x.OpContext, "66.*")},
		"area":                   {q: x.Where(x.OpRadius, "[1 2 3km] OR x"), want: social.ErrInvalid, says: "area"},
		"range":                  {q: x.Where(x.OpListed, "10-100"), use: x.QueryStream, want: social.ErrInvalid, says: "range"},
		"value of none":          {q: x.All(word, x.Where(x.OpHasMedia, "x")), want: social.ErrInvalid, says: "takes no value"},
		"far":                    {q: x.Near(2, 48, 41), want: social.ErrInvalid, says: "radius"},
		"off the earth":          {q: x.Near(2, 91, 1), want: social.ErrInvalid, says: "radius"},
		"inside out":             {q: x.Inside(2, 48, 1, 49), want: social.ErrInvalid, says: "rectangle"},
		"raw":                    {q: x.Raw(`(a OR "b (") -c`)},
		"raw quotation":          {q: x.Raw(`a "b`), want: social.ErrInvalid, says: "without its other"},
		"raw parentheses":        {q: x.Raw(`a) OR (b`), want: social.ErrInvalid, says: "without its other"},
		"raw escape":             {q: x.Raw(`"a \" (b"`)},
		"raw negated":            {q: x.All(word, x.Not(x.Raw("a OR b"))), want: social.ErrInvalid, says: "not one word"},
		"512":                    {q: x.Word(strings.Repeat("a", 512))},
		"513":                    {q: x.Word(strings.Repeat("a", 513)), want: social.ErrInvalid, says: "1 more"},
		"1024 of archive":        {q: x.Word(strings.Repeat("a", 1024)), use: x.QuerySearchAll},
		"1025 of archive":        {q: x.Word(strings.Repeat("a", 1025)), use: x.QuerySearchAll, want: social.ErrInvalid, says: "1 more"},
		"1025 of stream":         {q: x.Word(strings.Repeat("a", 1025)), use: x.QueryStream, want: social.ErrInvalid, says: "1 more"},
		"2048 of stream":         {q: x.Word(strings.Repeat("a", 2048)), use: x.QueryStream, plan: x.PlanEnterprise},
		"2049 of stream":         {q: x.Word(strings.Repeat("a", 2049)), use: x.QueryStream, plan: x.PlanEnterprise, want: social.ErrInvalid, says: "1 more"},
		"4096":                   {q: x.Word(strings.Repeat("a", 4096)), plan: x.PlanEnterprise},
		"4097":                   {q: x.Word(strings.Repeat("a", 4097)), plan: x.PlanEnterprise, want: social.ErrInvalid, says: "1 more"},
	} {
		err := c.q.Check(c.use, c.plan)
		if c.want == nil {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, c.want, name)
		require.ErrorContains(t, err, c.says, name)
		assert.Equal(t, "Query", social.Problems(err)[0].Field, name)
	}
	err := x.All(x.Where(x.OpFrom, "?"), x.Where(x.OpHashtag, "?"), x.Where(x.OpSample, "5")).Check(x.QuerySearchRecent, x.PlanPayPerUse)
	assert.Len(t, social.Problems(err), 3, "all problems at once")
}

// TestEveryOperator keeps the table of operators whole.
func TestEveryOperator(t *testing.T) {
	t.Parallel()
	for op, value := range map[x.Operator]string{
		x.OpHashtag: "a", x.OpMention: "a", x.OpCashtag: "a", x.OpFrom: "a", x.OpTo: "a", x.OpRepostsOf: "a", x.OpURL: "a", x.OpContext: "1.2",
		x.OpEntity: "a", x.OpConversation: "1", x.OpReplyTo: "1", x.OpRepostsOfPost: "1", x.OpPlace: "a", x.OpCountry: "FR", x.OpRadius: "[1 2 3km]",
		x.OpBox: "[1 2 3 4]", x.OpFromAffiliate: "a", x.OpToAffiliate: "a", x.OpURLTitle: "a", x.OpURLDescription: "a", x.OpURLContains: "a",
		x.OpBio: "a", x.OpBioName: "a", x.OpBioLocation: "a", x.OpMinFollowers: "1", x.OpFollowers: "1..2", x.OpPosts: "1", x.OpFollowing: "1",
		x.OpListed: "1", x.OpSource: "a", x.OpEmbedding: "a",
		x.OpIsRepost: "", x.OpIsReply: "", x.OpIsQuote: "", x.OpIsVerified: "", x.OpHasHashtags: "", x.OpHasCashtags: "", x.OpHasLinks: "",
		x.OpHasMentions: "", x.OpHasMedia: "", x.OpHasImages: "", x.OpHasVideo: "", x.OpHasGeo: "", x.OpLang: "fr", x.OpSample: "1", x.OpEmbeddingFrom: "0.3",
	} {
		q := x.All(x.Word("a"), x.Where(op, value))
		require.NoError(t, q.Check(x.QueryStream, x.PlanEnterprise), op)
		assert.Equal(t, "a "+string(op)+value, q.String())
	}
	for _, op := range []x.Operator{x.OpList, x.OpQuotesOfPost, x.OpMinLikes, x.OpMinReplies, x.OpMinReposts} {
		require.NoError(t, x.Where(op, "1").Check(x.QuerySearchAll, x.PlanPayPerUse), op)
	}
}

// FuzzQuery checks that whatever a word or value holds, it cannot break out of its place in the query.
func FuzzQuery(f *testing.F) {
	f.Add(`a" OR from:b "`)
	f.Add(`\`)
	f.Add(`\" (`)
	f.Add("#x) OR -(")
	f.Fuzz(func(t *testing.T, text string) {
		for _, q := range []x.Query{
			x.Word(text), x.Phrase(text), x.Where(x.OpURL, text), x.Where(x.OpHashtag, text), x.Where(x.OpFrom, text), x.Where(x.OpRadius, text), x.Where(x.OpLang, text),
		} {
			whole := x.All(x.Word("first"), x.Not(q))
			if whole.Check(x.QueryStream, x.PlanEnterprise) != nil {
				continue
			}
			rest, ok := strings.CutPrefix(whole.String(), "first -")
			require.True(t, ok)
			assert.NoError(t, x.Raw(rest).Check(x.QueryStream, x.PlanEnterprise), "balanced: %s", rest)
			assert.Equal(t, 1, terms(rest), "%s", rest)
		}
	})
}

// terms counts the terms of a query by its white space outside quotation marks and brackets.
func terms(s string) int {
	n, quoted, inside := 1, false, false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if quoted {
				i++
			}
		case '"':
			quoted = !quoted
		case '[':
			inside = !quoted || inside
		case ']':
			inside = inside && quoted
		case ' ':
			if !quoted && !inside {
				n++
			}
		}
	}
	return n
}
