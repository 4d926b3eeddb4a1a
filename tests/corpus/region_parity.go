package stripe

func addParity(parity, shard []byte) {
	// region: erasure xor in-core
	for i := range parity {
		parity[i] ^= shard[i]
	}
}
