package instagram_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/relais-go/relais/instagram"
	"github.com/relais-go/relais/instagram/instagramtest"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

// TestConformanceMeasuring runs the suites of measuring and of profiles with both logins, and that of searching with
// Facebook Login.
func TestConformanceMeasuring(t *testing.T) {
	t.Parallel()
	for login, api := range logins() {
		harness := func(t *testing.T) *socialtest.Harness {
			t.Helper()
			return measuring(t, api)
		}
		t.Run(login+"/Analyst", func(t *testing.T) {
			t.Parallel()
			socialtest.TestAnalyst(t, harness)
		})
		t.Run(login+"/Profiler", func(t *testing.T) {
			t.Parallel()
			socialtest.TestProfiler(t, harness)
		})
	}
	t.Run("Searcher", func(t *testing.T) {
		t.Parallel()
		socialtest.TestSearcher(t, func(t *testing.T) *socialtest.Harness {
			t.Helper()
			return searching(t)
		})
	})
}

func measuring(t *testing.T, api instagramtest.API) *socialtest.Harness {
	t.Helper()
	w, h := harnessOf(t, api, nil)
	h.Audience.React = func(on social.Ref, _ social.Reaction) { w.srv.Like(w.person(""), on.ID) }
	h.Server.Metrics = func(ref social.Ref) social.Metrics {
		m, _ := w.srv.FindMedia(ref.ID)
		likes, comments := float64(len(m.Likes)), float64(len(m.Comments))
		return social.Metrics{"likes": likes, "comments": comments, "shares": 0, "saves": 0, "interactions": likes + comments}
	}
	for _, name := range []string{
		"cancelled", "revoked", "down", "rate-limited", "dry-run", "wrong-account", "right-account", "lost-after", "lost-before", "uncertain-is-no-success",
	} {
		h.Exempt["Profiler/"+name] = "Instagram lets no program change profiles, so nothing is ever sent"
	}
	return h
}

// searching makes the words of the suite hashtags, as Instagram searches for nothing else.
func searching(t *testing.T) *socialtest.Harness {
	t.Helper()
	w, h := harnessOf(t, fl, nil)
	post, fresh := h.Audience.Post, h.Fresh
	h.Audience.Post = func(text string) social.Ref { return post("#" + text) }
	h.Audience.Account = func() social.Account {
		name := fmt.Sprintf("business_%d", w.count.Add(1))
		return social.Account{Ref: accountRef(w.srv.CreateAccount(name, nil)), Handle: name}
	}
	h.Fresh = func(change func(*social.Options)) any {
		return byHashtag{fresh(change).(*instagram.Client)}
	}
	h.Client = h.Fresh(nil)
	return h
}

// byHashtag takes a single word for a hashtag.
type byHashtag struct{ *instagram.Client }

func (c byHashtag) Search(ctx context.Context, q *social.SearchQuery) iter.Seq2[*social.Post, error] {
	own := *q
	if own.Text != "" && own.Hashtag == "" && !strings.ContainsAny(own.Text, " .") {
		own.Text, own.Hashtag = "", own.Text
	}
	return c.Client.Search(ctx, &own)
}
