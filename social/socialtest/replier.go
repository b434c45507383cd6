package socialtest

import (
	"context"
	"errors"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestReplier tests a [social.Replier].
func TestReplier(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	replierSuite().test(t, newHarness)
}

func replierSuite() suite {
	s := scene(func(ctx context.Context, r *run) (post, func() *social.Draft) {
		to := r.target(ctx)
		do := func(ctx context.Context, client any, d *social.Draft) (*social.Post, error) {
			return as[social.Replier](r, client).Reply(ctx, to, d)
		}
		return do, r.answer
	})
	return suite{name: "Replier", cases: join(
		answerCases(), privacyCases(),
		onceCases(s),
		refCases(social.RefPost, func(ctx context.Context, r *run, client any, ref social.Ref) error {
			_, err := as[social.Replier](r, client).Reply(ctx, ref, r.answer())
			return err
		}),
		writeCases(s.guarded()),
	)}
}

func answerCases() []testCase {
	return []testCase{
		{
			name:        "to-comment",
			explanation: "an answer to a comment stands under it, and its author is told",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Comment", r.Audience.Comment != nil)
				comment := r.Audience.Comment(r.publish(ctx, nil).Ref, r.text("a question"))
				p := r.reply(ctx, comment)
				if r.Server.Told != nil && !r.Server.Told(comment, p.Ref) {
					r.errorf("the author of the comment was not told of the answer")
				}
			},
		},
		{
			name:        "to-mention",
			explanation: "an answer to a post that mentions the account stands under it, and its author is told",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Mention", r.Audience.Mention != nil)
				mention := r.Audience.Mention(r.text("a question"))
				p := r.reply(ctx, mention)
				if r.Server.Told != nil && !r.Server.Told(mention, p.Ref) {
					r.errorf("the author of the post was not told of the answer")
				}
			},
		},
		{
			name:        "to-own-post",
			explanation: "the account can answer itself",
			run:         func(ctx context.Context, r *run) { r.reply(ctx, r.publish(ctx, nil).Ref) },
		},
	}
}

// privacyCases are the promises about who sees an answer.
func privacyCases() []testCase {
	return []testCase{
		{
			name:        "no-wider-than-the-original",
			explanation: "an answer is as visible as the original at most, even if the draft does not say so",
			run: func(ctx context.Context, r *run) {
				d := r.Draft()
				d.Visibility = social.VisibilityFollowers
				original, err := publish(r)(ctx, r.Client, d)
				r.offered(err, "Visibility")
				r.noError(err, "publishing for followers only")
				p := r.reply(ctx, original.Ref)
				for _, v := range []social.Visibility{p.Visibility, r.standing(p.Text)[0].Visibility} {
					if v == social.VisibilityPublic || v == social.VisibilityUnlisted {
						r.errorf("the answer to a post for followers is %q", v)
					}
				}
			},
		},
		{
			name:        "private-stays-private",
			explanation: "an answer to a private message is never public: it is private, or an error",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Message", r.Audience.Message != nil)
				message, _ := r.Audience.Message(r.text("between us"))
				d := r.answer()
				_, err := as[social.Replier](r, r.Client).Reply(ctx, message, d)
				if err != nil {
					r.wantError(err, social.ErrInvalid, social.ErrPermission, errors.ErrUnsupported)
				}
				for _, p := range r.standing(d.Text) {
					if p.Ref.Kind != social.RefMessage && p.Visibility != social.VisibilityDirect {
						r.errorf("the answer stands as %q with visibility %q", p.Ref.Kind, p.Visibility)
					}
				}
			},
		},
	}
}

// answer returns a draft for an answer or message.
func (r *run) answer() *social.Draft { return &social.Draft{Text: r.text("an answer")} }

// target returns something to answer: a comment of somebody else if the harness can make one.
func (r *run) target(ctx context.Context) social.Ref {
	p := r.publish(ctx, nil)
	if r.Audience.Comment != nil {
		return r.Audience.Comment(p.Ref, r.text("a question"))
	}
	return p.Ref
}

// reply answers and wants the answer to stand under what it answers.
func (r *run) reply(ctx context.Context, to social.Ref) *social.Post {
	d := r.answer()
	p, err := as[social.Replier](r, r.Client).Reply(ctx, to, d)
	r.noError(err, "replying")
	r.wantOnce(p, d.Text)
	if p.ReplyTo.ID != to.ID {
		r.errorf("the answer has ReplyTo %+v, want %+v", p.ReplyTo, to)
	}
	if on := r.standing(d.Text)[0].ReplyTo; on.ID != to.ID {
		r.errorf("the answer stands under %+v, want %+v", on, to)
	}
	return p
}
