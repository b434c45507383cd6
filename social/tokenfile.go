package social

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/oauth2"
)

// FileTokens keeps each token in a file of its own, readable by this user only (mode 0600), replaced in
// one step and flushed to disk. It locks across processes of one machine.
type FileTokens struct {
	files keyFiles
}

// NewFileTokens keeps tokens in dir, which is made, readable by this user only, when the first is saved.
func NewFileTokens(dir string) *FileTokens {
	return &FileTokens{files: keyFiles{dir: dir, what: "token", ext: ".json"}}
}

// LoadToken implements [TokenStore].
func (f *FileTokens) LoadToken(_ context.Context, key string) (*oauth2.Token, error) {
	data, err := f.files.read(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", key, ErrNoToken)
	}
	if err != nil {
		return nil, err
	}
	var t oauth2.Token
	if err := json.Unmarshal(data, &t); err != nil {
		name, _ := f.files.path(key)
		// The decoder's error may quote the content.
		return nil, fmt.Errorf("social: token file %s is damaged", name)
	}
	return &t, nil
}

// SaveToken implements [TokenStore].
func (f *FileTokens) SaveToken(_ context.Context, key string, t *oauth2.Token) error {
	data, err := json.Marshal(t) //nolint:gosec // storing the token is the purpose
	if err != nil {
		return fmt.Errorf("social: token: %w", err)
	}
	return f.files.write(key, data)
}

// LockToken implements [TokenLocker].
func (f *FileTokens) LockToken(ctx context.Context, key string) (func(), error) {
	return f.files.lock(ctx, key)
}
