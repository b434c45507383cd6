package socialtest

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestMessenger tests a [social.Messenger].
func TestMessenger(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	messengerSuite().test(t, newHarness)
}

func messengerSuite() suite {
	s := scene(func(_ context.Context, r *run) (post, func() *social.Draft) {
		_, conversation := r.message()
		do := func(ctx context.Context, client any, d *social.Draft) (*social.Post, error) {
			return as[social.Messenger](r, client).Message(ctx, conversation, d)
		}
		return do, r.answer
	})
	conversations := sequence[social.Conversation]{
		open: func(ctx context.Context, r *run, client any) iter.Seq2[*social.Conversation, error] {
			return as[social.Messenger](r, client).Conversations(ctx)
		},
		fill: func(ctx context.Context, r *run, n int) {
			r.need("Audience.Account", r.Audience.Account != nil)
			for range n {
				_, err := as[social.Messenger](r, r.Client).Message(ctx, r.Audience.Account().Ref, r.answer())
				r.noError(err, "writing to begin with")
			}
		},
		id: func(c *social.Conversation) string { return c.Ref.ID },
	}
	return suite{name: "Messenger", cases: join(
		messageCases(), conversationCases(),
		onceCases(s),
		refCases(social.RefAccount, func(ctx context.Context, r *run, client any, ref social.Ref) error {
			_, err := as[social.Messenger](r, client).Message(ctx, ref, r.answer())
			return err
		}),
		writeCases(s.guarded()),
		named("conversations-", conversations.cases()),
	)}
}

func messageCases() []testCase {
	return []testCase{
		{
			name:        "to-account",
			explanation: "a message to a person stands in private",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Account", r.Audience.Account != nil)
				r.sendMessage(ctx, r.Audience.Account().Ref)
			},
		},
		{
			name:        "to-message",
			explanation: "an answer to a private message goes into its conversation",
			run: func(ctx context.Context, r *run) {
				message, conversation := r.message()
				p := r.sendMessage(ctx, message)
				if ids := r.exchange(ctx, conversation); !slices.Equal(ids, []string{p.Ref.ID, message.ID}) {
					r.errorf("the conversation holds %q, want %q, newest first", ids, []string{p.Ref.ID, message.ID})
				}
			},
		},
		{
			name:        "first-comment",
			explanation: "a message has no first comment: one is refused with the field's name, or stays as private as the message",
			run: func(ctx context.Context, r *run) {
				message, _ := r.message()
				d := r.answer()
				d.FirstComment = r.text("a comment")
				before := r.snapshot()
				_, err := as[social.Messenger](r, r.Client).Message(ctx, message, d)
				if err != nil {
					r.wantField(err, "FirstComment", social.ErrInvalid, errors.ErrUnsupported)
					r.wantSilence(before)
				}
				for _, on := range r.standing(d.FirstComment) {
					if on.Ref.Kind != social.RefMessage && on.Visibility != social.VisibilityDirect {
						r.errorf("the comment stands as %q with visibility %q", on.Ref.Kind, on.Visibility)
					}
				}
			},
		},
		{
			name:        "to-conversation",
			explanation: "a message into a conversation is found there, newest first",
			run: func(ctx context.Context, r *run) {
				message, conversation := r.message()
				first, second := r.sendMessage(ctx, conversation), r.sendMessage(ctx, conversation)
				want := []string{second.Ref.ID, first.Ref.ID, message.ID}
				if ids := r.exchange(ctx, conversation); !slices.Equal(ids, want) {
					r.errorf("the conversation holds %q, want %q, newest first", ids, want)
				}
			},
		},
	}
}

// conversationCases are the promises about private exchanges.
func conversationCases() []testCase {
	return []testCase{
		{
			name:        "conversation",
			explanation: "a conversation names the others, and not the account itself",
			run: func(ctx context.Context, r *run) {
				_, conversation := r.message()
				for c, err := range as[social.Messenger](r, r.Client).Conversations(ctx) {
					r.noError(err, "listing conversations")
					if c.Ref.ID != conversation.ID || c.Ref.Kind != social.RefConversation {
						r.errorf("got conversation %+v, want %+v", c.Ref, conversation)
					}
					if len(c.With) == 0 || c.With[0].Ref.ID == r.Account.Ref.ID {
						r.errorf("the conversation is with %+v", c.With)
					}
					return
				}
				r.errorf("there is no conversation")
			},
		},
		{
			name:        "missing-conversation",
			explanation: "a conversation that does not exist is ErrNotFound, one of another network ErrInvalid, yielded once",
			run: func(ctx context.Context, r *run) {
				r.need("Missing", r.Missing != nil)
				m := as[social.Messenger](r, r.Client)
				r.wantError(lastError(r, m.Messages(ctx, r.Missing(social.RefConversation))), social.ErrNotFound)
				foreign := social.Ref{Network: elsewhere, Kind: social.RefConversation, ID: "1"}
				r.wantError(lastError(r, m.Messages(ctx, foreign)), social.ErrInvalid)
			},
		},
	}
}

// message lets somebody write to the account.
func (r *run) message() (message, conversation social.Ref) {
	r.need("Audience.Message", r.Audience.Message != nil)
	return r.Audience.Message(r.text("between us"))
}

// sendMessage writes in private and wants nobody else to see it.
func (r *run) sendMessage(ctx context.Context, to social.Ref) *social.Post {
	d := r.answer()
	p, err := as[social.Messenger](r, r.Client).Message(ctx, to, d)
	r.noError(err, "writing")
	r.wantOnce(p, d.Text)
	if on := r.standing(d.Text)[0]; on.Ref.Kind != social.RefMessage && on.Visibility != social.VisibilityDirect {
		r.errorf("the message stands as %q with visibility %q", on.Ref.Kind, on.Visibility)
	}
	return p
}

// exchange lists the messages of a conversation.
func (r *run) exchange(ctx context.Context, conversation social.Ref) []string {
	var ids []string
	for p, err := range as[social.Messenger](r, r.Client).Messages(ctx, conversation) {
		r.noError(err, "reading the conversation")
		ids = append(ids, p.Ref.ID)
	}
	return ids
}
