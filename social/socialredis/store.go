package socialredis

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
)

// Options configures a [Store]. The zero value, or a nil pointer, is a good start.
type Options struct {
	// Prefix begins every key, so that one Redis can serve several fleets: those with the same prefix share
	// everything. Default: "relais". The prefix is put into braces, which makes it the hash tag of Redis Cluster: all
	// of a store lies in one slot, since a call may draw on several budgets in one step. To spread over a cluster, use
	// several stores, as one per brand. A prefix that holds a hash tag of its own, as "app:{acme}:", is used as it is.
	Prefix string

	// Wait is for how long a call waits for a Redis that does not answer, before it fails with
	// [social.ErrUnavailable]: 0 means 4 s, which is within what package ratelimit allows its store. The caller's
	// context may end it earlier. See [Store.SaveToken] for the exception.
	Wait time.Duration

	// Lock is how long the lock of a token outlives a holder that has died: 0 means 90 s. While the holder lives it is
	// renewed. Keep it above a minute, which is what [social.StoredTokens] gives a renewal: then the lock cannot pass
	// to another process in the middle of one, even if Redis is away for all that time.
	Lock time.Duration

	// Age is for how long events that were dealt with are remembered, Claim for how long a claim on one holds.
	// 0 means [social.DefaultSeenAge] and [social.DefaultClaim].
	Age, Claim time.Duration

	// AEAD seals tokens before they leave the process, with a random nonce for each, as that of
	// [cipher.NewGCM]. nil: whoever can read Redis can read the tokens. A token that lies there in clear, or was
	// sealed under another key or by somebody else, is then an error, never used.
	AEAD cipher.AEAD

	// OldAEADs open tokens that were sealed before the key was changed. Each is sealed anew when it is saved next.
	OldAEADs []cipher.AEAD

	// Logger hears of locks that were lost. Default: silence.
	Logger *slog.Logger
}

// Defaults.
const (
	defaultPrefix = "relais"
	defaultWait   = 4 * time.Second
	defaultLock   = 90 * time.Second
)

func (o Options) withDefaults() Options {
	if o.Prefix == "" {
		o.Prefix = defaultPrefix
	}
	if !tagged(o.Prefix) {
		o.Prefix = "{" + o.Prefix + "}:"
	}
	for _, d := range []struct {
		v        *time.Duration
		fallback time.Duration
	}{
		{&o.Wait, defaultWait},
		{&o.Lock, defaultLock},
		{&o.Age, social.DefaultSeenAge},
		{&o.Claim, social.DefaultClaim},
	} {
		if *d.v <= 0 {
			*d.v = d.fallback
		}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// tagged reports whether the prefix holds a hash tag: what stands between the first brace and the next that closes, if
// that is not empty.
func tagged(prefix string) bool {
	_, rest, ok := strings.Cut(prefix, "{")
	return ok && strings.IndexByte(rest, '}') > 0
}

// Store keeps in Redis what a fleet of processes shares: rate budgets, tokens, cursors, and which events were dealt
// with. It is safe for concurrent use, needs no closing, and holds a goroutine only while it holds a lock.
type Store struct {
	client  redis.UniversalClient
	opts    Options
	scripts scripts
	queues  queues
	clock   clock
	orphans orphans

	mu   sync.Mutex
	held map[string]*hold // locks of this store, by the key of the token
}

var (
	_ ratelimit.Store    = (*Store)(nil)
	_ social.TokenStore  = (*Store)(nil)
	_ social.TokenLocker = (*Store)(nil)
	_ social.CursorStore = (*Store)(nil)
	_ social.SeenSet     = (*Store)(nil)
)

// New makes a store of a client, which stays the caller's: its addresses, credentials, TLS and pool. opts may be nil. New
// does no I/O.
//
// Errors: [social.ErrInvalid] for a prefix with braces that are no hash tag, since its keys would lie in many slots.
func New(client redis.UniversalClient, opts *Options) (*Store, error) {
	if opts == nil {
		opts = &Options{}
	}
	if strings.ContainsAny(opts.Prefix, "{}") && !tagged(opts.Prefix) {
		return nil, &social.Error{
			Op: "socialredis", Kind: social.ErrInvalid, Field: "Prefix", Message: "has braces that make no hash tag: " + opts.Prefix,
		}
	}
	return &Store{
		client: client, opts: opts.withDefaults(), scripts: newScripts(), queues: newQueues(), held: map[string]*hold{},
	}, nil
}

// Kinds of keys.
const (
	kindBudget = "budget:"
	kindToken  = "token:"
	kindLock   = "lock:"
	kindCursor = "cursor:"
	kindSeen   = "seen:"
)

// key is where Redis keeps what the caller calls name.
func (s *Store) key(kind, name string) string { return s.opts.Prefix + kind + name }

// check refuses what all methods refuse.
func check(ctx context.Context, op, name string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("socialredis: %s: %w", op, err)
	}
	if name == "" {
		return &social.Error{Op: op, Kind: social.ErrInvalid, Message: "the key is empty"}
	}
	return nil
}

// stampSize is the length of a stamp in bytes: enough letters for 128 random bits.
const stampSize = 26

// stamp names one attempt to write, so that its repeat is known for what it is.
func stamp() string { return rand.Text() }
