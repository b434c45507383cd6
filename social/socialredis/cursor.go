package socialredis

import (
	"context"
	"fmt"

	"github.com/relais-go/relais/social"
)

const opCursor = "cursor"

// LoadCursor implements [social.CursorStore].
func (s *Store) LoadCursor(ctx context.Context, inbox string) (string, error) {
	if err := check(ctx, opCursor, inbox); err != nil {
		return "", err
	}
	reply, err := s.call(ctx, opCursor, s.scripts.loadCursor, []string{s.key(kindCursor, inbox)})
	if err != nil {
		return "", err
	}
	cursor, ok := reply.(string)
	if !ok {
		return "", errReply
	}
	return cursor, nil
}

// SaveCursor implements [social.CursorStore].
func (s *Store) SaveCursor(ctx context.Context, inbox, old, next string) error {
	if err := check(ctx, opCursor, inbox); err != nil {
		return err
	}
	reply, err := s.call(ctx, opCursor, s.scripts.saveCursor, []string{s.key(kindCursor, inbox)}, old, next)
	switch {
	case err != nil:
		return err
	case reply != any(int64(1)):
		return fmt.Errorf("%s: %w", inbox, social.ErrCursorMoved)
	}
	return nil
}
