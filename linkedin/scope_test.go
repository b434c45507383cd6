package linkedin_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin"
	"github.com/relais-go/relais/social"
)

// step is something that a task is to be enough for.
type step struct {
	name string
	do   func(ctx context.Context) error
}

// TestScopesAreEnough: with a token of the scopes of one task, and no others, all that the task is said to serve works.
func TestScopesAreEnough(t *testing.T) {
	t.Parallel()
	for _, task := range []linkedin.Task{
		linkedin.TaskShare, linkedin.TaskPublish, linkedin.TaskRead, linkedin.TaskListen, linkedin.TaskReply, linkedin.TaskMeasure,
		linkedin.TaskProfile, linkedin.TaskMember, linkedin.TaskMemberMeasure,
	} {
		t.Run(string(task), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			scopes := linkedin.ScopesFor(task)
			require.NotEmpty(t, scopes)
			steps := w.steps(task, scopes)
			require.NotEmpty(t, steps)
			for _, s := range steps {
				require.NoError(t, s.do(t.Context()), s.name)
			}
		})
	}
}

// steps are what a task is for, done with a token of the scopes.
func (w *world) steps(task linkedin.Task, scopes []string) []step {
	w.t.Helper()
	posted, below := w.posted("News"), w.srv.Comment(w.member("Bob"), w.posted("Old news").URN, "Hm")
	page := w.configured(linkedin.Config{Author: urn(w.acme), Tokens: static(w.srv.Token(w.ann, scopes...))})
	member := w.configured(linkedin.Config{Tokens: static(w.srv.Token(w.ann, scopes...))})
	post := social.Ref{Network: "linkedin", ID: posted.URN}
	comment := social.Ref{Network: "linkedin", Kind: social.RefComment, ID: below}
	switch task {
	case linkedin.TaskShare:
		return w.publishing(w.configured(linkedin.Config{Tokens: static(w.srv.ShareToken(w.ann, scopes...))}), "")
	case linkedin.TaskPublish:
		return w.publishing(page, "First!")
	case linkedin.TaskRead:
		return []step{{"posts", func(ctx context.Context) error { return last(page.Posts(ctx, nil)) }}, {"comments", func(ctx context.Context) error {
			return last(page.Comments(ctx, urn(posted.URN), nil))
		}}}
	case linkedin.TaskListen:
		return []step{
			{"cursor", func(ctx context.Context) error { _, err := page.Cursor(ctx); return err }},
			{"webhook", func(ctx context.Context) error {
				front := httptest.NewServer(newHandler(w.t, linkedin.WebhookOptions{Secrets: []string{w.srv.App().ClientSecret}}))
				w.t.Cleanup(front.Close)
				return page.Subscribe(ctx, urn(w.srv.App().URN), front.URL)
			}},
			{"comment", func(ctx context.Context) error { _, err := page.Comment(ctx, urn(below)); return err }},
		}
	case linkedin.TaskReply:
		return []step{
			{"reply", func(ctx context.Context) error {
				_, err := page.Reply(ctx, comment, &social.Draft{Text: "Ah"})
				return err
			}},
			{"react", func(ctx context.Context) error { return page.React(ctx, comment, social.ReactionLike) }},
			{"unreact", func(ctx context.Context) error { return page.Unreact(ctx, comment, social.ReactionLike) }},
			{"close", func(ctx context.Context) error { return page.Moderate(ctx, post, social.ActionClose, nil) }},
		}
	case linkedin.TaskMeasure:
		return []step{
			{"post", func(ctx context.Context) error { return reported(page.PostMetrics(ctx, post)) }},
			{"page", func(ctx context.Context) error {
				_, err := page.AccountMetrics(ctx, &social.MetricsQuery{From: time.Now().AddDate(0, 0, -3)})
				return err
			}},
		}
	case linkedin.TaskProfile:
		return []step{{"profile", func(ctx context.Context) error { _, err := page.Profile(ctx); return err }}}
	case linkedin.TaskMember:
		return append(w.publishing(member, "First!"), step{"profile", func(ctx context.Context) error { _, err := member.Profile(ctx); return err }})
	case linkedin.TaskMemberMeasure:
		own := social.Ref{Network: "linkedin", ID: w.srv.Post(w.ann, "Mine", nil)}
		return []step{
			{"post", func(ctx context.Context) error { return reported(member.PostMetrics(ctx, own)) }},
			{"member", func(ctx context.Context) error { _, err := member.AccountMetrics(ctx, nil); return err }},
		}
	default:
		return nil
	}
}

// publishing is the life of a post with a picture.
func (w *world) publishing(c *linkedin.Client, first string) []step {
	var post *social.Post
	return []step{
		{"publish", func(ctx context.Context) (err error) {
			post, err = c.Publish(ctx, &social.Draft{Text: "Hello", Media: []*social.Media{picture("a tree")}, FirstComment: first})
			return err
		}},
		{"edit", func(ctx context.Context) error {
			_, err := c.Edit(ctx, post.Ref, &social.Change{Text: new("Hello again")})
			return err
		}},
		{"delete", func(ctx context.Context) error { return c.Delete(ctx, post.Ref) }},
	}
}

// last is the error with which a sequence ends.
func last[T any](seq func(func(*T, error) bool)) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

// reported is the error of a reading, or of a report.
func reported(reports []*social.PostReport, err error) error {
	for _, r := range reports {
		if err == nil {
			err = r.Err
		}
	}
	return err
}

// TestScopesAreNeeded: each scope of a task is there for something: without any one of them a token is not said to be
// enough.
func TestScopesAreNeeded(t *testing.T) {
	t.Parallel()
	for _, task := range linkedin.TasksOf(append(linkedin.ManagerScopes(), linkedin.ScopesFor(linkedin.TaskMember, linkedin.TaskMemberMeasure)...)...) {
		scopes := linkedin.ScopesFor(task)
		for i, scope := range scopes {
			rest := append(append([]string{}, scopes[:i]...), scopes[i+1:]...)
			assert.NotContains(t, linkedin.TasksOf(rest...), task)
			assert.Equal(t, []string{scope}, linkedin.MissingScopes(rest, task))
		}
	}
}
