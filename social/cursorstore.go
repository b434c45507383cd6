package social

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

// MemoryCursors is a [CursorStore] in the memory of the process, for tests and programs that never end. The zero
// value is ready for use.
type MemoryCursors struct {
	mu      sync.Mutex
	cursors map[string]string
}

// LoadCursor implements [CursorStore].
func (m *MemoryCursors) LoadCursor(ctx context.Context, inbox string) (string, error) {
	if err := checkInbox(ctx, inbox); err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursors[inbox], nil
}

// SaveCursor implements [CursorStore].
func (m *MemoryCursors) SaveCursor(ctx context.Context, inbox, old, next string) error {
	if err := checkInbox(ctx, inbox); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := checkMoved(inbox, m.cursors[inbox], old, next); err != nil {
		return err
	}
	if m.cursors == nil {
		m.cursors = map[string]string{}
	}
	m.cursors[inbox] = next
	return nil
}

// checkInbox checks what all stores ask of their caller.
func checkInbox(ctx context.Context, inbox string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("social: cursor: %w", err)
	}
	if inbox == "" {
		return fmt.Errorf("social: name of the inbox is empty: %w", ErrInvalid)
	}
	return nil
}

// checkMoved is the error if what is stored is neither what the caller thinks nor what it wants.
func checkMoved(inbox, stored, old, next string) error {
	if stored != old && stored != next {
		return fmt.Errorf("%s: %w", inbox, ErrCursorMoved)
	}
	return nil
}

// FileCursors is a [CursorStore] that keeps each cursor in a file of its own, replaced in one step and flushed to disk.
// Processes of one machine can share it.
type FileCursors struct {
	files keyFiles
}

// NewFileCursors keeps cursors in dir, which is made, readable by this user only, when the first is saved.
func NewFileCursors(dir string) *FileCursors {
	return &FileCursors{files: keyFiles{dir: dir, what: "cursor", ext: ".cursor"}}
}

// LoadCursor implements [CursorStore].
func (f *FileCursors) LoadCursor(ctx context.Context, inbox string) (string, error) {
	if err := checkInbox(ctx, inbox); err != nil {
		return "", err
	}
	data, err := f.files.read(inbox)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return string(data), nil
}

// SaveCursor implements [CursorStore].
func (f *FileCursors) SaveCursor(ctx context.Context, inbox, old, next string) error {
	if err := checkInbox(ctx, inbox); err != nil {
		return err
	}
	unlock, err := f.files.lock(ctx, inbox)
	if err != nil {
		return err
	}
	defer unlock()
	stored, err := f.LoadCursor(ctx, inbox)
	if err != nil {
		return err
	}
	if stored == next {
		return nil
	}
	if err := checkMoved(inbox, stored, old, next); err != nil {
		return err
	}
	return f.files.write(inbox, []byte(next))
}
