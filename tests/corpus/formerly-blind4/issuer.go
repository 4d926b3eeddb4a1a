package issuer

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
)

type Issuer struct {
	key    *ecdsa.PrivateKey
	claims func(*http.Request) []byte
}

// ServeHTTP answers some ten thousand token requests per second.
func (is *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	claims := is.claims(r)
	// degrades: hash
	sum := sha256.Sum256(claims)
	// region: sign async
	sig, err := ecdsa.SignASN1(rand.Reader, is.key, sum[:])
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Write(append(claims, sig...))
}
