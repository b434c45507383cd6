package xtest

import (
	"slices"
	"strings"
)

// A view is what a request asks to see of the objects. Inside, fields and expansions have the names of the
// tweet.* dialect.
type view struct {
	renamed bool // answers in post.* names
	fields  map[string]map[string]bool
	expand  map[string]bool
}

// newNames translates names of the tweet.* dialect to the post.* dialect.
func newName(old string) string {
	switch old {
	case "tweets":
		return "posts"
	case "retweet_count":
		return "repost_count"
	case "tweet_count":
		return "post_count"
	case "total_tweet_count":
		return "total_post_count"
	case "note_tweet":
		return "note_post"
	case "edit_history_tweet_ids":
		return "edit_history_post_ids"
	case "referenced_tweets":
		return "referenced_posts"
	case "most_recent_tweet_id":
		return "most_recent_post_id"
	case "pinned_tweet_id":
		return "pinned_post_id"
	case "referenced_tweets.id":
		return "referenced_posts"
	case "affiliation.user_id":
		return "affiliation"
	}
	return old
}

func oldName(renamed string) string {
	for _, old := range []string{
		"note_tweet", "edit_history_tweet_ids", "referenced_tweets.id", "most_recent_tweet_id", "pinned_tweet_id",
		"affiliation.user_id", "tweet_count", "retweet_count",
	} {
		if newName(old) == renamed {
			return old
		}
	}
	return renamed
}

// onlyNew and onlyOld tell the dialect of a request by an expansion.
func onlyNew(expansion string) bool {
	return oldName(expansion) != expansion || expansion == "username"
}

func onlyOld(expansion string) bool {
	return newName(expansion) != expansion || strings.HasPrefix(expansion, "referenced_tweets")
}

// viewOf reads fields and expansions of a request. Names that nobody knows are dropped.
func (s *Server) viewOf(c *call) *view {
	v := &view{renamed: s.opts.NewDialect, fields: map[string]map[string]bool{}, expand: map[string]bool{}}
	expansions := c.list("expansions")
	switch {
	case c.query.Has("tweet.fields"), slices.ContainsFunc(expansions, onlyOld):
		v.renamed = false
	case c.query.Has("post.fields"), slices.ContainsFunc(expansions, onlyNew):
		v.renamed = true
	}
	for _, kind := range []string{"user", "media", "poll", "place", "dm_event", "list", "analytics", "media_analytics", "usage", "search_count"} {
		v.fields[kind] = set(c.list(kind + ".fields"))
	}
	if v.renamed {
		v.fields["post"] = set(c.list("post.fields"))
		// In the new dialect these are expansions only.
		for _, name := range []string{"author_id", "in_reply_to_user_id", "referenced_posts", "edit_history_post_ids", "referenced_tweets"} {
			delete(v.fields["post"], name)
		}
		for _, kind := range []string{"pinned_tweet_id", "most_recent_tweet_id", "affiliation"} {
			delete(v.fields["user"], kind)
		}
		delete(v.fields["dm_event"], "sender_id")
		delete(v.fields["dm_event"], "participant_ids")
		delete(v.fields["dm_event"], "referenced_tweets")
	} else {
		v.fields["post"] = set(c.list("tweet.fields"))
	}
	for _, name := range expansions {
		if v.renamed {
			name = oldName(name)
		}
		v.expand[name] = true
	}
	return v
}

func set(names []string) map[string]bool {
	out := map[string]bool{}
	for _, name := range names {
		out[name] = true
	}
	return out
}

// wants reports whether a field of an object was asked for, under its name in the tweet.* dialect.
func (v *view) wants(kind, name string) bool {
	if v.renamed {
		name = newName(name)
	}
	return v.fields[kind][name]
}

// name is how a member is called in the answer.
func (v *view) name(old string) string {
	if v.renamed {
		return newName(old)
	}
	return old
}

// includes gathers expanded objects, each once.
type includes struct {
	seen map[string]bool
	list map[string][]object
}

func newIncludes() *includes {
	return &includes{seen: map[string]bool{}, list: map[string][]object{}}
}

// add stores an object unless it is there already.
func (in *includes) add(kind, id string, render func() object) {
	if in.seen[kind+id] {
		return
	}
	in.seen[kind+id] = true
	in.list[kind] = append(in.list[kind], render())
}

// json is the member "includes", nil if it is empty.
func (in *includes) json(v *view) object {
	out := object{}
	for kind, list := range in.list {
		out[v.name(kind)] = list
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
