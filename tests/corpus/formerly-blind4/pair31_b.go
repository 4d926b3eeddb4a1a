package gateway

import (
	"crypto/ecdsa"
	"net/http"
)

type Gate struct {
	keys map[string]*ecdsa.PublicKey
	next http.Handler
}

// ServeHTTP sits in front of all services; a node sees 20 to 40 thousand bearer tokens a second.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kid, digest, sig, ok := splitBearer(r.Header.Get("Authorization"))
	key := g.keys[kid]
	// region: verify async
	if !ok || key == nil || !ecdsa.VerifyASN1(key, digest, sig) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	g.next.ServeHTTP(w, r)
}
