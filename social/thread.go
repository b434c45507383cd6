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
	"strings"
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

	// Published are the posts that this process made, the newest last.
	Published []*Post `json:"-"`
}

// Done reports whether every piece stands, with everything that belongs to it.
func (t *Thread) Done() bool { return t != nil && len(t.Posts) == t.Pieces && t.Pending == nil }

// ThreadOptions says how [PublishThread] goes on.
type ThreadOptions struct {
	// From is how far an earlier call with the same drafts got: what stands is not published again. nil: nothing
	// stands. It is not changed.
	From *Thread

	// Save, if set, is given the progress whenever it has changed, to be stored before the next piece is sent. It may
	// keep what it is given. An error stops the thread and is returned, wrapped. ctx lasts longer than that of the
	// publication.
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
// that failed is resumed where its error carried a [Pending], and published otherwise. A process that may be killed
// stores the progress by [ThreadOptions].Save. What was being sent at that moment is sent again with the same
// key, which is the network's affair: see [Draft].Key.
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

// step publishes or resumes one piece, and stores what came of it.
func (r *threader) step(ctx context.Context) error {
	i, late := len(r.t.Posts), r.t.Late
	if late {
		i--
	}
	var post *Post
	var err error
	switch p := r.t.Pending; {
	case p != nil:
		post, err = Resume(ctx, r.c, r.reopen(p, i))
	case i == 0:
		post, err = Publish(ctx, r.c, r.drafts[0])
	default:
		post, err = Reply(ctx, r.c, r.parent(), r.drafts[i])
	}
	r.note(post, err)
	if r.save != nil {
		if unsaved := r.save(context.WithoutCancel(ctx), r.t.clone()); unsaved != nil {
			unsaved = fmt.Errorf("social: saving the progress of a thread: %w", unsaved)
			if err == nil {
				return unsaved
			}
			return fmt.Errorf("piece %d: %w; %w", i+1, err, unsaved)
		}
	}
	if err != nil && len(r.drafts) > 1 {
		return fmt.Errorf("piece %d: %w", i+1, err)
	}
	return err
}

// note takes down what came of a piece. It may stand although something of it failed.
func (r *threader) note(post *Post, err error) {
	if post != nil && !r.t.Late {
		r.t.Posts = append(r.t.Posts, post.Ref)
		r.t.Published = append(r.t.Published, post)
	}
	pending, found := PendingOf(err)
	switch {
	case found:
		r.t.Pending = pending
		r.t.Late = r.t.Late || post != nil
	case post == nil && !final(err): // what was to be resumed still is
	default:
		r.t.Pending, r.t.Late = nil, false
	}
}

// final reports whether an error is the network's last word on a piece, so that there is nothing left to resume.
func final(err error) bool {
	for _, kind := range []error{
		ErrUncertain, ErrUnavailable, ErrRateLimited, ErrQuota, ErrAuth, ErrWrongAccount, ErrDryRun, errors.ErrUnsupported,
		context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, kind) {
			return false
		}
	}
	return !slices.ContainsFunc(Problems(err), func(e *Error) bool { return strings.HasPrefix(e.Field, "Pending") })
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

// reopen gives the files of an interrupted publication back how to read them, which does not survive JSON.
func (r *threader) reopen(p *Pending, piece int) *Pending {
	media := r.drafts[piece].Media
	if len(p.Media) != len(media) {
		return p
	}
	own := *p
	own.Media = slices.Clone(p.Media)
	for i, m := range own.Media {
		if m != nil && m.Open == nil && media[i] != nil {
			opened := *m
			opened.Open = media[i].Open
			own.Media[i] = &opened
		}
	}
	return &own
}
