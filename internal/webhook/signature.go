package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"net/http"
	"strings"
)

// Encoding is how a signature is written in a header.
type Encoding int

// Encodings.
const (
	Hex Encoding = iota
	Base64
)

func (e Encoding) encode(sum []byte) string {
	if e == Base64 {
		return base64.StdEncoding.EncodeToString(sum)
	}
	return hex.EncodeToString(sum)
}

func (e Encoding) decode(s string) ([]byte, error) {
	if e == Base64 {
		return base64.StdEncoding.DecodeString(s)
	}
	return hex.DecodeString(s)
}

// Scheme is how a network signs a request: with the HMAC of the body.
type Scheme struct {
	Header   string // that has the signature
	Prefix   string // before the signature, as "sha256="
	Encoding Encoding
	Hash     func() hash.Hash // nil means SHA-256
}

// Sign is the signature of text as the network writes it, prefix included.
func (s Scheme) Sign(secret, text []byte) string {
	return s.Prefix + s.Encoding.encode(s.sum(secret, text))
}

// Verify reports whether one of the secrets signed the body. Its time does not depend on which, nor on how much
// of the signature is right. An empty secret signs nothing.
func (s Scheme) Verify(h http.Header, body []byte, secrets ...[]byte) bool {
	valid := false
	for _, value := range h.Values(s.Header) {
		text, ok := strings.CutPrefix(value, s.Prefix)
		if !ok {
			continue
		}
		given, err := s.Encoding.decode(text)
		if err != nil {
			continue
		}
		for _, secret := range secrets {
			if same := hmac.Equal(given, s.sum(secret, body)); same && len(secret) > 0 {
				valid = true
			}
		}
	}
	return valid
}

func (s Scheme) sum(secret, text []byte) []byte {
	algorithm := s.Hash
	if algorithm == nil {
		algorithm = sha256.New
	}
	mac := hmac.New(algorithm, secret)
	_, _ = mac.Write(text) // never fails
	return mac.Sum(nil)
}
