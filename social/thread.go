package social

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Thread is how far the publication of a thread got. It marshals to JSON, so that another process can go on with it:
// see [ThreadOptions].From. It holds no credentials.
type Thread struct {
	Network string `json:"network"`

	// Posts are the pieces that stand, in their order; Pieces is how many there are to be.
	Posts  []Ref `json:"posts"`
	Pieces int   `json:"pieces"`

	// Digest tells the drafts apart from others.
	Digest string `json:"digest"`

	// Pending is what the error of the last attempt said of how to go on: with the piece that follows Posts or, if
	// Late is true, with the last one of Posts, of which something is owed.
	Pending *Pending `json:"pending,omitempty"`
	Late    bool     `json:"late,omitempty"`

	// Uncertain is true while the piece that follows Posts is being sent, and stays so if it cannot be found out
	// whether it stands. Then no call touches it until [Thread.Settle] says what a person found out.
	Uncertain bool `json:"uncertain,omitempty"`

	// Published are the posts that this process made, the newest last.
	Published []*Post `json:"-"`
}

// Done reports whether every piece stands, with everything that belongs to it.
func (t *Thread) Done() bool { return t != nil && len(t.Posts) == t.Pieces && t.Pending == nil }

// Settle records what somebody found out about the piece that follows Posts, above all if that is uncertain: the post
// or comment that stands, or nil if there certainly is none, so that the next call publishes it.
func (t *Thread) Settle(p *Post) {
	if p != nil && !t.Late {
		t.Posts = append(t.Posts, p.Ref)
	}
	t.Pending, t.Late, t.Uncertain = nil, false, false
}

// ThreadOptions says how [PublishThread] goes on.
type ThreadOptions struct {
	// From is how far an earlier call with the same drafts got: what stands is not published again. nil: nothing
	// stands. It is not changed.
	From *Thread

	// Save, if set, is given the progress before each piece is sent and after it, so that a caller who stores it loses
	// nothing in a crash: see [Thread].Uncertain. If saving fails nothing more is sent. ctx does not end when that of
	// PublishThread does. The progress is a copy, which Save may keep.
	Save func(ctx context.Context, t *Thread) error
}

// PublishThread publishes drafts as one thread with c, which must be a [Publisher]: each as the answer to the one
// before. On networks where answers are comments the second piece is a comment on the first, and the others answer
// that comment, so that they stay together and in their order. The drafts are those of [Fitted], or any others for
// this network; their variants count, and ReplyTo of all but the first is replaced. One draft is a thread, too.
//
// Nothing is sent unless c finds all drafts in order, as far as it is a [Checker]: half a thread is worse than none.
// Draft.At must be zero if there is more than one draft.
//
// Each piece is published once, with the errors of Publish. After a failure, the returned Thread says what stands; it
// is never nil unless err is about the arguments. Give it to another call as [ThreadOptions].From to go on: the piece
// that failed is resumed where its error carried a [Pending], and published if it certainly does not stand. What may
// stand, and nothing tells, is [ErrUncertain] until [Thread.Settle]. A process that may be killed stores the progress by
// [ThreadOptions].Save.
//
// There is no taking back of what stands but by [Delete].
func PublishThread(ctx context.Context, c any, drafts []*Draft, opts *ThreadOptions) (*Thread, error) {
	if _, ok := c.(Publisher); !ok {
		return nil, lacks[Publisher](c)
	}
	var o ThreadOptions
	if opts != nil {
		o = *opts
	}
	r := &threader{c: c, save: o.Save, drafts: make([]*Draft, len(drafts))}
	network := NetworkOf(c)
	if len(drafts) == 0 {
		return nil, Invalid(network, "Drafts", "are none")
	}
	for i, d := range drafts {
		if d == nil {
			return nil, Invalid(network, "Drafts["+strconv.Itoa(i)+"]", "is nil")
		}
		r.drafts[i] = d.For(network)
		if key := r.drafts[0].Key; key != "" {
			r.drafts[i].Key = cmp.Or(r.drafts[i].Key, pieceKey(key, i))
		}
	}
	if err := r.begin(network, o.From); err != nil {
		if errors.Is(err, ErrUncertain) {
			return r.t.clone(), err
		}
		return nil, err
	}
	if len(r.t.Posts) == 0 && r.t.Pending == nil {
		if err := r.check(ctx); err != nil {
			return r.t.clone(), err
		}
	}
	err := r.run(ctx)
	return r.t.clone(), err
}

// threader publishes one thread.
type threader struct {
	c      any
	drafts []*Draft
	save   func(context.Context, *Thread) error
	t      *Thread
}

