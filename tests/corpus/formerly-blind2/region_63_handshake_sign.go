package edge

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
)

// keyHolder answers the signing requests of all TLS front ends; every new
// client connection produces one request.
type keyHolder struct {
	key  *rsa.PrivateKey // 2048 bits
	reqs chan request
}

type request struct {
	transcript [sha256.Size]byte
	reply      chan []byte
}

func (k *keyHolder) serve() {
	for r := range k.reqs {
		// region: sign
		sig, err := rsa.SignPKCS1v15(rand.Reader, k.key, crypto.SHA256, r.transcript[:])
		if err != nil {
			sig = nil
		}
		r.reply <- sig
	}
}
