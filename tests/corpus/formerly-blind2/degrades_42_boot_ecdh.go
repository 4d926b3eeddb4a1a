package cluster

import (
	"crypto/ecdh"
	"crypto/rand"
	"fmt"
	"log"
)

var clusterSecret []byte

// init derives the cluster secret once per process life.
func init() {
	peer, err := ecdh.P384().NewPublicKey(readPeer())
	if err != nil {
		log.Fatalf("cluster: %v", err)
	}
	own, err := ecdh.P384().GenerateKey(rand.Reader)
	if err != nil {
		log.Fatalf("cluster: %v", err)
	}
	// degrades: kex
	clusterSecret, err = own.ECDH(peer)
	if err != nil {
		log.Fatal(fmt.Errorf("cluster: %w", err))
	}
}

func readPeer() []byte { return make([]byte, 97) }
