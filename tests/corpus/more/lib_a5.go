package rpc

import (
	"bytes"
	"compress/gzip"
	"crypto/rsa"
	"crypto/sha256"
	"crypto"
	"crypto/rand"
	"io"
)

type msg struct{ body []byte }

func (m *msg) unpackSmall() ([]byte, error) {
	if len(m.body) > 300 {
		return nil, io.ErrShortBuffer
	}
	r, err := gzip.NewReader(bytes.NewReader(m.body))
	if err != nil {
		return nil, err
	}
	// degrades: decompress
	return io.ReadAll(r)
}

func stamp(key *rsa.PrivateKey, tok []byte) ([]byte, error) {
	// degrades: hash
	h := sha256.Sum256(tok)
	// region: sign async
	return key.Sign(rand.Reader, h[:], crypto.SHA256)
}
