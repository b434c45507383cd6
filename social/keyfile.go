package social

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// keyFiles is a folder with a file for each key, readable by this user only (mode 0600), replaced in one step and
// flushed to disk.
type keyFiles struct {
	dir  string
	what string // is kept in them, for messages
	ext  string // of the files, with its dot
}

// path maps a key to a file name, one to one.
func (k keyFiles) path(key string) (string, error) {
	if key == "" {
		return "", fmt.Errorf("social: %s key is empty: %w", k.what, ErrInvalid)
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
	return filepath.Join(k.dir, b.String()+k.ext), nil
}

// read returns what is kept under a key, or an error that wraps [fs.ErrNotExist].
func (k keyFiles) read(key string) ([]byte, error) {
	name, err := k.path(key)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(name) //nolint:gosec // path cleans the key
	if err != nil {
		return nil, fmt.Errorf("social: %s file: %w", k.what, err)
	}
	return data, nil
}

// write replaces what is kept under a key.
func (k keyFiles) write(key string, data []byte) (err error) {
	name, err := k.path(key)
	if err != nil {
		return err
	}
	if err := k.make(); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(k.dir, "."+k.what+"-*") // created with mode 0600
	if err != nil {
		return fmt.Errorf("social: %s file: %w", k.what, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name()))
		}
	}()
	if _, err := tmp.Write(data); err != nil {
		return fmt.Errorf("social: %s file: %w", k.what, err)
	}
	if err := tmp.Sync(); err != nil {
		return fmt.Errorf("social: %s file: %w", k.what, err)
	}
	if err := tmp.Close(); err != nil {
		return fmt.Errorf("social: %s file: %w", k.what, err)
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return fmt.Errorf("social: %s file: %w", k.what, err)
	}
	return k.sync()
}

// lock keeps all other processes of the machine from locking the key.
func (k keyFiles) lock(ctx context.Context, key string) (unlock func(), err error) {
	name, err := k.path(key)
	if err != nil {
		return nil, err
	}
	if err := k.make(); err != nil {
		return nil, err
	}
	lock := flock.New(name+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("social: %s lock: %w", k.what, err)
	}
	return func() { _ = lock.Close() }, nil // closing unlocks; the file stays, as removing it would race
}

func (k keyFiles) make() error {
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return fmt.Errorf("social: %s folder: %w", k.what, err)
	}
	return nil
}

// sync makes a rename durable where the system lets a folder be synced.
func (k keyFiles) sync() error {
	d, err := os.Open(k.dir)
	if err != nil {
		return fmt.Errorf("social: %s folder: %w", k.what, err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) {
		return fmt.Errorf("social: %s folder: %w", k.what, err)
	}
	return nil
}
