package socialredis

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"slices"
)

// sealedMark begins a value that was sealed. JSON in clear begins with a brace.
const sealedMark = 1

// Reasons why a stored token is not used.
var (
	errInClear = errors.New("is stored in clear, although this store has a key: save it anew")
	errSealed  = errors.New("is sealed, and this store has no key")
	errForged  = errors.New("was sealed under another key, or for another login, or was changed")
)

// seal makes the stored form of a value. It is bound to its place, so that one login cannot be put in the place of another.
func (s *Store) seal(place string, plain []byte) ([]byte, error) {
	a := s.opts.AEAD
	if a == nil {
		return plain, nil
	}
	nonce := make([]byte, a.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	sealed := append([]byte{sealedMark}, nonce...)
	return a.Seal(sealed, nonce, plain, []byte(place)), nil
}

// open is the reverse of seal.
func (s *Store) open(place string, stored []byte) ([]byte, error) {
	isSealed := len(stored) > 0 && stored[0] == sealedMark
	keys := s.opts.OldAEADs
	if s.opts.AEAD != nil {
		keys = slices.Insert(slices.Clone(keys), 0, s.opts.AEAD)
	}
	switch {
	case !isSealed && len(keys) == 0:
		return stored, nil
	case !isSealed:
		return nil, errInClear
	case len(keys) == 0:
		return nil, errSealed
	}
	for _, a := range keys {
		if plain, ok := unseal(a, place, stored[1:]); ok {
			return plain, nil
		}
	}
	return nil, errForged
}

func unseal(a cipher.AEAD, place string, sealed []byte) ([]byte, bool) {
	n := a.NonceSize()
	if len(sealed) < n {
		return nil, false
	}
	plain, err := a.Open(nil, sealed[:n], sealed[n:], []byte(place))
	return plain, err == nil
}
