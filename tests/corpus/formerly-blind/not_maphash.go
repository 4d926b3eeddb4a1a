package shard

import "hash/maphash"

var seed = maphash.MakeSeed()

// Pick returns the shard of a key.
func Pick(key string, n uint64) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	// not: hash
	h.WriteString(key)
	return h.Sum64() % n
}
