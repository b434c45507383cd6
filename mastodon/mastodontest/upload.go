package mastodontest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
)

// An upload is a file part of a multipart body. Only its beginning is kept.
type upload struct {
	name, contentType string
	size              int64
	sum               string
	head              []byte
}

const keptHead = 64 << 10

func readMultipart(body io.Reader, boundary string, p params) (map[string]*upload, error) {
	files := map[string]*upload{}
	if boundary == "" {
		return nil, errBadBody
	}
	reader := multipart.NewReader(body, boundary)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if part.FileName() == "" {
			value, err := io.ReadAll(io.LimitReader(part, maxForm))
			if err != nil {
				return nil, err
			}
			p.add(part.FormName(), string(value))
			continue
		}
		file, err := readUpload(part)
		if err != nil {
			return nil, err
		}
		files[part.FormName()] = file
	}
}

func readUpload(part *multipart.Part) (*upload, error) {
	hash := sha256.New()
	var head bytes.Buffer
	n, err := io.Copy(io.MultiWriter(hash, &capped{&head}), part)
	if err != nil {
		return nil, err
	}
	contentType := part.Header.Get("Content-Type")
	if contentType == "" || contentType == "application/octet-stream" { // the server looks at the bytes
		contentType = http.DetectContentType(head.Bytes())
	}
	return &upload{
		name: part.FileName(), contentType: contentType,
		size: n, sum: hex.EncodeToString(hash.Sum(nil)), head: head.Bytes(),
	}, nil
}

type capped struct{ *bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	if room := keptHead - c.Len(); room > 0 {
		c.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// ReadFrom hides the one of bytes.Buffer, which would keep everything.
func (c *capped) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{c}, r)
}
