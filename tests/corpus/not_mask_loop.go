package frame

func unmask(payload []byte, mask [4]byte) {
	// not: erasure
	for i := range payload {
		payload[i] ^= mask[i&3]
	}
}