// begin takes up the progress of an earlier call.
func (r *threader) begin(network string, from *Thread) error {
	r.t = &Thread{Network: network, Pieces: len(r.drafts), Digest: digest(r.drafts)}
	switch {
	case from == nil:
		return nil
	case from.Network != network:
		return Invalid(network, "From.Network", "is "+strconv.Quote(from.Network))
	case from.Digest != r.t.Digest || from.Pieces != r.t.Pieces:
		return Invalid(network, "From.Digest", "is that of other drafts")
	case len(from.Posts) > r.t.Pieces || len(from.Posts) == r.t.Pieces && from.Pending != nil && !from.Late || from.Late && len(from.Posts) == 0:
		return Invalid(network, "From.Posts", "are not those of these drafts")
	}
	r.t = from.clone()
	r.t.Published = nil
	if from.Uncertain && (from.Pending == nil || !from.Pending.looksFirst()) {
		return &Error{
			Network: network, Op: "thread", Kind: ErrUncertain, Field: "From",
			Message: "piece " + strconv.Itoa(len(from.Posts)+1) + " may stand: Settle says what was found out",
		}
	}
	return nil
}

// digest tells what is to be published apart from anything else.
func digest(drafts []*Draft) string {
	var all []byte
	for _, d := range drafts {
		for _, s := range append([]string{d.Text, d.Title, d.Link, d.Warning, d.FirstComment}, d.Tags...) {
			all = strconv.AppendQuote(all, s)
		}
		all = strconv.AppendInt(all, int64(len(d.Media)), 10)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:16])
}

// clone is a copy that does not change any more.
func (t *Thread) clone() *Thread {
	out := *t
	out.Posts, out.Published = slices.Clone(t.Posts), slices.Clone(t.Published)
	return &out
}

// check validates all drafts before anything is sent.
func (r *threader) check(ctx context.Context) error {
	comments := false
	if _, ok := r.c.(Checker); ok && len(r.drafts) > 1 {
		l, err := LimitsFor(ctx, r.c)
		if err != nil {
			return err
		}
		comments = l.Comment != nil
	}
	return checkPieces(ctx, r.c, r.drafts, comments)
}

func (r *threader) run(ctx context.Context) error {
	for !r.t.Done() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// step publishes or resumes one piece, and has stored what came of it.
func (r *threader) step(ctx context.Context) error {
	i := len(r.t.Posts)
	if r.t.Late {
		i--
	}
	before := *r.t
	r.t.Uncertain = true
	if err := r.store(ctx); err != nil {
		r.t = &before
		return fmt.Errorf("piece %d: not begun: %w", i+1, err)
	}
	var post *Post
	var err error
	switch p := r.t.Pending; {
	case p != nil:
		post, err = Resume(ctx, r.c, p.reopened(r.drafts[i].Media))
	case i == 0:
		post, err = Publish(ctx, r.c, r.drafts[0])
	default:
		post, err = Reply(ctx, r.c, r.parent(), r.drafts[i])
	}
	r.note(post, err)
	if err == nil && post == nil {
		err = &Error{Network: r.t.Network, Op: "thread", Kind: ErrUncertain, Message: "the client returned neither a post nor an error"}
	}
	if unsaved := r.store(ctx); unsaved != nil {
		err = errors.Join(err, unsaved)
	}
	if err != nil && len(r.drafts) > 1 {
		return fmt.Errorf("piece %d: %w", i+1, err)
	}
	return err
}

// store has the progress saved.
func (r *threader) store(ctx context.Context) error {
	if r.save == nil {
		return nil
	}
	if err := r.save(context.WithoutCancel(ctx), r.t.clone()); err != nil {
		return fmt.Errorf("social: saving the progress of a thread: %w", err)
	}
	return nil
}

// note takes down what came of a piece. It may stand although something of it failed.
func (r *threader) note(post *Post, err error) {
	t := r.t
	t.Uncertain = false
	if post != nil && !t.Late {
		t.Posts = append(t.Posts, post.Ref)
		t.Published = append(t.Published, post)
	}
	pending, found := PendingOf(err)
	switch {
	case found:
		t.Pending, t.Late = pending, t.Late || post != nil
	case post != nil:
		t.Pending, t.Late = nil, false
	case t.Late:
		if !t.Pending.owes(err) {
			t.Pending, t.Late = nil, false
		}
	case t.Pending != nil && t.Pending.outlives(err):
	default:
		t.Pending, t.Uncertain = nil, !certain(err)
	}
}

// owes reports whether what is owed of a piece that stands is still owed after an error that carries no Pending,
// rather than refused for good.
func (p *Pending) owes(err error) bool {
	early := *p
	early.Stage = StageCommit
	return errors.Is(err, ErrUncertain) || early.outlives(err)
}

// parent is what the next piece answers: the one before or, among comments, the first comment.
func (r *threader) parent() Ref {
	for _, p := range r.t.Posts {
		if p.Kind == RefComment {
			return p
		}
	}
	return r.t.Posts[len(r.t.Posts)-1]
}
