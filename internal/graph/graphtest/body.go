package graphtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
)

// maxBody bounds bodies, and fields of multipart forms, that are read at once.
const maxBody = 4 << 20

// headSize is how much of a file is looked at to find out what it is.
const headSize = 512

// A File is what is kept of the bytes of a file.
type File struct {
	Field       string // the part or parameter it came in
	Name        string
	ContentType string // as declared
	Sniffed     string // as the first bytes tell
	Size        int64
	SHA256      string // in hexadecimal
	URL         string // where it was fetched; "" if it was sent
}

// A sink counts and hashes.
type sink struct {
	hash hash.Hash
	head []byte
	n    int64
}

func newSink() *sink { return &sink{hash: sha256.New()} }

func (s *sink) Write(p []byte) (int, error) {
	if room := headSize - len(s.head); room > 0 {
		s.head = append(s.head, p[:min(room, len(p))]...)
	}
	s.n += int64(len(p))
	return s.hash.Write(p)
}

func (s *sink) file(field, name, contentType string) *File {
	return &File{
		Field: field, Name: name, ContentType: contentType, Sniffed: http.DetectContentType(s.head),
		Size: s.n, SHA256: hex.EncodeToString(s.hash.Sum(nil)),
	}
}

// errGone says that the client went away in the middle of its body.
var errGone = errors.New("graphtest: the body ended early")

// readParams collects the parameters of a request. Files are counted and hashed on the way.
func readParams(r *http.Request) (Params, []*File, error) {
	p := Params{}
	addForm(p, r.URL.Query())
	if r.Method == http.MethodGet {
		return p, nil, nil
	}
	kind, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	if kind == "multipart/form-data" {
		files, err := readMultipart(p, multipart.NewReader(r.Body, options["boundary"]))
		return p, files, err
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errGone, err)
	}
	if len(data) == 0 {
		return p, nil, nil
	}
	if kind == "application/json" {
		var o Object
		if err := decode(string(data), &o); err != nil {
			return nil, nil, BadParam("The request body is not valid JSON")
		}
		maps.Copy(p, o)
		return p, nil, nil
	}
	form, err := url.ParseQuery(string(data))
	if err != nil {
		return nil, nil, BadParam("The request body is not a valid form")
	}
	addForm(p, form)
	return p, nil, nil
}

func addForm(p Params, form url.Values) {
	for name, values := range form {
		if base, isList := cutSuffix(name, "[]"); isList {
			list := make([]any, len(values))
			for i, v := range values {
				list[i] = v
			}
			p[base] = list
			continue
		}
		p[name] = values[len(values)-1]
	}
}

func cutSuffix(text, suffix string) (string, bool) {
	if n := len(text) - len(suffix); n > 0 && text[n:] == suffix {
		return text[:n], true
	}
	return text, false
}

func readMultipart(p Params, parts *multipart.Reader) ([]*File, error) {
	var files []*File
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errGone, err)
		}
		if part.FileName() == "" {
			value, err := io.ReadAll(io.LimitReader(part, maxBody))
			if err != nil {
				return nil, fmt.Errorf("%w: %w", errGone, err)
			}
			addForm(p, url.Values{part.FormName(): {string(value)}})
			continue
		}
		into := newSink()
		if _, err := io.Copy(into, part); err != nil {
			return nil, fmt.Errorf("%w: %w", errGone, err)
		}
		files = append(files, into.file(part.FormName(), part.FileName(), part.Header.Get("Content-Type")))
	}
}

// FetchAgent is the user agent that fetches media from addresses.
const FetchAgent = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"

// errFetch says that an address could not be fetched.
var errFetch = errors.New("graphtest: the address could not be fetched")

// fetch gets a file from its address, as the network does; also, which may be nil, gets its bytes too. It
// needs no lock.
func (s *Server) fetch(ctx context.Context, address string, also io.Writer) (*File, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%w: no address", errFetch)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody) //nolint:gosec // fetching what callers name is the point
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFetch, err)
	}
	req.Header.Set("User-Agent", FetchAgent)
	client := &http.Client{Transport: s.opts.Transport}
	resp, err := client.Do(req) //nolint:gosec // as above
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFetch, err)
	}
	defer func() { _ = resp.Body.Close() }()
	into, body := newSink(), io.Reader(resp.Body)
	if also != nil && resp.StatusCode == http.StatusOK {
		body = io.TeeReader(body, also)
	}
	if _, err := io.Copy(into, body); err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: status %d", errFetch, resp.StatusCode)
	}
	f := into.file("", "", resp.Header.Get("Content-Type"))
	f.URL = address
	return f, nil
}

// encode is the JSON of an answer.
func encode(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("graphtest: encode the answer: %w", err)
	}
	return data, nil
}
