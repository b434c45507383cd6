package socialtest

import (
	"context"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// eventCases are the promises about what an event says.
func eventCases() []testCase {
	return []testCase{
		{
			name:        "mention",
			explanation: "somebody who names the account is an EventMention with the post, its author and its text",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Mention", r.Audience.Mention != nil)
				text := r.text("hello")
				ref := r.Audience.Mention(text)
				e := r.onlyEvent(ctx, social.EventMention)
				r.wantAbout(e, ref, text)
			},
		},
		{
			name:        "comment",
			explanation: "an answer to a post of the account is an EventComment or EventReply with the answer, and the post as Parent or Root",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Comment", r.Audience.Comment != nil)
				p := r.publish(ctx, nil)
				text := r.text("a question")
				ref := r.Audience.Comment(p.Ref, text)
				e := r.onlyEvent(ctx, social.EventComment, social.EventReply)
				r.wantAbout(e, ref, text)
				if e.Parent.ID != p.Ref.ID && e.Root.ID != p.Ref.ID {
					r.errorf("event has Parent %+v and Root %+v, want %+v", e.Parent, e.Root, p.Ref)
				}
			},
		},
		{
			name:        "message",
			explanation: "a private message is an EventMessage that is marked Private",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Message", r.Audience.Message != nil)
				text := r.text("between us")
				ref, _ := r.Audience.Message(text)
				e := r.onlyEvent(ctx, social.EventMessage)
				r.wantAbout(e, ref, text)
				if !e.Private {
					r.errorf("the event of a private message is not marked Private")
				}
			},
		},
	}
}

// quietEventCases are the promises about what happens without words.
func quietEventCases() []testCase {
	return []testCase{
		{
			name:        "reaction",
			explanation: "a reaction is an EventReaction on the post that says which",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.React", r.Audience.React != nil)
				p := r.publish(ctx, nil)
				r.Audience.React(p.Ref, social.ReactionLike)
				e := r.onlyEvent(ctx, social.EventReaction)
				r.wantAbout(e, p.Ref, "")
				if e.Reaction != social.ReactionLike {
					r.errorf("event has reaction %q, want %q", e.Reaction, social.ReactionLike)
				}
			},
		},
		{
			name:        "follow",
			explanation: "a new follower is an EventFollow whose author is the follower",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Follow", r.Audience.Follow != nil)
				who := r.Audience.Follow()
				e := r.onlyEvent(ctx, social.EventFollow)
				r.wantEvent(e)
				if e.Author.Ref.ID != who.ID {
					r.errorf("event has author %+v, want %+v", e.Author.Ref, who)
				}
			},
		},
		{
			name:        "own-doing",
			explanation: "what the account does itself is no event",
			run: func(ctx context.Context, r *run) {
				p := r.publish(ctx, nil)
				if replier, ok := r.Client.(social.Replier); ok {
					_, err := replier.Reply(ctx, p.Ref, r.answer())
					r.noError(err, "answering itself")
				}
				r.wantRefs(r.catchUp(ctx, r.Client, social.FromStart), nil)
			},
		},
	}
}

// onlyEvent wants exactly one event, of one of the kinds.
func (r *run) onlyEvent(ctx context.Context, kinds ...social.EventKind) *social.Event {
	got := r.catchUp(ctx, r.Client, social.FromStart)
	if len(got) != 1 {
		r.fatalf("got %d events, want 1", len(got))
	}
	if !slices.Contains(kinds, got[0].Kind) {
		r.fatalf("got an event of kind %q, want %q", got[0].Kind, kinds)
	}
	return got[0]
}

// wantAbout demands that an event is complete and about ref.
func (r *run) wantAbout(e *social.Event, ref social.Ref, text string) {
	r.wantEvent(e)
	if !e.Ref.Same(ref) {
		r.errorf("event has Ref %+v, want %+v", e.Ref, ref)
	}
	if !strings.Contains(e.Text, text) {
		r.errorf("event has text %q, want %q in it", e.Text, text)
	}
}
