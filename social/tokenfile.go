package social

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/oauth2"
)

// FileTokens keeps each token in a file of its own, readable by this user only (mode 0600), replaced in
// one step and flushed to disk. It locks across processes of one machine.
type FileTokens struct {
	dir string
}

// NewFileTokens keeps tokens in dir, which is made, readable by this user only, when the first is saved.
func NewFileTokens(dir string) *FileTokens { return &FileTokens{dir: dir} }

// LoadToken implements [TokenStore].
func (f *FileTokens) LoadToken(_ context.Context, key string) (*oauth2.Token, error) {
	name, err := f.path(key)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(name) //nolint:gosec // path cleans the key
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", key, ErrNoToken)
	}
	if err != nil {
		return nil, fmt.Errorf("social: token file: %w", err)
	}
	var t oauth2.Token
	if err := json.Unmarshal(data, &t); err != nil {
		// The decoder's error may quote the content.
		return nil, fmt.Errorf("social: token file %s is damaged", name)
	}
	return &t, nil
}

// SaveToken implements [TokenStore].
func (f *FileTokens) SaveToken(_ context.Context, key string, t *oauth2.Token) (err error) {
	name, err := f.path(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return fmt.Errorf("social: token folder: %w", err)
	}
	data, err := json.Marshal(t) //nolint:gosec // storing the token is the purpose
	if err != nil {
		return fmt.Errorf("social: token: %w", err)
	}
	tmp, err := os.CreateTemp(f.dir, ".token-*") // created with mode 0600
	if err != nil {
		return fmt.Errorf("social: token file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name()))
		}
	}()
	if _, err := tmp.Write(data); err != nil {
		return fmt.Errorf("social: token file: %w", err)
	}
	if err := tmp.Sync(); err != nil {
		return fmt.Errorf("social: token file: %w", err)
	}
	if err := tmp.Close(); err != nil {
		return fmt.Errorf("social: token file: %w", err)
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return fmt.Errorf("social: token file: %w", err)
	}
	return syncDir(f.dir)
}

// LockToken implements [TokenLocker].
func (f *FileTokens) LockToken(ctx context.Context, key string) (func(), error) {
	name, err := f.path(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return nil, fmt.Errorf("social: token folder: %w", err)
	}
	lock := flock.New(name+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("social: token lock: %w", err)
	}
	return func() { _ = lock.Close() }, nil // closing unlocks; the file stays, as removing it would race
}

// path maps a key to a file name, one to one.
func (f *FileTokens) path(key string) (string, error) {
	if key == "" {
		return "", fmt.Errorf("social: token key is empty: %w", ErrInvalid)
	}
	var b strings.Builder
	for _, c := range []byte(key) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		default: // upper case too, since some file systems fold it
			fmt.Fprintf(&b, "%%%02x", c)
		}
	}
	return filepath.Join(f.dir, b.String()+".json"), nil
}

// syncDir makes a rename durable where the system lets a folder be synced.
func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the store's own folder
	if err != nil {
		return fmt.Errorf("social: token folder: %w", err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) {
		return fmt.Errorf("social: token folder: %w", err)
	}
	return nil
}
