package socialredis

import (
	"context"
	"fmt"

	"github.com/relais-go/relais/social"
)

const opSeen = "seen event"

// ClaimEvent implements [social.SeenSet].
func (s *Store) ClaimEvent(ctx context.Context, key string) (claim string, err error) {
	if err := check(ctx, opSeen, key); err != nil {
		return "", err
	}
	claim = stamp()
	reply, err := s.take(ctx, opSeen, s.scripts.claim, []string{s.key(kindSeen, key)}, claim, s.opts.Claim)
	switch {
	case err != nil:
		return "", err
	case reply == any(int64(1)):
		return claim, nil
	case reply == any(int64(0)):
		return "", nil
	default:
		return "", fmt.Errorf("%s: %w", key, social.ErrClaimed)
	}
}

// SettleEvent implements [social.SeenSet].
func (s *Store) SettleEvent(ctx context.Context, key, _ string) error {
	if err := check(ctx, opSeen, key); err != nil {
		return err
	}
	_, err := s.call(ctx, opSeen, s.scripts.settle, []string{s.key(kindSeen, key)}, s.opts.Age.Milliseconds())
	return err
}

// ReleaseEvent implements [social.SeenSet].
func (s *Store) ReleaseEvent(ctx context.Context, key, claim string) error {
	if err := check(ctx, opSeen, key); err != nil || !isStamp(claim) {
		return err
	}
	_, err := s.call(ctx, opSeen, s.scripts.remove, []string{s.key(kindSeen, key)}, claim)
	return err
}

// isStamp tells a claim from the word that stands for what was dealt with.
func isStamp(claim string) bool { return len(claim) == stampSize }
