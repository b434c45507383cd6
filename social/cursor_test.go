package social_test

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialtest"
)

const inbox = "memory/acme"

// mention has somebody name the account, so many times.
func mention(t *testing.T, n *socialtest.Network, texts ...string) {
	t.Helper()
	fan := n.Client("fan", nil)
	for _, text := range texts {
		_, err := fan.Publish(t.Context(), &social.Draft{Text: "@acme " + text})
		require.NoError(t, err)
	}
}

// job deals with everything that there is, as a new process, until deal fails.
func job(t *testing.T, client any, store social.CursorStore, q *social.ListenQuery, deal func(*social.Event) error) error {
	t.Helper()
	query := social.ListenQuery{CatchUp: true}
	if q != nil {
		query = *q
		query.CatchUp = true
	}
	for e, err := range social.ListenStored(t.Context(), client, store, inbox, &query) {
		if err != nil {
			return err
		}
		if err := deal(e); err != nil {
			return err
		}
	}
	return nil
}

// collector returns a function that notes texts.
func collector(to *[]string) func(*social.Event) error {
	return func(e *social.Event) error {
		*to = append(*to, e.Text)
		return nil
	}
}

func TestListenStoredGoesOn(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("memory", nil)
	store := &social.MemoryCursors{}
	var got []string
	mention(t, n, "before the first run")
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, collector(&got)))
	assert.Empty(t, got, "nothing is stored: it begins with the present")
	now, err := store.LoadCursor(t.Context(), inbox)
	require.NoError(t, err)
	assert.NotEmpty(t, now, "the present is stored even though nothing has happened")

	mention(t, n, "1", "2")
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, collector(&got)))
	mention(t, n, "3")
	require.NoError(t, job(t, n.Client("acme", nil), store, &social.ListenQuery{After: social.FromStart}, collector(&got)))
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, collector(&got)))
	assert.Equal(t, []string{"@acme 1", "@acme 2", "@acme 3"}, got, "each once; what is stored comes before After")
}

func TestListenStoredFromStart(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("memory", nil)
	n.Client("acme", nil)
	mention(t, n, "1")
	var got []string
	q := &social.ListenQuery{After: social.FromStart}
	store := &social.MemoryCursors{}
	require.NoError(t, job(t, n.Client("acme", nil), store, q, collector(&got)))
	require.NoError(t, job(t, n.Client("acme", nil), store, q, collector(&got)))
	assert.Equal(t, []string{"@acme 1"}, got)
	assert.Equal(t, social.FromStart, q.After, "the query is the caller's")
}

func TestListenStoredGivesAgainWhatWasNotDealtWith(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("memory", nil)
	store := &social.MemoryCursors{}
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, nil))
	mention(t, n, "1", "2", "3")
	var got []string
	failed := errors.New("the answer could not be published")
	err := job(t, n.Client("acme", nil), store, nil, func(e *social.Event) error {
		got = append(got, e.Text)
		if e.Text == "@acme 2" {
			return failed
		}
		return nil
	})
	require.ErrorIs(t, err, failed)
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, collector(&got)))
	assert.Equal(t, []string{"@acme 1", "@acme 2", "@acme 2", "@acme 3"}, got)
}

func TestListenStoredSavesAfterTheEnd(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("memory", nil)
	store := &social.MemoryCursors{}
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, nil))
	mention(t, n, "1")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range social.ListenStored(ctx, n.Client("acme", nil), store, inbox, nil) {
		cancel() // while the event is dealt with
	}
	var got []string
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, collector(&got)))
	assert.Empty(t, got, "it was dealt with")
}

func TestListenStoredByTwo(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("memory", nil)
	store := &social.MemoryCursors{}
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, nil))
	mention(t, n, "1", "2", "3")
	var slow, fast []string
	err := job(t, n.Client("acme", nil), store, nil, func(e *social.Event) error {
		if len(slow) == 1 { // it is at the second when the other overtakes it
			require.NoError(t, job(t, n.Client("acme", nil), store, nil, collector(&fast)))
		}
		return collector(&slow)(e)
	})
	require.ErrorIs(t, err, social.ErrCursorMoved)
	assert.Equal(t, []string{"@acme 2", "@acme 3"}, fast)
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, collector(&fast)))
	assert.Len(t, fast, 2, "the slow one has not moved the cursor back")
}

// brokenCursors fails as it is told to.
type brokenCursors struct {
	social.MemoryCursors

	load, save error
}

func (b *brokenCursors) LoadCursor(ctx context.Context, inbox string) (string, error) {
	if b.load != nil {
		return "", b.load
	}
	return b.MemoryCursors.LoadCursor(ctx, inbox)
}

func (b *brokenCursors) SaveCursor(ctx context.Context, inbox, old, next string) error {
	if b.save != nil {
		return b.save
	}
	return b.MemoryCursors.SaveCursor(ctx, inbox, old, next)
}

func TestListenStoredYieldsErrors(t *testing.T) {
	t.Parallel()
	n := socialtest.NewNetwork("memory", nil)
	store := &brokenCursors{load: social.ErrUnavailable}
	require.ErrorIs(t, job(t, n.Client("acme", nil), store, nil, nil), social.ErrUnavailable)
	store.load, store.save = nil, social.ErrUnavailable
	require.ErrorIs(t, job(t, n.Client("acme", nil), store, nil, nil), social.ErrUnavailable, "the present cannot be stored")
	store.save = nil
	require.NoError(t, job(t, n.Client("acme", nil), store, nil, nil))
	mention(t, n, "1", "2")
	store.save = social.ErrUnavailable
	var got []string
	require.ErrorIs(t, job(t, n.Client("acme", nil), store, nil, collector(&got)), social.ErrUnavailable)
	assert.Len(t, got, 1, "the error is final")

	type mute struct{}
	require.ErrorIs(t, job(t, mute{}, store, nil, nil), errors.ErrUnsupported)
}

// plain is a listener without a cursor of now.
type plain struct{ events []*social.Event }

func (p plain) Listen(_ context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
	return func(yield func(*social.Event, error) bool) {
		from, _ := strconv.Atoi(q.After)
		for _, e := range p.events[from:] {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestListenStoredWithoutACursorOfNow(t *testing.T) {
	t.Parallel()
	p := plain{events: []*social.Event{{Text: "1", Cursor: "1"}, {Text: "without"}, {Text: "3", Cursor: "3"}}}
	store := &social.MemoryCursors{}
	var got []string
	require.NoError(t, job(t, p, store, nil, collector(&got)))
	require.NoError(t, job(t, p, store, nil, collector(&got)))
	assert.Equal(t, []string{"1", "without", "3"}, got)
}
