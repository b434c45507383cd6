package socialtest

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/relais-go/relais/social"
)

// TestSearcher tests a [social.Searcher].
func TestSearcher(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	searcherSuite().test(t, newHarness)
}

func searcherSuite() suite {
	const word = "relaissocialtest"
	s := sequence[social.Post]{
		open: func(ctx context.Context, _ *run, client any) iter.Seq2[*social.Post, error] {
			return social.Search(ctx, client, &social.SearchQuery{Text: word})
		},
		fill: func(_ context.Context, r *run, n int) {
			for range n {
				r.post(word)
			}
		},
		id: func(p *social.Post) string { return p.Ref.ID },
	}
	return suite{name: "Searcher", cases: join(queryCases(), findCases(), s.cases())}
}

func queryCases() []testCase {
	return []testCase{
		{
			name:        "words",
			explanation: "posts with the words are found, newest first, and no others",
			run: func(ctx context.Context, r *run) {
				word := r.text("searched")[9:]
				first := r.post(word)
				r.post("nothing of the kind")
				second := r.post(word)
				q := &social.SearchQuery{Text: word}
				frozen := r.frozen("the query", q)
				r.wantFound(ctx, q, second, first)
				frozen()
			},
		},
		{
			name:        "hashtag",
			explanation: "posts with a hashtag are found, with the tag given without \"#\"",
			run: func(ctx context.Context, r *run) {
				tag := "tag" + r.text("x")[2:]
				tagged := r.post("hello #" + tag)
				r.post("hello")
				r.wantFound(ctx, &social.SearchQuery{Hashtag: tag}, tagged)
			},
		},
		{
			name:        "limit",
			explanation: "Limit stops after so many posts",
			run: func(ctx context.Context, r *run) {
				word := r.text("searched")[9:]
				r.post(word)
				second, third := r.post(word), r.post(word)
				r.wantFound(ctx, &social.SearchQuery{Text: word, Limit: 2}, third, second)
			},
		},
		{
			name:        "since",
			explanation: "Since and Until bound the time, or are ErrUnsupported with the field's name",
			run: func(ctx context.Context, r *run) {
				word := r.text("searched")[9:]
				ref := r.post(word)
				r.wantFound(ctx, &social.SearchQuery{Text: word, Since: r.now().Add(-time.Hour)}, ref)
				r.wantFound(ctx, &social.SearchQuery{Text: word, Until: r.now().Add(-time.Hour)})
			},
		},
		{
			name:        "foreign-author",
			explanation: "an author of another network is ErrInvalid with the field's name, or Author is not supported",
			run: func(ctx context.Context, r *run) {
				q := &social.SearchQuery{Text: "x", Author: social.Ref{Network: elsewhere, Kind: social.RefAccount, ID: "1"}}
				err := lastError(r, as[social.Searcher](r, r.Client).Search(ctx, q))
				r.wantField(err, "Author", social.ErrInvalid, errors.ErrUnsupported)
			},
		},
	}
}

func findCases() []testCase {
	return []testCase{
		{
			name:        "find-account",
			explanation: "an account is found by its handle, with or without \"@\"",
			run: func(ctx context.Context, r *run) {
				r.need("Audience.Account", r.Audience.Account != nil)
				want := r.Audience.Account()
				for _, handle := range []string{want.Handle, "@" + want.Handle} {
					got, err := as[social.Searcher](r, r.Client).FindAccount(ctx, handle)
					r.noError(err, "finding an account")
					if !got.Ref.Same(want.Ref) || got.Ref.Kind != social.RefAccount || got.Handle != want.Handle {
						r.errorf("got %+v with handle %q, want %+v with %q", got.Ref, got.Handle, want.Ref, want.Handle)
					}
				}
			},
		},
		{
			name:        "find-nobody",
			explanation: "a handle that nobody has is ErrNotFound, none at all ErrInvalid",
			run: func(ctx context.Context, r *run) {
				s := as[social.Searcher](r, r.Client)
				_, err := s.FindAccount(ctx, "socialtestnobody")
				r.wantError(err, social.ErrNotFound)
				_, err = s.FindAccount(ctx, "")
				r.wantField(err, "", social.ErrInvalid)
			},
		},
	}
}

// post lets somebody else publish something.
func (r *run) post(text string) social.Ref {
	r.need("Audience.Post", r.Audience.Post != nil)
	return r.Audience.Post(text)
}

// wantFound demands exactly these posts, in this order.
func (r *run) wantFound(ctx context.Context, q *social.SearchQuery, want ...social.Ref) {
	var got []string
	for p, err := range as[social.Searcher](r, r.Client).Search(ctx, q) {
		if errors.Is(err, errors.ErrUnsupported) {
			r.wantField(err, "", errors.ErrUnsupported)
			r.skipf("the network cannot search so: %v", err)
		}
		r.noError(err, "searching")
		r.wantPost(p, "")
		got = append(got, p.Ref.ID)
	}
	var ids []string
	for _, ref := range want {
		ids = append(ids, ref.ID)
	}
	if !slices.Equal(got, ids) {
		r.errorf("found %q, want %q", got, ids)
	}
}
