package noise

import (
	"crypto/ecdh"
	"net"
)

type responder struct {
	static *ecdh.PrivateKey // P-256
	curve  ecdh.Curve
}

// accept runs in a goroutine per connection, at peak 8000 new ones per second.
func (s *responder) accept(c net.Conn) ([]byte, error) {
	var hello [65]byte
	if _, err := c.Read(hello[:]); err != nil {
		return nil, err
	}
	peer, err := s.curve.NewPublicKey(hello[:])
	if err != nil {
		return nil, err
	}
	// region: kex async
	return s.static.ECDH(peer)
}
