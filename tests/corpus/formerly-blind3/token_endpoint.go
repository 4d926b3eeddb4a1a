package oauth

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

type issuer struct {
	key    *ecdsa.PrivateKey
	claims func(*http.Request) (string, error)
}

// ServeHTTP answers POST /token, some 20k a second at peak.
func (is *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := is.claims(r)
	if err != nil {
		http.Error(w, "invalid_grant", http.StatusBadRequest)
		return
	}
	// degrades: hash
	digest := sha256.Sum256([]byte(body))
	// region: sign async
	sig, err := ecdsa.SignASN1(rand.Reader, is.key, digest[:])
	if err != nil {
		http.Error(w, "server_error", http.StatusInternalServerError)
		return
	}
	w.Write([]byte(body + "." + base64.RawURLEncoding.EncodeToString(sig)))
}
