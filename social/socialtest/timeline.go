package socialtest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// TestTimeline tests a [social.Timeline].
func TestTimeline(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	timelineSuite().test(t, newHarness)
}

func timelineSuite() suite {
	s := sequence[social.Post]{
		open: func(ctx context.Context, _ *run, client any) iter.Seq2[*social.Post, error] {
			return social.Posts(ctx, client, nil)
		},
		fill: func(ctx context.Context, r *run, n int) {
			if r.Server.Fill != nil {
				r.Server.Fill(n)
				return
			}
			if n >= manyPages {
				r.skipf("the harness has no Server.Fill")
			}
			for range n {
				r.publish(ctx, nil)
			}
		},
		id: func(p *social.Post) string { return p.Ref.ID },
	}
	return suite{name: "Timeline", cases: join(timelineCases(), choiceCases(), s.cases())}
}

func timelineCases() []testCase {
	return []testCase{
		{
			name:        "newest-first",
			explanation: "the account's own posts come newest first, complete, and nobody else's",
			run: func(ctx context.Context, r *run) {
				var want []string
				for range 4 {
					want = append(want, r.publish(ctx, nil).Ref.ID)
				}
				if r.Audience.Post != nil {
					r.Audience.Post(r.text("of somebody else"))
				}
				slices.Reverse(want)
				got := r.posts(ctx, nil)
				if ids := postIDs(got); !slices.Equal(ids, want) {
					r.errorf("got %q, want %q", ids, want)
				}
				for _, p := range got {
					r.wantPost(p, "")
					if p.Time.IsZero() {
						r.errorf("post %s has no Time", p.Ref.ID)
					}
				}
			},
		},
		{
			name:        "limit",
			explanation: "Limit stops after so many posts, over the border of a page too",
			run: func(ctx context.Context, r *run) {
				for range 4 {
					r.publish(ctx, nil)
				}
				all := postIDs(r.posts(ctx, nil))
				q := &social.PostsQuery{Limit: 3}
				frozen := r.frozen("the query", q)
				if got := postIDs(r.posts(ctx, q)); !slices.Equal(got, all[:3]) {
					r.errorf("with Limit 3 got %q, want %q", got, all[:3])
				}
				frozen()
			},
		},
	}
}

// choiceCases are the promises about what belongs to the timeline.
func choiceCases() []testCase {
	return []testCase{
		{
			name:        "since",
			explanation: "Since leaves out what is older",
			run: func(ctx context.Context, r *run) {
				p := r.publish(ctx, nil)
				if got := r.posts(ctx, &social.PostsQuery{Since: p.Time.Add(time.Hour)}); len(got) != 0 {
					r.errorf("got %d posts since an hour later, want none", len(got))
				}
				if got := r.posts(ctx, &social.PostsQuery{Since: p.Time.Add(-time.Hour)}); len(got) != 1 {
					r.errorf("got %d posts since an hour earlier, want 1", len(got))
				}
			},
		},
		{
			name:        "replies",
			explanation: "answers to others come only with Replies",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Mention", r.Audience.Mention != nil)
				replier, ok := r.Client.(social.Replier)
				if !ok {
					r.skipf("%T does not reply", r.Client)
				}
				own := r.publish(ctx, nil)
				answer, err := replier.Reply(ctx, r.Audience.Mention(r.text("a question")), r.answer())
				r.noError(err, "replying")
				if got := postIDs(r.posts(ctx, nil)); !slices.Equal(got, []string{own.Ref.ID}) {
					r.errorf("without Replies got %q, want %q", got, own.Ref.ID)
				}
				if answer.Ref.Kind != social.RefPost {
					return // comments are no posts here
				}
				want := []string{answer.Ref.ID, own.Ref.ID}
				if got := postIDs(r.posts(ctx, &social.PostsQuery{Replies: true})); !slices.Equal(got, want) {
					r.errorf("with Replies got %q, want %q", got, want)
				}
			},
		},
		{
			name:        "deleted",
			explanation: "what was deleted is gone from the timeline",
			run: func(ctx context.Context, r *run) {
				deleter, ok := r.Client.(social.Deleter)
				if !ok {
					r.skipf("%T does not delete", r.Client)
				}
				kept, gone := r.publish(ctx, nil), r.publish(ctx, nil)
				r.noError(deleter.Delete(ctx, gone.Ref), "deleting")
				if got := postIDs(r.posts(ctx, nil)); !slices.Equal(got, []string{kept.Ref.ID}) {
					r.errorf("got %q, want %q", got, kept.Ref.ID)
				}
			},
		},
	}
}

// posts ranges over the timeline to its end.
func (r *run) posts(ctx context.Context, q *social.PostsQuery) []*social.Post {
	var all []*social.Post
	for p, err := range as[social.Timeline](r, r.Client).Posts(ctx, q) {
		r.noError(err, fmt.Sprintf("reading the timeline after %d posts", len(all)))
		all = append(all, p)
	}
	return all
}

func postIDs(posts []*social.Post) []string {
	ids := make([]string, len(posts))
	for i, p := range posts {
		ids[i] = p.Ref.ID
	}
	return ids
}
