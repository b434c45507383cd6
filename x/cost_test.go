package x_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/x"
	"github.com/relais-go/relais/x/xtest"
)

// ledger notes what is spent of the money.
type ledger struct {
	social.Limiter
	mu    sync.Mutex
	spent int64
}

func (l *ledger) Acquire(ctx context.Context, c social.Call) (social.Grant, error) {
	g, err := l.Limiter.Acquire(ctx, c)
	if err != nil || len(c.Charges) == 0 || c.Charges[0].Budget != x.MoneyBudget {
		return g, err
	}
	return &entry{g, l, c.Charges[0].Units}, nil
}

type entry struct {
	social.Grant
	l        *ledger
	reserved int64
}

func (e *entry) Done(u social.Usage) {
	units := e.reserved
	for _, c := range u.Charges {
		units = c.Units
	}
	e.l.mu.Lock()
	e.l.spent += units
	e.l.mu.Unlock()
	e.Grant.Done(u)
}

// TestMoneyIsWhatXBills goes through a day's work and compares what was counted with the bill, to the cent.
func TestMoneyIsWhatXBills(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	book := &ledger{Limiter: ratelimit.New(nil)}
	c := w.client(func(o *social.Options) { o.Limiter = book })
	ctx := t.Context()
	settle := func(what string) {
		t.Helper()
		book.mu.Lock()
		defer book.mu.Unlock()
		assert.InDelta(t, w.srv.Billing().Total.USD(), float64(book.spent)/1e6, 0.0005, what)
	}
	ann := w.person("ann")
	var ids []x.ID
	for i := range 12 {
		ids = append(ids, x.ID(w.srv.Post(ann, "About acme, part "+string(rune('a'+i)), nil)))
	}
	_, err := c.Me(ctx)
	require.NoError(t, err)
	settle("own account")
	_, err = c.Publish(ctx, &social.Draft{Text: "Plain"})
	require.NoError(t, err)
	settle("post")
	_, err = c.Publish(ctx, &social.Draft{Text: "With a link: example.com"})
	require.NoError(t, err)
	settle("post with a link")
	m := social.MediaBytes("a.png", png("a"))
	m.AltText = "A"
	_, err = c.Publish(ctx, &social.Draft{Text: "With a picture", Media: []*social.Media{m}})
	require.NoError(t, err)
	settle("alternative text")
	for range 2 {
		_, err = c.PostsByID(ctx, ids, nil)
		require.NoError(t, err)
		settle("posts and their author, twice on one day")
	}
	for _, err := range c.Search(ctx, &social.SearchQuery{Text: "acme"}) {
		require.NoError(t, err)
	}
	settle("search")
	_, err = c.Post(ctx, "1999999999999999999", nil)
	require.ErrorIs(t, err, social.ErrNotFound)
	settle("nothing")
	_, err = c.Publish(ctx, &social.Draft{Text: "Plain"})
	require.ErrorIs(t, err, social.ErrDuplicate)
	settle("refusal")
	for _, err := range c.CountRecent(ctx, "acme", nil, x.GranularityDay) {
		require.NoError(t, err)
	}
	settle("counts")
	t.Logf("bill %s, counted $%.3f", w.srv.Billing().Total, float64(book.spent)/1e6)
	assert.Greater(t, book.spent, int64(300_000))
}

func TestMoneyCap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	limiter := ratelimit.New(nil)
	limiter.Cap(x.MoneyBudget, 60_000, 24*time.Hour) // six cents
	c := w.client(func(o *social.Options) { o.Limiter = limiter })
	_, err := c.Me(t.Context()) // one cent
	require.NoError(t, err)
	var wg sync.WaitGroup
	for _, text := range []string{"One", "Two", "Three", "Four", "Five", "Six"} {
		wg.Go(func() {
			if _, err := c.Publish(t.Context(), &social.Draft{Text: text}); err != nil {
				assert.ErrorIs(t, err, social.ErrQuota)
			}
		})
	}
	wg.Wait()
	assert.Len(t, w.written(), 3, "three times 1.5 cents fit, whoever comes first")
	before := w.writes()
	_, err = c.Publish(t.Context(), &social.Draft{Text: "Link: https://example.com"})
	require.ErrorIs(t, err, social.ErrQuota)
	assert.Equal(t, before, w.writes(), "nothing is sent")
	assert.LessOrEqual(t, w.srv.Billing().Total, xtest.Money(60))
}

func TestMoneyPrices(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	limiter := ratelimit.New(nil)
	limiter.Cap(x.MoneyBudget, 100, 0)
	prices := x.DefaultPrices()
	prices[x.BilledUser], prices[x.BilledCreatePost] = 0, 100
	c := w.configured(x.Config{Tokens: static(w.token), Prices: prices}, func(o *social.Options) { o.Limiter = limiter })
	_, err := c.Publish(t.Context(), &social.Draft{Text: "The first"})
	require.NoError(t, err)
	_, err = c.Publish(t.Context(), &social.Draft{Text: "The second"})
	require.ErrorIs(t, err, social.ErrQuota)
}

func TestCreditUsedUp(t *testing.T) {
	t.Parallel()
	for _, old := range []bool{false, true} {
		w := newWorld(t, &xtest.Options{OldProblemURIs: old})
		c := w.client()
		_, err := c.Me(t.Context())
		require.NoError(t, err)
		w.srv.SetCredit(0)
		before := len(w.srv.Requests().All())
		_, err = c.Publish(t.Context(), &social.Draft{Text: "Broke"})
		require.ErrorIs(t, err, social.ErrQuota)
		require.NotErrorIs(t, err, social.ErrAuth)
		require.NotErrorIs(t, err, social.ErrRateLimited)
		assert.Len(t, w.srv.Requests().All(), before+1, "no repeat")
		_, ok := social.PendingOf(err)
		assert.True(t, ok, "it can go on once there is credit")
	}
}

func TestUsageCapped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &xtest.Options{PostCap: 1})
	c := w.client()
	a, b := w.srv.Post(w.brand, "One", nil), w.srv.Post(w.brand, "Two", nil)
	_, err := c.Post(t.Context(), x.ID(a), nil)
	require.NoError(t, err)
	_, err = c.Post(t.Context(), x.ID(b), nil)
	require.ErrorIs(t, err, social.ErrQuota)
	require.NotErrorIs(t, err, social.ErrRateLimited, "waiting for a window does not help")
	assert.Equal(t, 2, w.srv.Requests().Count("GET /2/tweets/*"), "nor does asking again")
}

// TestMoneyOfUncertainWrites keeps what a write may have cost, if nobody can tell whether it took effect.
func TestMoneyOfUncertainWrites(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	limiter := ratelimit.New(nil)
	c := w.client(func(o *social.Options) { o.Limiter = limiter })
	_, err := c.Me(t.Context())
	require.NoError(t, err)
	limiter.Cap(x.MoneyBudget, 20_000, 0)
	w.srv.Faults().Add(xtest.Fault{Kind: xtest.CutAfter, Match: "POST /2/dm_conversations"})
	ann, ben := x.ID(w.person("ann")), x.ID(w.person("ben"))
	_, err = c.StartGroup(t.Context(), []x.ID{ann, ben}, &x.MessageParams{Text: "Hello"})
	require.ErrorIs(t, err, social.ErrUncertain)
	_, err = c.StartGroup(t.Context(), []x.ID{ann, ben}, &x.MessageParams{Text: "Hello again"})
	require.ErrorIs(t, err, social.ErrQuota)
	assert.Equal(t, 1, w.srv.Requests().Count("POST /2/dm_conversations"))
}
