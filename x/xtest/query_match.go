package xtest

import (
	"slices"
	"strings"
	"unicode"
)

// wordsOf splits a text into what keywords are compared with.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_' && r != '\'' && !pictogram(r)
	})
}

// match reports whether a post fits a query.
func (s *Server) match(q *query, p *post) bool {
	switch {
	case q.term != nil:
		return s.matchTerm(q.term, p) != q.term.not
	case q.any != nil:
		return slices.ContainsFunc(q.any, func(sub *query) bool { return s.match(sub, p) })
	}
	return !slices.ContainsFunc(q.all, func(sub *query) bool { return !s.match(sub, p) })
}

// reposts reports whether a query asks for reposts, which it gets no more unless it does.
func (q *query) reposts() bool {
	if q.term != nil {
		return q.term.operator == "is" && q.term.value == "retweet" && !q.term.not || strings.HasPrefix(q.term.operator, "retweets_of")
	}
	return slices.ContainsFunc(q.any, (*query).reposts) || slices.ContainsFunc(q.all, (*query).reposts)
}

func (s *Server) matchTerm(t *term, p *post) bool {
	value := strings.ToLower(strings.TrimPrefix(t.value, "@"))
	sameUser := func(u *user) bool {
		return u != nil && (strings.ToLower(u.username) == value || u.idText() == value)
	}
	switch t.operator {
	case "":
		return matchKeyword(t, p)
	case "#", "$", "@":
		kind := map[string]entityKind{"#": entityHashtag, "$": entityCashtag, "@": entityMention}[t.operator]
		return slices.ContainsFunc(p.wire.entities, func(e entity) bool { return e.kind == kind && strings.ToLower(e.text) == value })
	case "from":
		return sameUser(p.author)
	case "to":
		return p.replyTo != nil && sameUser(p.replyTo.author)
	case "retweets_of":
		return p.repostOf != nil && sameUser(p.repostOf.author)
	case "conversation_id":
		return idText(p.conversation) == value
	case "in_reply_to_tweet_id":
		return p.replyTo != nil && p.replyTo.idText() == value
	case "retweets_of_tweet_id":
		return p.repostOf != nil && p.repostOf.idText() == value
	case "quotes_of_tweet_id":
		return p.quote != nil && p.quote.idText() == value
	case "list":
		id, _ := parseID(value)
		l := s.lists[id]
		return l != nil && slices.ContainsFunc(l.members, func(e *edge) bool { return e.target == p.author })
	case "url", "url_contains":
		return slices.ContainsFunc(p.wire.entities, func(e entity) bool {
			return e.kind == entityURL && strings.Contains(strings.ToLower(e.expanded), value)
		})
	case "is":
		return matchIs(value, p)
	case "has":
		return matchHas(value, p)
	}
	return matchRest(t, value, p)
}

func matchRest(t *term, value string, p *post) bool {
	switch t.operator {
	case "lang":
		return p.lang == value
	case "place":
		return strings.ToLower(p.place) == value
	case "place_country":
		return p.place != "" && value == "fr"
	case "source":
		return strings.Contains(strings.ToLower(p.source), value)
	case "bio":
		return strings.Contains(strings.ToLower(p.author.Description), value)
	case "bio_name":
		return strings.Contains(strings.ToLower(p.author.Name), value)
	case "bio_location":
		return strings.Contains(strings.ToLower(p.author.Location), value)
	case "sample":
		return true
	case "min_likes":
		return p.totals().Likes >= t.threshold
	case "min_replies":
		return p.totals().Replies >= t.threshold
	case "min_reposts":
		return p.totals().Reposts >= t.threshold
	}
	return false // geography and annotations are not simulated
}

func matchKeyword(t *term, p *post) bool {
	want := wordsOf(t.value)
	if len(want) == 0 {
		return strings.Contains(p.full, t.value)
	}
	for i := range p.words {
		if i+len(want) <= len(p.words) && slices.Equal(p.words[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

func matchIs(value string, p *post) bool {
	switch value {
	case "retweet":
		return p.repostOf != nil
	case "reply":
		return p.replyTo != nil || p.replyGone != 0
	case "quote":
		return p.quote != nil
	case "verified":
		return p.author.VerifiedType != "none"
	case "nullcast":
		return p.nullcast
	}
	return false
}

func matchHas(value string, p *post) bool {
	entity := func(kind entityKind) bool {
		return slices.ContainsFunc(p.wire.entities, func(e entity) bool { return e.kind == kind })
	}
	media := func(kinds ...string) bool {
		return slices.ContainsFunc(p.media, func(m *media) bool { return slices.Contains(kinds, m.kind()) })
	}
	switch value {
	case "hashtags":
		return entity(entityHashtag)
	case "cashtags":
		return entity(entityCashtag)
	case "links":
		return entity(entityURL)
	case "mentions":
		return entity(entityMention)
	case "media":
		return len(p.media) > 0
	case "images":
		return media("photo")
	case "videos", "video_link":
		return media("video")
	case "geo":
		return p.place != ""
	}
	return false
}
