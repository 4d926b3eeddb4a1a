package raid

const strip = 64 << 10

type row struct {
	d [][]byte
	p []byte
}

func (r *row) parity() {
	for i := range r.p {
		r.p[i] = 0
	}
	for _, d := range r.d {
		// region: erasure xor in-core min=4096
		for i := 0; i < strip; i++ {
			r.p[i] ^= d[i]
		}
	}
}
