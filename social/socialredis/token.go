package socialredis

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/oauth2"

	"github.com/relais-go/relais/social"
)

const (
	opToken = "token"
	// saveWait is for how long a token that Redis does not take is held out to it.
	saveWait = time.Minute
)

// LoadToken implements [social.TokenStore].
func (s *Store) LoadToken(ctx context.Context, key string) (*oauth2.Token, error) {
	if err := check(ctx, opToken, key); err != nil {
		return nil, err
	}
	reply, err := s.call(ctx, opToken, s.scripts.loadToken, []string{s.key(kindToken, key)})
	if err != nil {
		return nil, err
	}
	stored, ok := reply.(string)
	switch {
	case !ok:
		return nil, errReply
	case stored == "":
		return nil, fmt.Errorf("%s: %w", key, social.ErrNoToken)
	}
	plain, err := s.open(s.key(kindToken, key), []byte(stored))
	if err != nil {
		return nil, fmt.Errorf("socialredis: token %s: %w", key, err)
	}
	var t oauth2.Token
	if err := json.Unmarshal(plain, &t); err != nil {
		return nil, fmt.Errorf("socialredis: token %s: %w", key, errDamaged) // the decoder's error may quote the content
	}
	return &t, nil
}

// errDamaged is the cause when what is stored is no token.
var errDamaged = errors.New("is damaged")

// SaveToken implements [social.TokenStore]. While Redis does not answer it goes on trying, for a minute at most, since a
// rotated refresh token that is lost loses the login. How safe the token is against a crash of Redis is for its
// configuration to say: see the package's documentation.
//
// A process that has locked the token, but whose lock has passed to another, may still save, since what it has got may be
// all that is left of the login; unless the other has saved already: then the error is of kind [social.ErrUnavailable],
// and the stored token is the one to use.
func (s *Store) SaveToken(ctx context.Context, key string, t *oauth2.Token) error {
	if err := check(ctx, opToken, key); err != nil {
		return err
	}
	plain, err := json.Marshal(t) //nolint:gosec // storing the token is the purpose
	if err != nil {
		return fmt.Errorf("socialredis: token: %w", err)
	}
	sealed, err := s.seal(s.key(kindToken, key), plain)
	if err != nil {
		return fmt.Errorf("socialredis: token: %w", err)
	}
	h, mark, version := s.holding(key)
	var reply any
	err = s.within(ctx, opToken, max(saveWait, s.opts.Wait), func(ctx context.Context) error {
		reply, err = s.ask(ctx, s.scripts.saveToken, []string{s.key(kindToken, key), s.key(kindLock, key)}, sealed, mark, version)
		return err
	})
	if err != nil {
		return err
	}
	saved, ok := reply.(int64)
	switch {
	case !ok:
		return errReply
	case saved < 0:
		return &social.Error{
			Op: opToken, Kind: social.ErrUnavailable,
			Message: "the lock was lost, and another process has saved a newer token",
		}
	}
	s.saved(h, saved)
	return nil
}
