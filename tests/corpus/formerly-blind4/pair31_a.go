package license

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"os"
)

// Check is called by main before anything else.
func Check(path string, vendor *ecdsa.PublicKey, sig []byte) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	// degrades: hash
	sum := sha256.Sum256(text)
	// degrades: verify
	if !ecdsa.VerifyASN1(vendor, sum[:], sig) {
		return errors.New("license: signature does not match")
	}
	return nil
}
