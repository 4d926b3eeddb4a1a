package array

const unit = 64 << 10

// rewrite puts the change of one unit into the parity disk's.
func rewrite(parity, before, after *[unit]byte) {
	// region: erasure xor in-core
	for b := 0; b < unit; b++ {
		parity[b] ^= before[b] ^ after[b]
	}
}
