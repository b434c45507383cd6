package x

import (
	"context"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// ownPosts are the account's newest posts: their conversations are watched.
type ownPosts struct {
	ids    []uint64 // that began a conversation, newest first
	newest uint64
}

// readOwn learns of new posts of the account, which decide what the other sources mean. A round without any costs
// nothing.
func (l *listening) readOwn(ctx context.Context, _, _ uint64) ([]*item, *GapError, error) {
	most := l.l.o.Conversations
	if most == 0 {
		return nil, nil, nil
	}
	lean := PostSelection{Post: []PostField{PostFieldConversation}}
	q := idBounds(l.own.newest, 0)
	q.Set("exclude", "replies,retweets")
	list, err := l.c.postsAt("users.tweets", path("users", string(l.me.ID), "tweets"), q, &lean, 5, 100, true)
	if err != nil {
		return nil, nil, err
	}
	list.Priority = social.PriorityPoll
	page, err := l.c.readPosts(ctx, list, nil, &PageParams{Limit: most}) // older ones are not watched
	if err != nil {
		return nil, nil, err
	}
	var fresh []uint64
	for _, p := range page.Items {
		if n := p.ID.number(); n > l.own.newest {
			fresh = append(fresh, n)
		}
	}
	l.own.ids = append(fresh, l.own.ids...)
	l.own.ids = l.own.ids[:min(len(l.own.ids), most)]
	if len(l.own.ids) > 0 {
		l.own.newest = l.own.ids[0]
	}
	return nil, nil, nil
}

// has reports whether a post is one of them.
func (o *ownPosts) has(id ID) bool {
	return slices.Contains(o.ids, id.number())
}

// queries find answers to the account and in its conversations.
func (o *ownPosts) queries(username string, most int) []string {
	rest := " -from:" + username + " -is:retweet"
	terms := []string{"to:" + username}
	for _, id := range o.ids {
		terms = append(terms, "conversation_id:"+idOfNumber(id))
	}
	var queries []string
	for len(terms) > 0 {
		length := len("()") + len(rest)
		n := 0
		for n < len(terms) && length+len(terms[n])+len(" OR ") <= most {
			length += len(terms[n]) + len(" OR ")
			n++
		}
		n = max(n, 1)
		queries = append(queries, "("+strings.Join(terms[:n], " OR ")+")"+rest)
		terms = terms[n:]
	}
	return queries
}
