package session

import (
	"crypto/sha256"
	"encoding/hex"
)

type Token struct {
	ID    string // 36 characters
	Store string
}

func stamp(tokens []*Token) {
	for _, t := range tokens {
		// degrades: hash
		sum := sha256.Sum256([]byte(t.ID))
		t.Store = hex.EncodeToString(sum[:])
	}
}
