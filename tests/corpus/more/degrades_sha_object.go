package cas

import "crypto/sha256"

func Address(chunk []byte) [32]byte {
	// degrades: hash
	return sha256.Sum256(chunk)
}
