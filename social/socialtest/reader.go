package socialtest

import (
	"errors"
	"io"
)

// failingOpen is the Open of a file that is gone.
func failingOpen() (io.ReadCloser, error) { return nil, errors.New("the file is gone") }
