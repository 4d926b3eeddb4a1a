package parity

const stripLen = 128 * 1024

// Update folds a rewritten strip into the parity of its stripe.
func Update(par, old, new []byte) {
	par = par[:stripLen]
	old = old[:stripLen]
	new = new[:stripLen]
	// region: erasure xor in-core
	for i := range par {
		par[i] ^= old[i] ^ new[i]
	}
}
