package graph

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/relais-go/relais/internal/rest"
)

// tail is a file from an offset on.
type tail struct {
	rest.File

	from int64
}

// Size implements rest.Body.
func (t *tail) Size() int64 { return t.File.Size() - t.from }

// Open implements rest.Body.
func (t *tail) Open(ctx context.Context) (io.ReadCloser, error) {
	src, err := t.File.Open(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, src, t.from); err != nil {
		return nil, errors.Join(fmt.Errorf("skip what has arrived: %w", err), src.Close())
	}
	return src, nil
}
