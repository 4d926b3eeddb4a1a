package auth

import (
	"crypto"
	"crypto/rsa"
)

// verifyBadge checks the signature under an employee badge (RSA, e = 65537).
func verifyBadge(issuer *rsa.PublicKey, digest [32]byte, sig []byte) bool {
	if len(sig) != issuer.Size() {
		return false
	}
	// degrades: verify
	return rsa.VerifyPKCS1v15(issuer, crypto.SHA256, digest[:], sig) == nil
}
