package tunnel

import (
	"crypto/ecdh"
	"encoding/base64"
	"fmt"
)

type Peer struct {
	Name   string
	Public string
	shared []byte
}

// Configure runs once when the interface comes up.
func Configure(own *ecdh.PrivateKey, p *Peer) error {
	raw, err := base64.StdEncoding.DecodeString(p.Public)
	if err != nil {
		return fmt.Errorf("peer %s: %w", p.Name, err)
	}
	pub, err := ecdh.X25519().NewPublicKey(raw)
	if err != nil {
		return fmt.Errorf("peer %s: %w", p.Name, err)
	}
	// degrades: kex
	p.shared, err = own.ECDH(pub)
	return err
}
